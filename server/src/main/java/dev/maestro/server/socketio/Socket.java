package dev.maestro.server.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.protocol.error.Goodbye;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.socketio.EncodedPacket;
import dev.maestro.protocol.socketio.SocketPacket;
import dev.maestro.protocol.socketio.SocketPacketEncoder;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One client in one namespace.
 *
 * <p>States: connected → gone. What is sent to a socket that is gone is dropped, and {@code CLOSED} says so.
 *
 * <p>Threads: every method may be called from any thread. On the socket's event loop, where its handler is called, they
 * take effect at once; from elsewhere they take effect on the loop, in the order of the calls. A broadcast reaches the
 * socket exactly if it is carried out on the loop after the join and before the leave.
 */
@EventLoopConfined
public final class Socket {
    private static final long MAX_FIRST_ACK_ID = 1L << 52;

    private final String id;
    private final LoopNamespace namespace;
    private final EngineSession session;
    private final SessionSockets owner;
    private final PendingAcks acks;
    private final Admission.Granted granted;
    private final Membership inNamespace;
    private final String connectedAt;
    private final SocketRooms rooms;
    private final BroadcastIntake broadcasts;
    private volatile boolean connected = true;
    private volatile boolean recovered;
    private @Nullable SocketSaves saves;
    private long lastDelivery;

    private Socket(
            String id,
            LoopNamespace namespace,
            EngineSession session,
            SessionSockets owner,
            Admission.Granted granted,
            String connectedAt,
            long firstAckId) {
        this.id = id;
        this.namespace = namespace;
        this.session = session;
        this.owner = owner;
        this.granted = granted;
        this.connectedAt = connectedAt;
        this.rooms = new SocketRooms(this, namespace);
        this.broadcasts = new BroadcastIntake(session);
        this.acks = new PendingAcks(session.loop(), firstAckId);
        this.inNamespace = namespace.add(this);
    }

    /** Makes a socket that is in its namespace and in no room. */
    static Socket fresh(
            LoopNamespace namespace, EngineSession session, SessionSockets owner, Admission.Granted granted) {
        return new Socket(
                UUID.randomUUID().toString(),
                namespace,
                session,
                owner,
                granted,
                namespace.position().offset(),
                0);
    }

    /** Makes a socket that comes back: in its namespace, and in the rooms it was in. */
    static Socket recovered(
            SavedSocket saved,
            LoopNamespace namespace,
            EngineSession session,
            SessionSockets owner,
            Admission.Granted granted) {
        // An ack that was asked for before must not answer a question that is asked now.
        long firstAckId = ThreadLocalRandom.current().nextLong(MAX_FIRST_ACK_ID);
        Socket socket = new Socket(saved.socketId(), namespace, session, owner, granted, saved.offset(), firstAckId);
        socket.recovered = true;
        socket.rooms.restore(saved.rooms());
        return socket;
    }

    /** Returns the public id, a random UUID; it says nothing about the engine session's. */
    public String id() {
        return id;
    }

    /** Returns the namespace's name, starting with a slash. */
    public String namespace() {
        return namespace.registered().name();
    }

    /** Returns the request that opened the engine session. */
    public Handshake handshake() {
        return session.handshake();
    }

    /** Returns what the admission attached, null if nothing. */
    public @Nullable Object attachment() {
        return granted.attachment();
    }

    /**
     * Returns whether the client has its socket of before back: the same id, the same rooms, and all it missed, so that
     * it need not read anew what it holds.
     */
    public boolean recovered() {
        return recovered;
    }

    /**
     * Returns the offset that the feed had come to when the socket was first here: it was sent nothing up to it, and
     * everything after it that was for its rooms. Empty where no feed is broadcast.
     */
    public String connectedAt() {
        return connectedAt;
    }

    /** Returns whether the socket is still in its namespace. */
    public boolean connected() {
        return connected;
    }

    /** Returns whether the client uses WebSocket at the moment. */
    public boolean onWebSocket() {
        return session.onWebSocket();
    }

    /** Returns the rooms as of a moment ago. */
    public Set<String> rooms() {
        return rooms.names();
    }

    /** Sends an event whose arguments are encoded already. */
    public SendResult emit(String event, List<JsonBytes> args) {
        return send(SocketPacketEncoder.event(namespace(), null, event, args), MessageClass.EVENT);
    }

    /**
     * Sends an event that is worthless later: {@code DROPPED} when the connection takes nothing at the moment, which is
     * known only on the event loop; from elsewhere the answer says that it was handed on.
     */
    public SendResult emitVolatile(String event, List<JsonBytes> args) {
        return send(SocketPacketEncoder.event(namespace(), null, event, args), MessageClass.VOLATILE);
    }

