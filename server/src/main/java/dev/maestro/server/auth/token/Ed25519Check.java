package dev.maestro.server.auth.token;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Set;

/** Checks signatures by a key on Ed25519, with what the JDK brings. Threads: immutable. Spec: RFC 8032, RFC 8037. */
final class Ed25519Check implements SignatureCheck {
    private static final String NAME = "Ed25519";
    private static final int KEY_BYTES = 32;
    private static final int SIGNATURE_BYTES = 64;
    private static final BigInteger PRIME = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

    /** The points of order 1, 2, 4 and 8: by such a "key" anybody can sign anything. */
    private static final Set<BigInteger> SMALL_ORDER = Set.of(
            BigInteger.ZERO,
            BigInteger.ONE,
            PRIME.subtract(BigInteger.ONE),
            new BigInteger("05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826", 16),
            new BigInteger("7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7", 16));

    private final PublicKey key;

    Ed25519Check(EdECPublicKey key) {
        this.key = key;
    }

    /**
     * Reads a key as a JWK writes it.
     *
     * @param encoded 32 bytes, the last the highest; its top bit is the sign of x
     * @throws GeneralSecurityException if it is not a point a key may be
     */
    static EdECPublicKey key(byte[] encoded) throws GeneralSecurityException {
        if (encoded.length != KEY_BYTES) {
            throw new GeneralSecurityException("it is " + encoded.length + " bytes, not " + KEY_BYTES);
        }
        byte[] bigEndian = new byte[KEY_BYTES];
        for (int i = 0; i < KEY_BYTES; i++) {
            bigEndian[i] = encoded[KEY_BYTES - 1 - i];
        }
        boolean xOdd = bigEndian[0] < 0;
        bigEndian[0] &= 0x7f;
        BigInteger y = new BigInteger(1, bigEndian);
        if (y.compareTo(PRIME) >= 0 || SMALL_ORDER.contains(y)) {
            throw new GeneralSecurityException("it is no point a key may be");
        }
        PublicKey key = KeyFactory.getInstance(NAME)
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, new EdECPoint(xOdd, y)));
        // Finds out now, not with every token, if no such point is on the curve.
        Signature.getInstance(NAME).initVerify(key);
        return (EdECPublicKey) key;
    }

    @Override
    public boolean holds(byte[] text, byte[] signature) throws GeneralSecurityException {
        if (signature.length != SIGNATURE_BYTES) {
            return false;
        }
        Signature verifier = Signature.getInstance(NAME);
        verifier.initVerify(key);
        verifier.update(text);
        return verifier.verify(signature);
    }
}
