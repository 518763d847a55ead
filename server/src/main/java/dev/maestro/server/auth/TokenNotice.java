package dev.maestro.server.auth;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a socket is told of the end of its token, the same by every way in. Spec: docs/protocol/auth.md, "While connected".
 *
 * @param expiresAt when the token ends, epoch milliseconds
 * @param disconnectAt when the socket will be put out, epoch milliseconds; null, and not written, before the end
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TokenNotice(long expiresAt, @Nullable Long disconnectAt) {
    /** The event some time before the end. */
    public static final String EXPIRING = "auth:expiring";

    /** The event at the end. */
    public static final String EXPIRED = "auth:expired";

    /** Returns the notice of where a token stands. */
    public static TokenNotice of(TokenEnd end) {
        Instant over = end.overAt();
        return new TokenNotice(end.expiresAt().toEpochMilli(), over == null ? null : over.toEpochMilli());
    }
}
