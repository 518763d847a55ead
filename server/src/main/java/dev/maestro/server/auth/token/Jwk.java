package dev.maestro.server.auth.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Reads one public key of an issuer's (a JWK, RFC 7517), if tokens may be checked by it. */
final class Jwk {
    private static final int MIN_RSA_BITS = 2048;

    /** Checking by a longer key, or by an exponent longer than this, would be dear. */
    private static final int MAX_RSA_BITS = 8192;

    private static final int MAX_EXPONENT_BITS = 64;

    private static final int EC_COORDINATE_BYTES = 32;

    private Jwk() {}

    /**
     * Reads a key.
     *
     * @param key anything
     * @throws GeneralSecurityException if it is not a public key for one of our algorithms; says why
     */
    static VerificationKey read(JsonNode key) throws GeneralSecurityException {
        checkPurpose(key);
        String keyId = key.has("kid") ? text(key, "kid") : null;
        String type = text(key, "kty");
        // "oct" is refused with all other types: a secret that is published is none.
        return switch (type) {
            case "RSA" -> rsa(key, keyId);
            case "EC" -> p256(key, keyId);
            case "OKP" -> ed25519(key, keyId);
            default -> throw new GeneralSecurityException("its type is not RSA, EC or OKP");
        };
    }

    private static void checkPurpose(JsonNode key) throws GeneralSecurityException {
        if (key.has("d")) {
            throw new GeneralSecurityException("it is a private key, which anybody may have by now");
        }
        if (key.has("use") && !text(key, "use").equals("sig")) {
            throw new GeneralSecurityException("its use is not signing");
        }
        JsonNode operations = key.get("key_ops");
        if (operations != null && !contains(operations, "verify")) {
            throw new GeneralSecurityException("its key_ops do not have verify");
        }
    }

    private static boolean contains(JsonNode array, String word) {
        for (JsonNode item : array) {
            if (item.asText().equals(word)) {
                return true;
            }
        }
        return false;
    }

    private static void checkAlgorithm(JsonNode key, SigningAlgorithm algorithm) throws GeneralSecurityException {
        if (key.has("alg") && !algorithm.isNamed(text(key, "alg"))) {
            throw new GeneralSecurityException("its alg is not " + algorithm);
        }
    }

    private static void checkCurve(JsonNode key, String curve) throws GeneralSecurityException {
        if (!text(key, "crv").equals(curve)) {
            throw new GeneralSecurityException("its curve is not " + curve);
        }
    }

    private static VerificationKey rsa(JsonNode key, @Nullable String keyId) throws GeneralSecurityException {
        checkAlgorithm(key, SigningAlgorithm.RS256);
        Base64URL modulus = Base64URL.encode(bytes(key, "n"));
        Base64URL exponent = Base64URL.encode(bytes(key, "e"));
        RSAPublicKey rsa;
        try {
            rsa = new RSAKey.Builder(modulus, exponent).build().toRSAPublicKey();
        } catch (JOSEException | IllegalArgumentException | IllegalStateException e) {
            throw new GeneralSecurityException("it is no RSA key", e);
        }
        int bits = rsa.getModulus().bitLength();
        if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
            throw new GeneralSecurityException(
                    "it has " + bits + " bits, must have " + MIN_RSA_BITS + " to " + MAX_RSA_BITS);
        }
        boolean oddExponent =
                rsa.getPublicExponent().testBit(0) && rsa.getPublicExponent().bitLength() > 1;
        if (!oddExponent || rsa.getPublicExponent().bitLength() > MAX_EXPONENT_BITS) {
            throw new GeneralSecurityException("its exponent is even, 1 or too long");
        }
        return VerificationKey.rsa(keyId, rsa);
    }

    private static VerificationKey p256(JsonNode key, @Nullable String keyId) throws GeneralSecurityException {
        checkAlgorithm(key, SigningAlgorithm.ES256);
        checkCurve(key, "P-256");
        byte[] x = bytes(key, "x");
        byte[] y = bytes(key, "y");
        if (x.length != EC_COORDINATE_BYTES || y.length != EC_COORDINATE_BYTES) {
            throw new GeneralSecurityException("its coordinates are not of " + EC_COORDINATE_BYTES + " bytes");
        }
        try {
            // Refuses what is not on the curve.
            ECKey point = new ECKey.Builder(Curve.P_256, Base64URL.encode(x), Base64URL.encode(y)).build();
            return VerificationKey.p256(keyId, point.toECPublicKey());
        } catch (JOSEException | IllegalArgumentException | IllegalStateException e) {
            throw new GeneralSecurityException("it is no point of the curve", e);
        }
    }

    private static VerificationKey ed25519(JsonNode key, @Nullable String keyId) throws GeneralSecurityException {
        checkAlgorithm(key, SigningAlgorithm.ED25519);
        checkCurve(key, "Ed25519");
        return VerificationKey.ed25519(keyId, Ed25519Check.key(bytes(key, "x")));
    }

    private static byte[] bytes(JsonNode key, String field) throws GeneralSecurityException {
        try {
            return Base64.getUrlDecoder().decode(text(key, field));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("its " + field + " is not base64url", e);
        }
    }

    private static String text(JsonNode key, String field) throws GeneralSecurityException {
        JsonNode value = key.path(field);
        if (!value.isTextual()) {
            throw new GeneralSecurityException("its " + field + " is missing or not a text");
        }
        return value.textValue();
    }
}
