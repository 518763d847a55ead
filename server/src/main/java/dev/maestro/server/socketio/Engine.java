package dev.maestro.server.socketio;

import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.protocol.json.JsonBytes;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Socket.IO engine: Engine.IO v4 and Socket.IO v5 over WebSocket and long-polling.
 *
 * <p>States: open → closing ({@link #close}). While closing, new sessions are refused.
 *
 * <p>Threads: thread-safe; nothing here blocks.
 *
 * <p>Spec: docs/protocol/engine.md.
 */
public final class Engine {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    private final EngineConfig config;
    private final BiFunction<EngineSession, Engine, MessageHandler> messages;
    private final Namespaces namespaces;
    private final Map<String, EngineSession> sessions = new ConcurrentHashMap<>();
    private final Map<EventLoop, SessionLoop> loops = new ConcurrentHashMap<>();
    private final EngineCounters counters = new EngineCounters();
    private final @Nullable Deflation deflation;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private volatile boolean closing;

    private Engine(EngineConfig config, Position position, BiFunction<EngineSession, Engine, MessageHandler> messages) {
        this.config = config;
        this.namespaces = new Namespaces(config.maxDynamicNamespaces(), position, counters);
        this.messages = messages;
        this.deflation = config.compression().offered()
                ? new Deflation(config.compression().thresholdBytes())
                : null;
    }

    /**
     * Makes an engine without namespaces, whose sockets do not come back; it has no threads of its own and uses those
     * of its channels.
     */
    public static Engine of(EngineConfig config) {
        return of(config, Position.START, null);
    }

    /**
     * Makes an engine without namespaces.
     *
     * @param position how far the feed has come that will be broadcast
     * @param recovery what lets clients have their sockets back; null when every connection begins afresh
     */
    public static Engine of(EngineConfig config, Position position, @Nullable Recovery recovery) {
        Returning returning = recovery == null ? null : new Returning(recovery);
        return new Engine(
                config,
                position,
                (session, engine) -> new SessionSockets(session, engine.namespaces, returning, config));
    }

    /** Makes an engine that carries bare Engine.IO messages. */
    static Engine carrying(EngineConfig config, Function<EngineSession, MessageHandler> messages) {
        return new Engine(config, Position.START, (session, engine) -> messages.apply(session));
    }

    /**
     * Registers a namespace, which clients may join from now on.
     *
     * @throws IllegalArgumentException if the name does not start with a slash, or is taken
     */
    public void namespace(String name, NamespaceHandler handler) {
        namespaces.register(name, handler);
    }

    /**
     * Registers a template, such as {@code /project/{name}}: a namespace of that shape exists while a client asks for it
     * or is in it. Registered names win over templates, and templates over those that came later.
     *
     * <p>An instance's handler gets no call after its last socket is gone and everybody who asked has been refused;
     * whoever comes then gets a new one. With {@link EngineConfig#maxDynamicNamespaces} of them, another is refused.
     *
     * @param template as {@link NamespaceTemplate} says
     * @param handlers makes an instance's handler: called once for each, on an event loop, so it must not block; what
     *     it throws refuses those who ask
     * @throws IllegalArgumentException if the text is no template, or is taken
     */
    public void namespaces(String template, Function<NamespaceInstance, NamespaceHandler> handlers) {
        namespaces.register(template, handlers);
    }

    /**
     * Adds the engine's handlers to the end of a pipeline that has an {@code HttpServerCodec} in it.
     *
     * <p>They take the requests of one client after the other, answer each once, and replace the codec when a request
     * upgrades to WebSocket.
     */
    public void addHandlers(ChannelPipeline pipeline) {
        pipeline.addLast("engine-body", new RequestAssembler(this, config.maxPayloadBytes()))
                .addLast("engine", new EngineRequestHandler(this));
    }

    /** Sends events that are not of the feed, as {@link #broadcast(List, Position)} does. */
    public void broadcast(List<Broadcast> broadcasts) {
        post(broadcasts, null);
    }

    /**
     * Sends events to rooms, in order.
     *
     * <p>Each is encoded once, one to a template once for each namespace; each event loop gets one task, which flushes each connection once. Calls from one thread
     * reach every socket in the order of the calls. Namespaces that do not exist are passed over.
     *
     * @param after how far the feed has come with these, which may be none
     */
    public void broadcast(List<Broadcast> broadcasts, Position after) {
        post(broadcasts, after);
    }

    /**
     * Visits every socket of every namespace, each on its event loop: after it was sent what was broadcast before, and
     * before it is sent what is broadcast after.
     *
     * <p>A room left in a visit is left for all that follows; when a visit fails, the
     * client starts afresh. A socket that is being brought up to date is visited, too.
     */
    public void visit(Consumer<Socket> visitor) {
        namespaces.post(visitor);
    }

    /**
     * Sends an event to every socket of every namespace, to each with an argument of its own.
     *
     * @param arg makes the argument; called on the event loops
     */
    public void emitToAll(String event, Supplier<JsonBytes> arg) {
        namespaces.loops().forEach((loop, index) -> {
            try {
                loop.execute(() -> index.forEachSocket(socket -> socket.emit(event, List.of(arg.get()))));
            } catch (RejectedExecutionException e) {
                LOG.atDebug().log("the event loop is gone");
            }
        });
    }

    /** Ends every session, so that its client connects anew and reads anew what it holds. */
    public void disconnectAll(DisconnectReason reason) {
        sessions.values().forEach(session -> session.run(() -> session.closeAfterFlush(reason)));
    }

    /**
     * Ends every session with a socket in a namespace that is named, or is of a template that is; after what was broadcast
     * before.
     */
    public void disconnectFrom(Set<String> addresses, DisconnectReason reason) {
        visit(socket -> {
            if (!Collections.disjoint(socket.part().registered().addresses(), addresses)) {
                EngineSession session = socket.session();
                session.run(() -> session.closeAfterFlush(reason));
            }
        });
    }

    /** Returns who is connected, as of a moment ago. */
    public EngineStatus status() {
        Map<String, EngineStatus.NamespaceStatus> status = new HashMap<>();
        for (RegisteredNamespace namespace : namespaces.all()) {
            status.put(namespace.name(), namespace.status());
        }
        return new EngineStatus(sessions.size(), status, namespaces.templates(), counters.closes(), counters.drops());
    }

    /** Returns how much there is to do, as of a moment ago; costs little, however many sockets and rooms there are. */
    public EngineLoad load() {
        Map<String, Integer> sockets = new HashMap<>();
        namespaces.all().forEach(namespace -> sockets.put(namespace.name(), namespace.sockets()));
        namespaces.templates().forEach((template, status) -> sockets.put(template, status.sockets()));
        long messages = 0;
        long bytes = 0;
        for (SessionLoop loop : loops.values()) {
            messages += loop.traffic().messages();
            bytes += loop.traffic().bytes();
        }
        return new EngineLoad(
                sessions.size(),
                counters.polling(),
                sockets,
                counters.begun(),
                counters.closes(),
                counters.drops(),
                messages,
                bytes);
    }

    /** Returns what has gone through, and what waits; costs little, however many sockets there are. */
    public EngineTraffic traffic() {
        int most = 0;
        for (EventLoop loop : loops.keySet()) {
            if (loop instanceof SingleThreadEventExecutor executor) {
                most = Math.max(most, executor.pendingTasks());
            }
        }
        return counters.traffic(new EngineTraffic.Loops(loops.size(), most));
    }

    /** Returns how many engine sessions are open. */
    public int sessionCount() {
        return sessions.size();
    }

    /** Returns who is in one namespace, dynamic or not, as of a moment ago; empty if it is not there. */
    public Optional<EngineStatus.NamespaceStatus> status(String namespace) {
        return Optional.ofNullable(namespaces.find(namespace)).map(RegisteredNamespace::status);
    }

    /** Returns a stage that is done once every event loop with sessions has had a turn. */
    public CompletionStage<Void> pulse() {
        return CompletableFuture.allOf(loops.keySet().stream()
                .map(loop -> CompletableFuture.runAsync(() -> {}, loop))
                .toArray(CompletableFuture[]::new));
    }

    /** Takes in no new sessions from now on; those that are here stay. */
    public void refuse() {
        closing = true;
    }

    /**
     * Returns the sessions that are here, to be ended a batch at a time; after {@link #refuse}.
     *
     * @param stays whether a client that has this socket is not among them; called on the event loops
     */
    public SessionBatches batches(Predicate<Socket> stays) {
        return new SessionBatches(
                List.copyOf(sessions.values()), stays, this::linkCount, session -> sessions.containsKey(session.sid()));
    }

    /** Returns how many clients have a session, or a WebSocket that is not closed yet though its session has ended. */
    public int linkCount() {
        return Math.max(sessions.size(), counters.webSockets());
    }

    /**
     * Sends each client what is queued for it, then ends its session so that it may reconnect elsewhere.
     *
     * <p>A polling client has {@link EngineConfig#closingTimeout} to fetch what is left.
     *
     * @return the same stage at each call, done when no session is left
     */
    public CompletionStage<Void> close() {
        closing = true;
        for (EngineSession session : sessions.values()) {
            if (!session.run(() -> session.closeAfterFlush(DisconnectReason.SERVER_SHUTDOWN))) {
                sessions.remove(session.sid());
            }
        }
        completeIfClosed();
        return closed.minimalCompletionStage();
    }

    boolean closing() {
        return closing;
    }

    @Nullable
    EngineSession session(String sid) {
        return sessions.get(sid);
    }

    EngineConfig config() {
        return config;
    }

    EngineCounters counters() {
        return counters;
    }

    /** Returns what compresses messages, null if compression is off. */
    @Nullable
    Deflation deflation() {
        return deflation;
    }

    /** Makes a session of the calling loop, carried by a WebSocket or, for null, by polling; the caller opens it. */
    EngineSession newSession(EventLoop loop, Handshake handshake, @Nullable WebSocketTransport webSocket) {
        String sid = SecretIds.next();
        SessionLoop home = loops.computeIfAbsent(loop, key -> new SessionLoop(key, config, counters, this::gone));
        EngineSession session = new EngineSession(sid, home, handshake, webSocket, self -> messages.apply(self, this));
        sessions.put(sid, session);
        counters.opened();
        return session;
    }

    /** Ends a session that began while the engine was closing, which may have passed it by. */
    void begun(EngineSession session) {
        if (closing) {
            session.closeAfterFlush(DisconnectReason.SERVER_SHUTDOWN);
        }
    }

    private void gone(EngineSession session) {
        sessions.remove(session.sid());
        completeIfClosed();
    }

    private void completeIfClosed() {
        if (closing && sessions.isEmpty()) {
            closed.complete(null);
        }
    }

    private void post(List<Broadcast> broadcasts, @Nullable Position after) {
        List<EncodedBroadcast> encoded = broadcasts.stream()
                .map(broadcast -> new EncodedBroadcast(
                        broadcast,
                        deflation == null ? null : deflation.ifWanted(),
                        namespaces.isTemplate(broadcast.namespace())))
                .toList();
        namespaces.post(encoded, after);
        encoded.forEach(EncodedBroadcast::release);
    }
}
