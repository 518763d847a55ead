package dev.maestro.server.backend;

import java.time.Duration;
import java.util.Optional;

/**
 * What one node holds at a time, for as long as it renews it.
 *
 * <p>Promises of every backend, held by {@code BackendContract}: of all who take a name at once one gets it; a lease that
 * was not renewed within its time is nobody's, whatever its holder believes, and every {@link Registry} call and every
 * commit under {@link Condition.LeaseHeld} that names it is refused from then on.
 *
 * <p>Threads: thread-safe; everything blocks. Each throws {@link BackendUnavailableException} when the store is away.
 */
public interface Leases {
    /** The longest name, in characters. */
    int MAX_NAME_LENGTH = 200;

    /**
     * Takes a name, if nobody holds it.
     *
     * @param name up to {@value #MAX_NAME_LENGTH} characters
     * @param time how long it holds without being renewed, at least 1 ms
     * @throws IllegalArgumentException if the name or the time is over its limit
     */
    Optional<Lease> take(String name, Duration time);

    /**
     * Puts the end of a lease off to so long from now; false if it is over, and then nothing changes.
     *
     * @param time at least 1 ms
     */
    boolean renew(Lease lease, Duration time);

    /** Gives a lease back, with all its entries of the {@link Registry}; nothing happens if it is over. */
    void release(Lease lease);
}
