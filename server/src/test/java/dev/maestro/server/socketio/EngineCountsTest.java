package dev.maestro.server.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What an engine counts of what goes through it. */
class EngineCountsTest {
    private final EngineCounters counters = new EngineCounters();

    @Test
    void whatWaitsIsCountedUntilItIsSentOrDropped() {
        Outbox outbox = new Outbox(counters, counters.pushed());
        Outgoing message = Outgoing.text("42[\"x\"]");
        int size = message.sizeBytes();
        outbox.add(message, MessageClass.EVENT);
        outbox.add(Outgoing.text("42[\"x\"]"), MessageClass.VOLATILE);
        outbox.add(Outgoing.text("42[\"x\"]"), MessageClass.EVENT);
        assertThat(waiting().messages()).isEqualTo(3);
        assertThat(waiting().bytes()).isEqualTo(3L * size);

        Objects.requireNonNull(outbox.poll()).message().release();
        assertThat(waiting().messages()).isEqualTo(2);
        assertThat(waiting().waits().count()).isEqualTo(1);

        assertThat(outbox.dropVolatile()).isTrue();
        outbox.discard();
        assertThat(waiting().messages()).isZero();
        assertThat(waiting().bytes()).isZero();
        assertThat(waiting().waits().count()).as("what is dropped was not sent").isEqualTo(1);
        assertThat(counters.drops()).isEqualTo(Map.of(MessageClass.VOLATILE, 1L, MessageClass.EVENT, 1L));
        assertThat(counters.polled().read().messages()).isZero();
    }

    @Test
    void noMoreEventsAreToldApartThanABound() {
        BroadcastCounts broadcasts = counters.broadcasts();
        for (int i = 0; i < BroadcastCounts.MOST + 50; i++) {
            broadcasts.delivered("event-" + i, 2, 10);
        }
        Map<String, EngineTraffic.Delivered> read = broadcasts.read();
        assertThat(read).hasSize(BroadcastCounts.MOST + 1);
        assertThat(read).containsEntry(BroadcastCounts.OTHER, new EngineTraffic.Delivered(100, 1_000));
        assertThat(read).containsEntry("event-0", new EngineTraffic.Delivered(2, 20));
    }

    private EngineTraffic.Waiting waiting() {
        return counters.pushed().read();
    }
}
