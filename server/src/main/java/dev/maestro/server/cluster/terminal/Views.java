package dev.maestro.server.cluster.terminal;

import dev.maestro.protocol.command.WatchTerminal;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.cluster.Cluster;
import dev.maestro.server.cluster.Peers;
import dev.maestro.server.terminal.TerminalViewer;
import dev.maestro.server.terminal.Terminals;
import dev.maestro.server.terminal.Watched;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who of this node watches which terminal, wherever that is.
 *
 * <p>Threads: thread-safe; nothing blocks but what says so.
 */
final class Views {
    static final long PATIENCE_NANOS = Duration.ofSeconds(5).toNanos();
    static final long START_NANOS = Duration.ofSeconds(2).toNanos();
    static final long SILENCE_NANOS = Duration.ofSeconds(4).toNanos();

    private static final Logger LOG = LoggerFactory.getLogger(Views.class);
    private static final long SHORTEST_MILLIS = 20;
    private static final long LONGEST_MILLIS = 1_000;
    private static final int MOST_A_MESSAGE = 1_000;

    private final Cluster cluster;
    private final Terminals local;
    private final Directory directory;
    private final ScheduledExecutorService timers;
    private final LongSupplier nanos;
    private final Map<String, Map<String, View>> bySocket = new ConcurrentHashMap<>();
    private final Map<Long, RemoteStream> streams = new ConcurrentHashMap<>();
    /** Those that wait for somebody to have their terminal, and maybe some that do so no more. */
    private final Set<View> waiting = ConcurrentHashMap.newKeySet();

    private final AtomicLong streamIds = new AtomicLong();
    private volatile boolean closed;

    Views(Cluster cluster, Terminals local, Directory directory, ScheduledExecutorService timers, LongSupplier nanos) {
        this.cluster = cluster;
        this.local = local;
        this.directory = directory;
        this.timers = timers;
        this.nanos = nanos;
        Peers peers = cluster.peers();
        peers.onTell(Wire.FRAME, this::frame);
        peers.onTell(Wire.SENT, (from, body) -> sent(from, Wire.Sent.of(body)));
        peers.onTell(Wire.OVER, (from, body) -> Wire.Sent.of(body).forEach(stream -> over(from, stream)));
    }

    private void frame(String from, byte[] body) {
        Frame.Numbered frame = Frame.decode(body);
        RemoteStream stream = streams.get(frame.stream());
        if (stream != null && stream.node().equals(from)) {
            stream.arrived(frame);
        }
    }

    private void sent(String from, List<Wire.Sent> all) {
        for (Wire.Sent one : all) {
            RemoteStream stream = streams.get(one.stream());
            if (stream != null && stream.node().equals(from)) {
                stream.sent(one.frames());
            }
        }
    }

    private void over(String from, Wire.Sent one) {
        RemoteStream stream = streams.get(one.stream());
        if (stream != null && stream.node().equals(from)) {
            stream.lost();
        }
    }

    /** Shows a viewer a terminal; not for event loops. */
    void watch(TerminalViewer viewer, WatchTerminal asked, Consumer<Watched> answer, Consumer<HubException> refused) {
        View view = known(viewer, asked.sessionId());
        while (!view.begin(asked, answer, refused)) {
            remove(view);
            view = known(viewer, asked.sessionId());
        }
    }

    private View known(TerminalViewer viewer, String sessionId) {
        View made = new View(this, viewer, sessionId);
        Map<String, View> views = bySocket.compute(viewer.socketId(), (id, before) -> {
            Map<String, View> known = before == null ? new ConcurrentHashMap<>() : before;
            known.putIfAbsent(sessionId, made);
            return known;
        });
        return views.getOrDefault(sessionId, made);
    }

    @Nullable
    View of(String socketId, String sessionId) {
        return bySocket.getOrDefault(socketId, Map.of()).get(sessionId);
    }

    void unwatch(String socketId, String sessionId) {
        View view = of(socketId, sessionId);
        if (view != null) {
            view.left();
        }
    }

    void viewerGone(String socketId) {
        List.copyOf(bySocket.getOrDefault(socketId, Map.of()).values()).forEach(View::left);
    }

    void remove(View view) {
        bySocket.computeIfPresent(view.viewer().socketId(), (id, views) -> {
            views.remove(view.sessionId(), view);
            return views.isEmpty() ? null : views;
        });
    }

