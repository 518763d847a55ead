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
