package dev.maestro.server.socketio;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.maestro.protocol.engineio.EngineError;
import dev.maestro.protocol.engineio.EnginePacket;
import dev.maestro.protocol.engineio.OpenHandshake;
import dev.maestro.protocol.engineio.PacketFormatException;
import dev.maestro.protocol.engineio.PollingPayload;
import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.protocol.error.Goodbye;
import dev.maestro.protocol.socketio.EncodedPacket;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
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

    private final String sid;
    private final SessionLoop home;
    private final Handshake handshake;
    private final MessageHandler messages;
    private final Heartbeat heartbeat;
    private final Outlet outlet;
    // Null once a WebSocket carries the session.
    private @Nullable PollingTransport polling;
    private State state = State.OPEN;
    private @Nullable Upgrade upgrade;
    private @Nullable Timer joinTimer;
    private boolean posting;

    /** Makes a session that {@code webSocket} carries, or polling if it is null; it is then to be opened. */
    EngineSession(
            String sid,
            SessionLoop home,
            Handshake handshake,
            @Nullable WebSocketTransport webSocket,
            Function<EngineSession, MessageHandler> messages) {
        this.sid = sid;
        this.home = home;
        this.handshake = handshake;
        if (webSocket == null) {
            this.polling = new PollingTransport(this, home.counters());
            home.counters().pollingBegan();
            this.outlet = new Outlet(this, home, polling);
        } else {
            this.outlet = new Outlet(this, home, webSocket);
        }
        this.heartbeat = new Heartbeat(this, home);
        this.messages = messages.apply(this);
    }

    /** Begins over polling: the request that asked for the session gets the handshake. */
    void openPolling(HttpExchange exchange) {
        outlet.sendNow(Outgoing.text(open(List.of("websocket")).packet().encoded()));
        if (polling != null) {
            polling.hold(exchange);
        }
        heartbeat.start();
    }

    /** Begins over WebSocket. */
    void openWebSocket() {
        outlet.sendNow(Outgoing.text(open(List.of()).packet().encoded()));
        heartbeat.start();
    }

    String sid() {
        return sid;
    }

    EventLoop loop() {
        return home.loop();
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
        return outlet.transport() instanceof WebSocketTransport;
    }

    /**
     * Runs on the session's loop: now, if this is it, else in the order of the calls.
     *
     * @return false if the loop has been shut down, so that the action will never run
     */
    @CanIgnoreReturnValue
    boolean run(Runnable action) {
        if (loop().inEventLoop()) {
            action.run();
            return true;
        }
        return runInTurn(action);
    }

    /**
     * Runs on the session's loop after what that was given before, in the order of the calls, whoever makes them.
     *
     * @return false if the loop has been shut down, so that the action will never run
     */
    @CanIgnoreReturnValue
    boolean runInTurn(Runnable action) {
        try {
            loop().execute(action);
            return true;
        } catch (RejectedExecutionException e) {
            LOG.atDebug().log("the event loop is gone");
            return false;
        }
    }

    EngineCounters counters() {
        return home.counters();
    }

    EngineConfig config() {
        return home.config();
    }

    /** Returns whether a poll waits for something to say. */
    boolean holdsPoll() {
        return polling != null && polling.holdsPoll();
    }

    /** Ends the session as {@code CONNECT_TIMEOUT} if {@link #joined} is not called in time. */
    void awaitJoin() {
        Timer timer = new Timer(() -> {
            joinTimer = null;
            closeAfterFlush(DisconnectReason.CONNECT_TIMEOUT);
        });
        joinTimer = timer;
        home.joins().start(timer);
    }

    /** The client joined a namespace. */
    void joined() {
        if (joinTimer != null) {
            home.joins().stop(joinTimer);
            joinTimer = null;
        }
    }

    /** Sends an event as {@link #send(Outgoing, MessageClass)} does. */
    @CanIgnoreReturnValue
    SendResult send(Outgoing message) {
        return send(message, MessageClass.EVENT);
    }

    /** Sends a message at the end of the current turn of the loop; gives up one reference of it. */
    @CanIgnoreReturnValue
    SendResult send(Outgoing message, MessageClass kind) {
        return outlet.send(message, kind);
    }

    /** Encodes a packet as this client takes it, and sends it as {@link #send(Outgoing, MessageClass)} does. */
    @CanIgnoreReturnValue
    SendResult send(EncodedPacket packet, MessageClass kind) {
        return send(Outgoing.packet(packet, deflation()), kind);
    }

    /** Takes an event as {@link #write(Outgoing, MessageClass)} does. */
    SendResult write(Outgoing message) {
        return write(message, MessageClass.EVENT);
    }

    /**
     * Takes a message, and one reference of it, to be sent at the next {@link #flushWritten}.
     *
     * <p>What cannot be taken is dropped if it is volatile; else the session is closed, once the caller is done, so
     * that the client comes back and recovers.
     */
    SendResult write(Outgoing message, MessageClass kind) {
        return outlet.write(message, kind);
    }

    /**
     * Notes that something was written that a {@link #flushWritten} will send.
     *
     * @return whether it is the first since the last flush
     */
    boolean markWritten() {
        return outlet.markWritten();
    }

    /** Sends what was written. */
    void flushWritten() {
        outlet.flushWritten();
    }

    /** Returns whether the client keeps up, so that a volatile message would be sent now. */
    boolean writable() {
        return outlet.writable();
    }

    /**
     * Runs once on the loop when the client has caught up, as {@link #writable} says: now, if it has.
     *
     * <p>Dropped when the session ends first.
     */
    void whenDrained(Runnable action) {
        outlet.whenDrained(action);
    }

    /** The transport may have caught up. */
    void drained() {
        outlet.drained();
    }

    /** Returns what compresses this client's messages, null if it did not agree to that. */
    @Nullable
    Deflation deflation() {
        return outlet.transport() instanceof WebSocketTransport webSocket ? webSocket.deflation() : null;
    }

    /** Returns whether what waits, with {@code moreBytes} held back elsewhere, is over the high-water mark. */
    boolean overMark(long moreBytes) {
        return outlet.overMark(moreBytes);
    }

    /** Closes the session as a slow consumer, once whoever iterates over sockets now is done. */
    void overflow() {
        outlet.overflow();
    }

    /** Sends a ping, whatever waits: there is never more than one. */
    void ping() {
        outlet.sendNow(ControlPackets.PING);
    }

    /** A poll came. */
    void poll(HttpExchange exchange) {
        if (state == State.OPEN && heartbeat.overdue()) {
            close(DisconnectReason.PING_TIMEOUT);
        }
        if (state == State.CLOSED) {
            exchange.refuse(EngineError.UNKNOWN_SID);
        } else if (polling == null) {
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
        } else if (polling == null) {
            exchange.refuse(EngineError.BAD_REQUEST);
        } else if (receive(() -> PollingPayload.decode(body, this::packet))) {
            exchange.ok();
        } else {
            exchange.refuse(EngineError.BAD_REQUEST);
        }
    }

    /** The client gave up a request before it was answered. */
    void abandoned(HttpExchange exchange) {
        if (polling != null && polling.holds(exchange)) {
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

    /** A post was larger than what is taken. */
    void postTooLarge(Goodbye goodbye) {
        if (polling != null) {
            close(DisconnectReason.TOO_LARGE, goodbye);
        }
    }

    /** A WebSocket offers to take over from polling. */
    void offer(WebSocketTransport candidate) {
        if (state != State.OPEN || polling == null || upgrade != null) {
            candidate.closeNow(DisconnectReason.TRANSPORT_ERROR);
            return;
        }
        Duration timeout = home.config().upgradeTimeout();
        upgrade = new Upgrade(loop(), timeout, candidate, polling, () -> upgrade = null);
    }

    /** A packet came over a WebSocket. */
    void received(WebSocketTransport from, EnginePacket packet) {
        if (from == outlet.transport()) {
            receive(() -> packet(packet));
        } else if (polling != null && upgrade != null && upgrade.isOf(from) && upgrade.received(packet)) {
            takeOver(polling, from);
        }
    }

    /** Something came over a WebSocket that is no packet, or the WebSocket failed or ended. */
    void lost(WebSocketTransport from, DisconnectReason reason) {
        if (from == outlet.transport()) {
            close(reason);
        } else if (upgrade != null && upgrade.isOf(from)) {
            upgrade.giveUp(reason);
        }
    }

    /** Ends the session, dropping what waits; does nothing if it has ended. Whoever is there is told why. */
    void close(DisconnectReason reason) {
        close(reason, reason.goodbye().orElse(null));
    }

    /** The same, said in the words of {@code goodbye}; null to say nothing. */
    void close(DisconnectReason reason, @Nullable Goodbye goodbye) {
        if (state == State.CLOSED) {
            return;
        }
        if (lastWords(goodbye)) {
            leave(reason);
            return;
        }
        end(reason);
        state = State.CLOSED;
        outlet.transport().closeNow(reason);
        home.gone(this);
    }

    /** Ends the session once the client has got what waits for it, and why; does nothing if it has ended. */
    void closeAfterFlush(DisconnectReason reason) {
        closeAfterFlush(reason, reason.goodbye().orElse(null));
    }

    /** The same, said in the words of {@code goodbye}; null to say nothing. */
    void closeAfterFlush(DisconnectReason reason, @Nullable Goodbye goodbye) {
        if (state != State.OPEN) {
            return;
        }
        if (goodbye != null && !tell(goodbye)) {
            LOG.trace("nobody is there to be told");
        }
        leave(reason);
    }

    /** Returns whether the client has such a socket. */
    boolean has(Predicate<Socket> such) {
        return messages.has(such);
    }

    /** Says why a WebSocket is about to be closed by whoever reads it, in the place of all that waits for it. */
    void sayLast(WebSocketTransport from, Goodbye goodbye) {
        if (from == outlet.transport()) {
            boolean told = lastWords(goodbye);
            LOG.atTrace().addKeyValue("told", told).log("the last was said");
        }
    }

    /** Sends what is the last of all, behind what waits, also when nothing else is taken any more. */
    void sendLast(EncodedPacket packet) {
        outlet.transport().send(Outgoing.packet(packet, deflation()), MessageClass.CONTROL);
    }

    /** Drops what waits for a goodbye in its place; returns whether there is somebody who can be told. */
    private boolean lastWords(@Nullable Goodbye goodbye) {
        if (state != State.OPEN || goodbye == null) {
            return false;
        }
        return outlet.transport().makeRoom() && tell(goodbye);
    }

    /** A goodbye that cannot be made, such as for want of memory, must not keep what it is about from its end. */
    private boolean tell(Goodbye goodbye) {
        try {
            return messages.goodbye(goodbye);
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.atWarn().addKeyValue("sid", sid).setCause(e).log("a client is not told why it is closed on");
            return false;
        }
    }

    private void leave(DisconnectReason reason) {
        end(reason);
        state = State.CLOSING;
        outlet.transport().closeAfterFlush(reason);
        if (polling == null) {
            saidGoodbye();
        } else if (state == State.CLOSING) {
            long millis = home.config().closingTimeout().toMillis();
            Unwatched.schedule(loop(), millis, TimeUnit.MILLISECONDS, () -> close(reason));
        }
    }

    private void end(DisconnectReason reason) {
        if (state != State.OPEN) {
            return;
        }
        state = State.CLOSING;
        heartbeat.stop();
        joined();
        outlet.shut();
        home.counters().closed(reason);
        if (polling != null) {
            home.counters().pollingEnded();
        }
        if (upgrade != null) {
            upgrade.giveUp(reason);
        }
        LOG.atDebug().addKeyValue("reason", reason.text()).log("engine session ended");
        messages.closed(reason);
    }

    /** The client has got everything, and the word that it is closed. */
    void saidGoodbye() {
        if (state == State.CLOSING) {
            state = State.CLOSED;
            home.gone(this);
        }
    }

    /** The client cannot have got the answer to its poll; may be called from any thread. */
    void answerLost() {
        // Later, also on this loop: it may be going through the sockets of a room.
        try {
            loop().execute(() -> close(DisconnectReason.TRANSPORT_ERROR));
        } catch (RejectedExecutionException e) {
            LOG.atDebug().log("the event loop is gone");
        }
    }

    private void takeOver(PollingTransport from, WebSocketTransport webSocket) {
        upgrade = null;
        polling = null;
        home.counters().pollingEnded();
        from.drainTo(webSocket);
        outlet.switchTo(webSocket);
    }

    /** Returns whether the input was well-formed; the session is closed when it was not. */
    private boolean receive(Runnable input) {
        try {
            input.run();
            return true;
        } catch (PacketFormatException e) {
            LOG.atDebug().addKeyValue("rule", e.getMessage()).log("malformed input");
            if (polling == null) {
                close(DisconnectReason.PARSE_ERROR);
            } else {
                // A client gives up polling when a post is refused, and that says what is wrong.
                close(DisconnectReason.PARSE_ERROR, null);
            }
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
                home.config().pingInterval().toMillis(),
                home.config().pingTimeout().toMillis(),
                home.config().maxPayloadBytes());
    }

    private enum State {
        OPEN,
        CLOSING,
        CLOSED
    }
}
