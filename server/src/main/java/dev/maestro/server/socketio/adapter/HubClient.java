package dev.maestro.server.socketio.adapter;

import com.corundumstudio.socketio.AckCallback;
import com.corundumstudio.socketio.HandshakeData;
import com.corundumstudio.socketio.MultiTypeAckCallback;
import com.corundumstudio.socketio.MultiTypeArgs;
import com.corundumstudio.socketio.Transport;
import com.corundumstudio.socketio.handler.ClientHead;
import com.corundumstudio.socketio.protocol.EngineIOVersion;
import com.corundumstudio.socketio.protocol.Packet;
import com.corundumstudio.socketio.protocol.PacketType;
import com.corundumstudio.socketio.transport.NamespaceClient;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.Goodbye;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.auth.ConnectionFacts;
import dev.maestro.server.socketio.ConnectRequest;
import dev.maestro.server.socketio.Handshake;
import dev.maestro.server.socketio.SendResult;
import dev.maestro.server.socketio.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A netty-socketio client that is a socket of the engine.
 *
 * <p>States: asking (an auth token listener looks at it; it has attributes and a handshake, and no id yet) → connected →
 * gone. What needs the socket throws {@code IllegalStateException} while asking.
 *
 * <p>Threads: thread-safe.
 */
public final class HubClient extends NamespaceClient {
    private static final Logger LOG = LoggerFactory.getLogger(HubClient.class);
    private static final Duration NO_TIMEOUT = Duration.ofDays(1);
    private static final long KEEP_SECONDS = 10;

    private final HubNamespace hubNamespace;
    private final Handshake handshake;
    private final JsonNode authToken;
    private final Map<String, Object> attributes = new ConcurrentHashMap<>(4);
    private volatile @Nullable Socket socket;
    private volatile @Nullable DisconnectReason endedBy;
    private volatile String identity = "";

    HubClient(HubNamespace namespace, ConnectRequest request) {
        super(null, namespace);
        this.hubNamespace = namespace;
        this.handshake = request.handshake();
        this.authToken = request.auth();
    }

    void bind(Socket admitted) {
        socket = admitted;
    }

    void ended(DisconnectReason reason) {
        endedBy = reason;
    }

    /** Returns the engine's socket. */
    public Socket socket() {
        Socket admitted = socket;
        if (admitted == null) {
            throw new IllegalStateException("the client has not been admitted to " + hubNamespace.getName());
        }
        return admitted;
    }

    /** Says who the client is: nobody else can have its socket back. For auth token listeners. */
    public void identify(String who) {
        identity = who;
    }

    String identity() {
        return identity;
    }

    /** Returns whether the client has its socket of before back, as {@link Socket#recovered} says. */
    public boolean recovered() {
        return socket().recovered();
    }

