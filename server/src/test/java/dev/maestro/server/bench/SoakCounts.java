package dev.maestro.server.bench;

import java.util.concurrent.atomic.LongAdder;

/** What happened to the sockets of a soak. Threads: thread-safe. */
final class SoakCounts {
    final LongAdder open = new LongAdder();
    final LongAdder heard = new LongAdder();
    final LongAdder recovered = new LongAdder();
    final LongAdder afresh = new LongAdder();
    final LongAdder churned = new LongAdder();
    final LongAdder slow = new LongAdder();
    final Tally ended = new Tally();
    final Tally churnRefused = new Tally();
    final Tally slowEnded = new Tally();
}
