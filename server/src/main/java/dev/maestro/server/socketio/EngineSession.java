package dev.maestro.server.socketio;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.maestro.protocol.engineio.EngineError;
import dev.maestro.protocol.engineio.EnginePacket;
import dev.maestro.protocol.engineio.OpenHandshake;
import dev.maestro.protocol.engineio.PacketFormatException;
import dev.maestro.protocol.engineio.PollingPayload;
import dev.maestro.protocol.error.DisconnectReason;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Engine.IO session: a client, whatever connection it uses at the moment.
 *
 * <p>States: <em>open</em> → (<em>closing</em>: a polling client still has to fetch its last messages) →
 * <em>closed</em>. Nothing is received after open, and the message handler hears of the end when open ends.
 *
 * <p>Threads: confined to {@link #loop()}; others come in by {@link #run}.
 *
 * <p>Spec: docs/protocol/engine.md, "Engine sessions".
 */
@EventLoopConfined
final class EngineSession {
    private static final Logger LOG = LoggerFactory.getLogger(EngineSession.class);
    private static final long CLOSING_SECONDS = 2;

    private final String sid;
    private final EventLoop loop;
    private final EngineConfig config;
    private final Handshake handshake;
    private final MessageHandler messages;
    private final Consumer<EngineSession> onGone;
    private final PollingTransport polling = new PollingTransport(this::gone, this::answerLost);
    private final Heartbeat heartbeat;
    private State state = State.OPEN;
    private volatile Transport transport = polling;
    private @Nullable Upgrade upgrade;
    private boolean flushPlanned;
    private boolean posting;
    private boolean written;
    private boolean overflowed;

    EngineSession(
            String sid,
            EventLoop loop,
            EngineConfig config,
            Handshake handshake,
            Function<EngineSession, MessageHandler> messages,
            Consumer<EngineSession> onGone) {
        this.sid = sid;
        this.loop = loop;
        this.config = config;
        this.handshake = handshake;
        this.onGone = onGone;
        this.heartbeat = new Heartbeat(
                loop, config, () -> sendNow(ControlPackets.PING), () -> close(DisconnectReason.PING_TIMEOUT));
        this.messages = messages.apply(this);
    }

    /** Begins over polling: the request that asked for the session gets the handshake. */
    void openPolling(HttpExchange exchange) {
        sendNow(Outgoing.text(open(List.of("websocket")).packet().encoded()));
        polling.hold(exchange);
        heartbeat.start();
    }

    /** Begins over WebSocket. */
    void openWebSocket(WebSocketTransport webSocket) {
        transport = webSocket;
        sendNow(Outgoing.text(open(List.of()).packet().encoded()));
        heartbeat.start();
    }

    String sid() {
        return sid;
    }

    EventLoop loop() {
        return loop;
    }

    Handshake handshake() {
        return handshake;
    }

    /** Returns whether messages can still be sent. */
    boolean open() {
        return state == State.OPEN;
    }

    /** Returns whether a WebSocket carries the session; may be asked from any thread. */
    boolean onWebSocket() {
        return transport != polling;
    }

    /**
     * Runs on the session's loop: now, if this is it, else in the order of the calls.
     *
     * @return false if the loop has been shut down, so that the action will never run
     */
    @CanIgnoreReturnValue
    boolean run(Runnable action) {
        if (loop.inEventLoop()) {
            action.run();
            return true;
        }
        try {
            loop.execute(action);
            return true;
        } catch (RejectedExecutionException e) {
            LOG.atDebug().log("the event loop is gone");
            return false;
        }
    }

    /** Returns whether a poll waits for something to say. */
    boolean holdsPoll() {
        return polling.holdsPoll();
    }

    /** Sends a message at the end of the current turn of the loop; gives up one reference of it. */
    @CanIgnoreReturnValue
    SendResult send(Outgoing message) {
        SendResult result = write(message);
        if (result == SendResult.SENT && !flushPlanned) {
            flushPlanned = true;
            loop.execute(() -> {
                flushPlanned = false;
                transport.flush();
            });
        }
        return result;
    }

    /**
     * Takes a message, and one reference of it, to be sent at the next {@link #flushWritten}.
     *
     * <p>When more than the high-water mark is waiting already, the session is closed instead, once the caller is done.
     */
    SendResult write(Outgoing message) {
        if (state != State.OPEN || overflowed) {
            message.release();
            return SendResult.CLOSED;
        }
        if (overMark(0)) {
            message.release();
            overflow();
            return SendResult.CLOSED;
        }
        transport.send(message);
        return SendResult.SENT;
    }

    /**
     * Notes that something was written that a {@link #flushWritten} will send.
     *
     * @return whether it is the first since the last flush
     */
    boolean markWritten() {
        boolean first = !written;
        written = true;
        return first;
    }

    /** Sends what was written. */
    void flushWritten() {
        written = false;
        transport.flush();
    }

    /** Returns whether what waits, with {@code moreBytes} held back elsewhere, is over the high-water mark. */
    boolean overMark(long moreBytes) {
        if (transport.waitingBytes() + moreBytes <= config.highWaterMarkBytes()) {
            return false;
        }
        transport.flush();
        return transport.waitingBytes() + moreBytes > config.highWaterMarkBytes();
    }

    /** Runs an action on the loop once little waits for the client; never, if the session ends before. */
    void whenDrained(Runnable action) {
        loop.execute(action);
    }

    /** Closes the session as a slow consumer, once whoever iterates over sockets now is done. */
    void overflow() {
        if (!overflowed) {
            overflowed = true;
            loop.execute(() -> close(DisconnectReason.SLOW_CONSUMER));
        }
    }

    /** A poll came. */
    void poll(HttpExchange exchange) {
        if (state == State.OPEN && heartbeat.overdue()) {
            close(DisconnectReason.PING_TIMEOUT);
        }
        if (state == State.CLOSED) {
            exchange.refuse(EngineError.UNKNOWN_SID);
        } else if (transport != polling) {
            exchange.refuse(EngineError.BAD_REQUEST);
        } else if (polling.holdsPoll()) {
            close(DisconnectReason.TRANSPORT_ERROR);
            exchange.refuse(EngineError.BAD_REQUEST);
        } else {
            polling.hold(exchange);
            if (upgrade != null) {
                upgrade.pollCame();
            }
        }
    }

    /** A post came; it is handled whole before it is answered. */
    void post(HttpExchange exchange, byte[] body) {
        if (state != State.OPEN) {
            exchange.refuse(EngineError.UNKNOWN_SID);
        } else if (transport != polling) {
            exchange.refuse(EngineError.BAD_REQUEST);
        } else if (receive(() -> PollingPayload.decode(body, this::packet))) {
            exchange.ok();
        } else {
            exchange.refuse(EngineError.BAD_REQUEST);
        }
    }

    /** The client gave up a request before it was answered. */
    void abandoned(HttpExchange exchange) {
        if (polling.holds(exchange)) {
            close(DisconnectReason.TRANSPORT_CLOSE);
        }
    }

    /** A post's body begins to come; only one may be on its way. */
    void postBegan() {
        if (posting) {
            close(DisconnectReason.TRANSPORT_ERROR);
        }
        posting = true;
    }

    /** A post's body came whole, or was refused. */
    void postEnded() {
        posting = false;
    }

    /** A WebSocket offers to take over from polling. */
    void offer(WebSocketTransport candidate) {
        if (state != State.OPEN || transport != polling || upgrade != null) {
            candidate.closeNow(DisconnectReason.TRANSPORT_ERROR);
            return;
        }
        upgrade = new Upgrade(loop, config.upgradeTimeout(), candidate, polling, () -> upgrade = null);
    }

    /** A packet came over a WebSocket. */
    void received(WebSocketTransport from, EnginePacket packet) {
        if (from == transport) {
            receive(() -> packet(packet));
        } else if (upgrade != null && upgrade.isOf(from) && upgrade.received(packet)) {
            takeOver(from);
        }
    }

    /** Something came over a WebSocket that is no packet, or the WebSocket failed or ended. */
    void lost(WebSocketTransport from, DisconnectReason reason) {
        if (from == transport) {
            close(reason);
        } else if (upgrade != null && upgrade.isOf(from)) {
            upgrade.giveUp(reason);
        }
    }

    /** Ends the session, dropping what waits; does nothing if it has ended. */
    void close(DisconnectReason reason) {
        if (state == State.CLOSED) {
            return;
        }
        end(reason);
        state = State.CLOSED;
        transport.closeNow(reason);
        onGone.accept(this);
    }

    /** Ends the session once the client has got what waits for it; does nothing if it has ended. */
    void closeAfterFlush(DisconnectReason reason) {
        if (state != State.OPEN) {
            return;
        }
        end(reason);
        state = State.CLOSING;
        transport.closeAfterFlush(reason);
        if (transport != polling) {
            gone();
        } else if (state == State.CLOSING) {
            Unwatched.schedule(loop, CLOSING_SECONDS, TimeUnit.SECONDS, () -> close(reason));
        }
    }

    private void end(DisconnectReason reason) {
        if (state != State.OPEN) {
            return;
        }
        state = State.CLOSING;
        heartbeat.stop();
        if (upgrade != null) {
            upgrade.giveUp(reason);
        }
        LOG.atDebug().addKeyValue("reason", reason.text()).log("engine session ended");
        messages.closed(reason);
    }

    private void gone() {
        if (state == State.CLOSING) {
            state = State.CLOSED;
            onGone.accept(this);
        }
    }

    private void answerLost() {
        run(() -> close(DisconnectReason.TRANSPORT_ERROR));
    }

    private void takeOver(WebSocketTransport webSocket) {
        upgrade = null;
        polling.drainTo(webSocket);
        transport = webSocket;
        transport.flush();
    }

    private void sendNow(Outgoing message) {
        transport.send(message);
        transport.flush();
    }

    /** Returns whether the input was well-formed; the session is closed when it was not. */
    private boolean receive(Runnable input) {
        try {
            input.run();
            return true;
        } catch (PacketFormatException e) {
            LOG.atDebug().addKeyValue("rule", e.getMessage()).log("malformed input");
            close(DisconnectReason.PARSE_ERROR);
            return false;
        }
    }

    private void packet(EnginePacket packet) {
        if (state != State.OPEN) {
            return;
        }
        switch (packet.type()) {
            case MESSAGE -> message(packet);
            case PONG -> heartbeat.pong();
            case CLOSE -> close(DisconnectReason.TRANSPORT_CLOSE);
            case OPEN, PING, UPGRADE, NOOP ->
                throw new PacketFormatException(packet.type() + " comes from servers only");
        }
    }

    private void message(EnginePacket packet) {
        if (packet instanceof EnginePacket.Text text) {
            messages.text(text.data());
        } else if (packet instanceof EnginePacket.Binary binary) {
            messages.binary(binary.bytes());
        }
    }

    private OpenHandshake open(List<String> upgrades) {
        return new OpenHandshake(
                sid,
                upgrades,
                config.pingInterval().toMillis(),
                config.pingTimeout().toMillis(),
                config.maxPayloadBytes());
    }

    private enum State {
        OPEN,
        CLOSING,
        CLOSED
    }
}
