package dev.maestro.protocol.engineio;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8, for bytes that came from outside. */
public final class Utf8 {
    private static final char REPLACEMENT = '\uFFFD';

    private Utf8() {}

    /**
     * Returns the text.
     *
     * @throws PacketFormatException if the bytes are not UTF-8
     */
    public static String decode(byte[] bytes) {
        return decode(bytes, 0);
    }

    /**
     * Returns the text from {@code start} on.
     *
     * @throws PacketFormatException if the bytes from there on are not UTF-8
     */
    static String decode(byte[] bytes, int start) {
        String text = new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8);
        // Fast where it matters: what is malformed becomes this character, which hardly anybody sends.
        return text.indexOf(REPLACEMENT) < 0 ? text : decodeStrictly(bytes, start);
    }

    private static String decodeStrictly(byte[] bytes, int start) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, start, bytes.length - start))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new PacketFormatException("text is not UTF-8");
        }
    }
}
