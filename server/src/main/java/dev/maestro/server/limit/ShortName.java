package dev.maestro.server.limit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names of a length that may be kept: a token's subject can be thousands of characters. */
final class ShortName {
    private static final int MOST_CHARACTERS = 96;

    private ShortName() {}

    /** Returns the key itself if it is short, else a hash of it; of its own answer it returns the same. */
    static String of(String key) {
        if (key.length() <= MOST_CHARACTERS) {
            return key;
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
