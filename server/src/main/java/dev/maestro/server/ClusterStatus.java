package dev.maestro.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.cluster.Cluster;
import dev.maestro.server.cluster.NodeEntry;
import dev.maestro.server.domain.Access;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is connected to all nodes: each is asked when somebody wants to know, and not again within a second. A node that does
 * not answer in time, as while Redis is away, is said not to have.
 *
 * <p>Threads: thread-safe; {@link #of} and {@link #brainClients} wait for other nodes at most two seconds.
 */
final class ClusterStatus implements HubStatus {
    private static final Logger log = LoggerFactory.getLogger(ClusterStatus.class);
    private static final String ASK = "hub.status";
    private static final long PATIENCE_MILLIS = 2_000;
    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();
    private static final byte[] NOTHING = {};

    private final Cluster cluster;
    private final Supplier<NodeStatus> own;
    private final ToIntFunction<Access> terminals;

    @GuardedBy("this")
    private @Nullable Round last;

    /**
     * What the other nodes answered at one time.
     *
     * @param begun {@code System.nanoTime()} when they were asked
     */
    private record Round(long begun, CompletableFuture<List<Answer>> answers) {}

    /** What a node answered; empty if it did not. */
    private record Answer(String node, Optional<NodeStatus> status) {}

    private ClusterStatus(Cluster cluster, Supplier<NodeStatus> own, ToIntFunction<Access> terminals) {
        this.cluster = cluster;
        this.own = own;
        this.terminals = terminals;
    }

    /**
     * Begins to answer other nodes; before the cluster is started.
     *
     * @param own who is connected here
     * @param terminals counts the terminals of all nodes that somebody may see
     */
    static ClusterStatus open(Cluster cluster, Supplier<NodeStatus> own, ToIntFunction<Access> terminals) {
        cluster.peers()
                .onAsk(
                        ASK,
                        (from, body) -> CompletableFuture.completedFuture(
                                own.get().json().array()));
        return new ClusterStatus(cluster, own, terminals);
    }

    @Override
    public JsonBytes of(Access access) {
        NodeStatus here = own.get();
        NodeStatus all = here;
        List<Map<String, Object>> nodes = new ArrayList<>();
        nodes.add(node(cluster.node().id(), Optional.of(here)));
        boolean complete = true;
        for (Answer answer : round().answers().join()) {
            nodes.add(node(answer.node(), answer.status()));
            all = answer.status().map(all::plus).orElse(all);
            complete &= answer.status().isPresent();
        }
        Map<String, Object> body = ConnectionStatus.of(all, terminals.applyAsInt(access), access);
        body.put("complete", complete && cluster.node().lease().isPresent());
        body.put("nodes", nodes);
        return JsonBytes.of(body);
    }

    @Override
    public int brainClients() {
        int others = round().answers().join().stream()
                .flatMap(answer -> answer.status().stream())
                .mapToInt(NodeStatus::brainSockets)
                .sum();
        return own.get().brainSockets() + others;
    }

    private Map<String, Object> node(String id, Optional<NodeStatus> status) {
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("id", id);
        node.put("asked", id.equals(cluster.node().id()));
        node.put("answered", status.isPresent());
        status.ifPresent(known -> {
            node.put("clients", known.clients());
            node.put("rawSockets", known.rawSockets());
        });
        return node;
    }

    private synchronized Round round() {
        long now = System.nanoTime();
        Round before = last;
        if (before != null
                && (now - before.begun() < FRESH_NANOS || !before.answers().isDone())) {
            return before;
        }
        Round begun = new Round(now, ask());
        last = begun;
        return begun;
    }

    private CompletableFuture<List<Answer>> ask() {
        List<CompletableFuture<Answer>> asked = cluster.node().nodes().stream()
                .map(NodeEntry::id)
                .filter(id -> !id.equals(cluster.node().id()))
                .map(this::ask)
                .toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(done -> asked.stream().map(CompletableFuture::join).toList());
    }

    private CompletableFuture<Answer> ask(String node) {
        return cluster.peers()
                .ask(node, ASK, NOTHING)
                .toCompletableFuture()
                .thenApply(body -> Optional.of(NodeStatus.read(body)))
                .orTimeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                .exceptionally(failure -> {
                    log.atDebug().addKeyValue("node", node).setCause(failure).log("a node does not say how it is");
                    return Optional.empty();
                })
                .thenApply(status -> new Answer(node, status));
    }
}
