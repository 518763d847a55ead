package dev.maestro.server.backend;

import java.util.Optional;

/**
 * A secret that all nodes which share a store have in common.
 *
 * <p>Whoever can read the store can read it. Threads: thread-safe; everything blocks. Each throws
 * {@link BackendUnavailableException} when the store is away.
 */
public interface SharedSecret {
    /** Returns the secret, if there is one. */
    Optional<byte[]> find();

    /**
     * Keeps a secret, unless there is one.
     *
     * @return the one that stands: of all who offer one at the same time, one wins
     */
    byte[] keep(byte[] offered);
}
