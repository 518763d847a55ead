package dev.maestro.server.cluster.terminal;

import dev.maestro.server.backend.Lease;
import dev.maestro.server.backend.Registry;
import dev.maestro.server.cluster.ClusterNode;
import dev.maestro.server.cluster.MalformedBodyException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the terminals of all nodes are, as far as this one has heard: what is listed in the store, read every now and then,
 * and what nodes told since. What was of a node that is gone stays for the grace, {@linkplain Place#orphaned orphaned}.
 *
 * <p>Threads: thread-safe; does not block.
 */
final class Directory {
    private static final Logger LOG = LoggerFactory.getLogger(Directory.class);

    private final Map<String, Place> places = new ConcurrentHashMap<>();
    private final ClusterNode node;
    private final long grace;
    private final LongSupplier nanos;

    Directory(ClusterNode node, Duration grace, LongSupplier nanos) {
        this.node = node;
        this.grace = grace.toNanos();
        this.nanos = nanos;
    }

    Optional<Place> find(String sessionId) {
        return Optional.ofNullable(places.get(sessionId));
    }

    List<Place> all() {
        return List.copyOf(places.values());
    }

    /** A node has a terminal. */
    void has(Lease holder, Note note) {
        places.put(note.summary().sessionId(), new Place(holder, note, nanos.getAsLong(), false));
    }

    /** A node has a terminal no more that it had, and nobody else has it. */
    void hasNot(Lease holder, String sessionId) {
        places.computeIfPresent(sessionId, (id, place) -> place.holder().equals(holder) ? null : place);
    }

    /** Forgets one whose node is gone. */
    void forget(String sessionId) {
        places.computeIfPresent(sessionId, (id, place) -> place.orphaned() ? null : place);
    }

    /**
     * Takes what the store lists; nodes must have been read after that.
     *
     * @param asked when that was asked for: what was heard since is newer
     * @return the sessions of which something is otherwise now
     */
    Set<String> listed(List<Registry.Entry> entries, long asked) {
        Set<String> changed = new HashSet<>();
        Map<String, Place> listed = new HashMap<>();
        for (Registry.Entry entry : entries) {
            try {
                listed.put(entry.name(), new Place(entry.holder(), Note.of(entry.value()), asked, false));
            } catch (MalformedBodyException e) {
                LOG.atWarn().addKeyValue("session", entry.name()).setCause(e).log("left out of the list");
            }
        }
        listed.forEach((sessionId, place) -> places.compute(sessionId, (id, before) -> {
            if (before != null && !before.orphaned() && before.heard() - asked > 0) {
                return before;
            }
            if (before == null || !before.holder().equals(place.holder()) || before.orphaned()) {
                changed.add(sessionId);
            }
            return place;
        }));
        for (String sessionId : Set.copyOf(places.keySet())) {
            if (!listed.containsKey(sessionId) && unlisted(sessionId, asked)) {
                changed.add(sessionId);
            }
        }
        return changed;
    }

    private boolean unlisted(String sessionId, long asked) {
        Place before = places.get(sessionId);
        Place now = places.computeIfPresent(sessionId, (id, place) -> {
            if (place.orphaned()) {
                return nanos.getAsLong() - place.heard() >= grace ? null : place;
            }
            if (place.heard() - asked > 0) {
                return place;
            }
            // A node that is up, with the same lease, took it out itself: it has ended.
            return node.holds(place.holder()) ? null : place.orphanedAt(nanos.getAsLong());
        });
        return before != now;
    }
}
