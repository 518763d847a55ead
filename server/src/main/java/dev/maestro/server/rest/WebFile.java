package dev.maestro.server.rest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** A file that browsers are given, read once. Threads: thread-safe. */
final class WebFile {
    private static final int TAG_LENGTH = 32;
    /** Below this a compressed file is no fewer packets. */
    private static final int LEAST_COMPRESSED = 1024;

    private final WebType type;
    private final byte[] content;
    /** These two are made when first asked for, so that a start does not wait for them; making them twice does no harm. */
    private volatile @Nullable String digest;

    private volatile byte @Nullable [] compressed;

    WebFile(WebType type, byte[] content) {
        this.type = type;
        this.content = content;
    }

    String contentType() {
        return type.mediaType();
    }

    /** Returns the bytes themselves, not a copy; callers must not change them. */
    byte[] content() {
        return content;
    }

    /** Returns whether it is worth sending compressed. */
    boolean isCompressible() {
        return type.isText() && content.length >= LEAST_COMPRESSED;
    }

    /** Returns the content compressed by gzip: the bytes themselves, not a copy. */
    byte[] compressed() {
        byte[] known = compressed;
        if (known == null) {
            known = gzip(content);
            compressed = known;
        }
        return known;
    }

    private String digest() {
        String known = digest;
        if (known == null) {
            known = digest(content);
            digest = known;
        }
        return known;
    }

    /**
     * Returns the entity tag, which changes with the content and with its coding.
     *
     * @param isCompressed whether it is that of the compressed content
     */
    String etag(boolean isCompressed) {
        return "\"" + digest().substring(0, TAG_LENGTH) + (isCompressed ? "-gzip\"" : "\"");
    }

    /** Returns whether {@code If-None-Match} names this content in either coding, compared weakly as that header is. */
    boolean isAmong(String ifNoneMatch) {
        return Arrays.stream(ifNoneMatch.split(",", -1))
                .map(tag -> tag.trim().replaceFirst("^W/", ""))
                .anyMatch(tag -> tag.equals("*") || tag.equals(etag(false)) || tag.equals(etag(true)));
    }

    /** Returns the SHA-256 of some bytes, in hexadecimal. */
    static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length / 2);
        try (GZIPOutputStream zip = new BestGzip(out)) {
            zip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
        return out.toByteArray();
    }

    /** Compresses as well as it can: a file is compressed once. */
    private static final class BestGzip extends GZIPOutputStream {
        BestGzip(ByteArrayOutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
