package dev.maestro.server.terminal;

import java.util.concurrent.atomic.LongAdder;

/**
 * What went through the terminals of a node since its start.
 *
 * <p>Threads: thread-safe; counting waits for nobody.
 */
final class TerminalCounters {
    private final LongAdder written = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder typed = new LongAdder();
    private final LongAdder resyncs = new LongAdder();

    void written(long bytes) {
        written.add(bytes);
    }

    void sent(long bytes) {
        sent.add(bytes);
    }

    void typed(long bytes) {
        typed.add(bytes);
    }

    void resynced() {
        resyncs.increment();
    }

    TerminalTraffic read() {
        return new TerminalTraffic(written.sum(), sent.sum(), typed.sum(), resyncs.sum());
    }
}
