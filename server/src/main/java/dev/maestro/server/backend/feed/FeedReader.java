package dev.maestro.server.backend.feed;

import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.EventFeed;
import dev.maestro.server.backend.Offset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds what follows on a place in the log: in memory while it is there, else in the store.
 *
 * <p>Threads: thread-safe.
 */
final class FeedReader {
    // A batch: what one listener is handed at once, and the most that is in memory for one that lags.
    private static final int BATCH_EVENTS = 512;

    private final EventTail tail;
    private final StoredLog log;
    private final Writers writers;

    /** Set by who writes the log, while what it holds may be read there and is not in the tail yet. */
    private volatile boolean storeIsAhead;

    FeedReader(EventTail tail, StoredLog log, Writers writers) {
        this.tail = tail;
        this.log = log;
        this.writers = writers;
    }

    /** Learns whether the store may hold what the tail was not given yet. */
    void storeIsAhead(boolean isAhead) {
        storeIsAhead = isAhead;
    }

    /** Returns the epoch as it is now here. */
    EventTail.Life life() {
        return tail.life();
    }

    /** Returns the place from which a listener goes on that was promised everything after {@code place}: that, or a gap. */
    Portion begin(Offset place) {
        // The store alone decides: what memory still holds of what was trimmed is for those who were here all the time.
        Portion next = log.read(place, 1);
        return next.gap() ? next : Portion.of(List.of(), place);
    }

    /** Returns the next batch after a place. */
    Portion next(Offset after) {
        // A place may be ahead of the tail for a moment: what is committed can be read before it is told.
        if (tail.isAtHead(after)) {
            return Portion.of(List.of(), after);
        }
        return tail.after(after, BATCH_EVENTS).orElseGet(() -> log.read(after, BATCH_EVENTS));
    }

    EventFeed.Stretch read(Offset after, int limit) {
        // Asked before the tail: what is told meanwhile is in it.
        boolean isWhole = writers == Writers.THIS_NODE && !storeIsAhead;
        return read(after, limit, isWhole);
    }

    EventFeed.Stretch readTold(Offset after, int limit) {
        return read(after, limit, writers == Writers.THIS_NODE);
    }

    private EventFeed.Stretch read(Offset after, int limit, boolean isTailWhole) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit is " + limit + ", at least 1");
        }
        // Empty, too, for an offset past the tail: the store may be a moment ahead of it, and decides.
        Optional<Portion> recent = tail.keptAfter(after, limit);
        if (recent.isEmpty()) {
            return replay(after, limit).stretch();
        }
        List<CommittedEvent> events = recent.get().events();
        if (isTailWhole || events.size() == limit) {
            return recent.get().stretch();
        }
        Portion rest = replay(recent.get().through(), limit - events.size());
        return events.isEmpty() ? rest.stretch() : new EventFeed.Stretch(joined(events, rest.events()), false);
    }

    /** Reads past what was passed over: only at the end of the log does a stretch have no events. */
    private Portion replay(Offset after, int limit) {
        Portion portion = log.replay(after, limit);
        while (portion.events().isEmpty() && !portion.gap() && portion.through().isAfter(after)) {
            after = portion.through();
            portion = log.replay(after, limit);
        }
        return portion;
    }

    private static List<CommittedEvent> joined(List<CommittedEvent> first, List<CommittedEvent> second) {
        List<CommittedEvent> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
