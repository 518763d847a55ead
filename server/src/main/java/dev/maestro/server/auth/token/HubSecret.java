package dev.maestro.server.auth.token;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * What only this hub knows (and others that share its settings): the root of its keys, never used as one.
 *
 * <p>Threads: immutable. It shows nothing of itself.
 */
public final class HubSecret {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String LABEL = "maestro-hub key: ";

    private final SecretKeySpec root;

    private HubSecret(byte[] secret) {
        this.root = new SecretKeySpec(secret, ALGORITHM);
    }

    /**
     * Makes a secret of these bytes.
     *
     * @throws IllegalArgumentException if there are fewer than 32
     */
    public static HubSecret of(byte[] secret) {
        if (secret.length < TokenConfig.MIN_SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "a secret of " + secret.length + " bytes, at least " + TokenConfig.MIN_SECRET_BYTES);
        }
        return new HubSecret(secret);
    }

    /**
     * Returns the HMAC-SHA256 key for one purpose: the same for the same secret and purpose, and telling nothing of the
     * secret or of the key for another purpose.
     *
     * @param purpose names it, such as {@code session tokens}
     */
    public SecretKey key(String purpose) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(root);
            return new SecretKeySpec(mac.doFinal((LABEL + purpose).getBytes(StandardCharsets.UTF_8)), ALGORITHM);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    @Override
    public String toString() {
        return "HubSecret[hidden]";
    }
}
