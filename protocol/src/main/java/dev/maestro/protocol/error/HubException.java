package dev.maestro.protocol.error;

import dev.maestro.protocol.json.JsonBytes;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A refusal the client caused and is told of: an ack error, a CONNECT_ERROR or an HTTP problem.
 *
 * <p>The message is a sentence for a person and is sent as it stands, so it must not hold a secret.
 */
public final class HubException extends RuntimeException {
    private static final long NEVER_SAID = 0;

    private final ErrorCode code;
    private final List<ErrorDetail> details;
    private final @Nullable JsonBytes current;
    private final long retryAfterMillis;

    private HubException(
            ErrorCode code,
            String message,
            List<ErrorDetail> details,
            @Nullable JsonBytes current,
            long retryAfterMillis) {
        // A client's mistake needs no stack trace, and filling one in would make bad input dear.
        super(message, null, false, false);
        this.code = code;
        this.details = List.copyOf(details);
        this.current = current;
        this.retryAfterMillis = retryAfterMillis;
    }

    /** Refuses with a code and a sentence for a person. */
    public static HubException of(ErrorCode code, String message) {
        return new HubException(code, message, List.of(), null, NEVER_SAID);
    }

    /** Refuses a payload, naming each fault; the first fault is also the sentence. */
    public static HubException invalid(List<ErrorDetail> details) {
        ErrorDetail first = details.get(0);
        String sentence = first.path().isEmpty()
                ? first.message()
                : first.path().substring(1).replace('/', '.') + ": " + first.message();
        return new HubException(ErrorCode.INVALID, sentence, details, null, NEVER_SAID);
    }

    /** Refuses a payload for one fault. */
    public static HubException invalid(String path, String message) {
        return invalid(List.of(new ErrorDetail(path, message)));
    }

    /** Refuses a payload of which that much is not taken. */
    public static HubException tooLarge(String path, String message) {
        return new HubException(
                ErrorCode.TOO_LARGE, message, List.of(new ErrorDetail(path, message)), null, NEVER_SAID);
    }

    /** Refuses a change because the document, or what holds it, has moved on; {@code current} is what it is now. */
    public static HubException outdated(ErrorCode code, String message, JsonBytes current) {
        return new HubException(code, message, List.of(), current, NEVER_SAID);
    }

    /**
     * Refuses what came too soon after what came before.
     *
     * @param retryAfterMillis after how many milliseconds the same would be allowed, at least 1
     */
    public static HubException rateLimited(String message, long retryAfterMillis) {
        if (retryAfterMillis < 1) {
            throw new IllegalArgumentException("retryAfterMillis is " + retryAfterMillis + ", at least 1");
        }
        return new HubException(ErrorCode.RATE_LIMITED, message, List.of(), null, retryAfterMillis);
    }

    /** Returns the machine word. */
    public ErrorCode code() {
        return code;
    }

    /** Returns the faults of the payload, empty when there is nothing to point at. */
    public List<ErrorDetail> details() {
        return details;
    }

    /** Returns the document as it is now, for refusals over a version or a holder. */
    public Optional<JsonBytes> current() {
        return Optional.ofNullable(current);
    }

    /** Returns after how many milliseconds, at least 1, to try again; empty for refusals that time does not mend. */
    public OptionalLong retryAfterMillis() {
        return retryAfterMillis == NEVER_SAID ? OptionalLong.empty() : OptionalLong.of(retryAfterMillis);
    }

    /** Returns the sentence for a person; never null. */
    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? code.wire() : message;
    }
}
