package dev.maestro.server.rest;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.server.auth.Principal;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Learns of each request, after it was answered. Implementations are thread-safe and never block. */
public interface RequestWatch {
    /** Wants to know nothing. */
    RequestWatch NONE = new RequestWatch() {
        @Override
        public void answered(Served served) {}

        @Override
        public void answered(Asked asked) {}
    };

    /** A request was answered. */
    void answered(Served served);

    /** A request was answered, or refused, for which it must be known who sends it. */
    void answered(Asked asked);

    /**
     * A request as all are told of.
     *
     * @param method its method; {@code OTHER} for one that the hub does not know
     * @param route the template of its path; null when there is no such path
     * @param status of the answer
     * @param seconds how long it took
     */
    record Served(String method, @Nullable String route, int status, double seconds) {}

    /**
     * Such a request.
     *
     * @param path without the query
     * @param refusal why it was refused; null when it was not
     * @param message the same in words, as it was answered
     * @param principal who sent it; null when that is not known
     * @param client the address that logs go by
     * @param userAgent the program, as it names itself, of any length; null when it does not
     */
    record Asked(
            String method,
            String path,
            @Nullable ErrorCode refusal,
            @Nullable String message,
            @Nullable Principal principal,
            InetAddress client,
            @Nullable String userAgent) {}
}
