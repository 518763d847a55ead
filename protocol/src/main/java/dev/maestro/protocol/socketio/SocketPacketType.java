package dev.maestro.protocol.socketio;

import dev.maestro.protocol.engineio.PacketFormatException;

/** The seven packet types of Socket.IO v5, in the order of their digits. */
public enum SocketPacketType {
    CONNECT,
    DISCONNECT,
    EVENT,
    ACK,
    CONNECT_ERROR,
    BINARY_EVENT,
    BINARY_ACK;

    private static final SocketPacketType[] BY_DIGIT = values();

    /** Returns the character a packet of this type starts with. */
    public char digit() {
        return (char) ('0' + ordinal());
    }

    /** Returns whether binary frames follow the text. */
    boolean hasAttachments() {
        return this == BINARY_EVENT || this == BINARY_ACK;
    }

    /** Returns the type that carries the same with or without attachments. */
    SocketPacketType withAttachments() {
        return switch (this) {
            case EVENT, BINARY_EVENT -> BINARY_EVENT;
            case ACK, BINARY_ACK -> BINARY_ACK;
            case CONNECT, DISCONNECT, CONNECT_ERROR -> this;
        };
    }

    static SocketPacketType ofDigit(char digit) {
        int index = digit - '0';
        if (index < 0 || index >= BY_DIGIT.length) {
            throw new PacketFormatException("unknown Socket.IO packet type");
        }
        return BY_DIGIT[index];
    }
}
