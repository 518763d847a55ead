package dev.maestro.server.bench;

import dev.maestro.server.bench.client.Rest;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Messages in one order: the next is published when the server has taken the one before.
 *
 * <p>What is due while one is under way waits, and its time runs. More than {@value #MOST_WAITING} that wait are not sent.
 *
 * <p>Threads: confined to the pace's.
 */
final class Lane {
    static final int MOST_WAITING = 10_000;

    private final int number;
    private final Publisher publisher;
    private final Mark mark;
    private final Executor thread;
    private final RunTime time;
    private final Deque<Due> waiting = new ArrayDeque<>();
    private final BitSet excused = new BitSet();
    private final Tally failures;
    private final Latencies taken = new Latencies();
    private int scheduled;
    private int measuredTaken;
    private boolean busy;
    private boolean closed;

    private record Due(int seq, long dueMicros) {}

    Lane(int number, Publisher publisher, Mark mark, Executor thread, RunTime time, Tally failures) {
        this.number = number;
        this.publisher = publisher;
        this.mark = mark;
        this.thread = thread;
        this.time = time;
        this.failures = failures;
    }

    /** Has the next message published as soon as may be. */
    void add(long dueMicros) {
        int seq = scheduled++;
        if (waiting.size() >= MOST_WAITING || closed) {
            excuse(seq, "not sent: " + MOST_WAITING + " waited");
            return;
        }
        waiting.add(new Due(seq, dueMicros));
        next();
    }

    private void next() {
        if (busy || waiting.isEmpty()) {
            return;
        }
        busy = true;
        Due due = waiting.remove();
        publisher
                .publish(mark.text(number, due.seq, due.dueMicros))
                .handleAsync(
                        (answer, failure) -> {
                            answered(due, failure);
                            return due;
                        },
                        thread)
                .exceptionally(bug -> {
                    failures.add("the generator failed: " + bug);
                    return due;
                });
    }

    private void answered(Due due, @Nullable Throwable failure) {
        busy = false;
        if (failure != null) {
            excuse(due.seq, Rest.reason(failure));
        } else if (time.measured(due.dueMicros)) {
            measuredTaken++;
            taken.record(time.micros() - due.dueMicros);
        }
        next();
    }

    private void excuse(int seq, String reason) {
        excused.set(seq);
        failures.add(reason);
    }

    /** Gives up what still waits. */
    void giveUp() {
        closed = true;
        waiting.forEach(due -> excuse(due.seq, "not sent: the server took too few in the time"));
        waiting.clear();
    }

    boolean idle() {
        return !busy && waiting.isEmpty();
    }

    /** Returns how many messages were due. */
    int scheduled() {
        return scheduled;
    }

    /** Returns those of which nobody knows that the server took them: they may be heard, and need not. */
    BitSet excused() {
        return (BitSet) excused.clone();
    }

    /** Returns how many of the measured time the server took. */
    int measuredTaken() {
        return measuredTaken;
    }

    /** Returns how long it took from when they were due until the server had taken them. */
    Latencies taken() {
        return taken;
    }
}
