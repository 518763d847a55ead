package dev.maestro.server.namespace;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.server.limit.Seat;
import dev.maestro.server.limit.SocketLimits;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How many connections each principal has: one counts once, however many sockets of the principal it carries.
 *
 * <p>Threads: thread-safe. Memory: grows with those that are connected only.
 */
final class ConnectionSeats {
    private final SocketLimits limits;

    @GuardedBy("this")
    private final Map<Object, Map<String, Taken>> byConnection = new IdentityHashMap<>();

    /** A seat and the sockets that share it. */
    private static final class Taken {
        private final Seat seat;
        // Guarded by the seats.
        private int sockets;

        private Taken(Seat seat) {
            this.seat = seat;
        }
    }

    ConnectionSeats(SocketLimits limits) {
        this.limits = limits;
    }

    /** Returns whether a socket of the principal on that connection would find a seat now. */
    synchronized boolean isFree(Object connection, String principal, boolean spared) {
        return byConnection.getOrDefault(connection, Map.of()).containsKey(principal)
                || limits.hasPlace(principal, spared);
    }

    /**
     * Takes a seat for a socket, the connection's own if it has one.
     *
     * @param spared whether the principal may have any number
     * @return whether there was any
     */
    synchronized boolean take(Object connection, String principal, boolean spared) {
        Map<String, Taken> mine = byConnection.computeIfAbsent(connection, key -> new HashMap<>(2));
        Taken taken = mine.get(principal);
        if (taken == null) {
            Optional<Seat> seat = limits.seat(principal, spared);
            if (seat.isEmpty()) {
                forgetIfUnused(connection, mine);
                return false;
            }
            taken = new Taken(seat.get());
            mine.put(principal, taken);
        }
        taken.sockets++;
        return true;
    }

    /** Gives a socket's seat back; to be called once for each that was taken. */
    synchronized void giveBack(Object connection, String principal) {
        Map<String, Taken> mine = byConnection.getOrDefault(connection, new HashMap<>());
        Taken taken = mine.get(principal);
        if (taken != null && --taken.sockets == 0) {
            mine.remove(principal);
            taken.seat.close();
            forgetIfUnused(connection, mine);
        }
    }

    private synchronized void forgetIfUnused(Object connection, Map<String, Taken> mine) {
        if (mine.isEmpty()) {
            byConnection.remove(connection);
        }
    }
}
