package dev.maestro.server;

import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.server.auth.Authenticator;
import dev.maestro.server.auth.OriginPolicy;
import dev.maestro.server.auth.token.TokenConfig;
import dev.maestro.server.auth.token.TokenMinter;
import dev.maestro.server.auth.token.TokenRequest;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.EventFeed;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.broadcast.BrainDialect;
import dev.maestro.server.broadcast.Broadcaster;
import dev.maestro.server.broadcast.Dialects;
import dev.maestro.server.broadcast.MaestroDialect;
import dev.maestro.server.broadcast.Outlets;
import dev.maestro.server.broadcast.PortalDialect;
import dev.maestro.server.broadcast.Reach;
import dev.maestro.server.config.HubConfig;
import dev.maestro.server.domain.presence.AgentPresence;
import dev.maestro.server.domain.presence.PresencePolicy;
import dev.maestro.server.domain.session.SpawnPolicy;
import dev.maestro.server.drain.Drain;
import dev.maestro.server.drain.DrainTime;
import dev.maestro.server.edge.Edge;
import dev.maestro.server.edge.RestUpstream;
import dev.maestro.server.measure.Samples;
import dev.maestro.server.namespace.ClientNamespaces;
import dev.maestro.server.namespace.LiveAccess;
import dev.maestro.server.namespace.NamespaceLimits;
import dev.maestro.server.namespace.NamespaceParts;
import dev.maestro.server.namespace.NamespacePools;
import dev.maestro.server.namespace.NamespaceReports;
import dev.maestro.server.namespace.PortalParts;
import dev.maestro.server.namespace.TokenLife;
import dev.maestro.server.namespace.UiServices;
import dev.maestro.server.namespace.event.PayloadLimits;
import dev.maestro.server.rawsocket.Login;
import dev.maestro.server.rawsocket.RawSockets;
import dev.maestro.server.recovery.FeedRecovery;
import dev.maestro.server.rest.DrainResource;
import dev.maestro.server.rest.EventDescription;
import dev.maestro.server.rest.RestConfig;
import dev.maestro.server.rest.RestServer;
import dev.maestro.server.schema.asyncapi.AsyncApi;
import dev.maestro.server.socketio.Engine;
import dev.maestro.server.socketio.Recovery;
import dev.maestro.server.socketio.adapter.SocketIoPort;
import dev.maestro.server.terminal.TerminalService;
import dev.maestro.server.terminal.Terminals;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One running hub: builds its parts, starts them, and stops them in reverse.
 *
 * <p>Life-cycle: serves from {@link #start} until {@link #close}, which is idempotent and takes at most {@code drain.wait} and {@code drain.deadline}.
 */
final class Hub implements AutoCloseable {
    private static final int FRONT_KEY_BYTES = 24;
    private static final Duration LINK_LIFETIME = Duration.ofDays(30);
    private static final int AUTH_THREADS = 4;
    private static final int NAMESPACE_THREADS = 16;
    private static final int WAITING_THREADS = 16;
    private static final int RECOVERY_THREADS = 4;
    private static final int MAX_WAITING_EVENTS = 10_000;
    private static final Duration SECRET_UPKEEP = Duration.ofSeconds(10);
    private static final Duration REMAINS = Duration.ofSeconds(2);
    private static final Duration LOST_COMMANDS = Duration.ofSeconds(10);
    private static final int SCREEN_THREADS = 2;
    // Each terminal waits at most once.
    private static final int MAX_WAITING_SCREENS = 1_000_000;

    private final HubConfig config;
    private final Clock clock;
    private final TokenConfig tokenConfig;
    private final OriginPolicy origins;
    private final Listeners listeners = new Listeners();
    private final HubLimits limits;
    private final Closing closing = new Closing();
    private final HubMetrics metrics = new HubMetrics();
    private final AtomicReference<Runnable> stopping = new AtomicReference<>(this::close);

    /** Set while the hub is built, read once it is. */
    private @Nullable TokenMinter ownMinter;

    private Hub(HubConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.origins = OriginPolicy.withDefaultsAnd(PartConfigs.origins(config), listeners::all);
        this.tokenConfig = TokenConfig.of(config);
        this.limits = HubLimits.of(config, System::nanoTime);
    }

    /**
     * Starts a hub; when it cannot start, whatever was started is stopped again.
     *
     * @throws dev.maestro.server.config.ConfigException if its settings do not go together
     * @throws dev.maestro.server.backend.BackendStartException if its data cannot be opened
     * @throws dev.maestro.server.auth.token.SecretFileException if its own secret cannot be had
     * @throws HubStartException if it cannot listen
     */
    static Hub start(HubConfig config, Clock clock) {
        Hub hub = new Hub(config, clock);
        try {
            hub.build();
            return hub;
        } catch (RuntimeException e) {
            hub.close();
            throw e;
        }
    }

    private void build() {
        closing.add("metrics", metrics::close);
        NamedPools pools = metrics.pools();
        HubStore store = metrics.timed(HubStore.open(config, clock), HubStore.kind(config));
        Backend backend = store.backend();
        closing.add("store", store::close);
        // Before the members are read: what changes meanwhile comes with the feed.
        Offset head = backend.feed().head();
        // What reads the store stands apart from what must be in time.
        ScheduledThreadPoolExecutor schedule = newSchedule("hub-schedule");
        ScheduledThreadPoolExecutor timers = newSchedule("hub-timers");
        HubOperations operations = HubOperations.open(
                config,
                backend,
                head,
                new HubOperations.Changeable(limits.running(), origins),
                schedule,
                clock,
                closing);
        ThreadPoolExecutor screens = pools.of("screens", SCREEN_THREADS, MAX_WAITING_SCREENS);
        closing.add("screens", screens::shutdown);
        HubCluster cluster = HubCluster.join(config, backend, timers, clock, closing);
        cluster.addPools(pools);
        cluster.share(limits.bans(), closing);
        Terminals terminalsHere = HubTerminals.of(config, timers, screens, clock);
        TerminalService terminals = cluster.terminals(terminalsHere);
        Identities identities = Identities.open(tokenConfig, origins, limits.logins(), store, schedule, clock);
        closing.add("keys", identities::close);
        ownMinter = identities.ownMinter().orElse(null);
        Authenticator authenticator = identities.authenticator();
        Services services =
                Services.open(backend, identities.members(), identities.agents(), serviceRules(terminals), clock);
        closing.add("services", services::close);
        Dialects dialects = new Dialects(List.of(
                new MaestroDialect(), new PortalDialect(identities.members().names()::of), new BrainDialect()));
        Reach reach = new Reach(head);
        Engine engine =
                Engine.of(PartConfigs.engine(config), FeedRecovery.position(head), recovery(backend, dialects, reach));
        PortalParts portal = new HubPortal(
                        backend, cluster, engine, pools, identities.members().names()::of)
                .open(services, timers, clock, closing);
        ThreadPoolExecutor authPool = pools.of("auth", AUTH_THREADS, MAX_WAITING_EVENTS);
        closing.add("auth pool", authPool::shutdown);
        ThreadPoolExecutor eventPool = pools.of("namespace", NAMESPACE_THREADS, MAX_WAITING_EVENTS);
        ThreadPoolExecutor waitingPool = pools.of("namespace-wait", WAITING_THREADS, MAX_WAITING_EVENTS);
        // After the clients: what they say as they go, such as an agent's goodbye, still counts.
        closing.add("namespace pool", eventPool::shutdown);
        closing.add("namespace waiting pool", waitingPool::shutdown);
        RawSockets rawSockets = new RawSockets(
                PartConfigs.rawSockets(config),
                new Login(authenticator, authPool, PartConfigs.tokenEnd(config), clock),
                limits.rawSockets(),
                operations.logins());
        String frontKey = newFrontKey();
        HubStatus status = cluster.status(() -> NodeStatus.of(engine.status(), rawSockets), terminals);
        Samples samples = operations.samples(
                cluster.node(),
                new NodeStanding(
                        engine,
                        rawSockets,
                        terminalsHere,
                        Map.of(
                                "auth",
                                authPool,
                                "namespace",
                                eventPool,
                                "namespace-wait",
                                waitingPool,
                                "screens",
                                screens))::now);
        LiveAccess access = new LiveAccess(
                identities.members(),
                identities.memberships()::forgetLater,
                identities.memberships()::relearn,
                engine::visit);
        Broadcaster broadcaster = new Broadcaster(reach, dialects, access, outlets(engine, rawSockets));
        Drain drain = new Drain(PartConfigs.drain(config), DrainTime.ofMachine());
        HubHealth health =
                HubHealth.of(engine, backend, broadcaster, drain, () -> engine.linkCount() + rawSockets.linkCount());
        RestServer rest = RestServer.start(
                new RestConfig(
                        frontKey,
                        authenticator,
                        limits.requests(),
                        health::alive,
                        health::ready,
                        status::of,
                        status::brainClients,
                        operations.requests(),
                        RestConfig.USUAL_THREADS),
                Stream.concat(
                                services.resources().stream(),
                                Stream.of(
                                        operations.resource(samples),
                                        events(),
                                        metrics.resource(),
                                        new DrainResource(this::beginToStop)))
                        .toList());
        RestUpstream upstream =
                new RestUpstream(new InetSocketAddress(InetAddress.getLoopbackAddress(), rest.port()), frontKey);
        Edge edge = new Edge(
                PartConfigs.edge(config),
                PartConfigs.edgeRules(config, origins),
                engine::addHandlers,
                rawSockets,
                upstream);
        operations.tell(metrics);
        metrics.add(
                new ConnectionMeters(engine, rawSockets),
                new PoolMeters(pools, rest),
                new TerminalMeters(terminalsHere),
                new AccessMeters(identities, operations.logins(), edge, limits));
        SocketIoPort port =
                SocketIoPort.of(config.host().getHostAddress(), config.port(), engine, authPool, edge::configure);
        closing.add("port", port::stop);
        EventFeed.Subscription news = backend.feed().subscribe(head, operations.counted(broadcaster));
        closing.add("news", news::close);
        EventFeed.Subscription ends = HubTerminals.endWithSessions(terminals, backend, head, schedule);
        closing.add("ends of terminals", ends::close);
        closing.add("plain sockets", rawSockets::close);
        closing.add("rest", rest::stop);
        closing.add("terminals", terminals::close);
        AgentPresence presence = services.presence(eventPool);
        // Before the clients: that the hub puts agents out is not that they are lost.
        closing.add("agents", presence::stop);
        ClientNamespaces.open(
                port,
                namespaceParts(
                        authenticator,
                        backend,
                        new NamespacePools(eventPool, waitingPool, authPool, timers),
                        operations.reports()),
                new UiServices(
                        services.projects(),
                        services.spawns(),
                        services.states(),
                        identities.agents(),
                        broadcaster::whenDispatched),
                services.work(presence, HubTerminals.input(terminals)),
                portal,
                terminals);
        Repeated.everySecond(schedule, "lapsed spawn offers", services.spawnOffers()::expireOverdue);
        Repeated.everySecond(schedule, "approvals", services.portal().timeouts()::expireOverdue);
        Repeated.every(REMAINS, schedule, "what is left of projects", services.remains()::removeSome);
        Repeated.every(LOST_COMMANDS, schedule, "commands", services.portal().lostCommands()::finishOverdue);
        Repeated.every(SECRET_UPKEEP, schedule, "the secret of the hubs", store::upkeep);
        operations.measure(engine, rawSockets::count, newSchedule("hub-metrics"));
        Repeated.every(Samples.EVERY, newSchedule("hub-samples"), "samples", samples::take);
        cluster.start();
        listeners.open(port, config, closing);
        // From when agents can be here: nobody is lost while there is no way in.
        Repeated.everySecond(schedule, "agents", presence::look);
        Departures departures = new Departures(
                engine,
                rawSockets,
                new Departures.Owned(terminals, terminalsHere, presence, cluster::hasOthers),
                clock);
        closing.add("clients", () -> drain.run(departures));
    }

    /** Has somebody else than {@link #close} see to it when the hub is asked to stop. */
    void whenAskedToStop(Runnable action) {
        stopping.set(action);
    }

    /** Returns how long {@link #close} takes at most, unless a part hangs. */
    Duration stopsWithin() {
        return config.drain().notice().plus(config.drain().deadline());
    }

    /** Returns what is being stopped; empty before and after. */
    String stoppingStep() {
        return closing.current();
    }

    private void beginToStop() {
        new Thread(stopping.get(), "hub-drain").start();
    }

    private EventDescription events() {
        NamespaceLimits held = limits.namespaces();
        return new EventDescription(AsyncApi.of(new PayloadLimits(held.sessionsPerCall(), held.messages())));
    }

    private @Nullable Recovery recovery(Backend backend, Dialects dialects, Reach reach) {
        if (config.recovery().window().isZero()) {
            return null;
        }
        ThreadPoolExecutor pool = metrics.pools().of("recovery", RECOVERY_THREADS, MAX_WAITING_EVENTS);
        closing.add("recovery pool", pool::shutdown);
        return new FeedRecovery(backend.recoverySessions(), backend.feed(), dialects, reach, pool);
    }

    private static Outlets outlets(Engine engine, RawSockets rawSockets) {
        return new Outlets(
                engine::broadcast,
                engine::visit,
                rawSockets::publish,
                addresses -> engine.disconnectFrom(addresses, DisconnectReason.RESYNC),
                rawSockets::disconnectAll,
                () -> {
                    engine.disconnectAll(DisconnectReason.RESYNC);
                    rawSockets.disconnectAll();
                });
    }

    private NamespaceParts namespaceParts(
            Authenticator authenticator, Backend backend, NamespacePools pools, NamespaceReports reports) {
        return new NamespaceParts(
                authenticator,
                backend,
                limits.namespaces(),
                pools,
                new TokenLife(PartConfigs.tokenEnd(config), clock, pools.timers()),
                clock,
                reports);
    }

    private Services.Rules serviceRules(TerminalService terminals) {
        return new Services.Rules(
                SpawnPolicy.usual(this::agentUrl),
                PresencePolicy.of(config.agents().grace(), config.agents().staleAfter()),
                HubTerminals.directory(terminals),
                PartConfigs.messages(config));
    }

    private ScheduledThreadPoolExecutor newSchedule(String name) {
        ScheduledThreadPoolExecutor schedule = metrics.pools().schedule(name);
        closing.add(name, schedule::shutdownNow);
        return schedule;
    }

    /** Returns where a person reaches the hub from this machine, ending in a slash. */
    String url() {
        return ownUrl() + "/";
    }

    /** Returns the port of a setting such as {@code brain.port} that is on. */
    int port(String setting) {
        return listeners.of(setting);
    }

    /**
     * Returns a link by which whoever starts the hub comes to it as its owner, also from a phone; empty when users'
     * tokens are signed by a key that was set: such a hub has people who log in, and its output is kept by others.
     */
    Optional<String> readyLink() {
        return Optional.ofNullable(ownMinter)
                .map(minter -> url() + "?token=" + minter.mint(TokenRequest.owner(LINK_LIFETIME)));
    }

    /** Returns where agents reach the hub, without a slash at the end. */
    private String agentUrl() {
        return config.reachedAt().map(URI::toString).orElseGet(this::ownUrl);
    }

    private String ownUrl() {
        return "http://localhost:" + listeners.main();
    }

    @Override
    public void close() {
        closing.close();
    }

    private static String newFrontKey() {
        byte[] key = new byte[FRONT_KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key);
    }
}
