package dev.maestro.server.socketio;

/**
 * How much may wait for one client, and what is done when it is too much.
 *
 * <p>A message is taken if with it no more than the high-water mark waits, in bytes and in count; a single one larger
 * than the mark is taken when nothing waits. Volatile ones are taken only while the connection takes them at once. Over
 * the mark, volatile ones that wait are dropped first; if that is not enough the message is refused, and the client is
 * to be cut off.
 *
 * <p>Threads: immutable; called on the event loop of the connection.
 */
final class SendPolicy {
    private final long maxBytes;
    private final int maxMessages;
    private final EngineCounters counters;
    private final LoopTraffic traffic;

    SendPolicy(EngineConfig config, EngineCounters counters, LoopTraffic traffic) {
        this.maxBytes = config.highWaterMarkBytes();
        this.maxMessages = config.highWaterMarkMessages();
        this.counters = counters;
        this.traffic = traffic;
    }

    /**
     * Gives a message, and one reference of it, to the transport, or gives up the reference.
     *
     * @return {@code SENT}; {@code DROPPED} for a volatile message; {@code CLOSED} if the client is to be cut off
     */
    SendResult send(Transport transport, Outgoing message, MessageClass kind) {
        if (kind == MessageClass.VOLATILE && !(transport.writable() && fits(transport, message.sizeBytes()))) {
            return refuse(message, kind, SendResult.DROPPED);
        }
        if (!fits(transport, message.sizeBytes()) && !fitsAfterRelief(transport, message.sizeBytes())) {
            return refuse(message, kind, SendResult.CLOSED);
        }
        // Before it is given away, as its bytes may be gone then.
        traffic.sent(message.messages(), message.sizeBytes());
        transport.send(message, kind);
        return SendResult.SENT;
    }

    /** Returns whether what waits, with so many bytes held back elsewhere, is over the mark. */
    boolean overMark(Transport transport, long heldBytes) {
        if (transport.waitingBytes() + heldBytes <= maxBytes) {
            return false;
        }
        relieve(transport);
        return transport.waitingBytes() + heldBytes > maxBytes;
    }

    private boolean fits(Transport transport, long bytes) {
        long waiting = transport.waitingBytes();
        return waiting == 0 || (waiting + bytes <= maxBytes && transport.waitingMessages() < maxMessages);
    }

    private boolean fitsAfterRelief(Transport transport, long bytes) {
        relieve(transport);
        return fits(transport, bytes);
    }

    /** Lets go of what can go: to the client first, then what may be dropped. */
    private void relieve(Transport transport) {
        transport.flush();
        transport.dropVolatile();
    }

    private SendResult refuse(Outgoing message, MessageClass kind, SendResult result) {
        message.release();
        counters.dropped(kind);
        return result;
    }
}
