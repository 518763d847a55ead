package dev.maestro.server.namespace;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.server.limit.Gate;
import java.util.function.Supplier;
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
    private Supplier<Gate> gate;

    @GuardedBy("this")
    private @Nullable String principal;

    @GuardedBy("this")
    private boolean ended;

    /** Begins with a gate, which is asked for anew for each event. */
    SocketPass(ConnectionSeats seats, Object connection, Supplier<Gate> gate) {
        this.seats = seats;
        this.connection = connection;
        this.gate = gate;
    }

    /** Returns the gate of the next event. */
    Gate gate() {
        Supplier<Gate> current;
        synchronized (this) {
            current = gate;
        }
        return current.get();
    }

    /** Makes it a principal's, whose seat it takes; returns whether there was a seat. */
    synchronized boolean become(String key, boolean spared, Supplier<Gate> itsGate) {
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
