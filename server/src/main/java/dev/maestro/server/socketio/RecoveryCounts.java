package dev.maestro.server.socketio;

import dev.maestro.server.measure.Spread;
import dev.maestro.server.measure.Tally;

/**
 * What became of clients that came back, and how much was replayed to those that were recovered.
 *
 * <p>Threads: thread-safe.
 */
final class RecoveryCounts {
    private final Tally<RecoveryOutcome> outcomes = new Tally<>(RecoveryOutcome.class);
    private final Spread events = Spread.upTo(0, 1, 10, 100, 1_000, 10_000);
    private final Spread bytes = Spread.upTo(0, 1_000, 10_000, 100_000, 1_000_000, 10_000_000);

    void afresh() {
        outcomes.count(RecoveryOutcome.AFRESH);
    }

    void failed() {
        outcomes.count(RecoveryOutcome.FAILED);
    }

    void recovered(long replayedEvents, long replayedBytes) {
        outcomes.count(RecoveryOutcome.RECOVERED);
        events.add(replayedEvents);
        bytes.add(replayedBytes);
    }

    EngineTraffic.Recoveries read() {
        return new EngineTraffic.Recoveries(outcomes.all(), events.read(), bytes.read());
    }
}
