package dev.maestro.server.auth.token;

import java.util.List;

/**
 * The keys that hold at a moment. Identity matters: what was verified by one set must be verified again by the next.
 *
 * <p>Threads: immutable.
 */
final class KeySet {
    /** No key. */
    static final KeySet EMPTY = new KeySet(List.of());

    /** So that a token which names no key costs no more checks than this. */
    private static final int MAX_TRIED = 16;

    private final List<VerificationKey> keys;

    KeySet(List<VerificationKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /** Returns whether it holds the same keys, in the same order. */
    boolean sameAs(List<VerificationKey> others) {
        return keys.equals(others);
    }

    /** Returns how many keys there are. */
    int size() {
        return keys.size();
    }

    /** Returns whether any key may have signed a token with this header, or one is known by the name it gives. */
    boolean knows(TokenHeader header) {
        String name = header.keyId();
        return keys.stream().anyMatch(key -> key.fits(header) || name != null && key.isNamed(name));
    }

    /** Returns whether one of the keys signed the token. */
    boolean signed(CompactToken token) {
        return keys.stream()
                .filter(key -> key.fits(token.header()))
                .limit(MAX_TRIED)
                .anyMatch(key -> key.signed(token));
    }
}
