package dev.maestro.server.namespace;

import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.event.Room;
import dev.maestro.server.auth.Authenticator;
import dev.maestro.server.auth.LoginWatch;
import dev.maestro.server.auth.OriginPolicy;
import dev.maestro.server.auth.Permission;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.auth.ProjectAccess;
import dev.maestro.server.auth.SessionTokenVerifier;
import dev.maestro.server.auth.TokenAttempts;
import dev.maestro.server.auth.TokenEnd;
import dev.maestro.server.auth.TokenVerifier;
import dev.maestro.server.domain.Services;
import dev.maestro.server.domain.chat.MessageLimits;
import dev.maestro.server.domain.presence.AgentPresence;
import dev.maestro.server.domain.presence.PresencePolicy;
import dev.maestro.server.limit.Bans;
import dev.maestro.server.limit.GateRules;
import dev.maestro.server.limit.Gates;
import dev.maestro.server.limit.Rate;
import dev.maestro.server.limit.SocketLimits;
import dev.maestro.server.measure.Outcomes;
import dev.maestro.server.namespace.event.ClientEventCounts;
import dev.maestro.server.portal.CommandHandlers;
import dev.maestro.server.portal.LastNews;
import dev.maestro.server.portal.People;
import dev.maestro.server.portal.Typing;
import dev.maestro.server.socketio.Engine;
import dev.maestro.server.socketio.EngineConfig;
import dev.maestro.server.socketio.RawClient;
import dev.maestro.server.socketio.adapter.SocketIoPort;
import dev.maestro.server.terminal.TerminalConfig;
import dev.maestro.server.terminal.Terminals;
import io.netty.handler.codec.http.HttpServerCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Every namespace over a real port and a real store, with tokens that the test hands out. */
final class RunningNamespaces implements AfterEachCallback, AutoCloseable {
    static final int EVENTS_BURST = 200;
    static final int CONNECTIONS = 20;
    static final int PORTAL_CONNECTIONS = 3;
    static final int ROOMS = 12;
    static final int SESSIONS_PER_CALL = 10;

    final Services services = new Services();
    final Engine engine = Engine.of(EngineConfig.STANDARD);
    final Terminals ptys;
    private final ExecutorService pool = Executors.newFixedThreadPool(4);
    private final ExecutorService auth = Executors.newFixedThreadPool(2);
    private final ScheduledExecutorService timers;
    private final Map<String, Supplier<Principal>> tokens = new ConcurrentHashMap<>();
    private final List<NamespaceClient> clients = new ArrayList<>();
    final TypedTerminals terminals = new TypedTerminals();
    final BlockingQueue<Principal> loggedIn = new LinkedBlockingQueue<>();
    final NamespaceReports reports = new NamespaceReports(
            new LoginWatch() {
                @Override
                public void loggedIn(Visit visit, Principal principal) {
                    loggedIn.add(principal);
                }

                @Override
                public void refused(Visit visit, @Nullable Principal known, HubException why) {}
            },
            new Outcomes(),
            new ClientEventCounts());
    private final AgentPresence presence = new AgentPresence(
            services.commits,
            services.connected,
            PresencePolicy.of(Duration.ofSeconds(30), Duration.ofSeconds(45)),
            services.clock,
            pool);
    private final PortalSignals signals = new PortalSignals(engine::broadcast, id -> id);
    private final People people = People.alone(signals, services.clock);
    private final int port;
    private final Runnable stop;
    private boolean remote;

