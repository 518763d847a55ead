package dev.maestro.server.socketio;

import dev.maestro.protocol.engineio.EngineError;
import dev.maestro.protocol.error.DisconnectReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * HTTP long-polling: an outbox, and the poll that takes it away.
 *
 * <p>A poll is held until there is something to say. Memory: what waits between two polls, which the session bounds.
 */
@EventLoopConfined
final class PollingTransport implements Transport {
    private static final int OVERHEAD_BYTES = 64;

    private final Deque<Outgoing> outbox = new ArrayDeque<>(2);
    private final Runnable finished;
    private final Runnable lost;
    private long outboxBytes;
    private @Nullable HttpExchange held;
    private boolean closing;

    /**
     * Makes a transport.
     *
     * @param finished runs when a client that was to be closed has taken what was left
     * @param lost runs, on any event loop, when messages were taken and could not be written
     */
    PollingTransport(Runnable finished, Runnable lost) {
        this.finished = finished;
        this.lost = lost;
    }

    @Override
    public void send(Outgoing message) {
        outbox.add(message);
        outboxBytes += message.sizeBytes() + OVERHEAD_BYTES;
    }

    @Override
    public void flush() {
        HttpExchange poll = held;
        if (poll == null) {
            return;
        }
        if (!outbox.isEmpty()) {
            held = null;
            poll.payload(takePayload(), lost);
        } else if (closing) {
            // Never in one payload with messages: the JavaScript client would drop those.
            held = null;
            send(ControlPackets.CLOSE);
            poll.payload(takePayload(), lost);
            finished.run();
        }
    }

    @Override
    public long waitingBytes() {
        return outboxBytes;
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
            send(ControlPackets.NOOP);
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
        for (Outgoing message = outbox.poll(); message != null; message = outbox.poll()) {
            next.send(message);
        }
        outboxBytes = 0;
    }

    @Override
    public void closeAfterFlush(DisconnectReason reason) {
        closing = true;
        flush();
    }

    @Override
    public void closeNow(DisconnectReason reason) {
        outbox.forEach(Outgoing::release);
        outbox.clear();
        outboxBytes = 0;
        if (held != null) {
            // A client that said goodbye itself is not told so again.
            send(reason == DisconnectReason.TRANSPORT_CLOSE ? ControlPackets.NOOP : ControlPackets.CLOSE);
            flush();
        }
    }

    private ByteBuf takePayload() {
        int size = 0;
        for (Outgoing message : outbox) {
            size += message.pollingBytes();
        }
        ByteBuf payload = ByteBufAllocator.DEFAULT.ioBuffer(size);
        for (Outgoing message = outbox.poll(); message != null; message = outbox.poll()) {
            message.writePolling(payload);
            message.release();
        }
        outboxBytes = 0;
        return payload;
    }
}