    /**
     * Sends a packet whose sender keeps what is not taken, such as a piece of a stream: only while the connection takes it
     * at once. To be called on the event loop.
     *
     * @return {@code DROPPED} while the client is behind; see {@link #whenWritable}
     */
    public SendResult offer(EncodedPacket packet) {
        if (!connected) {
            return SendResult.CLOSED;
        }
        return session.writable() ? session.send(packet, MessageClass.EVENT) : SendResult.DROPPED;
    }

    /**
     * Runs once, on the event loop, when {@link #offer} would be taken: now, if it would; never, if the connection ends
     * first. To be called on the event loop.
     */
    public void whenWritable(Runnable action) {
        session.whenDrained(action);
    }

    /** Returns whether it is in a room, as of a moment ago. */
    public boolean isIn(String room) {
        return rooms.has(room);
    }

    /** Sends an event made of trees, whose binary nodes go as attachments. */
    public SendResult emitTrees(String event, List<JsonNode> args) {
        return send(
                SocketPacketEncoder.encode(new SocketPacket.Event(namespace(), null, event, args)), MessageClass.EVENT);
    }

    /**
     * Sends an event and asks for an ack.
     *
     * @return the ack's arguments, on the event loop; fails with {@link NoAckException} after {@code timeout}, or when
     *     the socket goes
     */
    public CompletionStage<List<JsonNode>> emitWithAck(String event, List<JsonNode> args, Duration timeout) {
        return ask(id -> SocketPacketEncoder.encode(new SocketPacket.Event(namespace(), id, event, args)), timeout);
    }

    /** Joins rooms; those it is in already are left out. */
    public void join(Collection<String> names) {
        Set<String> wanted = Set.copyOf(names);
        session.run(() -> joinNow(wanted));
    }

    /** Leaves rooms; those it is not in are left out. */
    public void leave(Collection<String> names) {
        if (!names.isEmpty()) {
            Set<String> unwanted = Set.copyOf(names);
            session.run(() -> leaveNow(unwanted));
        }
    }

