package dev.maestro.server.cluster.terminal;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.maestro.protocol.command.TerminalAck;
import dev.maestro.protocol.command.TerminalInput;
import dev.maestro.protocol.command.TerminalResize;
import dev.maestro.protocol.command.WatchTerminal;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.cluster.BodyReader;
import dev.maestro.server.cluster.Cluster;
import dev.maestro.server.cluster.Peers;
import dev.maestro.server.terminal.Terminals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sockets of other nodes that watch terminals of this one, and what they ask for.
 *
 * <p>Threads: thread-safe; nothing blocks.
 */
final class RemoteViewers {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteViewers.class);
    private static final long FORGOTTEN_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int MOST_A_MESSAGE = 1_000;
    private static final byte[] DONE = {};

    /** What a socket watches. */
    private record Watching(String socketId, String sessionId) {
        static Watching of(RemoteViewer viewer) {
            return new Watching(viewer.socketId(), viewer.sessionId());
        }
    }

    private final Cluster cluster;
    private final Terminals local;
    private final LongSupplier nanos;
    private final Map<String, Map<Long, RemoteViewer>> byNode = new ConcurrentHashMap<>();

    /** The latest for each. */
    private final Map<Watching, RemoteViewer> latest = new ConcurrentHashMap<>();

    RemoteViewers(Cluster cluster, Terminals local, LongSupplier nanos) {
        this.cluster = cluster;
        this.local = local;
        this.nanos = nanos;
        Peers peers = cluster.peers();
        peers.onTell(Wire.WATCH, (from, body) -> watch(from, Wire.Watch.of(body)));
        peers.onTell(Wire.UNWATCH, (from, body) -> Wire.Sent.of(body).forEach(one -> unwatch(from, one.stream())));
        peers.onTell(Wire.TAKEN, (from, body) -> taken(from, Wire.Taken.of(body)));
        peers.onAsk(Wire.INPUT, (from, body) -> input(from, Wire.Typed.of(body)));
        peers.onAsk(Wire.RESIZE, (from, body) -> resize(from, Wire.Typed.of(body)));
        peers.onAsk(Wire.REPLY, (from, body) -> reply(new BodyReader(body)));
    }

    private void watch(String from, Wire.Watch asked) {
        RemoteViewer viewer = new RemoteViewer(cluster.peers(), from, asked, nanos);
        RemoteViewer before = latest.put(Watching.of(viewer), viewer);
        if (before != null) {
            before.close();
        }
        byNode.compute(from, (node, known) -> {
            Map<Long, RemoteViewer> viewers = known == null ? new ConcurrentHashMap<>() : known;
            viewers.put(asked.stream(), viewer);
            return viewers;
        });
        if (!onPool(() -> show(viewer, asked))) {
            viewer.close();
        }
    }

    @CanIgnoreReturnValue
    private boolean onPool(Runnable work) {
        try {
            cluster.peers().pool().execute(work);
            return true;
        } catch (RejectedExecutionException e) {
            LOG.atDebug().setCause(e).log("the hub is stopping");
            return false;
        }
    }

    private @Nullable RemoteViewer of(String node, long stream) {
        return byNode.getOrDefault(node, Map.of()).get(stream);
    }

    private void show(RemoteViewer viewer, Wire.Watch asked) {
        try {
            local.watch(
                    viewer,
                    new WatchTerminal(asked.sessionId(), asked.since(), asked.lossless()),
                    asked.lineage(),
                    viewer::start,
                    viewer::refuse);
        } catch (HubException e) {
            viewer.refuse(e);
        }
    }

    private void unwatch(String from, long stream) {
        RemoteViewer viewer = of(from, stream);
        if (viewer != null) {
            drop(viewer);
        }
    }

    private void drop(RemoteViewer viewer) {
        byNode.computeIfPresent(viewer.node(), (node, viewers) -> {
            viewers.remove(viewer.stream(), viewer);
            return viewers.isEmpty() ? null : viewers;
        });
        end(viewer);
    }

    private void end(RemoteViewer viewer) {
        viewer.close();
        if (latest.remove(Watching.of(viewer), viewer)) {
            local.unwatch(viewer.socketId(), viewer.sessionId());
            RemoteViewer next = latest.get(Watching.of(viewer));
            if (next != null) {
                // It may have been taken out with this one, and asks again.
                next.close();
            }
        }
    }

    private void taken(String from, List<Wire.Taken> all) {
        List<Wire.Sent> over = new ArrayList<>();
        for (Wire.Taken one : all) {
            RemoteViewer viewer = of(from, one.stream());
            if (viewer == null || viewer.closed()) {
                over.add(new Wire.Sent(one.stream(), 0));
            } else if (viewer.taken(one)) {
                ack(viewer, one.acked());
            }
        }
        if (!over.isEmpty()) {
            cluster.peers().tell(from, Wire.OVER, Wire.Sent.bytes(over));
        }
    }

    private void ack(RemoteViewer viewer, long position) {
        try {
            local.ack(viewer.socketId(), new TerminalAck(viewer.sessionId(), position));
            viewer.acked(position);
        } catch (HubException e) {
            // It was right when it was said, and is said again while it is.
            LOG.atDebug().addKeyValue("session", viewer.sessionId()).setCause(e).log("an ack came too late");
        }
    }

    private RemoteViewer writing(String from, Wire.Typed typed) {
        RemoteViewer viewer = of(from, typed.stream());
        if (viewer == null || viewer.closed()) {
            throw HubException.of(ErrorCode.UNAVAILABLE, "the terminal is about to be shown anew");
        }
        viewer.mayWrite(typed.mayWrite());
        return viewer;
    }

    private CompletionStage<byte[]> input(String from, Wire.Typed typed) {
        return local.input(writing(from, typed), new TerminalInput(typed.sessionId(), typed.input()))
                .thenApply(done -> DONE);
    }

    private CompletionStage<byte[]> resize(String from, Wire.Typed typed) {
        return local.resize(writing(from, typed), new TerminalResize(typed.sessionId(), typed.cols(), typed.rows()))
                .thenApply(done -> DONE);
    }

    private CompletionStage<byte[]> reply(BodyReader in) {
        String sessionId = in.text();
        String text = in.text();
        if (local.find(sessionId).isEmpty()) {
            return CompletableFuture.failedStage(
                    HubException.of(ErrorCode.UNAVAILABLE, "the terminal is at another node"));
        }
        return local.reply(sessionId, text).thenApply(done -> DONE);
    }

    /** A node is gone: so are its sockets. */
    void gone(String nodeId) {
        Map<Long, RemoteViewer> viewers = byNode.remove(nodeId);
        if (viewers != null) {
            onPool(() -> viewers.values().forEach(this::end));
        }
    }

    /** Drops those their nodes speak of no more, and tells the other nodes how much they were sent. */
    void beat() {
        byNode.forEach((node, viewers) -> {
            List<Wire.Sent> all = new ArrayList<>();
            for (RemoteViewer viewer : viewers.values()) {
                if (viewer.silence() > FORGOTTEN_NANOS) {
                    drop(viewer);
                } else if (!viewer.closed()) {
                    viewer.tryAgain();
                    all.add(viewer.sent());
                }
                if (all.size() == MOST_A_MESSAGE) {
                    cluster.peers().tell(node, Wire.SENT, Wire.Sent.bytes(all));
                    all.clear();
                }
            }
            if (!all.isEmpty()) {
                cluster.peers().tell(node, Wire.SENT, Wire.Sent.bytes(all));
            }
        });
    }
}
