package dev.maestro.protocol.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.engineio.PacketFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one client's Socket.IO packets, putting attachments back in their places.
 *
 * <p>Untrusted input ends in {@link PacketFormatException} and in nothing else; the decoder must not be used after
 * one. Time is linear in the input. Memory: one packet and at most {@value #MAX_ATTACHMENTS} attachments.
 *
 * <p>Threads: confined to one thread at a time.
 */
public final class SocketPacketDecoder {
    /** The most attachments a packet may announce. */
    public static final int MAX_ATTACHMENTS = 10;

    // Touched by the owning thread only; null while no packet waits for attachments.
    private @Nullable PacketHeader waiting;
    private final List<byte[]> attachments = new ArrayList<>(0);

    /** Returns whether a packet was announced whose attachments have not all come. */
    public boolean awaitsAttachments() {
        return waiting != null;
    }

    /** Returns the namespace of the packet whose attachments have not all come, empty if there is none. */
    public Optional<String> awaitsAttachmentsFor() {
        return Optional.ofNullable(waiting).map(PacketHeader::namespace);
    }

    /**
     * Reads a text message.
     *
     * @return the packet, or empty if its attachments are still to come
     * @throws PacketFormatException if the text is no packet, or attachments were due instead
     */
    public Optional<SocketPacket> text(String message) {
        if (waiting != null) {
            throw new PacketFormatException("text came where an attachment was due");
        }
        PacketHeader header = PacketHeader.parse(message);
        if (header.attachments() == 0) {
            return Optional.of(header.packet());
        }
        Placeholders.check(header.requiredData(), header.attachments());
        waiting = header;
        return Optional.empty();
    }

    /**
     * Reads a binary message: an attachment of the packet before it. The array is kept, not copied.
     *
     * @return the packet, if this was its last attachment
     * @throws PacketFormatException if no attachment was due
     */
    public Optional<SocketPacket> binary(byte[] message) {
        PacketHeader header = waiting;
        if (header == null) {
            throw new PacketFormatException("binary came without a packet that announced it");
        }
        attachments.add(message);
        if (attachments.size() < header.attachments()) {
            return Optional.empty();
        }
        JsonNode data = Placeholders.fill(header.requiredData(), attachments);
        waiting = null;
        attachments.clear();
        return Optional.of(header.withData(data).packet());
    }
}
