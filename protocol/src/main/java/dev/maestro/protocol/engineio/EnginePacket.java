package dev.maestro.protocol.engineio;

import java.util.Arrays;

/**
 * One Engine.IO packet: text of any type, or a binary message.
 *
 * <p>Threads: immutable; the array of a binary message is shared and must not be changed.
 */
public sealed interface EnginePacket {
    /** Returns the packet's type; a binary packet is always a {@link EnginePacketType#MESSAGE}. */
    EnginePacketType type();

    /**
     * Reads the text form: a type digit, then data.
     *
     * @throws PacketFormatException if the text is empty or starts with no known digit
     */
    static Text ofText(String text) {
        if (text.isEmpty()) {
            throw new PacketFormatException("empty Engine.IO packet");
        }
        return new Text(EnginePacketType.ofDigit(text.charAt(0)), text.substring(1));
    }

    /**
     * Reads the text form as it came: in UTF-8.
     *
     * @throws PacketFormatException if it is empty, not UTF-8, or starts with no known digit
     */
    static Text ofUtf8(byte[] text) {
        if (text.length == 0) {
            throw new PacketFormatException("empty Engine.IO packet");
        }
        // A digit is one byte, so what follows it is whole UTF-8 exactly if all of it is.
        EnginePacketType type = EnginePacketType.ofDigit((char) Byte.toUnsignedInt(text[0]));
        return new Text(type, Utf8.decode(text, 1));
    }

    /** A packet sent as text; {@code data} is what follows the type digit, empty for none. */
    record Text(EnginePacketType type, String data) implements EnginePacket {
        /** Returns the text form. */
        public String encoded() {
            return type.digit() + data;
        }
    }

    /** A binary message; WebSocket carries the bytes bare, polling as base64 after a {@code b}. */
    final class Binary implements EnginePacket {
        private final byte[] bytes;

        /** Wraps the bytes without copying them. */
        public Binary(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public EnginePacketType type() {
            return EnginePacketType.MESSAGE;
        }

        /** Returns the message, not a copy. */
        public byte[] bytes() {
            return bytes;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Binary that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "Binary[" + bytes.length + " bytes]";
        }
    }
}
