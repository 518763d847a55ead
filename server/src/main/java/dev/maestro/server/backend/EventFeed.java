package dev.maestro.server.backend;

import java.util.List;

/**
 * The committed events, in one total order, each exactly once.
 *
 * <p>Threads: thread-safe.
 */
public interface EventFeed {
    /** Returns the offset of the last committed event. */
    Offset head();

    /**
     * Hands the listener every event committed after {@code after}, in order, until the subscription is closed.
     *
     * <p>If the log no longer reaches back to {@code after}, or is of another epoch, the listener first gets a
     * {@link Listener#onGap gap}, then what the log still holds after it.
     *
     * @return the subscription; closing it is idempotent, and once it has returned the listener is called no more,
     *     unless it is the listener itself that closes
     */
    Subscription subscribe(Offset after, Listener listener);

    /**
     * Reads a stretch of the log. Blocks.
     *
     * <p>To read on, read after the last event of the stretch; the log ends where a stretch is empty. What was committed
     * before the call is seen. Many who read stretches wait for each other, and not other reads for all of them.
     *
     * @param after the offset before the first event wanted
     * @param limit the most events to return, at least 1
     * @return what follows, or {@link Stretch#lost()} when the log does not hold everything after the offset
     * @throws BackendUnavailableException if the log cannot be read now, or too many read it
     */
    Stretch read(Offset after, int limit);

    /**
     * Reads a stretch of what this node has been told of, as {@link #read} does; what is just being stored may be missing. For
     * those who will be told of that.
     */
    Stretch readTold(Offset after, int limit);

    /**
     * What was read.
     *
     * @param events in order, without a hole; fewer than asked for at the end of the log, or when together they have
     *     some megabytes; none only at the end of the log, or when they are lost
     * @param lost true when events after the offset asked for were trimmed, or this log never gave that offset: it is of
     *     another epoch, or ahead of the head; then no events
     */
    record Stretch(List<CommittedEvent> events, boolean lost) {
        public Stretch {
            events = List.copyOf(events);
        }
    }

    /**
     * Gets the feed. Called on one thread of the feed, never twice at once; it must not block. One that throws on events is
     * told of a gap up to the last of them.
     */
    interface Listener {
        /**
         * Takes the next events.
         *
         * @param events at least one, in order, following on the last batch
         */
        void onEvents(List<CommittedEvent> events);

        /**
         * Learns that events are gone: what clients hold may be wrong until they have read it anew.
         *
         * @param resumesAfter the offset after which events follow again
         */
        void onGap(Offset resumesAfter);
    }

    /** A listener's place in the feed. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
