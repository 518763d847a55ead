package dev.maestro.protocol.portal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.ErrorDetail;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one client of the portal is told because of what it sent. */
public final class PortalAnswer {
    private PortalAnswer() {}

    /** Of {@code authenticated}. */
    public record Authenticated(@JsonProperty("user_id") String userId, List<String> permissions) {
        public Authenticated {
            permissions = List.copyOf(permissions);
        }
    }

    /**
     * Of {@code authentication_failed}.
     *
     * @param retryAfter milliseconds; null unless it came too soon
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AuthenticationFailed(
            String message,
            ErrorCode code,
            @JsonProperty("retry_after") @Nullable Long retryAfter) {}

    /**
     * Of {@code rate_limited}.
     *
     * @param message {@value #MESSAGE}
     * @param retryAfter milliseconds
     */
    public record RateLimited(
            String message, @JsonProperty("retry_after") long retryAfter, ErrorCode code) {
        private static final String MESSAGE = "Rate limit exceeded";

        /** Tells a client how long to wait. */
        public static RateLimited of(long retryAfterMillis) {
            return new RateLimited(MESSAGE, retryAfterMillis, ErrorCode.RATE_LIMITED);
        }
    }

    /**
     * Of {@code validation_error}.
     *
     * @param message {@value #MESSAGE}
     */
    public record ValidationError(String message, List<ErrorDetail> details, ErrorCode code) {
        private static final String MESSAGE = "Invalid message format";

        public ValidationError {
            details = List.copyOf(details);
        }

        /** Tells a client what is wrong with what it sent. */
        public static ValidationError of(List<ErrorDetail> details, ErrorCode code) {
            return new ValidationError(MESSAGE, details, code);
        }
    }

    /**
     * Of {@code error}.
     *
     * @param details what is wrong and where; left out when empty
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record WebSocketError(
            ErrorType type,
            String message,
            ErrorCode code,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ErrorDetail> details,
            PortalTime timestamp) {
        public WebSocketError {
            details = List.copyOf(details);
        }
    }
}
