package dev.maestro.server.domain;

/** An idempotency key came back with another request than the one it named; nothing was done. */
public final class IdempotencyKeyReusedException extends RuntimeException {
    IdempotencyKeyReusedException() {
        // As with every mistake of a client, where it was found does not matter.
        super("this Idempotency-Key was used for another request", null, false, false);
    }
}
