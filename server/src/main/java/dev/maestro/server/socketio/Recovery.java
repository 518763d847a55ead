package dev.maestro.server.socketio;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Where the state of sockets is kept while they are connected, and where what they missed is read.
 *
 * <p>What it returns fails with {@link RecoveryAwayException} while the store is away.
 *
 * <p>Threads: thread-safe; nothing blocks. Spec: docs/protocol/engine.md, "Recovery".
 */
public interface Recovery {
    /**
     * Keeps a connected socket's state, in place of what was kept under its pid before.
     *
     * @return done when the state survives the death of the process; fails when it may not
     */
    CompletionStage<Void> save(String pid, SavedSocket socket);

    /** The socket's connection is gone; from now on its time runs. */
    void gone(String pid);

    /** Nobody will come back for the socket. */
    void forget(String pid);

    /** Finds a socket's state; empty if there is none, or its time is over. */
    CompletionStage<Optional<SavedSocket>> find(String pid);

    /**
     * Reads the first stretch of what a socket missed.
     *
     * @param addresses as in {@link #next}
     * @param offset the last offset the client had, null if it had none; what it says is not trusted
     */
    CompletionStage<Missed> resume(SavedSocket socket, Set<String> addresses, @Nullable String offset);

    /**
     * Reads the stretch of a namespace's broadcasts that follows a position.
     *
     * @param addresses what such broadcasts have for their namespace: its name, and the text of its template if it has one
     */
    CompletionStage<Missed> next(Set<String> addresses, Position after);

    /**
     * A stretch of a namespace's broadcasts.
     *
     * @param broadcasts in order, whatever rooms they go to
     * @param reached the position after them; beyond the last of them when others' events follow it
     * @param lost whether what follows cannot be read exactly; then nothing else here counts
     */
    record Missed(List<Broadcast> broadcasts, Position reached, boolean lost) {
        /** What follows is gone, or never was. */
        public static final Missed LOST = new Missed(List.of(), Position.START, true);

        public Missed {
            broadcasts = List.copyOf(broadcasts);
        }
    }
}
