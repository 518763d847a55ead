package dev.maestro.server.bench;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Has something happen at an even rate: at the times that were planned, however long each takes.
 *
 * <p>So what waits because a server is slow is late by as much as it waits, and its latency says so. How late this process
 * itself was is kept apart.
 *
 * <p>Threads: the turns, and the fields but {@code stopped}, are confined to the thread that is given.
 */
final class Pace {
    /** What is to happen, on the pace's thread; must not block. */
    interface Turn {
        /**
         * @param index counts from 0
         * @param dueMicros when it was due, since the run began
         */
        void take(int index, long dueMicros);
    }

    private final ScheduledExecutorService thread;
    private final RunTime time;
    private final long firstMicros;
    private final double intervalMicros;
    private final int count;
    private final Turn turn;
    private final Latencies lateness = new Latencies();
    private final CompletableFuture<Integer> done = new CompletableFuture<>();
    private volatile boolean stopped;
    private int index;

    private Pace(
            ScheduledExecutorService thread, RunTime time, long firstMicros, double perSecond, int count, Turn turn) {
        this.thread = thread;
        this.time = time;
        this.firstMicros = firstMicros;
        this.intervalMicros = TimeUnit.SECONDS.toMicros(1) / perSecond;
        this.count = count;
        this.turn = turn;
    }

    /** Begins now, and ends after {@code count} turns or when it is stopped. */
    static Pace start(ScheduledExecutorService thread, RunTime time, double perSecond, int count, Turn turn) {
        Pace pace = new Pace(thread, time, time.micros(), perSecond, count, turn);
        thread.execute(pace::run);
        return pace;
    }

    /** Returns when a turn is due, in microseconds since the run began. */
    long dueMicros(long turnIndex) {
        return firstMicros + (long) (turnIndex * intervalMicros);
    }

    /** Has no more turns begin. */
    void stop() {
        stopped = true;
    }

    /** Returns what is done after the last turn, with how many there were. */
    CompletableFuture<Integer> done() {
        return done;
    }

    /** Returns how late the measured turns were begun; to be looked at when it is done. */
    Latencies lateness() {
        return lateness;
    }

    private void run() {
        try {
            while (index < count && !stopped) {
                long due = dueMicros(index);
                long now = time.micros();
                if (due > now) {
                    var unused = thread.schedule(this::run, due - now, TimeUnit.MICROSECONDS);
                    return;
                }
                if (time.measured(due)) {
                    lateness.record(now - due);
                }
                turn.take(index++, due);
            }
            done.complete(index);
        } catch (RuntimeException e) {
            done.completeExceptionally(e);
        }
    }
}
