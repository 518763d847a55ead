package dev.maestro.server.cluster.terminal;

import dev.maestro.protocol.command.PtyExit;
import dev.maestro.protocol.command.PtyOutput;
import dev.maestro.protocol.command.PtyResize;
import dev.maestro.protocol.command.RegisterTerminal;
import dev.maestro.protocol.command.TerminalAck;
import dev.maestro.protocol.command.TerminalInput;
import dev.maestro.protocol.command.TerminalResize;
import dev.maestro.protocol.command.WatchTerminal;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.Lease;
import dev.maestro.server.backend.Registry;
import dev.maestro.server.cluster.BodyReader;
import dev.maestro.server.cluster.BodyWriter;
import dev.maestro.server.cluster.Cluster;
import dev.maestro.server.cluster.ClusterNode;
import dev.maestro.server.cluster.NodeEntry;
import dev.maestro.server.terminal.Registration;
import dev.maestro.server.terminal.TerminalOwner;
import dev.maestro.server.terminal.TerminalService;
import dev.maestro.server.terminal.TerminalSummary;
import dev.maestro.server.terminal.TerminalViewer;
import dev.maestro.server.terminal.Terminals;
import dev.maestro.server.terminal.Watched;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The terminals of all nodes: those of this one, and how to reach the others.
 *
 * <p>Threads: as {@link TerminalService}; it has the thread {@code cluster-terminals}, on which the store is read and told.
 *
 * <p>Spec: docs/protocol/terminal.md, "Many nodes".
 */
