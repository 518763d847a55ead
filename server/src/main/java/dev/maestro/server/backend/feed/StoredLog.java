package dev.maestro.server.backend.feed;

import dev.maestro.server.backend.Offset;

/**
 * The log as a store keeps it: what {@link InProcessFeed} asks when memory does not reach.
 *
 * <p>Threads: thread-safe; everything blocks.
 */
public interface StoredLog {
    /**
     * Reads what follows on a place, as the log is at one moment.
     *
     * <p>A gap is only where the events right after the place are missing; where later ones are, the portion ends before
     * them.
     *
     * @param after the offset before the first event wanted
     * @param limit the most events, at least 1; it may return fewer when together they have some megabytes
     * @throws dev.maestro.server.backend.BackendUnavailableException if the log cannot be read now
     */
    Portion read(Offset after, int limit);

    /**
     * Reads like {@link #read}, for one of very many who read long stretches: they wait for each other, so that other reads
     * do not have to wait for all of them.
     *
     * @throws dev.maestro.server.backend.BackendUnavailableException as {@link #read}, or if too many wait
     */
    Portion replay(Offset after, int limit);
}
