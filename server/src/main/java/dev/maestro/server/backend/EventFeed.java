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
     * Reads a stretch of the log.
     *
     * @param after the offset before the first event wanted
     * @param limit the most events to return, at least 1
     * @return what follows, or {@link Stretch#lost()} when the log no longer reaches back that far
     * @throws BackendUnavailableException if the log cannot be read now
     */
    Stretch read(Offset after, int limit);

    /**
     * What was read.
     *
     * @param events in order; fewer than asked for only at the end of the log
     * @param lost true when events after the offset asked for are gone, or it is of another epoch; then no events
     */
    record Stretch(List<CommittedEvent> events, boolean lost) {
        public Stretch {
            events = List.copyOf(events);
        }
    }

    /** Gets the feed. Called on one thread of the feed, never twice at once; it must not block. */
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
