package dev.maestro.server.backend;

import java.util.function.Consumer;

/**
 * A store that no hub uses, opened to be taken elsewhere. Nothing of it is changed.
 *
 * <p>Threads: confined to one. Everything blocks. Memory: bounded, whatever the store holds, but for what it takes to know
 * what was handed on already.
 */
public interface StoreExport extends AutoCloseable {
    /** Returns how far the store has come. */
    StoreHead head();

    /** Returns about how many things it holds. */
    long rows();

    /**
     * Hands on everything it holds, by {@link StoreRecord.Type}, each thing once.
     *
     * @throws StoreTransferException if it cannot be read, or a hub has come to use it meanwhile
     */
    void read(Consumer<StoreRecord> to);

    @Override
    void close();
}
