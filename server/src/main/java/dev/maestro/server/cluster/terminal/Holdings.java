package dev.maestro.server.cluster.terminal;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.Lease;
import dev.maestro.server.backend.Registry;
import dev.maestro.server.cluster.BodyWriter;
import dev.maestro.server.cluster.Cluster;
import dev.maestro.server.terminal.TerminalSummary;
import dev.maestro.server.terminal.Terminals;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which terminals this node has, in the eyes of all: one entry of its lease each.
 *
 * <p>Threads: thread-safe; everything blocks on the store. What is done about one session excludes what else is done about
 * it here.
 */
final class Holdings {
    static final String SPACE = "terminals";

    private static final Logger LOG = LoggerFactory.getLogger(Holdings.class);
    private static final int LOCKS = 256;

    /** How often is told what changes all the time. */
    private static final long PASSING_NANOS = Duration.ofSeconds(5).toNanos();

    /** What this node said last of a terminal, by which lease and when. */
    private record Entry(Lease lease, Note note, long saidAt) {}

    private final Cluster cluster;
    private final Registry registry;
    private final Terminals local;
    private final Directory directory;
    private final LongSupplier nanos;
    private final Map<String, Entry> mine = new ConcurrentHashMap<>();
    private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

    Holdings(Cluster cluster, Registry registry, Terminals local, Directory directory, LongSupplier nanos) {
        this.cluster = cluster;
        this.registry = registry;
        this.local = local;
        this.directory = directory;
        this.nanos = nanos;
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    /** Work on one session's terminal. */
    interface Work<T> {
        T run();
    }

    /**
     * Does something that excludes what else is done about a session.
     *
     * @throws HubException {@code conflict} if something else goes on for too long
     */
    <T> T alone(String sessionId, Duration patience, Work<T> work) {
        ReentrantLock lock = lock(sessionId);
        try {
            if (!lock.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw HubException.of(ErrorCode.CONFLICT, "the session's terminal is being registered by another");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw HubException.of(ErrorCode.UNAVAILABLE, "the hub is stopping");
        }
        try {
            return work.run();
        } finally {
            lock.unlock();
        }
    }

    private ReentrantLock lock(String sessionId) {
        return locks[Math.floorMod(sessionId.hashCode(), LOCKS)];
    }

    /** Returns the lease by which this node has things; {@code unavailable} if it has none. */
    Lease lease() {
        return cluster.node()
                .lease()
                .orElseThrow(() ->
                        HubException.of(ErrorCode.UNAVAILABLE, "this node is cut off from the others; try again"));
    }

    /** Returns whether a terminal that is here is this node's for all others, by the lease it has now. */
    boolean has(String sessionId) {
        Entry entry = mine.get(sessionId);
        Optional<Lease> lease = cluster.node().lease();
        return entry != null && lease.isPresent() && entry.lease().equals(lease.get());
    }

    /**
     * Claims a session's terminal.
     *
     * @return null if it was won; else who has it
     */
    Registry.@Nullable Entry claim(Lease lease, Note note) {
        String sessionId = note.summary().sessionId();
        Registry.Claim claim = registry.claim(lease, SPACE, sessionId, note.json(), null);
        if (claim.won()) {
            took(lease, note);
            return null;
        }
        Registry.Entry other = claim.other();
        if (other == null) {
            throw HubException.of(ErrorCode.UNAVAILABLE, "this node was cut off from the others; try again");
        }
        directory.has(other.holder(), Note.of(other.value()));
        return other;
    }

    /** The terminal was claimed for this node by the one that had it. */
    void took(Lease lease, Note note) {
        mine.put(note.summary().sessionId(), new Entry(lease, note, nanos.getAsLong()));
        directory.has(lease, note);
        tellHas(lease, note);
    }

    private void tellHas(Lease lease, Note note) {
        cluster.peers()
                .tellAll(
                        Wire.HAS,
                        new BodyWriter()
                                .number(lease.token())
                                .block(note.json().array())
                                .bytes());
    }

    /**
     * Gives a terminal of this node to another.
     *
     * @throws HubException {@code conflict} if it is not this node's any more
     */
    void give(Lease to, Note note) {
        String sessionId = note.summary().sessionId();
        Registry.Claim claim = registry.claim(to, SPACE, sessionId, note.json(), lease());
        if (!claim.won()) {
            throw HubException.of(ErrorCode.CONFLICT, "the session's terminal is somebody else's by now");
        }
        mine.remove(sessionId);
        directory.has(to, note);
    }

    /** Has no terminal of a session any more, or none after all. */
    void drop(String sessionId) {
        Entry entry = mine.get(sessionId);
        if (entry != null) {
            registry.remove(entry.lease(), SPACE, sessionId);
            mine.remove(sessionId, entry);
            directory.hasNot(entry.lease(), sessionId);
            cluster.peers()
                    .tellAll(
                            Wire.HAS_NOT,
                            new BodyWriter()
                                    .number(entry.lease().token())
                                    .text(sessionId)
                                    .bytes());
        }
    }

    /** Says of each terminal that is here what is so now, and claims those that are not this node's any more. */
    void sweep() {
        Optional<Lease> lease = cluster.node().lease();
        if (lease.isEmpty()) {
            return;
        }
        for (TerminalSummary terminal : local.list(projectId -> true)) {
            ifFree(terminal.sessionId(), () -> say(lease.get(), terminal.sessionId()));
        }
        for (String sessionId : Set.copyOf(mine.keySet())) {
            if (local.find(sessionId).isEmpty()) {
                ifFree(sessionId, () -> dropIfGone(sessionId));
            }
        }
    }

    private void ifFree(String sessionId, Runnable work) {
        ReentrantLock lock = lock(sessionId);
        if (!lock.tryLock()) {
            return;
        }
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }

    private void dropIfGone(String sessionId) {
        if (local.find(sessionId).isEmpty()) {
            drop(sessionId);
        }
    }

    private void say(Lease lease, String sessionId) {
        Optional<TerminalSummary> summary = local.find(sessionId);
        Optional<String> principal = local.principalOf(sessionId);
        if (summary.isEmpty() || principal.isEmpty()) {
            return;
        }
        Note now = new Note(summary.get(), principal.get());
        Entry before = mine.get(sessionId);
        if (before == null || !before.lease().equals(lease)) {
            claimAgain(lease, now);
            return;
        }
        boolean lasting = !before.note().lasting().equals(now.lasting());
        boolean passing = nanos.getAsLong() - before.saidAt() >= PASSING_NANOS
                && !before.note().equals(now);
        if (!lasting && !passing) {
            return;
        }
        if (!registry.put(lease, SPACE, sessionId, now.json())) {
            mine.remove(sessionId);
            claimAgain(lease, now);
            return;
        }
        mine.put(sessionId, new Entry(lease, now, nanos.getAsLong()));
        directory.has(lease, now);
        if (lasting) {
            tellHas(lease, now);
        }
    }

    private void claimAgain(Lease lease, Note note) {
        String sessionId = note.summary().sessionId();
        Registry.Entry other;
        try {
            other = claim(lease, note);
        } catch (HubException e) {
            LOG.atDebug().addKeyValue("session", sessionId).setCause(e).log("a terminal is claimed later");
            return;
        }
        if (other != null) {
            LOG.atInfo()
                    .addKeyValue("session", sessionId)
                    .addKeyValue("node", other.holder().name())
                    .log("another node has taken a terminal");
            mine.remove(sessionId);
            var unused = local.letGo(sessionId);
        }
    }

    /** Takes entries of this node out that stand for nothing: their registration was never heard of again. */
    void dropStrays() {
        Optional<Lease> lease = cluster.node().lease();
        if (lease.isEmpty()) {
            return;
        }
        for (Place place : directory.all()) {
            String sessionId = place.note().summary().sessionId();
            if (place.holder().equals(lease.get()) && !mine.containsKey(sessionId)) {
                ifFree(sessionId, () -> dropStray(lease.get(), sessionId));
            }
        }
    }

    /**
     * Claims again what this node has and the store has lost, as after a fail-over to one that lacks what was written last.
     *
     * @param listed all entries
     * @param asked when they were asked for: what was said since need not be among them
     */
    void putBack(List<Registry.Entry> listed, long asked) {
        Optional<Lease> lease = cluster.node().lease();
        if (lease.isEmpty()) {
            return;
        }
        Set<String> there = listed.stream()
                .filter(entry -> entry.holder().equals(lease.get()))
                .map(Registry.Entry::name)
                .collect(Collectors.toSet());
        mine.forEach((sessionId, entry) -> {
            if (!there.contains(sessionId) && entry.saidAt() - asked < 0) {
                ifFree(sessionId, () -> putBack(lease.get(), sessionId, entry));
            }
        });
    }

    private void putBack(Lease lease, String sessionId, Entry unlisted) {
        if (mine.get(sessionId) != unlisted || local.find(sessionId).isEmpty()) {
            return;
        }
        mine.remove(sessionId, unlisted);
        say(lease, sessionId);
    }

    private void dropStray(Lease lease, String sessionId) {
        if (!mine.containsKey(sessionId) && local.find(sessionId).isEmpty()) {
            registry.remove(lease, SPACE, sessionId);
            directory.hasNot(lease, sessionId);
        }
    }

    /** Brings an end to what was begun with a claim; what the store does not hear now it hears with the next sweep. */
    void undo(String sessionId) {
        try {
            drop(sessionId);
        } catch (BackendUnavailableException e) {
            LOG.atDebug().addKeyValue("session", sessionId).setCause(e).log("an entry is taken out later");
        }
    }
}