    /**
     * Returns a stage that is done once the rooms joined so far are kept for the socket's recovery; it fails when they
     * may not be, or the socket is gone. Done at once where nothing is recovered.
     */
    public CompletionStage<Void> saved() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        boolean posted = session.run(() -> {
            if (!connected) {
                done.completeExceptionally(new IllegalStateException("the socket is gone"));
            } else if (saves == null) {
                done.complete(null);
            } else {
                Unwatched.forward(saves.saved(), done);
            }
        });
        if (!posted) {
            done.completeExceptionally(new IllegalStateException("the socket is gone"));
        }
        return done;
    }

    /** Puts the socket out of its namespace; the client keeps its connection and does not come back by itself. */
    public void disconnect() {
        disconnect(DisconnectReason.SERVER_LEFT);
    }

    /**
     * Puts the socket out of its namespace as {@link #disconnect()} does, for a reason that the client is told and the hub's
     * figures show.
     *
     * @throws IllegalArgumentException for a reason by which the hub ends nothing
     */
    public void disconnect(DisconnectReason reason) {
        Goodbye goodbye = reason.goodbye()
                .orElseThrow(() -> new IllegalArgumentException("the hub puts nobody out by " + reason));
        disconnect(reason, goodbye);
    }

    /** The same, said in words of its own. */
    public void disconnect(DisconnectReason reason, Goodbye goodbye) {
        session.run(() -> owner.putOut(this, reason, goodbye));
    }

    /** Ends the client's engine session, with all its sockets, once it has got what is queued. */
    public void disconnectClient(DisconnectReason reason) {
        session.run(() -> session.closeAfterFlush(reason));
    }

    /**
     * Makes broadcasts to this socket wait, until as many releases as holds have come.
     *
     * <p>What waits counts against the high-water mark: over it the client is cut off, and nothing is dropped in
     * silence. Events and acks sent to this socket directly do not wait.
     *
     * @return done on the event loop when the hold is in effect: what is broadcast after that waits; it fails when the
     *     loop is gone
     */
    @CanIgnoreReturnValue
    public CompletionStage<Void> holdBroadcasts() {
        CompletableFuture<Void> inEffect = new CompletableFuture<>();
        boolean posted = session.run(() -> {
            broadcasts.hold();
            inEffect.complete(null);
        });
        if (!posted) {
            inEffect.completeExceptionally(new IllegalStateException("the event loop is gone"));
        }
        return inEffect;
    }

    /**
     * Sends the held broadcasts up to {@code upTo}, runs {@code between} on the event loop, then sends the rest.
     *
     * <p>To be called when the feed has been broadcast at least up to {@code upTo}: a broadcast that comes later is
     * sent later, whatever its sequence. Does nothing when the socket is gone or nothing is held.
     */
    public void releaseBroadcasts(long upTo, Runnable between) {
        session.run(() -> broadcasts.release(upTo, () -> runBetween(between), this::sendReleased));
    }

    /** Runs on the socket's event loop, in the order of the calls; now, if this is it. */
    public void execute(Runnable action) {
        session.run(action);
    }

    /**
     * Runs on the socket's event loop after what that was given before, in the order of the calls, whoever makes them: also
     * where the loop itself makes one, which {@link #execute} would let overtake the others.
     */
    public void executeInTurn(Runnable action) {
        session.runInTurn(action);
    }

    EngineSession session() {
        return session;
    }

    LoopNamespace part() {
        return namespace;
    }

    NamespaceHandler handler() {
        return namespace.registered().handler();
    }

    PendingAcks acks() {
        return acks;
    }

    SendResult send(EncodedPacket packet, MessageClass kind) {
        if (!connected) {
            return SendResult.CLOSED;
        }
        if (session.loop().inEventLoop()) {
            return session.send(packet, kind);
        }
        return session.run(() -> sendIfConnected(packet, kind)) ? SendResult.SENT : SendResult.CLOSED;
    }

    /** Returns whether this is the first time the socket is met in that delivery. */
    boolean firstIn(long delivery) {
        boolean first = lastDelivery != delivery;
        lastDelivery = delivery;
        return first;
    }

    /** Returns whether it is in one of the rooms, or there are none, since before a sequence. */
    boolean inAny(Set<String> names, long sequence) {
        return rooms.anyOf(names, sequence);
    }

    BroadcastIntake broadcasts() {
        return broadcasts;
    }

    /** Everybody leaves that room. */
    void emptied(String room) {
        if (broadcasts.catchingUp() == null) {
            leaveNow(Set.of(room));
        }
    }

    Position loopPosition() {
        return namespace.position();
    }

    String identity() {
        return granted.identity();
    }

    /** Begins to keep the socket's state for recovery. */
    void keep(SocketSaves keeper) {
        saves = keeper;
        keeper.changed();
    }

    /** Returns under which name the socket can come back, null if it cannot. */
    @Nullable
    String pid() {
        return saves == null ? null : saves.pid();
    }

    SavedSocket state() {
        return new SavedSocket(id, namespace(), identity(), connectedAt, rooms.withSequences());
    }

    /** Ends the connection, whose client has come back on another; returns what it left, if it was still there. */
    CompletionStage<Optional<SavedSocket>> supersede() {
        CompletableFuture<Optional<SavedSocket>> left = new CompletableFuture<>();
        boolean posted = session.run(() -> {
            Optional<SavedSocket> state = connected ? Optional.of(state()) : Optional.empty();
            session.close(DisconnectReason.TRANSPORT_CLOSE);
            left.complete(state);
        });
        if (!posted) {
            left.complete(Optional.empty());
        }
        return left;
    }

    /** Sends a broadcast that the socket missed. */
    void sendMissed(Broadcast broadcast) {
        session.send(
                SocketPacketEncoder.event(namespace(), null, broadcast.event(), broadcast.args()), MessageClass.EVENT);
    }

    /** Takes the socket out of everything. */
    void gone(DisconnectReason reason) {
        connected = false;
        if (saves != null) {
            // Before it leaves its rooms: it is to come back into them.
            saves.ended(reason);
        }
        rooms.leaveAll();
        namespace.remove(inNamespace);
        broadcasts.discard();
        acks.failAll("the socket is gone");
    }

    private void joinNow(Set<String> names) {
        if (connected && rooms.join(names)) {
            roomsChanged();
        }
    }

    private void leaveNow(Set<String> names) {
        if (rooms.leave(names)) {
            roomsChanged();
        }
    }

    private void roomsChanged() {
        if (saves != null) {
            saves.changed();
        }
    }

    private CompletionStage<List<JsonNode>> ask(Function<Long, EncodedPacket> packet, Duration timeout) {
        CompletableFuture<List<JsonNode>> answer = new CompletableFuture<>();
        boolean posted = session.run(() -> {
            if (connected) {
                session.send(packet.apply(acks.expect(answer, timeout)), MessageClass.EVENT);
            } else {
                answer.completeExceptionally(new NoAckException("the socket is gone"));
            }
        });
        if (!posted) {
            answer.completeExceptionally(new NoAckException("the socket is gone"));
        }
        return answer;
    }

    private void sendIfConnected(EncodedPacket packet, MessageClass kind) {
        if (connected) {
            session.send(packet, kind);
        }
    }

    private void runBetween(Runnable between) {
        try {
            between.run();
        } catch (RuntimeException e) {
            // What is held must go out all the same.
            Failures.logged(namespace(), "release", e);
        }
    }

    private void sendReleased(Outgoing message) {
        session.send(message);
    }
}
