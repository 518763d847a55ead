package dev.maestro.server.bench;

import java.util.concurrent.atomic.LongAdder;

/** What the watchers of one event loop have in common. Threads: confined to that loop, but {@code all}. */
final class LoopEar {
    final Mark mark;
    final RunTime time;
    final Latencies latencies = new Latencies();
    /** What all watchers of the run heard, for whoever looks on. */
    final LongAdder all;

    long measured;
    long bytes;

    LoopEar(Mark mark, RunTime time, LongAdder all) {
        this.mark = mark;
        this.time = time;
        this.all = all;
    }
}
