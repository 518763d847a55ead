package dev.maestro.server.backend;

/**
 * An empty store that is being filled; no hub opens it before it is {@link #finish finished}.
 *
 * <p>Life-cycle: taking when made; {@link #finish} makes it a store; {@link #close} without that undoes all of it. If the
 * process dies first, hubs refuse to open what is there, until it is imported anew or removed.
 *
 * <p>Threads: confined to one. Everything blocks.
 */
public interface StoreImport extends AutoCloseable {
    /**
     * Takes a thing; they come as {@link StoreExport#read} hands them on.
     *
     * @throws StoreTransferException if there is such a thing already, or it cannot be stored
     */
    void take(StoreRecord record);

    /**
     * Makes it a store that has come so far.
     *
     * @throws StoreTransferException if that cannot be stored
     */
    void finish(StoreHead head);

    @Override
    void close();
}
