package dev.maestro.server.backend;

import dev.maestro.protocol.json.JsonBytes;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What is kept of sockets, so that a client that lost its connection, or whose hub died, can be recovered.
 *
 * <p>Promises of every backend, held by {@code BackendContract}:
 *
 * <ul>
 *   <li><b>Durable.</b> When a stage has completed, what it stands for survives the death of the process.
 *   <li><b>Ordered.</b> Calls about one socket take effect in their order. A later one may stand for earlier ones that
 *       wait to be stored; each is still answered.
 *   <li><b>Read your calls.</b> {@link #find} sees every call made in this process before it, answered or not.
 *   <li><b>Bounded.</b> What is kept ends with its window. At most {@value #MAX_KEPT} are kept; over that, those whose
 *       connection went first go first, connected ones last, and whoever comes back for one is not recovered.
 * </ul>
 *
 * <p>A socket's window begins when its connection is {@link #gone}. One that was connected to a process that died or
 * closed counts as gone since that process was last known to run: at most 5 s too early, never too late.
 *
 * <p>Where several processes keep one store, each finds what the others keep. A socket is of the process that saved it last
 * after {@link #find finding} it, or as the first; what another says of it afterwards is of no effect: its client has come
 * back elsewhere, and it only learns late that the connection is gone.
 *
 * <p>Threads: thread-safe. {@link #find} blocks; the others do not. Stages may complete on the backend's own thread:
 * what follows on them must be short.
 */
public interface RecoverySessions {
    /** How many are kept at most, give or take those of a moment. */
    int MAX_KEPT = 100_000;

    /** The longest pid, in characters. */
    int MAX_PID_LENGTH = 64;

    /** The largest state, in bytes of JSON. */
    int MAX_STATE_BYTES = 512 * 1024;

    /**
     * Keeps a connected socket's state in place of what was kept before; it counts as connected from now on.
     *
     * <p>The stage fails with {@link BackendUnavailableException} when the store cannot write now or too many wait, and
     * with {@link IllegalArgumentException} when the pid or the state is over its limit; then what was kept before
     * stays, unless a store was lost on the way: then it may have been replaced.
     *
     * @param pid the socket's secret
     */
    CompletionStage<Void> save(String pid, JsonBytes state);

    /**
     * Notes that the socket's connection is gone: from now on its window runs. Nothing happens when it runs already, or
     * nothing is kept.
     *
     * <p>Stored with whatever is stored next, at the latest after some 250 ms. The stage fails with
     * {@link BackendUnavailableException} when the store cannot write now; the note still takes effect when it can
     * again, unless the process ends before.
     */
    CompletionStage<Void> gone(String pid);

    /** Keeps nothing of the socket any more: nobody will come back for it. Fails as {@link #gone} does. */
    CompletionStage<Void> forget(String pid);

    /**
     * Keeps nothing any more of any socket of this process, connected or gone: what their clients hold is worth nothing.
     * Where no other process keeps the store, of those that earlier ones left neither. Fails as {@link #gone} does.
     */
    CompletionStage<Void> forgetAll();

    /**
     * Finds what was last saved of a socket, if it is connected or its window is not over.
     *
     * @throws BackendUnavailableException if the store cannot be read now
     */
    Optional<JsonBytes> find(String pid);
}
