package dev.maestro.server.cluster;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.Lease;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node, and the others it knows of.
 *
 * <p>It has a lease, renewed each third of its time. A node that could not renew it for that long, since it was paused or
 * the store was away, has lost it: others may take what it has. It takes a new one as soon as it can.
 *
 * <p>Threads: thread-safe; nothing blocks but {@link #read} and {@link #close}. Leases are kept on a thread of its own,
 * {@code cluster}.
 */
public final class ClusterNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterNode.class);
    private static final String SPACE = "nodes";
    private static final String LEASE_PREFIX = "node:";
    private static final int ID_BYTES = 8;
    private static final long READ_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long CLOSE_SECONDS = 3;

    private final String id = newId();
    private final Backend backend;
    private final Duration time;
    private final LongSupplier nanos;
    private final ScheduledThreadPoolExecutor thread;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    private final Object reading = new Object();

    /** Null once it was lost. */
    private volatile @Nullable Held held;

    private volatile JsonBytes status = JsonBytes.of(Map.of());
    private volatile List<NodeEntry> nodes = List.of();
    private volatile long lastRead;

    /** Learns what becomes of nodes. Called on the cluster's threads; must not block. */
    public interface Listener {
        /** This node has lost its lease; what it has may be another's by now. */
        default void onLost() {}

        /** This node has a lease again: what it has is to be claimed with it. */
        default void onTaken(Lease lease) {}

        /** A node is gone, or has lost its lease. */
        default void onGone(NodeEntry node) {}
    }

    /** A lease, and until when it holds without having been renewed. */
    private record Held(Lease lease, long until) {}

    private ClusterNode(Backend backend, Duration time, LongSupplier nanos) {
        this.backend = backend;
        this.time = time;
        this.nanos = nanos;
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "cluster");
            made.setDaemon(true);
            return made;
        });
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Becomes a node; blocks.
     *
     * @param time how long a lease holds without being renewed
     * @throws BackendUnavailableException if the store is away
     */
    static ClusterNode open(Backend backend, Duration time) {
        return open(backend, time, System::nanoTime);
    }

    static ClusterNode open(Backend backend, Duration time, LongSupplier nanos) {
        ClusterNode node = new ClusterNode(backend, time, nanos);
        node.keep();
        node.read();
        return node;
    }

    /** Begins to renew its lease. */
    void start() {
        long third = Math.max(1, time.toMillis() / 3);
        Future<?> beat = thread.scheduleWithFixedDelay(this::beat, third, third, TimeUnit.MILLISECONDS);
        assert !beat.isCancelled();
    }

    private static String newId() {
        byte[] random = new byte[ID_BYTES];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /** Returns what this node is known by as long as it lives; another each time a hub starts. */
    public String id() {
        return id;
    }

    /** Returns the lease, if it surely holds. */
    public Optional<Lease> lease() {
        Held now = held;
        return now == null || nanos.getAsLong() - now.until() >= 0 ? Optional.empty() : Optional.of(now.lease());
    }

    /** Returns the id of the node that has something. */
    public static String idOf(Lease lease) {
        return lease.name().startsWith(LEASE_PREFIX) ? lease.name().substring(LEASE_PREFIX.length()) : lease.name();
    }

    /** Returns a lease of a node. */
    public static Lease leaseOf(String nodeId, long token) {
        return new Lease(LEASE_PREFIX + nodeId, token);
    }

    /** Says something of this node, for {@link #nodes} of all; at most 64 KiB. */
    public void say(JsonBytes now) {
        status = now;
        soon(this::tellStatus);
    }

    /** Returns the nodes that were up a moment ago, this one among them. */
    public List<NodeEntry> nodes() {
        return nodes;
    }

    /** Returns whether a node was up a moment ago. */
    public boolean lives(String nodeId) {
        return nodeId.equals(id) || nodes.stream().anyMatch(node -> node.id().equals(nodeId));
    }

    /** Returns whether a lease was some node's a moment ago. */
    public boolean holds(Lease lease) {
        return nodes.stream().anyMatch(node -> node.lease().equals(lease));
    }

    /** Has somebody told what becomes of nodes. */
    public void listen(Listener listener) {
        listeners.add(listener);
    }

    /** Has the nodes be read anew soon. */
    void readSoon() {
        soon(this::tryRead);
    }

    private void soon(Runnable action) {
        try {
            thread.execute(action);
        } catch (RejectedExecutionException e) {
            LOG.atDebug().setCause(e).log("the node is stopping");
        }
    }

    private void beat() {
        try {
            keep();
        } catch (BackendUnavailableException e) {
            LOG.atDebug().setCause(e).log("the lease could not be renewed");
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("the lease could not be renewed");
        }
        if (nanos.getAsLong() - lastRead >= READ_NANOS) {
            tryRead();
        }
    }

    private void keep() {
        Held before = held;
        long now = nanos.getAsLong();
        if (before != null && backend.leases().renew(before.lease(), time)) {
            held = new Held(before.lease(), now + time.toNanos());
            show(before.lease());
            return;
        }
        if (before != null) {
            held = null;
            LOG.atWarn().addKeyValue("node", id).log("this node has lost its lease");
            listeners.forEach(Listener::onLost);
        }
        long asked = nanos.getAsLong();
        Optional<Lease> taken = backend.leases().take(LEASE_PREFIX + id, time);
        if (taken.isPresent()) {
            Lease lease = taken.get();
            held = new Held(lease, asked + time.toNanos());
            LOG.atInfo()
                    .addKeyValue("node", id)
                    .addKeyValue("token", lease.token())
                    .log("this node has a lease");
            show(lease);
            listeners.forEach(listener -> listener.onTaken(lease));
        }
    }

    /** Has others see this node, also where the store has lost its entry though not its lease. */
    private void show(Lease lease) {
        if (!backend.registry().put(lease, SPACE, id, status)
                && !backend.registry().claim(lease, SPACE, id, status, null).won()) {
            LOG.atDebug().addKeyValue("node", id).log("others see this node later");
        }
    }

    private void tellStatus() {
        Held now = held;
        try {
            if (now != null && !backend.registry().put(now.lease(), SPACE, id, status)) {
                LOG.atDebug().log("the lease is over, and what is said of this node is told with the next");
            }
        } catch (BackendUnavailableException e) {
            LOG.atDebug().setCause(e).log("what is said of this node is told with the next");
        }
    }

    private void tryRead() {
        try {
            read();
        } catch (BackendUnavailableException e) {
            LOG.atDebug().setCause(e).log("which nodes there are is not known now");
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("which nodes there are could not be read");
        }
    }

    /** Reads which nodes there are; blocks, and throws {@link BackendUnavailableException}. */
    public void read() {
        List<NodeEntry> gone;
        synchronized (reading) {
            gone = replaced();
        }
        for (NodeEntry node : gone) {
            listeners.forEach(listener -> listener.onGone(node));
        }
    }

    @GuardedBy("reading")
    private List<NodeEntry> replaced() {
        List<NodeEntry> before = nodes;
        List<NodeEntry> now = backend.registry().list(SPACE).stream()
                .map(entry -> new NodeEntry(entry.name(), entry.holder(), entry.value()))
                .toList();
        nodes = now;
        lastRead = nanos.getAsLong();
        return before.stream()
                .filter(node -> now.stream().noneMatch(other -> other.lease().equals(node.lease())))
                .toList();
    }

    /** Gives the lease back, and with it all that this node has. Idempotent. */
    @Override
    public void close() {
        if (thread.isShutdown()) {
            return;
        }
        Future<?> last = thread.submit(this::release);
        thread.shutdown();
        try {
            last.get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.atWarn().setCause(e).log("the lease was not given back, and ends by itself");
        }
    }

    private void release() {
        Held now = held;
        held = null;
        if (now != null) {
            backend.leases().release(now.lease());
        }
    }
}
