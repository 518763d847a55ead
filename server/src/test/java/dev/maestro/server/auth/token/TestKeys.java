package dev.maestro.server.auth.token;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Keys of an issuer, and tokens as an issuer or a forger writes them: by hand, with no library that would object. */
final class TestKeys {
    static final String SECRET = "super-secret-jwt-token-with-at-least-32-characters-long";
    static final KeyPair RSA = rsa(2048);
    static final KeyPair EC = ec("secp256r1");
    static final KeyPair ED = generate("Ed25519");

    private static final int EC_COORDINATE_BYTES = 32;

    /** Signs text. */
    @FunctionalInterface
    interface Signer {
        byte[] sign(byte[] text) throws GeneralSecurityException;
    }

    private TestKeys() {}

    static KeyPair rsa(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static KeyPair ec(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair generate(String algorithm) {
        try {
            return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static Signer hs256(byte[] secret) {
        return text -> {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(text);
        };
    }

    static Signer hs256() {
        return hs256(SECRET.getBytes(StandardCharsets.UTF_8));
    }

    static Signer rs256() {
        return by("SHA256withRSA", RSA.getPrivate());
    }

    static Signer es256() {
        return by("SHA256withECDSAinP1363Format", EC.getPrivate());
    }

    static Signer ed25519() {
        return by("Ed25519", ED.getPrivate());
    }

    static Signer by(String algorithm, PrivateKey key) {
        return text -> {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(text);
            return signature.sign();
        };
    }

    /** Returns a token with this header and these claims, whatever they are. */
    static String token(String header, String claims, Signer signer) {
        String text =
                base64(header.getBytes(StandardCharsets.UTF_8)) + "." + base64(claims.getBytes(StandardCharsets.UTF_8));
        try {
            return text + "." + base64(signer.sign(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns a token with this algorithm and key id. */
    static String token(String algorithm, String keyId, String claims, Signer signer) {
        return token("{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\",\"kid\":\"" + keyId + "\"}", claims, signer);
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Returns the public keys as a JWK set with the ids {@code rsa}, {@code ec} and {@code ed}. */
    static String jwks() {
        return jwks(List.of(rsaJwk("rsa", RSA), ecJwk("ec", EC), edJwk("ed", ED)));
    }

    static String jwks(List<String> keys) {
        return "{\"keys\":[" + String.join(",", keys) + "]}";
    }

    static String rsaJwk(String keyId, KeyPair pair) {
        RSAPublicKey key = (RSAPublicKey) pair.getPublic();
        return "{\"kty\":\"RSA\",\"kid\":\"%s\",\"use\":\"sig\",\"alg\":\"RS256\",\"n\":\"%s\",\"e\":\"%s\"}"
                .formatted(keyId, base64(unsigned(key.getModulus())), base64(unsigned(key.getPublicExponent())));
    }

    static String ecJwk(String keyId, KeyPair pair) {
        ECPublicKey key = (ECPublicKey) pair.getPublic();
        return "{\"kty\":\"EC\",\"kid\":\"%s\",\"key_ops\":[\"verify\"],\"crv\":\"P-256\",\"x\":\"%s\",\"y\":\"%s\"}"
                .formatted(
                        keyId,
                        base64(padded(key.getW().getAffineX())),
                        base64(padded(key.getW().getAffineY())));
    }

    static String edJwk(String keyId, KeyPair pair) {
        return "{\"kty\":\"OKP\",\"kid\":\"%s\",\"crv\":\"Ed25519\",\"alg\":\"EdDSA\",\"x\":\"%s\"}"
                .formatted(keyId, base64(edBytes((EdECPublicKey) pair.getPublic())));
    }

    static byte[] edBytes(EdECPublicKey key) {
        byte[] bigEndian = padded(key.getPoint().getY());
        byte[] encoded = new byte[bigEndian.length];
        for (int i = 0; i < encoded.length; i++) {
            encoded[i] = bigEndian[encoded.length - 1 - i];
        }
        if (key.getPoint().isXOdd()) {
            encoded[encoded.length - 1] |= (byte) 0x80;
        }
        return encoded;
    }

    static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    private static byte[] padded(BigInteger number) {
        byte[] bytes = unsigned(number);
        byte[] padded = new byte[EC_COORDINATE_BYTES];
        System.arraycopy(bytes, 0, padded, EC_COORDINATE_BYTES - bytes.length, bytes.length);
        return padded;
    }
}
