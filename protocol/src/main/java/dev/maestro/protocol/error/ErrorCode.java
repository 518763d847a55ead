package dev.maestro.protocol.error;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * The machine word of a refusal, the same in an ack, a CONNECT_ERROR and an HTTP problem.
 *
 * <p>Spec: docs/protocol/errors.md.
 */
public enum ErrorCode {
    INVALID(400),
    UNAUTHENTICATED(401),
    FORBIDDEN(403),
    NOT_FOUND(404),
    CONFLICT(409),
    STALE_VERSION(409),
    RATE_LIMITED(429),
    TOO_LARGE(413),
    UNAVAILABLE(503),
    INTERNAL(500);

    private final int httpStatus;

    ErrorCode(int httpStatus) {
        this.httpStatus = httpStatus;
    }

    /** Returns the code's usual HTTP status; a failed {@code If-Match} answers 412 instead. */
    public int httpStatus() {
        return httpStatus;
    }

    /** Returns the word on the wire, such as {@code stale_version}. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
