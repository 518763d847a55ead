package dev.maestro.server.cluster;

import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendUnavailableException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * This node among the others that share its store.
 *
 * <p>Life-cycle: up when made, as soon as who answers what was said with {@link Peers#onAsk} and {@link #start} was called;
 * {@link #close} gives everything up that this node has, and tells the others.
 *
 * <p>Threads: thread-safe. It has the thread {@code cluster} and the pools {@code cluster-work-*} and
 * {@code cluster-wait-*}.
 */
public final class Cluster implements AutoCloseable {
    private static final String NODES_CHANGED = "node.changed";
    private static final int THREADS = 4;
    // Each node and each remote viewer waits at most once.
    private static final int MOST_WAITING = 1_000_000;
    private static final int WAITING_THREADS = 8;
    private static final int MOST_TO_WAIT = 10_000;
    private static final long BEAT_MILLIS = 500;
    private static final long IDLE_SECONDS = 30;
    private static final byte[] NOTHING = {};

    private final ClusterNode node;
    private final Peers peers;
    private final ThreadPoolExecutor pool;
    private final ThreadPoolExecutor waiting;
    private final ScheduledExecutorService timers;
    private volatile Future<?> beat = CompletableFuture.completedFuture(true);

    private Cluster(
            ClusterNode node,
            Peers peers,
            ThreadPoolExecutor pool,
            ThreadPoolExecutor waiting,
            ScheduledExecutorService timers) {
        this.node = node;
        this.peers = peers;
        this.pool = pool;
        this.waiting = waiting;
        this.timers = timers;
    }

    /**
     * Becomes a node of those that share a store; blocks.
     *
     * @param lease how long a node that is not heard of keeps what it has
     * @param timers never blocks
     * @throws BackendUnavailableException if the store is away
     */
    public static Cluster open(Backend backend, Duration lease, ScheduledExecutorService timers) {
        return open(backend, lease, timers, System::nanoTime);
    }

    /** {@linkplain #open(Backend, Duration, ScheduledExecutorService) Opens} one that takes others to be silent by this clock. */
    public static Cluster open(Backend backend, Duration lease, ScheduledExecutorService timers, LongSupplier nanos) {
        ThreadPoolExecutor pool = newPool("cluster-work-", THREADS, MOST_WAITING);
        ClusterNode node = ClusterNode.open(backend, lease);
        Peers peers = Peers.open(node.id(), backend.live(), pool, timers, nanos);
        node.listen(new ClusterNode.Listener() {
            @Override
            public void onGone(NodeEntry gone) {
                if (!node.lives(gone.id())) {
                    peers.gone(gone.id());
                }
            }
        });
        peers.onTell(NODES_CHANGED, (from, body) -> node.readSoon());
        peers.onLoss(node::readSoon);
        return new Cluster(node, peers, pool, newPool("cluster-wait-", WAITING_THREADS, MOST_TO_WAIT), timers);
    }

    private static ThreadPoolExecutor newPool(String name, int threads, int mostWaiting) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(mostWaiting), task -> {
                    Thread thread = new Thread(task, name + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Lets the others know of this node; from now on it keeps its lease. */
    public void start() {
        node.start();
        beat = timers.scheduleWithFixedDelay(peers::beat, BEAT_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS);
        peers.tellAll(NODES_CHANGED, NOTHING);
    }

    public ClusterNode node() {
        return node;
    }

    public Peers peers() {
        return peers;
    }

    /** Returns where is done what waits for the store or for other nodes, so that what they say does not; it may refuse. */
    public Executor waiting() {
        return waiting;
    }

    /** Returns the pools of it, by the names of their threads. */
    public Map<String, ThreadPoolExecutor> pools() {
        return Map.of("cluster-work", pool, "cluster-wait", waiting);
    }

    @Override
    public void close() {
        beat.cancel(false);
        node.close();
        peers.tellAll(NODES_CHANGED, NOTHING);
        peers.close();
        pool.shutdown();
        waiting.shutdown();
    }
}
