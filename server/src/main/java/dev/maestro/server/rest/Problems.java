package dev.maestro.server.rest;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.InvalidCursorException;
import dev.maestro.server.domain.IdempotencyKeyReusedException;
import dev.maestro.server.domain.Ids;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever an endpoint throws into a problem, in one place. */
final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final int REFERENCE_LENGTH = 10;
    private static final int STALE_BY_HEADER = 412;
    private static final int SAME_KEY_OTHER_REQUEST = 422;
    private static final String SECONDS_UNTIL_RETRY = "1";
    private static final long MILLIS_A_SECOND = 1000;

    private Problems() {}

    static void install(RoutesConfig routes) {
        routes.exception(HubException.class, (e, context) -> refusal(e, context).write(context));
        routes.exception(
                UnfitRequestException.class, (e, context) -> e.problem().write(context));
        routes.exception(IdempotencyKeyReusedException.class, (e, context) -> Problem.of(
                        SAME_KEY_OTHER_REQUEST, ErrorCode.INVALID, message(e))
                .write(context));
        routes.exception(InvalidCursorException.class, (e, context) -> refusal(
                        HubException.invalid("?cursor", message(e)), context)
                .write(context));
        routes.exception(BackendUnavailableException.class, Problems::unavailable);
        routes.exception(HttpResponseException.class, Problems::ofTheServer);
        routes.exception(Exception.class, (e, context) -> internal(e).write(context));
    }

    /** Logs what is our own fault and returns what the client is told of it: nothing but where to find it. */
    static Problem internal(Throwable failure) {
        String reference = Ids.random(REFERENCE_LENGTH);
        LOG.atError().setCause(failure).addKeyValue("reference", reference).log("a request failed");
        return Problem.of(
                        500,
                        ErrorCode.INTERNAL,
                        "Something went wrong inside the hub; its log says more under " + reference)
                .referring(reference);
    }

    /** Answers what is worse than an exception, such as a stack that overflowed. */
    static void error(HttpServletResponse response, Error failure) {
        Problem problem = internal(failure);
        response.setStatus(problem.status());
        response.setContentType(Problem.CONTENT_TYPE);
        try {
            response.getOutputStream().write(problem.json("").array());
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("nobody is there to be told");
        }
    }

    private static Problem refusal(HubException e, Context context) {
        LOG.atDebug()
                .addKeyValue("code", e.code().wire())
                .addKeyValue("method", context.method().name())
                .addKeyValue("path", context.path())
                .log("refused");
        boolean byHeader = e.code() == ErrorCode.STALE_VERSION && context.header("If-Match") != null;
        Problem problem = Problem.of(byHeader ? STALE_BY_HEADER : e.code().httpStatus(), e);
        return switch (e.code()) {
            case UNAUTHENTICATED -> problem.with("WWW-Authenticate", "Bearer");
            case UNAVAILABLE, RATE_LIMITED -> problem.with("Retry-After", secondsUntilRetry(e));
            case INVALID, FORBIDDEN, NOT_FOUND, CONFLICT, STALE_VERSION, TOO_LARGE, INTERNAL -> problem;
        };
    }

    /** Returns whole seconds, rounded up: the header knows no parts of one, and one too early would be refused. */
    private static String secondsUntilRetry(HubException e) {
        return e.retryAfterMillis().isPresent()
                ? Long.toString((e.retryAfterMillis().getAsLong() + MILLIS_A_SECOND - 1) / MILLIS_A_SECOND)
                : SECONDS_UNTIL_RETRY;
    }

    private static void unavailable(BackendUnavailableException e, Context context) {
        // The store says once that it is away; requests come by the thousand.
        LOG.atDebug().addKeyValue("reason", e.getMessage()).log("the store is away");
        Problem.of(
                        503,
                        ErrorCode.UNAVAILABLE,
                        e.mayBeStored() ? unknown(context) : "The hub's store cannot be used now; try again")
                .with("Retry-After", SECONDS_UNTIL_RETRY)
                .write(context);
    }

    private static String unknown(Context context) {
        return "The hub's store was lost while this was done: it may or may not have been done. "
                + (context.header("Idempotency-Key") == null
                        ? "Look before you repeat it; with an Idempotency-Key it would be safe to repeat"
                        : "Repeat it with the same Idempotency-Key, and it is done once");
    }

    private static void ofTheServer(HttpResponseException e, Context context) {
        Problem problem =
                switch (e.getStatus()) {
                    case 404 -> Problem.of(404, ErrorCode.NOT_FOUND, "there is nothing at this path");
                    case 413 -> Problem.of(413, ErrorCode.TOO_LARGE, "the request is too large");
                    default ->
                        e.getStatus() < 500
                                ? Problem.of(e.getStatus(), ErrorCode.INVALID, "the request cannot be understood")
                                : internal(e);
                };
        problem.write(context);
    }

    private static String message(Exception e) {
        String message = e.getMessage();
        return message == null ? "" : message;
    }
}
