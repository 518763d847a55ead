package dev.maestro.protocol.engineio;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8, for bytes that came from outside. */
public final class Utf8 {
    private Utf8() {}

    /**
     * Returns the text.
     *
     * @throws PacketFormatException if the bytes are not UTF-8
     */
    public static String decode(byte[] bytes) {
        try {
            // A new decoder reports malformed input, where String's constructor would replace it.
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new PacketFormatException("text is not UTF-8");
        }
    }
}
