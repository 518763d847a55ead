package dev.maestro.protocol.error;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What a client is told before the hub closes on it: the payload of {@code server:goodbye}.
 *
 * <p>Spec: docs/protocol/errors.md, "Goodbyes".
 *
 * @param code a machine word, such as {@code slow_consumer}
 * @param reason a sentence for a person; holds no secret
 * @param retry whether to come back
 * @param after when not before, in milliseconds from now; null when nothing is said
 * @param limit what was gone over, in bytes; null when it was none
 * @param size by what it was gone over, in bytes; null when it is not known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Goodbye(
        String code,
        String reason,
        Retry retry,
        @Nullable Long after,
        @Nullable Long limit,
        @Nullable Long size) {
    /** The event that brings it. */
    public static final String EVENT = "server:goodbye";

    /** Returns one that is the same for whoever is put out so. */
    public static Goodbye of(String code, String reason, Retry retry) {
        return new Goodbye(code, reason, retry, null, null, null);
    }

    /** Returns one for a message over a limit, both in bytes. */
    public static Goodbye tooLarge(long limit, long size) {
        return new Goodbye(
                ErrorCode.TOO_LARGE.wire(),
                "The message is " + size + " bytes, at most " + limit + " are taken.",
                Retry.NOW,
                null,
                limit,
                size);
    }

    /** Returns one for a message over a limit in bytes, of which nobody knows how large it would have become. */
    public static Goodbye tooLarge(long limit) {
        return new Goodbye(
                ErrorCode.TOO_LARGE.wire(),
                "The message is more than the " + limit + " bytes that are taken.",
                Retry.NOW,
                null,
                limit,
                null);
    }

    /** Returns the same for somebody who is to come back after so many milliseconds. */
    public Goodbye after(long millis) {
        return new Goodbye(code, reason, Retry.LATER, millis, limit, size);
    }
}
