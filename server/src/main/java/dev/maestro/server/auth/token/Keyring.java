package dev.maestro.server.auth.token;

import dev.maestro.server.auth.token.RefusedTokenException.Rule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys users' tokens may be signed by: a secret, an issuer's, or both, as in a project that moves from one to the
 * other.
 *
 * <p>Threads: thread-safe.
 */
final class Keyring implements AutoCloseable {
    private final KeySet secret;
    private final @Nullable RemoteKeys remote;

    /**
     * Holds these keys.
     *
     * @param secret signs HS256; null when nothing does
     * @param remote an issuer's public keys; null when there is no issuer
     */
    Keyring(@Nullable VerificationKey secret, @Nullable RemoteKeys remote) {
        this.secret = secret == null ? KeySet.EMPTY : new KeySet(List.of(secret));
        this.remote = remote;
    }

    /** Returns the keys a token with this algorithm would be checked by now; never blocks. */
    private KeySet current(SigningAlgorithm algorithm) {
        return algorithm == SigningAlgorithm.HS256 || remote == null ? secret : remote.current();
    }

    /** Returns whether keys that verified a token are still those that hold. */
    boolean holds(KeySet keys) {
        return keys == secret || remote != null && keys == remote.current();
    }

    /**
     * Finds the keys that verify a token; blocks for a while when it names one that must be fetched.
     *
     * @throws RefusedTokenException if none of the keys signed it
     */
    KeySet verify(CompactToken token) {
        TokenHeader header = token.header();
        KeySet keys = current(header.algorithm());
        if (!keys.knows(header) && remote != null && header.algorithm() != SigningAlgorithm.HS256) {
            keys = remote.newerThan(keys);
        }
        if (!keys.knows(header)) {
            throw new RefusedTokenException(Rule.KEY, "no key is known for its alg " + header.algorithm() + " and kid");
        }
        if (!keys.signed(token)) {
            throw new RefusedTokenException(Rule.SIGNATURE, "no key it may be signed by signed it");
        }
        return keys;
    }

    @Override
    public void close() {
        if (remote != null) {
            remote.close();
        }
    }
}
