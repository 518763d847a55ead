package dev.maestro.server.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.socketio.EncodedPacket;
import dev.maestro.protocol.socketio.SocketPacket;
import dev.maestro.protocol.socketio.SocketPacketEncoder;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
    private final String id;
    private final LoopNamespace namespace;
    private final EngineSession session;
    private final SessionSockets owner;
    private final PendingAcks acks;
    private final @Nullable Object attachment;
    private volatile Set<String> rooms = Set.of();
    private volatile boolean connected = true;
    private @Nullable HeldBroadcasts held;
    private long lastDelivery;

    Socket(
            String id,
            LoopNamespace namespace,
            EngineSession session,
            SessionSockets owner,
            @Nullable Object attachment) {
        this.id = id;
        this.namespace = namespace;
        this.session = session;
        this.owner = owner;
        this.attachment = attachment;
        this.acks = new PendingAcks(session.loop());
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
        return attachment;
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
        return rooms;
    }

    /** Sends an event whose arguments are encoded already. */
    public SendResult emit(String event, List<JsonBytes> args) {
        return send(SocketPacketEncoder.event(namespace(), null, event, args));
    }

    /** Sends an event made of trees, whose binary nodes go as attachments. */
    public SendResult emitTrees(String event, List<JsonNode> args) {
        return send(SocketPacketEncoder.encode(new SocketPacket.Event(namespace(), null, event, args)));
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
        session.run(() -> changeRooms(now -> {
            Set<String> after = new HashSet<>(now);
            after.addAll(wanted);
            return after;
        }));
    }

    /** Leaves rooms; those it is not in are left out. */
    public void leave(Collection<String> names) {
        Set<String> unwanted = Set.copyOf(names);
        session.run(() -> changeRooms(now -> {
            Set<String> after = new HashSet<>(now);
            after.removeAll(unwanted);
            return after;
        }));
    }

    /** Puts the socket out of its namespace; the client keeps its connection and does not come back by itself. */
    public void disconnect() {
        session.run(() -> owner.putOut(this));
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
     */
    public void holdBroadcasts() {
        session.run(() -> {
            if (held == null) {
                held = new HeldBroadcasts();
            } else {
                held.again();
            }
        });
    }

    /**
     * Sends the held broadcasts up to {@code upTo}, runs {@code between} on the event loop, then sends the rest.
     *
     * <p>To be called when the feed has been broadcast at least up to {@code upTo}: a broadcast that comes later is
     * sent later, whatever its sequence. Does nothing when the socket is gone or nothing is held.
     */
    public void releaseBroadcasts(long upTo, Runnable between) {
        session.run(() -> {
            HeldBroadcasts holding = held;
            if (holding != null && holding.release(upTo, () -> runBetween(between), this::sendReleased)) {
                held = null;
            }
        });
    }

    /** Runs on the socket's event loop, in the order of the calls; now, if this is it. */
    public void execute(Runnable action) {
        session.run(action);
    }

    EngineSession session() {
        return session;
    }

    NamespaceHandler handler() {
        return namespace.registered().handler();
    }

    PendingAcks acks() {
        return acks;
    }

    SendResult send(EncodedPacket packet) {
        if (!connected) {
            return SendResult.CLOSED;
        }
        if (session.loop().inEventLoop()) {
            return session.send(Outgoing.packet(packet));
        }
        return session.run(() -> sendIfConnected(packet)) ? SendResult.SENT : SendResult.CLOSED;
    }

    /** Returns whether this is the first time the socket is met in that delivery. */
    boolean firstIn(long delivery) {
        boolean first = lastDelivery != delivery;
        lastDelivery = delivery;
        return first;
    }

    /** Writes or holds a broadcast; returns whether its session is now to be flushed, and was not before. */
    boolean deliver(EncodedBroadcast broadcast) {
        HeldBroadcasts holding = held;
        if (holding == null) {
            return session.write(broadcast.message().retain()) == SendResult.SENT && session.markWritten();
        }
        if (session.overMark(holding.waitingBytes())) {
            session.overflow();
        } else {
            holding.add(broadcast);
        }
        return false;
    }

    /** Takes the socket out of everything. */
    void gone() {
        connected = false;
        changeRooms(now -> Set.of());
        namespace.remove(this);
        if (held != null) {
            held.discard();
            held = null;
        }
        acks.failAll("the socket is gone");
    }

    private void changeRooms(Function<Set<String>, Set<String>> change) {
        Set<String> before = rooms;
        Set<String> after = change.apply(before);
        if (!connected && !after.isEmpty()) {
            return;
        }
        for (String room : after) {
            if (!before.contains(room)) {
                namespace.join(this, room);
            }
        }
        for (String room : before) {
            if (!after.contains(room)) {
                namespace.leave(this, room);
            }
        }
        rooms = Set.copyOf(after);
    }

    private CompletionStage<List<JsonNode>> ask(Function<Long, EncodedPacket> packet, Duration timeout) {
        CompletableFuture<List<JsonNode>> answer = new CompletableFuture<>();
        boolean posted = session.run(() -> {
            if (connected) {
                session.send(Outgoing.packet(packet.apply(acks.expect(answer, timeout))));
            } else {
                answer.completeExceptionally(new NoAckException("the socket is gone"));
            }
        });
        if (!posted) {
            answer.completeExceptionally(new NoAckException("the socket is gone"));
        }
        return answer;
    }

    private void sendIfConnected(EncodedPacket packet) {
        if (connected) {
            session.send(Outgoing.packet(packet));
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