    /**
     * Joins rooms, and waits until that is kept for the client's recovery; not to be called on an event loop.
     *
     * @param mayJoin asked on the event loop just before: what is taken away after that is taken from a member
     * @return those of the rooms it was not in before
     * @throws HubException {@code forbidden} when it may not; {@code unavailable} when it cannot be kept: then the rooms
     *     are left again
     */
    @CanIgnoreReturnValue
    public Set<String> joinRoomsAndKeep(Set<String> rooms, BooleanSupplier mayJoin) {
        // Of the event loop: only there it is known which rooms the client is in, when others are being left.
        Set<String> added = new HashSet<>(rooms);
        AtomicBoolean refused = new AtomicBoolean();
        socket().execute(() -> {
            if (mayJoin.getAsBoolean()) {
                added.removeAll(getAllRooms());
                socket().join(added);
            } else {
                refused.set(true);
            }
        });
        try {
            socket().saved().toCompletableFuture().get(KEEP_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.atDebug().setCause(e).log("rooms could not be kept");
            socket().execute(() -> socket().leave(added));
            throw HubException.of(ErrorCode.UNAVAILABLE, "the store is not available; try again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw HubException.of(ErrorCode.UNAVAILABLE, "the hub is stopping; try again");
        }
        if (refused.get()) {
            throw HubException.of(ErrorCode.FORBIDDEN, "this is not yours to see any more");
        }
        return Set.copyOf(added);
    }

    /** Returns what all clients of one connection share, and no others; it is compared by identity. */
    public Object connection() {
        return handshake;
    }

    /** Returns where the client comes from. */
    public ConnectionFacts facts() {
        return handshake.facts();
    }

    /** Returns the program at the other end as it names itself, if it does. */
    public Optional<String> userAgent() {
        return Optional.ofNullable(handshake.headers().get("user-agent"));
    }

    /** Returns why the client is gone; empty while it is here. For disconnect listeners. */
    public Optional<DisconnectReason> disconnectReason() {
        return Optional.ofNullable(endedBy);
    }

    @Override
    public UUID getSessionId() {
        return UUID.fromString(socket().id());
    }

    @Override
    public HubNamespace getNamespace() {
        return hubNamespace;
    }

    /** Returns the handshake as the library shows it, with the headers that {@link Handshake#headers} keeps. */
    @Override
    public HandshakeData getHandshakeData() {
        HandshakeData data = new HandshakeData(
                handshake.headers(),
                handshake.query(),
                handshake.remote(),
                handshake.local(),
                handshake.uri(),
                handshake.facts().claimedOrigin().isPresent());
        data.setAuthToken(authToken);
        return data;
    }

    @Override
    public SocketAddress getRemoteAddress() {
        return handshake.remote();
    }

    @Override
    public Transport getTransport() {
        return socket().onWebSocket() ? Transport.WEBSOCKET : Transport.POLLING;
    }

    @Override
    public EngineIOVersion getEngineIOVersion() {
        return EngineIOVersion.V4;
    }

    @Override
    public boolean isChannelOpen() {
        return socket().connected();
    }

    /** Returns whether sending is of any use; how much may wait is the engine's business. */
    @Override
    public boolean isWritable() {
        return socket().connected();
    }

    @Override
    public void sendEvent(String name, Object... data) {
        SendResult result = Arguments.send(
                Arrays.asList(data), encoded -> socket().emit(name, encoded), trees -> socket().emitTrees(name, trees));
        LOG.atTrace().addKeyValue("result", result).log("event sent");
    }

    /** Sends an event and asks for an ack; {@code onTimeout} is also called when the client goes first. */
    @Override
    public void sendEvent(String name, AckCallback<?> callback, Object... data) {
        Duration timeout = callback.getTimeout() > 0 ? Duration.ofSeconds(callback.getTimeout()) : NO_TIMEOUT;
        var unused = socket().emitWithAck(name, Arguments.trees(Arrays.asList(data)), timeout)
                .handle((args, failure) -> {
                    if (failure == null) {
                        succeed(callback, args);
                    } else {
                        callback.onTimeout();
                    }
                    return null;
                })
                .whenComplete((done, fault) -> {
                    if (fault != null) {
                        LOG.atError().addKeyValue("event", name).setCause(fault).log("an ack callback failed");
                    }
                });
    }

    /** Sends an event packet; other packets are the engine's to send. */
    @Override
    public void send(Packet packet) {
        requireEvent(packet);
        List<Object> args = packet.getData();
        sendEvent(packet.getName(), args.toArray());
    }

    @Override
    public void send(Packet packet, AckCallback<?> callback) {
        requireEvent(packet);
        List<Object> args = packet.getData();
        sendEvent(packet.getName(), callback, args.toArray());
    }

    /** Puts the client out of the namespace; its connection stays. */
    @Override
    public void disconnect() {
        socket().disconnect();
    }

    /** Puts the client out of the namespace, for a reason; its connection stays. */
    public void disconnect(DisconnectReason reason) {
        socket().disconnect(reason);
    }

    /** The same, said to the client in words of its own. */
    public void disconnect(DisconnectReason reason, Goodbye goodbye) {
        socket().disconnect(reason, goodbye);
    }

    /** Does nothing: the engine tells the listeners. */
    @Override
    public void onDisconnect() {}

    @Override
    public void joinRoom(String room) {
        socket().join(Set.of(room));
    }

    @Override
    public void joinRooms(Set<String> rooms) {
        socket().join(rooms);
    }

    @Override
    public void leaveRoom(String room) {
        socket().leave(Set.of(room));
    }

    @Override
    public void leaveRooms(Set<String> rooms) {
        socket().leave(rooms);
    }

    @Override
    public Set<String> getAllRooms() {
        return socket().rooms();
    }

    @Override
    public int getCurrentRoomSize(String room) {
        return hubNamespace.getRoomClientsInCluster(room);
    }

    @Override
    public void set(String key, Object value) {
        attributes.put(key, value);
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public <T> @Nullable T get(String key) {
        return (T) attributes.get(key);
    }

    @Override
    public boolean has(String key) {
        return attributes.containsKey(key);
    }

    @Override
    public void del(String key) {
        attributes.remove(key);
    }

    @Override
    public ClientHead getBaseClient() {
        throw new UnsupportedOperationException("the engine has its own sessions; there is no ClientHead");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    private static void requireEvent(Packet packet) {
        if (packet.getSubType() != PacketType.EVENT) {
            throw new UnsupportedOperationException("only events can be sent as packets, not " + packet.getSubType());
        }
    }

    private static <T> void succeed(AckCallback<T> callback, List<JsonNode> args) {
        if (callback instanceof MultiTypeAckCallback several) {
            several.onSuccess(new MultiTypeArgs(convertAll(args, several.getResultClasses())));
        } else {
            callback.onSuccess(args.isEmpty() ? null : EventMappings.convert(args.get(0), callback.getResultClass()));
        }
    }

    private static List<Object> convertAll(List<JsonNode> args, Class<?>[] wanted) {
        List<@Nullable Object> converted = new ArrayList<>(args.size());
        for (int i = 0; i < args.size(); i++) {
            converted.add(i < wanted.length ? EventMappings.convert(args.get(i), wanted[i]) : args.get(i));
        }
        return converted;
    }
}
