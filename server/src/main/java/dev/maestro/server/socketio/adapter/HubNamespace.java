package dev.maestro.server.socketio.adapter;

import com.corundumstudio.socketio.AckMode;
import com.corundumstudio.socketio.AckRequest;
import com.corundumstudio.socketio.BroadcastOperations;
import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.listener.PingListener;
import com.corundumstudio.socketio.listener.PongListener;
import com.corundumstudio.socketio.namespace.Namespace;
import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.socketio.Engine;
import dev.maestro.server.socketio.EngineStatus;
import dev.maestro.server.socketio.NamespaceInstance;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A netty-socketio namespace whose clients, rooms and broadcasts are the engine's.
 *
 * <p>The library keeps the listeners. Auth token listeners are always asked, with an empty object where the client sent
 * nothing. A listener of several arguments gets them all, as trees unless it named classes.
 *
 * <p>Threads: thread-safe. Event, connect and disconnect listeners run on the event loop of the client's session and
 * must not block; auth token listeners run on the executor the port was given.
 */
public final class HubNamespace extends Namespace {
    private final Engine engine;
    private final EventMappings mappings;
    private final Map<String, String> parameters;
    private final Map<UUID, HubClient> clients = new ConcurrentHashMap<>();
    private volatile UnknownEventListener unknownEvents = HubNamespace::refuseUnknown;
    private volatile RecoveryListener recovery = (client, rooms) -> false;
    private volatile Consumer<HubClient> returns = client -> {};

    private HubNamespace(
            String name,
            Map<String, String> parameters,
            Engine engine,
            EventMappings mappings,
            Configuration configuration) {
        super(name, configuration);
        this.parameters = parameters;
        this.engine = engine;
        this.mappings = mappings;
    }

    static HubNamespace of(String name, Engine engine) {
        return of(name, Map.of(), engine);
    }

    static HubNamespace of(NamespaceInstance instance, Engine engine) {
        return of(instance.name(), instance.parameters(), engine);
    }

    private static HubNamespace of(String name, Map<String, String> parameters, Engine engine) {
        EventMappings mappings = new EventMappings();
        Configuration configuration = new Configuration();
        configuration.setJsonSupport(mappings);
        configuration.setExceptionListener(new Rethrowing());
        // An ack says what became of the event; the library's own would say nothing, and at once.
        configuration.setAckMode(AckMode.MANUAL);
        return new HubNamespace(name, parameters, engine, mappings, configuration);
    }

    /**
     * Returns a parameter of the template, decoded: of {@code /project/a%2Fb} it is {@code a/b}.
     *
     * @throws IllegalArgumentException if the namespace comes from no template that has it
     */
    public String parameter(String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException(getName() + " has no parameter " + name);
        }
        return value;
    }

    /** Sets who hears of events nobody listens to; until then they are refused as {@code invalid}. */
    public void setUnknownEventListener(UnknownEventListener listener) {
        unknownEvents = listener;
    }

    /** Sets who decides whether clients may have their sockets back; until then none may. */
    public void setRecoveryListener(RecoveryListener listener) {
        recovery = listener;
    }

    /**
     * Sets who hears of clients that have their sockets back, before they are sent what they missed; called on the event
     * loop. Connect listeners hear of them afterwards.
     */
    public void setReturnListener(Consumer<HubClient> listener) {
        returns = listener;
    }

    @Override
    public Collection<SocketIOClient> getAllClients() {
        return List.copyOf(clients.values());
    }

    @Override
    public @Nullable SocketIOClient getClient(UUID id) {
        return clients.get(id);
    }

    @Override
    public BroadcastOperations getBroadcastOperations() {
        return new RoomBroadcast(engine, this, Set.of());
    }

    @Override
    public BroadcastOperations getRoomOperations(String room) {
        return new RoomBroadcast(engine, this, Set.of(room));
    }

    @Override
    public BroadcastOperations getRoomOperations(String... rooms) {
        return new RoomBroadcast(engine, this, Set.of(rooms));
    }

    @Override
    public Iterable<SocketIOClient> getRoomClients(String room) {
        return getRoomOperations(room).getClients();
    }

    @Override
    public Set<String> getRooms() {
        return status().rooms().keySet();
    }

    @Override
    public Set<String> getRooms(SocketIOClient client) {
        return client.getAllRooms();
    }

    /** Returns how many sockets are in the room, on this node. */
    @Override
    public int getRoomClientsInCluster(String room) {
        return status().rooms().getOrDefault(room, 0);
    }

    @Override
    public void joinRoom(String room, UUID id) {
        joinRooms(Set.of(room), id);
    }

    @Override
    public void joinRooms(Set<String> rooms, UUID id) {
        HubClient client = clients.get(id);
        if (client != null) {
            client.joinRooms(rooms);
        }
    }

    @Override
    public void leaveRoom(String room, UUID id) {
        leaveRooms(Set.of(room), id);
    }

    @Override
    public void leaveRooms(Set<String> rooms, UUID id) {
        HubClient client = clients.get(id);
        if (client != null) {
            client.leaveRooms(rooms);
        }
    }

    /** Does nothing: the library puts each client in a room of the namespace's name, where nobody is looked for. */
    @Override
    public void join(String room, UUID id) {}

    /** Does nothing, as {@link #join}. */
    @Override
    public void leave(String room, UUID id) {}

    /** Does nothing: a client is here when it was admitted, not when its object is made. */
    @Override
    public void addClient(SocketIOClient client) {}

    @Override
    public void addPingListener(PingListener listener) {
        throw new UnsupportedOperationException("heartbeats stay inside the engine");
    }

    @Override
    public void addPongListener(PongListener listener) {
        throw new UnsupportedOperationException("heartbeats stay inside the engine");
    }

    boolean mayRecover(HubClient client, Set<String> rooms) {
        return recovery.mayRecover(client, rooms);
    }

    void returned(HubClient client) {
        returns.accept(client);
    }

    void connected(HubClient client) {
        clients.put(client.getSessionId(), client);
        onConnect(client);
    }

    void disconnected(HubClient client) {
        clients.remove(client.getSessionId(), client);
        onDisconnect(client);
    }

    void event(HubClient client, String name, List<JsonNode> args, AckRequest ack) {
        if (mappings.known(name)) {
            onEvent(client, name, mappings.map(name, args), ack);
        } else {
            unknownEvents.onUnknownEvent(client, name, args, ack);
        }
    }

    private EngineStatus.NamespaceStatus status() {
        return engine.status(getName()).orElse(new EngineStatus.NamespaceStatus(0, Map.of()));
    }

    private static void refuseUnknown(HubClient client, String name, List<JsonNode> args, AckRequest ack) {
        String shown = name.length() <= 100 ? name : name.substring(0, 100) + "…";
        throw HubException.of(ErrorCode.INVALID, "unknown event: " + shown);
    }
}
