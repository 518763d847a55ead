package dev.maestro.server.domain;

/**
 * What a caller named a request, so that repeating it changes nothing.
 *
 * @param scope whose key it is and what it was sent to; equal keys of two scopes are different keys
 * @param key the caller's name for the request, 1 to {@value #MAX_KEY_LENGTH} visible ASCII characters
 * @param requestHash a hash of the request's content
 */
public record Idempotency(String scope, String key, String requestHash) {
    /** The longest key, in characters. */
    public static final int MAX_KEY_LENGTH = 255;

    public Idempotency {
        if (!holds(key)) {
            throw new IllegalArgumentException("not an idempotency key");
        }
    }

    /** Returns whether a text can be a key. */
    public static boolean holds(String key) {
        return !key.isEmpty() && key.length() <= MAX_KEY_LENGTH && key.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }
}
