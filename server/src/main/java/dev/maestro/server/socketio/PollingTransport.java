package dev.maestro.server.socketio;

import dev.maestro.protocol.engineio.EngineError;
import dev.maestro.protocol.error.DisconnectReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * HTTP long-polling: an outbox, and the poll that takes it away.
 *
 * <p>A poll is held until there is something to say. Memory: what waits between two polls, which the session bounds.
 */
@EventLoopConfined
final class PollingTransport implements Transport {
    /** Between polls a client cannot take anything; below this it is not behind yet. */
    private static final int WRITABLE_BYTES = 32 * 1024;

    private final EngineSession session;
    private final Outbox outbox;
    private @Nullable HttpExchange held;
    private boolean closing;

    PollingTransport(EngineSession session, EngineCounters counters) {
        this.session = session;
        this.outbox = new Outbox(counters, counters.polled());
    }

    @Override
    public void send(Outgoing message, MessageClass kind) {
        outbox.add(message, kind);
    }

    @Override
    public void flush() {
        HttpExchange poll = held;
        if (poll == null) {
            return;
        }
        if (!outbox.isEmpty()) {
            held = null;
            poll.payload(takePayload(), session::answerLost);
            session.drained();
        } else if (closing) {
            // Never in one payload with messages: the JavaScript client would drop those.
            held = null;
            send(ControlPackets.CLOSE, MessageClass.CONTROL);
            poll.payload(takePayload(), session::answerLost);
            session.saidGoodbye();
        }
    }

    @Override
    public boolean writable() {
        return outbox.bytes() < WRITABLE_BYTES;
    }

    @Override
    public long waitingBytes() {
        return outbox.bytes();
    }

    @Override
    public int waitingMessages() {
        return outbox.messages();
    }

    @Override
    public void dropVolatile() {
        outbox.dropVolatile();
    }

    /** Returns whether a poll waits for something to say. */
    boolean holdsPoll() {
        return held != null;
    }

    /** Returns whether {@code exchange} is the poll that waits. */
    boolean holds(HttpExchange exchange) {
        return held == exchange;
    }

    /** Holds a poll, or answers it at once; there must be none held. */
    void hold(HttpExchange poll) {
        held = poll;
        flush();
    }

    /** Answers the poll that waits, if there is one, with nothing to do. */
    void releasePoll() {
        if (held != null) {
            send(ControlPackets.NOOP, MessageClass.CONTROL);
            flush();
        }
    }

    /**
     * Moves what waits to the transport that takes over.
     *
     * <p>A client ends its polling before it asks for that, so a poll held by now came too late, and is refused like
     * all that follow.
     */
    void drainTo(Transport next) {
        HttpExchange late = held;
        if (late != null) {
            held = null;
            late.refuse(EngineError.BAD_REQUEST);
        }
        for (Outbox.Waiting waiting = outbox.poll(); waiting != null; waiting = outbox.poll()) {
            next.send(waiting.message(), waiting.kind());
        }
    }

    @Override
    public boolean makeRoom() {
        outbox.discard();
        return true;
    }

    @Override
    public void closeAfterFlush(DisconnectReason reason) {
        closing = true;
        flush();
    }

    @Override
    public void closeNow(DisconnectReason reason) {
        outbox.discard();
        if (held != null) {
            // A client that said goodbye itself is not told so again.
            boolean toldAlready = reason == DisconnectReason.TRANSPORT_CLOSE;
            send(toldAlready ? ControlPackets.NOOP : ControlPackets.CLOSE, MessageClass.CONTROL);
            flush();
        }
    }

    private ByteBuf takePayload() {
        int size = 0;
        for (Outbox.Waiting waiting : outbox.all()) {
            size += waiting.message().pollingBytes();
        }
        ByteBuf payload = ByteBufAllocator.DEFAULT.ioBuffer(size);
        for (Outbox.Waiting waiting = outbox.poll(); waiting != null; waiting = outbox.poll()) {
            waiting.message().writePolling(payload);
            waiting.message().release();
        }
        return payload;
    }
}
