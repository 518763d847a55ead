package dev.maestro.server;

import dev.maestro.protocol.event.Room;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.portal.PortalEvent;
import dev.maestro.protocol.portal.PortalSpace;
import dev.maestro.server.auth.OriginPolicy;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.EventFeed;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.config.HubConfig;
import dev.maestro.server.domain.Commits;
import dev.maestro.server.domain.audit.AuditLog;
import dev.maestro.server.domain.audit.AuditReads;
import dev.maestro.server.domain.settings.SettingsService;
import dev.maestro.server.domain.settings.SettingsWatch;
import dev.maestro.server.log.LevelledLogging;
import dev.maestro.server.measure.Answers;
import dev.maestro.server.measure.EventFlow;
import dev.maestro.server.measure.Measuring;
import dev.maestro.server.measure.Outcomes;
import dev.maestro.server.measure.RequestTimes;
import dev.maestro.server.measure.Samples;
import dev.maestro.server.measure.Standing;
import dev.maestro.server.namespace.NamespaceReports;
import dev.maestro.server.namespace.event.ClientEventCounts;
import dev.maestro.server.rest.AdminResource;
import dev.maestro.server.rest.RequestWatch;
import dev.maestro.server.rest.Resource;
import dev.maestro.server.socketio.Broadcast;
import dev.maestro.server.socketio.Engine;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.IntSupplier;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What those who run a hub need: its audit, its settings at run time, and how it is doing. */
final class HubOperations {
    private static final Logger LOG = LoggerFactory.getLogger(HubOperations.class);
    private static final String MONITORING = PortalSpace.MONITORING.text();

    private final HubConfig config;
    private final Backend backend;
    private final Clock clock;
    private final AuditTrail trail;
    private final Runnable changed;
    private final Answers answers = new Answers();
    private final RequestMeters requests = new RequestMeters(new RequestTimes());
    private final ClientEventCounts clientEvents = new ClientEventCounts();
    private final CountedLogins logins;
    private final EventFlow flow;

    private HubOperations(HubConfig config, Backend backend, Clock clock, AuditTrail trail, Runnable changed) {
        this.config = config;
        this.backend = backend;
        this.clock = clock;
        this.trail = trail;
        this.changed = changed;
        this.flow = new EventFlow(clock);
        this.logins = new CountedLogins(trail);
    }

    /**
     * What can be changed while the hub runs.
     *
     * @param limits those that sockets and requests are held to
     * @param origins which pages may come
     */
    record Changeable(RunningLimits limits, OriginPolicy origins) {
        private void set(HubConfig config) {
            limits.set(config);
            origins.allow(PartConfigs.origins(config));
            if (!LevelledLogging.setLevel(config.logLevel().toString())) {
                LOG.atDebug().log("this process logs in a way of its own, at the level of its own");
            }
        }
    }

    /**
     * Begins the audit, and has what was changed of the settings hold before anybody can come.
     *
     * @param head after what the feed is listened to
     * @param schedule may block on the store
     * @param closing undoes it
     */
    static HubOperations open(
            HubConfig config,
            Backend backend,
            Offset head,
            Changeable changeable,
            ScheduledExecutorService schedule,
            Clock clock,
            Closing closing) {
        AuditLog log =
                AuditLog.start(backend, config.audit().keep(), config.audit().maxEntries(), clock);
        closing.add("audit", log::close);
        SettingsWatch watch = new SettingsWatch(backend, config, changeable::set, schedule);
        EventFeed.Subscription news = backend.feed().subscribe(head, watch);
        closing.add("news of settings", news::close);
        watch.look();
        Repeated.everySecond(schedule, "settings", watch::look);
        return new HubOperations(
                config,
                backend,
                clock,
                new AuditTrail(
                        log,
                        HubLimits.toldRefusals(config, System::nanoTime),
                        HubLimits.toldRefusals(config, System::nanoTime),
                        new Outcomes()),
                watch::catchUp);
    }

    /** Returns the routes for those who run a hub. */
    static AdminResource resource(
            HubConfig config, Backend backend, Clock clock, Runnable changed, LongFunction<JsonBytes> samples) {
        return new AdminResource(
                new AuditReads(backend), new SettingsService(new Commits(backend, clock), config, changed), samples);
    }

    Resource resource(Samples samples) {
        return resource(config, backend, clock, changed, samples::since);
    }

    /**
     * Begins to count what samples are made of.
     *
     * @param node what this node is called
     * @param standing must cost little and never block
     */
    Samples samples(String node, Supplier<Standing> standing) {
        return Samples.begin(node, new Samples.Sources(standing, flow, answers, trail.outcomes()), clock);
    }

    /** Returns a listener that does what another does, and has it counted. */
    EventFeed.Listener counted(EventFeed.Listener listener) {
        return flow.after(listener);
    }

    RequestWatch requests() {
        return new RequestWatch() {
            @Override
            public void answered(Served served) {
                trail.answered(served);
                answers.count(served.status());
                requests.count(served);
            }

            @Override
            public void answered(Asked asked) {
                trail.answered(asked);
            }
        };
    }

    CountedLogins logins() {
        return logins;
    }

    /** Adds what it counts to what can be scraped. */
    void tell(HubMetrics metrics) {
        metrics.add(requests, new EventMeters(clientEvents, flow));
    }

    NamespaceReports reports() {
        return new NamespaceReports(logins, trail.outcomes(), clientEvents);
    }

    /**
     * Measures from now on, while somebody watches, and sends it to them.
     *
     * @param schedule of nothing else: the machine and the store may take long to say how they are
     */
    void measure(Engine engine, IntSupplier rawSockets, ScheduledExecutorService schedule) {
        Measuring measuring = new Measuring(
                backend,
                new Measuring.Node(
                        () -> watchers(engine), () -> engine.sessionCount() + rawSockets.getAsInt(), trail.outcomes()),
                config.dataDir(),
                clock,
                metrics -> engine.broadcast(List.of(Broadcast.droppable(
                        MONITORING, Set.of(Room.WATCHERS), PortalEvent.SYSTEM_METRICS.wire(), List.of(metrics)))));
        Repeated.everySecond(schedule, "metrics", measuring::look);
    }

    private static int watchers(Engine engine) {
        return engine.status(MONITORING)
                .map(status -> status.rooms().getOrDefault(Room.WATCHERS, 0))
                .orElse(0);
    }
}
