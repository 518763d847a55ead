package dev.maestro.server.terminal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * How an owner is slowed: its acks wait, or, if it asks for none, it is told to pause.
 *
 * <p>Threads: guarded by its terminal's lock; tells by {@link Calls}.
 */
final class Credit {
    /** More than that at once are not sent by an owner that waits for any of them. */
    static final int MOST_WAITING = 256;

    private static final int RESERVE = 32 * 1_024;

    private record Waiting(long position, Consumer<Long> taken) {}

    private final int capacity;
    private final Calls calls;
    private final Consumer<Boolean> flow;
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    private boolean unasked;
    private boolean paused;

    /** Whether the owner was ever told to pause, and so may still do so. */
    private boolean told;

    /**
     * Holds nobody back.
     *
     * @param capacity of the ring, in bytes
     * @param flow tells the owner to pause, or to go on
     */
    Credit(int capacity, Calls calls, Consumer<Boolean> flow) {
        this.capacity = capacity;
        this.calls = calls;
        this.flow = flow;
    }

    boolean full() {
        return waiting.size() >= MOST_WAITING;
    }

    /** An owner that waits has sent something. */
    void waits(long position, Consumer<Long> taken) {
        unasked = false;
        waiting.add(new Waiting(position, taken));
    }

    /** An owner that does not wait has sent something. */
    void waitsNot() {
        unasked = true;
    }

    /** Tells the owner what follows from who lags most by how much. */
    void settle(long lag) {
        while (lag <= capacity / 2 && !waiting.isEmpty()) {
            Waiting first = waiting.remove();
            calls.add(() -> first.taken().accept(first.position()));
        }
        boolean pause = unasked && (paused ? lag >= capacity / 4 : lag > capacity / 2);
        if (pause != paused) {
            paused = pause;
            told = true;
            calls.add(() -> flow.accept(pause));
        }
    }

    /** Returns how many bytes an owner may have sent without an ack, so that with half a ring more nothing is lost. */
    int bytes() {
        return Math.max(capacity / 2 - RESERVE, capacity / 4);
    }

    /** The owner's connection is gone, and with it whoever waits; what it was told it may go by for good. */
    void forgetWaiting() {
        waiting.clear();
    }

    /** The owner is back, and may have missed what it was told since, or go by what it was told before. */
    void tellAgain() {
        if (told) {
            boolean now = paused;
            calls.add(() -> flow.accept(now));
        }
    }

    /** The owner registered again: whether it waits will be seen, and until then nothing holds it. */
    void begin() {
        waiting.clear();
        unasked = false;
        paused = false;
        tellAgain();
        told = false;
    }
}
