package dev.maestro.server.auth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.util.Base64URL;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One key tokens may be signed by, bound to one algorithm whatever a token says.
 *
 * <p>Threads: immutable. Two are equal when they are the same key by the same name.
 */
final class VerificationKey {
    private static final Logger log = LoggerFactory.getLogger(VerificationKey.class);

    private final SigningAlgorithm algorithm;
    private final @Nullable String keyId;
    private final byte[] encoded;
    private final SignatureCheck check;

    private VerificationKey(SigningAlgorithm algorithm, @Nullable String keyId, byte[] encoded, SignatureCheck check) {
        this.algorithm = algorithm;
        this.keyId = keyId;
        this.encoded = encoded;
        this.check = check;
    }

    /**
     * Returns the secret tokens are signed by; it goes by no name.
     *
     * @throws IllegalArgumentException if it is shorter than 32 bytes (RFC 7518, 3.2)
     */
    static VerificationKey secret(SecretKey secret) {
        try {
            SignatureCheck check = by(new MACVerifier(secret), JWSAlgorithm.HS256);
            return new VerificationKey(SigningAlgorithm.HS256, null, secret.getEncoded(), check);
        } catch (JOSEException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    static VerificationKey rsa(@Nullable String keyId, RSAPublicKey key) {
        return new VerificationKey(
                SigningAlgorithm.RS256, keyId, key.getEncoded(), by(new RSASSAVerifier(key), JWSAlgorithm.RS256));
    }

    /** Returns a key on P-256, a point of the curve. */
    static VerificationKey p256(@Nullable String keyId, ECPublicKey key) throws JOSEException {
        return new VerificationKey(
                SigningAlgorithm.ES256, keyId, key.getEncoded(), by(new ECDSAVerifier(key), JWSAlgorithm.ES256));
    }

    static VerificationKey ed25519(@Nullable String keyId, EdECPublicKey key) {
        return new VerificationKey(SigningAlgorithm.ED25519, keyId, key.getEncoded(), new Ed25519Check(key));
    }

    private static SignatureCheck by(JWSVerifier verifier, JWSAlgorithm algorithm) {
        // Made here and not of what the token says, so that its header chooses nothing.
        JWSHeader header = new JWSHeader(algorithm);
        return (text, signature) -> verifier.verify(header, text, Base64URL.encode(signature));
    }

    /** Returns whether a token with this header may be signed by this key. */
    boolean fits(TokenHeader header) {
        return algorithm == header.algorithm()
                && (keyId == null || header.keyId() == null || keyId.equals(header.keyId()));
    }

    /** Returns whether it goes by this name. */
    boolean isNamed(String name) {
        return name.equals(keyId);
    }

    /** Returns whether this key signed the token. */
    boolean signed(CompactToken token) {
        try {
            return check.holds(token.signedText(), token.signature());
        } catch (Exception e) {
            // Providers throw all manner of things over signatures that are made up.
            log.atDebug().addKeyValue("algorithm", algorithm).setCause(e).log("a signature could not be checked");
            return false;
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof VerificationKey that
                && algorithm == that.algorithm
                && Objects.equals(keyId, that.keyId)
                && Arrays.equals(encoded, that.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    @Override
    public String toString() {
        return "VerificationKey[" + algorithm + ", " + keyId + "]";
    }
}
