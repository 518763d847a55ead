package dev.maestro.server.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The tokens of sessions, by which their agents are known: {@code mhs_<session>_<proof>}, the proof being the
 * HMAC-SHA256 of the session's id in base64url without padding, 43 characters.
 *
 * <p>A token is derived, never stored: whoever has the key can make it again. Whether its session still lets anybody in
 * is not said by the token.
 *
 * <p>Threads: thread-safe. Spec: docs/protocol/auth.md, "Agents".
 */
public final class SessionTokens {
    private static final String PREFIX = SessionTokenVerifier.PREFIX;
    private static final String ALGORITHM = "HmacSHA256";
    private static final int PROOF_LENGTH = 43;
    private static final int MOST_ID_LENGTH = 200;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1," + MOST_ID_LENGTH + "}");
    private static final int MOST_LENGTH = PREFIX.length() + MOST_ID_LENGTH + 1 + PROOF_LENGTH;

    private final SecretKeySpec key;

    /**
     * Makes tokens with a key.
     *
     * @param key 32 bytes or more that are used for nothing else
     */
    public SessionTokens(byte[] key) {
        if (key.length < 32) {
            throw new IllegalArgumentException("the key is " + key.length + " bytes, at least 32");
        }
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /** Returns the token of a session. */
    public String of(String sessionId) {
        return PREFIX + sessionId + "_" + proof(sessionId);
    }

    /** Returns the session a token was made for with this key; empty if it was not. Takes as long for every forgery. */
    public Optional<String> sessionIdOf(String token) {
        int separator = token.length() - PROOF_LENGTH - 1;
        if (token.length() > MOST_LENGTH
                || separator <= PREFIX.length()
                || !token.startsWith(PREFIX)
                || token.charAt(separator) != '_') {
            return Optional.empty();
        }
        String sessionId = token.substring(PREFIX.length(), separator);
        if (!ID.matcher(sessionId).matches()) {
            return Optional.empty();
        }
        // As text, so that no two spellings of the same bytes are both good.
        byte[] claimed = token.substring(separator + 1).getBytes(StandardCharsets.UTF_8);
        boolean good = MessageDigest.isEqual(proof(sessionId).getBytes(StandardCharsets.UTF_8), claimed);
        return good ? Optional.of(sessionId) : Optional.empty();
    }

    private String proof(String sessionId) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] proof = mac.doFinal(("session:" + sessionId).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(proof);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