    private List<View> all() {
        List<View> all = new ArrayList<>();
        bySocket.values().forEach(views -> all.addAll(views.values()));
        return all;
    }

    /** Where these terminals are may be otherwise now. */
    void look(Set<String> sessionIds) {
        waiting.removeIf(view -> !view.isWaiting());
        for (View view : waiting) {
            if (sessionIds.contains(view.sessionId())) {
                view.look();
            }
        }
    }

    void waits(View view) {
        waiting.add(view);
    }

    /** Ends the views of a session's terminal that nobody has. */
    void endWaiting(String sessionId, String reason) {
        for (View view : waiting) {
            if (view.sessionId().equals(sessionId)) {
                view.endWaiting(reason);
            }
        }
    }

    /** Everything that comes from other nodes may have been lost. */
    void lost() {
        streams.values().forEach(RemoteStream::lost);
    }

    /** A node is gone, or lost its lease. */
    void gone(String nodeId) {
        onPool(() -> streams.values().stream()
                .filter(stream -> stream.node().equals(nodeId))
                .forEach(RemoteStream::lost));
    }

    /** Looks after all of them, and tells other nodes how far their streams have come. */
    void beat() {
        all().forEach(Views::beat);
        waiting.removeIf(view -> !view.isWaiting());
        streams.values().removeIf(RemoteStream::isOver);
        Map<String, List<Wire.Taken>> byNode = new HashMap<>();
        for (RemoteStream stream : streams.values()) {
            List<Wire.Taken> of = byNode.computeIfAbsent(stream.node(), id -> new ArrayList<>());
            of.add(stream.taken());
            if (of.size() == MOST_A_MESSAGE) {
                cluster.peers().tell(stream.node(), Wire.TAKEN, Wire.Taken.bytes(of));
                of.clear();
            }
        }
        byNode.forEach((node, all) -> cluster.peers().tell(node, Wire.TAKEN, Wire.Taken.bytes(all)));
    }

    private static void beat(View view) {
        try {
            view.beat();
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("session", view.sessionId()).setCause(e).log("a view was not looked after");
        }
    }

    // What a view needs.

    long now() {
        return nanos.getAsLong();
    }

    Terminals local() {
        return local;
    }

    boolean isHere(String sessionId) {
        return local.find(sessionId).isPresent();
    }

    @Nullable
    Place place(String sessionId) {
        return directory.find(sessionId).orElse(null);
    }

    boolean isSelf(String nodeId) {
        return cluster.node().id().equals(nodeId);
    }

    boolean lives(String nodeId) {
        return cluster.node().lives(nodeId);
    }

    RemoteStream newStream(View view, int turn, String node) {
        return new RemoteStream(
                view, turn, streamIds.incrementAndGet(), node, view.viewer(), nanos, stream -> cluster.peers()
                        .tell(node, Wire.TAKEN, Wire.Taken.bytes(List.of(stream.taken()))));
    }

    /** Asks for a stream. */
    void open(RemoteStream stream, Wire.Watch asked) {
        streams.put(stream.id(), stream);
        cluster.peers().tell(stream.node(), Wire.WATCH, asked.bytes());
    }

    /** Ends a stream that nobody watches. */
    void close(RemoteStream stream) {
        streams.remove(stream.id());
        cluster.peers().tell(stream.node(), Wire.UNWATCH, Wire.Sent.bytes(List.of(new Wire.Sent(stream.id(), 0))));
    }

    void ask(RemoteStream stream, Keys keys) {
        keys.as(cluster.peers().ask(stream.node(), keys.kind(), keys.typed().bytes(stream.id())));
    }

    void onPool(Runnable action) {
        if (closed) {
            return;
        }
        try {
            cluster.peers().pool().execute(action);
        } catch (RejectedExecutionException e) {
            LOG.atDebug().setCause(e).log("the hub is stopping");
        }
    }

    /** Runs something a little later, and the later the oftener it was tried. */
    void later(int tried, Runnable action) {
        if (closed) {
            return;
        }
        long millis = Math.min(LONGEST_MILLIS, SHORTEST_MILLIS << Math.min(tried, 10));
        try {
            Future<?> timer = timers.schedule(action, millis, TimeUnit.MILLISECONDS);
            assert !timer.isCancelled();
        } catch (RejectedExecutionException e) {
            LOG.atDebug().setCause(e).log("the hub is stopping");
        }
    }

    /** From now on nobody is shown anything else. */
    void close() {
        closed = true;
    }
}
