package dev.maestro.protocol.engineio;

/**
 * Bytes that are not a packet: the only exception that untrusted input causes in a codec.
 *
 * <p>Carries no stack trace, so that a flood of bad input stays cheap. The message may be logged; it never holds the
 * input itself.
 */
public final class PacketFormatException extends RuntimeException {
    /** Says which rule the input broke. */
    public PacketFormatException(String rule) {
        super(rule, null, false, false);
    }
}
