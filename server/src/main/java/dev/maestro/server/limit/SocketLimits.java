package dev.maestro.server.limit;

import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

/**
 * What the sockets of one class are held to: how many one may have, and how fast each may send.
 *
 * <p>Threads: thread-safe.
 */
public final class SocketLimits {
    private final Gates gates;
    private final IntSupplier most;
    private final ConnectionCounts counts = new ConnectionCounts();
    private final LongAdder turnedAway = new LongAdder();

    /** Begins with none, and a number of sockets that stays as it is. */
    public SocketLimits(Gates gates, int most) {
        this(gates, () -> most);
    }

    /**
     * Begins with none.
     *
     * @param gates what a socket may send
     * @param most how many sockets one principal may have at the same time; asked for each one more
     */
    public SocketLimits(Gates gates, IntSupplier most) {
        this.gates = gates;
        this.most = most;
    }

    /** Returns whether somebody may open a socket: allowed, or banned and for how long. */
    public Verdict check(String key) {
        return gates.check(key);
    }

    /**
     * Takes a place for one socket.
     *
     * @param spared whether the key may have as many as it likes, as the local person may
     * @return the place, to be closed when the socket is gone; empty if there are as many as there may be
     */
    public Optional<Seat> seat(String key, boolean spared) {
        if (spared) {
            return Optional.of(Seat.uncounted());
        }
        Optional<Seat> seat = counts.take(key, most());
        if (seat.isEmpty()) {
            turnedAway.increment();
        }
        return seat;
    }

    /** Returns whether a place could be taken at this moment. */
    public boolean hasPlace(String key, boolean spared) {
        boolean free = spared || counts.taken(key) < most();
        if (!free) {
            turnedAway.increment();
        }
        return free;
    }

    /** Returns the gate of a new socket; see {@link Gates#open}. */
    public Gate gate(String key, boolean spared) {
        return gates.open(key, spared);
    }

    /**
     * Returns the gate that all sockets of a key share; to be asked for again for each event, as what nobody asks for is
     * forgotten. See {@link Gates#shared}.
     */
    public Gate sharedGate(String key) {
        return gates.shared(key, false);
    }

    /** Returns how often there was no place. */
    public long turnedAway() {
        return turnedAway.sum();
    }

    /** Returns how much was refused of what sockets sent. */
    public long refused() {
        return gates.refused();
    }

    /** Returns how many sockets one principal may have. */
    public int most() {
        return most.getAsInt();
    }
}