public final class ClusterTerminals implements TerminalService {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterTerminals.class);
    private static final long BEAT_MILLIS = 1_000;

    private final Cluster cluster;
    private final Terminals local;
    private final Directory directory;
    private final Holdings holdings;
    private final Registrations registrations;
    private final Views views;
    private final RemoteViewers remote;
    private final Upkeep upkeep;
    private final Future<?> beat;

    /** As {@link #of}, by this clock where something is waited for. */
    ClusterTerminals(
            Cluster cluster,
            Registry registry,
            Terminals local,
            Duration grace,
            ScheduledExecutorService timers,
            Clock clock,
            LongSupplier nanos) {
        this.cluster = cluster;
        this.local = local;
        this.directory = new Directory(cluster.node(), grace, nanos);
        this.holdings = new Holdings(cluster, registry, local, directory, nanos);
        this.registrations = new Registrations(cluster, local, holdings, clock);
        this.views = new Views(cluster, local, directory, timers, nanos);
        this.remote = new RemoteViewers(cluster, local, nanos);
        this.upkeep = new Upkeep(cluster, registry, directory, holdings, views::look, nanos);
        listen();
        this.beat = timers.scheduleWithFixedDelay(this::beat, BEAT_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Has the terminals of this node be everybody's; to be called before {@link Cluster#start}.
     *
     * @param local those of this node; closed with this
     * @param grace how long one waits for its owner whose node is gone
     * @param timers never blocks
     */
    public static ClusterTerminals of(
            Cluster cluster,
            Registry registry,
            Terminals local,
            Duration grace,
            ScheduledExecutorService timers,
            Clock clock) {
        return new ClusterTerminals(cluster, registry, local, grace, timers, clock, System::nanoTime);
    }

    private void listen() {
        cluster.peers().onTell(Wire.HAS, this::toldHas);
        cluster.peers().onTell(Wire.HAS_NOT, this::toldHasNot);
        cluster.peers().onLoss(() -> {
            views.lost();
            upkeep.readSoon();
        });
        cluster.node().listen(new ClusterNode.Listener() {
            @Override
            public void onTaken(Lease lease) {
                upkeep.sweepSoon();
            }

            @Override
            public void onGone(NodeEntry gone) {
                upkeep.readSoon();
                if (!cluster.node().lives(gone.id())) {
                    remote.gone(gone.id());
                }
                views.gone(gone.id());
            }
        });
        upkeep.start();
    }

    private void toldHas(String from, byte[] body) {
        BodyReader in = new BodyReader(body);
        Lease holder = ClusterNode.leaseOf(from, in.number());
        Note note = Note.of(JsonBytes.ofUtf8(in.block()));
        directory.has(holder, note);
        views.look(Set.of(note.summary().sessionId()));
    }

    private void toldHasNot(String from, byte[] body) {
        BodyReader in = new BodyReader(body);
        Lease holder = ClusterNode.leaseOf(from, in.number());
        String sessionId = in.text();
        directory.hasNot(holder, sessionId);
        views.look(Set.of(sessionId));
    }

    private void beat() {
        trying(views::beat);
        trying(remote::beat);
    }

    /** What fails once is to be tried again with the next beat, which would not come. */
    private static void trying(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("those who watch terminals were not looked after");
        }
    }

    @Override
    public Registration register(TerminalOwner owner, RegisterTerminal asked, String projectId) {
        Registration registration = registrations.register(owner, asked, projectId);
        views.look(Set.of(asked.sessionId()));
        upkeep.sweepSoon();
        return registration;
    }

    @Override
    public void output(TerminalOwner owner, PtyOutput output, boolean waits, Consumer<Long> taken) {
        local.output(owner, output, waits, taken);
    }

    @Override
    public void resized(TerminalOwner owner, PtyResize size) {
        local.resized(owner, size);
    }

    @Override
    public void exit(TerminalOwner owner, PtyExit exit) {
        local.exit(owner, exit);
        upkeep.sweepSoon();
    }

    @Override
    public void ownerGone(TerminalOwner owner) {
        local.ownerGone(owner);
        upkeep.sweepSoon();
    }

    @Override
    public void endOf(TerminalOwner owner, Predicate<String> projects) {
        local.endOf(owner, projects);
        upkeep.sweepSoon();
    }

    @Override
    public Optional<String> projectOf(TerminalOwner owner, String ptyId) {
        return local.projectOf(owner, ptyId);
    }

    @Override
    public boolean knows(TerminalOwner owner, RegisterTerminal asked) {
        return local.knows(owner, asked)
                || directory
                        .find(asked.sessionId())
                        .map(Place::note)
                        .filter(note -> note.principal().equals(owner.principal())
                                && note.summary().ptyId().equals(asked.ptyId()))
                        .isPresent();
    }

    @Override
    public void ownerBack(TerminalOwner owner) {
        local.ownerBack(owner);
        upkeep.sweepSoon();
    }

    @Override
    public void watch(
            TerminalViewer viewer, WatchTerminal asked, Consumer<Watched> answer, Consumer<HubException> refused) {
        Terminals.check(asked);
        if (find(asked.sessionId()).isEmpty()) {
            throw notFound();
        }
        views.watch(viewer, asked, answer, refused);
    }

    @Override
    public void unwatch(String socketId, String sessionId) {
        views.unwatch(socketId, sessionId);
        local.unwatch(socketId, sessionId);
    }

    @Override
    public void viewerGone(String socketId) {
        views.viewerGone(socketId);
        local.viewerGone(socketId);
    }

    @Override
    public void ack(String socketId, TerminalAck ack) {
        View view = views.of(socketId, ack.sessionId());
        if (view == null) {
            requireKnown(ack.sessionId());
            throw HubException.of(ErrorCode.FORBIDDEN, "you do not watch this terminal");
        }
        if (view.isLocal()) {
            local.ack(socketId, ack);
        } else {
            view.ack(ack.position());
        }
    }

    @Override
    public CompletionStage<?> input(TerminalViewer viewer, TerminalInput input) {
        View view = views.of(viewer.socketId(), input.sessionId());
        if (view != null && view.isLocal() && !view.passes()) {
            return local.input(viewer, input);
        }
        Terminals.check(input);
        Wire.Typed typed = new Wire.Typed(0, input.sessionId(), viewer.mayWrite(), input.input(), 0, 0);
        return pass(view, viewer, typed, Wire.INPUT, () -> local.input(viewer, input));
    }

    @Override
    public CompletionStage<?> resize(TerminalViewer viewer, TerminalResize size) {
        View view = views.of(viewer.socketId(), size.sessionId());
        if (view != null && view.isLocal() && !view.passes()) {
            return local.resize(viewer, size);
        }
        Terminals.check(size);
        Wire.Typed typed = new Wire.Typed(0, size.sessionId(), viewer.mayWrite(), "", size.cols(), size.rows());
        return pass(view, viewer, typed, Wire.RESIZE, () -> local.resize(viewer, size));
    }

    private CompletionStage<?> pass(
            @Nullable View view,
            TerminalViewer viewer,
            Wire.Typed typed,
            String kind,
            Supplier<CompletionStage<?>> here) {
        requireKnown(typed.sessionId());
        if (view == null || !view.watches()) {
            throw HubException.of(ErrorCode.FORBIDDEN, "you do not watch this terminal");
        }
        if (!viewer.mayWrite()) {
            throw HubException.of(ErrorCode.FORBIDDEN, "you may not write to this terminal");
        }
        Keys keys = new Keys(typed, kind, here, new CompletableFuture<>());
        view.type(keys);
        return keys.done();
    }

    @Override
    public CompletionStage<?> reply(String sessionId, String text) {
        if (local.find(sessionId).isPresent()) {
            return local.reply(sessionId, text);
        }
        Terminals.check(new TerminalInput(sessionId, text));
        Place place = directory.find(sessionId).orElseThrow(ClusterTerminals::notFound);
        if (place.orphaned()) {
            throw HubException.of(ErrorCode.UNAVAILABLE, "the terminal's owner is not connected");
        }
        byte[] body = new BodyWriter().text(sessionId).text(text).bytes();
        return cluster.peers().ask(place.node(), Wire.REPLY, body);
    }

    @Override
    public boolean takesInput(String sessionId) {
        return find(sessionId).filter(TerminalSummary::connected).isPresent();
    }

    @Override
    public void end(String sessionId, String reason) {
        local.end(sessionId, reason);
        directory.forget(sessionId);
        views.endWaiting(sessionId, reason);
        upkeep.sweepSoon();
    }

    @Override
    public Optional<TerminalSummary> find(String sessionId) {
        Optional<TerminalSummary> here = local.find(sessionId);
        return here.isPresent()
                ? here
                : directory.find(sessionId).map(place -> place.note().summary());
    }

    private void requireKnown(String sessionId) {
        if (find(sessionId).isEmpty()) {
            throw notFound();
        }
    }

    private static HubException notFound() {
        return HubException.of(ErrorCode.NOT_FOUND, "Terminal session not found");
    }

    @Override
    public List<TerminalSummary> list(Predicate<String> projects) {
        return all().values().stream()
                .filter(terminal -> projects.test(terminal.projectId()))
                .sorted(Comparator.comparing(TerminalSummary::sessionId))
                .toList();
    }

    private Map<String, TerminalSummary> all() {
        Map<String, TerminalSummary> all = new TreeMap<>();
        for (Place place : directory.all()) {
            all.put(place.note().summary().sessionId(), place.note().summary());
        }
        for (TerminalSummary terminal : local.list(projectId -> true)) {
            all.put(terminal.sessionId(), terminal);
        }
        return all;
    }

    /** Returns how many terminals all nodes have. */
    @Override
    public int count() {
        return all().size();
    }

    /**
     * Gives this node's terminals up. Where there are other nodes, owners come back to those, and viewers wait for them; else
     * viewers are told that the hub stops.
     */
    @Override
    public void close() {
        boolean others = cluster.node().lease().isPresent()
                && cluster.node().nodes().stream()
                        .anyMatch(node -> !node.id().equals(cluster.node().id()));
        beat.cancel(false);
        upkeep.close();
        views.close();
        if (others) {
            local.letAllGo();
        }
        local.close();
    }
}
