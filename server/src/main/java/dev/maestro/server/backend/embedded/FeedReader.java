package dev.maestro.server.backend.embedded;

import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.EventFeed;
import dev.maestro.server.backend.Offset;
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
    private static final long BATCH_BYTES = 4L << 20;

    private final String epoch;
    private final EventTail tail;
    private final ReadPool reads;
    // Written by the writer. What was trimmed may still be in memory, for listeners who were here all the time.
    private volatile long trimmed;

    FeedReader(LogState log, EventTail tail, ReadPool reads) {
        this.epoch = log.epoch();
        this.tail = tail;
        this.reads = reads;
        this.trimmed = log.trimmed();
    }

    /** Learns how far the log was trimmed. Called by the writer. */
    void trimmed(long sequence) {
        trimmed = sequence;
    }

    /**
     * What follows on a place.
     *
     * @param events in order; empty when nothing follows yet, or there is a gap
     * @param gap where the log begins, when it no longer reaches back to the place
     */
    record Next(List<CommittedEvent> events, Optional<Offset> gap) {
        static Next of(List<CommittedEvent> events) {
            return new Next(events, Optional.empty());
        }
    }

    /** Returns where the log begins, if it does not hold everything after the place. */
    Optional<Offset> gapAfter(Offset place) {
        // The file alone decides: what memory still holds of what was trimmed is for those who were here all the time.
        LogState log = reads.read(LogState::read);
        return log.reachesBackTo(place) ? Optional.empty() : Optional.of(log.trimmedOffset());
    }

    /** Returns the next batch after a sequence of this log. */
    Next next(long after) {
        // A place may be ahead of the tail for a moment: what is committed can be read before it is told.
        if (after >= tail.head()) {
            return Next.of(List.of());
        }
        Optional<List<CommittedEvent>> recent = tail.after(after, BATCH_EVENTS);
        return recent.isPresent()
                ? Next.of(recent.get())
                : reads.readAtOneMoment(connection -> {
                    LogState log = LogState.read(connection);
                    return after < log.trimmed()
                            ? new Next(List.of(), Optional.of(log.trimmedOffset()))
                            : Next.of(connection.events().read(epoch, after, BATCH_EVENTS, BATCH_BYTES));
                });
    }

    EventFeed.Stretch read(Offset after, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit is " + limit + ", at least 1");
        }
        // Empty, too, for an offset past the tail: the file may be a moment ahead of it, and decides.
        Optional<List<CommittedEvent>> recent = after.epoch().equals(epoch) && after.sequence() >= trimmed
                ? tail.after(after.sequence(), limit)
                : Optional.empty();
        return recent.map(events -> new EventFeed.Stretch(events, false)).orElseGet(() -> readStored(after, limit));
    }

    private EventFeed.Stretch readStored(Offset after, int limit) {
        return reads.replayAtOneMoment(connection -> {
            LogState log = LogState.read(connection);
            return log.reachesBackTo(after)
                    ? new EventFeed.Stretch(
                            connection.events().read(epoch, after.sequence(), limit, BATCH_BYTES), false)
                    : new EventFeed.Stretch(List.of(), true);
        });
    }
}
