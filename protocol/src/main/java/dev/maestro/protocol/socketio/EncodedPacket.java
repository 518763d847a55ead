package dev.maestro.protocol.socketio;

import java.util.List;

/**
 * A packet ready for the wire: its text, then its attachments in order.
 *
 * <p>Threads: immutable; the arrays are shared and must not be changed.
 */
public final class EncodedPacket {
    private final byte[] text;
    private final List<byte[]> attachments;

    EncodedPacket(byte[] text, List<byte[]> attachments) {
        this.text = text;
        this.attachments = List.copyOf(attachments);
    }

    /** Takes a packet without attachments that was encoded before, elsewhere; nothing is checked and nothing is copied. */
    public static EncodedPacket ofText(byte[] text) {
        return new EncodedPacket(text, List.of());
    }

    /** Returns the text in UTF-8, without the Engine.IO type digit. */
    public byte[] text() {
        return text;
    }

    /** Returns what is sent as binary messages after the text; empty for most packets. */
    public List<byte[]> attachments() {
        return attachments;
    }
}
