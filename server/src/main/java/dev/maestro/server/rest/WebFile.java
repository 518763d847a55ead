package dev.maestro.server.rest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** A file that browsers are given, read once. Threads: immutable. */
final class WebFile {
    private static final String FOLDER = "/web/";
    private static final int TAG_LENGTH = 32;

    private final String contentType;
    private final byte[] content;
    private final String etag;

    private WebFile(String contentType, byte[] content) {
        this.contentType = contentType;
        this.content = content;
        this.etag = "\"" + digest(content).substring(0, TAG_LENGTH) + "\"";
    }

    /**
     * Reads a file of this program.
     *
     * @throws IllegalStateException if the program was packaged without it
     */
    static WebFile read(String name, String contentType) {
        try (InputStream in = WebFile.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IllegalStateException("the hub was packaged without " + FOLDER + name);
            }
            return new WebFile(contentType, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + FOLDER + name, e);
        }
    }

    String contentType() {
        return contentType;
    }

    /** Returns the bytes themselves, not a copy; callers must not change them. */
    byte[] content() {
        return content;
    }

    /** Returns the entity tag, which changes with the content. */
    String etag() {
        return etag;
    }

    /** Returns whether {@code If-None-Match} names this content, compared weakly as that header is. */
    boolean isAmong(String ifNoneMatch) {
        return Arrays.stream(ifNoneMatch.split(",", -1))
                .map(String::trim)
                .anyMatch(tag -> tag.equals("*") || tag.equals(etag) || tag.equals("W/" + etag));
    }

    private static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
