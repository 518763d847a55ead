package dev.maestro.server.rest;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.server.domain.Payload;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The content of a request, read up to the limit and no further; empty when there was none. */
final class Body {
    /** The most bytes of a request. */
    static final int MOST_BYTES = 1_000_000;

    private static final Pattern JSON = Pattern.compile(
            "application/(json|[a-z0-9.!#$&^_-]+\\+json)\\s*(;\\s*charset\\s*=\\s*\"?utf-8\"?\\s*)?;?\\s*");

    private final byte[] bytes;

    private Body(byte[] bytes) {
        this.bytes = bytes;
    }

    static Body of(Context context) {
        if (context.req().getContentLengthLong() > MOST_BYTES) {
            throw tooLarge();
        }
        byte[] bytes;
        try (InputStream in = context.req().getInputStream()) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        } catch (IOException e) {
            throw new UnfitRequestException(Problem.of(400, ErrorCode.INVALID, "the content broke off"));
        }
        if (bytes.length > MOST_BYTES) {
            throw tooLarge();
        }
        if (bytes.length > 0) {
            requireJson(context);
        }
        return new Body(bytes);
    }

    Payload payload() {
        return Payload.parse(bytes);
    }

    /** Returns a hash by which a repeated request is told from another. */
    String hash() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void requireJson(Context context) {
        String type =
                Optional.ofNullable(context.req().getContentType()).orElse("").toLowerCase(Locale.ROOT);
        if (!JSON.matcher(type).matches()) {
            throw unsupported("the content must be application/json in UTF-8");
        }
        String encoding = context.header("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw unsupported("the content must not be encoded");
        }
    }

    private static UnfitRequestException unsupported(String detail) {
        return new UnfitRequestException(
                Problem.of(415, ErrorCode.INVALID, detail).with("Accept", "application/json"));
    }

    private static UnfitRequestException tooLarge() {
        // What is left of the content is not worth reading.
        return new UnfitRequestException(
                Problem.of(413, ErrorCode.TOO_LARGE, "the request is more than " + MOST_BYTES + " bytes")
                        .with("Connection", "close"));
    }
}
