package dev.maestro.server.backend;

import dev.maestro.protocol.json.JsonBytes;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What nodes have at the moment, for all nodes to read: which node has the PTY of a session, how each node is. An entry is
 * of the lease it was claimed with, and is gone when that is.
 *
 * <p>Promises of every backend, held by {@code BackendContract}: a name of a space has at most one entry; who claims, puts
 * or removes with a lease that is over changes nothing; {@link #list} never shows an entry of a lease that is over.
 *
 * <p>Spaces and names have at most {@value #MAX_NAME_LENGTH} characters, values at most {@value #MAX_VALUE_BYTES} bytes;
 * what is over that is an {@link IllegalArgumentException}. Threads: thread-safe; everything blocks. Each throws
 * {@link BackendUnavailableException} when the store is away.
 */
public interface Registry {
    /** The longest name, and the longest space, in characters. */
    int MAX_NAME_LENGTH = 200;

    /** The largest value, in bytes of JSON. */
    int MAX_VALUE_BYTES = 64 * 1024;

    /**
     * An entry.
     *
     * @param name unique within its space
     * @param holder whose it is
     * @param value what its holder says of it
     */
    record Entry(String name, Lease holder, JsonBytes value) {}

    /**
     * How a claim ended.
     *
     * @param won whether the entry is the claimer's now
     * @param other whose it is if it was not won; null when it is nobody's, and the claimer's own lease is over
     */
    record Claim(boolean won, @Nullable Entry other) {}

    /**
     * Makes an entry, or takes it over: if nobody has it, or the claimer has it already, or {@code instead} has it.
     *
     * @param by the claimer
     * @param instead whose entry may be taken over though its lease holds; null for nobody's
     */
    Claim claim(Lease by, String space, String name, JsonBytes value, @Nullable Lease instead);

    /** Says something else of an entry; false if it is not this lease's, or the lease is over, and nothing changes. */
    boolean put(Lease by, String space, String name, JsonBytes value);

    /** Removes an entry, if it is this lease's. */
    void remove(Lease by, String space, String name);

    /** Returns an entry. */
    Optional<Entry> find(String space, String name);

    /** Returns all entries of a space, by name. */
    List<Entry> list(String space);
}
