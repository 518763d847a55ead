package dev.maestro.server.portal;

import dev.maestro.server.backend.Registry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names for entries of the {@link Registry}, which may not be long. */
final class FittingName {
    private FittingName() {}

    /** Returns a prefix with a text; with the text's hash, where that would be too long. */
    static String of(String prefix, String text) {
        return prefix.length() + text.length() <= Registry.MAX_NAME_LENGTH ? prefix + text : prefix + hash(text);
    }

    /** Returns the SHA-256 of a text in 64 hexadecimal digits. */
    static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
