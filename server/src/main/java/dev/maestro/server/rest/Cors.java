package dev.maestro.server.rest;

import dev.maestro.server.auth.OriginPolicy;
import io.javalin.http.Context;
import java.util.Optional;

/** Lets the pages of allowed origins read the answers, as browsers ask of a server. */
final class Cors {
    private static final String REQUEST_HEADERS =
            "Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key";
    private static final String RESPONSE_HEADERS = "ETag, Link, Location, Retry-After, X-Next-Cursor";
    private static final String SECONDS_REMEMBERED = "600";

    private Cors() {}

    /** Says which origin may read the answer; returns whether the request may go on. */
    static boolean admit(Context context, OriginPolicy origins) {
        Optional<String> origin = Optional.ofNullable(context.header("Origin"));
        if (!origins.allows(origin)) {
            return false;
        }
        context.header("Vary", "Origin");
        origin.ifPresent(page -> context.header("Access-Control-Allow-Origin", page)
                .header("Access-Control-Allow-Credentials", "true")
                .header("Access-Control-Expose-Headers", RESPONSE_HEADERS));
        return true;
    }

    /** Answers {@code OPTIONS}, also when a browser asks before the request itself. */
    static void options(Context context, String allowed) {
        context.status(204).header("Allow", allowed);
        if (context.header("Origin") != null && context.header("Access-Control-Request-Method") != null) {
            context.header("Access-Control-Allow-Methods", allowed)
                    .header("Access-Control-Allow-Headers", REQUEST_HEADERS)
                    .header("Access-Control-Max-Age", SECONDS_REMEMBERED);
        }
    }
}