    private RunningNamespaces(Settings settings) {
        this.timers = settings.timers().get();
        SocketIoPort opened = SocketIoPort.of("127.0.0.1", 0, engine, auth, pipeline -> {
            pipeline.addLast(new HttpServerCodec());
            engine.addHandlers(pipeline);
        });
        Bans bans = new Bans(Duration.ofMinutes(5), settings.nanos());
        Rate onPortal = Rate.perSecond(10, 10).and(Rate.of(100, Duration.ofMinutes(1), 100));
        NamespaceLimits limits = new NamespaceLimits(
                ROOMS,
                SESSIONS_PER_CALL,
                settings.authenticateWithin(),
                MessageLimits.USUAL,
                NamespaceGate.ofNative(limits(Rate.perSecond(100, EVENTS_BURST), settings, bans, CONNECTIONS)),
                NamespaceGate.ofPortal(limits(onPortal, settings, bans, PORTAL_CONNECTIONS)));
        this.ptys = Terminals.of(
                new TerminalConfig(64 * 1024, Duration.ofSeconds(30), true, 100, 50, 1 << 20),
                timers,
                pool,
                services.clock);
        ClientNamespaces.open(
                opened,
                new NamespaceParts(
                        new Authenticator(
                                OriginPolicy.withDefaultsAnd(List.of()),
                                this::holder,
                                SessionTokenVerifier.NONE,
                                TokenAttempts.UNLIMITED),
                        services.backend,
                        limits,
                        new NamespacePools(pool, pool, auth, timers),
                        new TokenLife(
                                new TokenEnd.Rules(Duration.ofMinutes(1), Duration.ofSeconds(10)),
                                services.clock,
                                timers),
                        services.clock,
                        reports),
                new UiServices(
                        services.projects,
                        services.spawning,
                        services.state,
                        services.agents,
                        (offset, action) -> action.run()),
                new WorkServices(
                        services.sessions, services.spawning, services.reports, services.mail, presence, terminals),
                new PortalParts(
                        services.backend,
                        services.projects,
                        services.chat,
                        new LastNews(),
                        people,
                        Typing.open(services.backend.live(), timers, services.clock, signals),
                        CommandHandlers.alone(),
                        Set.of("help")),
                ptys);
        this.port = opened.start().getPort();
        this.stop = opened::stop;
    }

    /**
     * What differs between tests.
     *
     * @param nanos the time of the limits
     * @param timers what is due later
     */
    record Settings(
            Duration authenticateWithin,
            Duration banAfter,
            LongSupplier nanos,
            Supplier<ScheduledExecutorService> timers) {
        Settings(Duration authenticateWithin, Duration banAfter) {
            this(authenticateWithin, banAfter, System::nanoTime, Executors::newSingleThreadScheduledExecutor);
        }

        Settings at(LongSupplier time) {
            return new Settings(authenticateWithin, banAfter, time, timers);
        }

        Settings due(ScheduledExecutorService byHand) {
            return new Settings(authenticateWithin, banAfter, nanos, () -> byHand);
        }
    }

    static RunningNamespaces usual() {
        return new RunningNamespaces(new Settings(Duration.ofMinutes(10), Duration.ofSeconds(10)));
    }

    static RunningNamespaces with(Settings settings) {
        return new RunningNamespaces(settings);
    }

    /** Makes whoever comes from now on come through a tunnel. */
    void beRemote() {
        remote = true;
    }

    /** Makes a token hold. */
    void issue(String token, Principal principal) {
        issue(token, () -> principal);
    }

    /** Makes a token hold, as the one who says so says; on the auth pool, which it may keep waiting. */
    void issue(String token, Supplier<Principal> holder) {
        tokens.put(token, holder);
    }

    /** Opens a connection. */
    NamespaceClient client() throws InterruptedException {
        String[] headers = remote ? new String[] {"X-Forwarded-For", "203.0.113.9"} : new String[0];
        NamespaceClient client = new NamespaceClient(RawClient.session(port, headers));
        clients.add(client);
        return client;
    }

    /** Returns the rooms there are in a namespace, with how many are in each; not what is noted of an agent's mail. */
    Map<String, Integer> rooms(String namespace) {
        Map<String, Integer> rooms = new HashMap<>(
                engine.status(namespace).map(status -> status.rooms()).orElse(Map.of()));
        rooms.keySet().removeIf(room -> room.startsWith(Room.MAIL_PREFIX));
        return rooms;
    }

    private static SocketLimits limits(Rate rate, Settings settings, Bans bans, int connections) {
        return new SocketLimits(
                new Gates(new GateRules(rate, settings.banAfter(), bans), settings.nanos()), connections);
    }

    private Principal holder(String token) {
        Supplier<Principal> holder = tokens.get(token);
        if (holder == null) {
            throw TokenVerifier.refusal();
        }
        return holder.get();
    }

    /** Returns a user who may see some projects. */
    static Principal user(String id, String... projectIds) {
        return new Principal(
                Principal.Kind.USER, id, null, ProjectAccess.to(Set.of(projectIds)), Permission.usual(), null);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        close();
    }

    @Override
    public void close() {
        clients.forEach(NamespaceClient::close);
        stop.run();
        people.close();
        timers.shutdownNow();
        auth.shutdownNow();
        pool.shutdownNow();
        services.close();
    }
}
