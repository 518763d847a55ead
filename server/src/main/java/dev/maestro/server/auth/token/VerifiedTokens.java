package dev.maestro.server.auth.token;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.server.auth.Principal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whose tokens were checked lately, so that the next check costs no signature.
 *
 * <p>A token is known by its SHA-256 and not kept. What is kept weighs about as much as the tokens it came from: when
 * they come to more than the limit, those least lately asked for are forgotten.
 *
 * <p>Threads: thread-safe; its lock is held for look-ups in memory alone.
 */
final class VerifiedTokens {
    private static final float USUAL_LOAD = 0.75f;

    private final int maxCharacters;

    @GuardedBy("this")
    private final Map<Digest, Verified> byDigest = new LinkedHashMap<>(16, USUAL_LOAD, true);

    @GuardedBy("this")
    private long characters;

    /**
     * What is left of a token.
     *
     * @param principal whose it is
     * @param validity when it holds
     * @param keys the keys it was verified by
     * @param length its length in characters
     */
    record Verified(Principal principal, Validity validity, KeySet keys, int length) {}

    /**
     * A token's SHA-256.
     *
     * @param first its first 8 bytes, and so on
     */
    record Digest(long first, long second, long third, long fourth) {
        /** Returns the digest of a token. */
        static Digest of(String token) {
            try {
                ByteBuffer digest = ByteBuffer.wrap(
                        MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
                return new Digest(digest.getLong(), digest.getLong(), digest.getLong(), digest.getLong());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }
    }

    /**
     * Keeps nothing yet.
     *
     * @param maxCharacters how many characters the tokens may come to
     */
    VerifiedTokens(int maxCharacters) {
        this.maxCharacters = maxCharacters;
    }

    /** Returns what is left of a token; it may have ended. */
    synchronized Optional<Verified> find(Digest digest) {
        return Optional.ofNullable(byDigest.get(digest));
    }

    /** Keeps what is left of a token that holds. */
    synchronized void put(Digest digest, Verified verified) {
        forget(digest);
        byDigest.put(digest, verified);
        characters += verified.length();
        Iterator<Verified> oldest = byDigest.values().iterator();
        while (characters > maxCharacters && oldest.hasNext()) {
            characters -= oldest.next().length();
            oldest.remove();
        }
    }

    /** Forgets a token. */
    synchronized void forget(Digest digest) {
        Verified forgotten = byDigest.remove(digest);
        if (forgotten != null) {
            characters -= forgotten.length();
        }
    }

    /** Returns how many tokens are known. */
    synchronized int size() {
        return byDigest.size();
    }
}
