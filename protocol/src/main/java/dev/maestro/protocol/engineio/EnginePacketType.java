package dev.maestro.protocol.engineio;

/** The seven packet types of Engine.IO v4, in the order of their digits. */
public enum EnginePacketType {
    OPEN,
    CLOSE,
    PING,
    PONG,
    MESSAGE,
    UPGRADE,
    NOOP;

    private static final EnginePacketType[] BY_DIGIT = values();

    /** Returns the character a text packet of this type starts with. */
    public char digit() {
        return (char) ('0' + ordinal());
    }

    /**
     * Returns the type a text packet starts with.
     *
     * @throws PacketFormatException if no type has this digit
     */
    static EnginePacketType ofDigit(char digit) {
        int index = digit - '0';
        if (index < 0 || index >= BY_DIGIT.length) {
            throw new PacketFormatException("unknown Engine.IO packet type");
        }
        return BY_DIGIT[index];
    }
}
