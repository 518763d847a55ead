package dev.maestro.server.namespace;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.server.limit.Gate;
import org.jspecify.annotations.Nullable;

/**
 * What one socket is counted as: at first as itself, then as its principal's.
 *
 * <p>Threads: thread-safe: a principal may become known while the socket goes.
 */
final class SocketPass {
    private final ConnectionSeats seats;
    private final Object connection;

    @GuardedBy("this")
    private Gate gate;

    @GuardedBy("this")
    private @Nullable String principal;

    @GuardedBy("this")
    private boolean ended;

    SocketPass(ConnectionSeats seats, Object connection, Gate gate) {
        this.seats = seats;
        this.connection = connection;
        this.gate = gate;
    }

    synchronized Gate gate() {
        return gate;
    }

    /** Makes it a principal's, whose seat it takes; returns whether there was a seat. */
    synchronized boolean become(String key, boolean spared, Gate itsGate) {
        if (ended || key.equals(principal)) {
            return true;
        }
        if (!seats.take(connection, key, spared)) {
            return false;
        }
        giveBack();
        principal = key;
        gate = itsGate;
        return true;
    }

    /** Gives its seat back; again does nothing. */
    synchronized void end() {
        ended = true;
        giveBack();
    }

    @GuardedBy("this")
    private void giveBack() {
        if (principal != null) {
            seats.giveBack(connection, principal);
            principal = null;
        }
    }
}
