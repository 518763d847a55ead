package dev.maestro.server.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.socketio.Broadcast;
import dev.maestro.server.socketio.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class BroadcasterTest {
    private final List<String> happened = new ArrayList<>();
    private final RecordingWatch access = new RecordingWatch();
    private final Broadcaster broadcaster = broadcaster(List.of(new MaestroDialect()));

    @Test
    void aBatchIsHandedOnOnceAndInOrder() {
        broadcaster.onEvents(List.of(event(1), event(2)));

        assertThat(happened).containsExactly("sockets 1,1,2,2 to e-2", "raw 2");
    }

    @Test
    void anActionRunsAfterItsEventWasHandedOn() {
        broadcaster.whenDispatched(new Offset("e", 2), () -> happened.add("two"));
        broadcaster.whenDispatched(new Offset("e", 1), () -> happened.add("one"));

        broadcaster.onEvents(List.of(event(1)));
        assertThat(happened).containsExactly("sockets 1,1 to e-1", "raw 1", "one");

        broadcaster.onEvents(List.of(event(2), event(3)));
        assertThat(happened)
                .containsExactly("sockets 1,1 to e-1", "raw 1", "one", "sockets 2,2,3,3 to e-3", "raw 2", "two");
    }

    @Test
    void anActionForWhatWasHandedOnRunsAtOnce() {
        broadcaster.onEvents(List.of(event(1)));
        happened.clear();

        broadcaster.whenDispatched(new Offset("e", 1), () -> happened.add("now"));

        assertThat(happened).containsExactly("now");
    }

    @Test
    void socketsAreVisitedBetweenTheEventsBeforeAndAfter() {
        access.visits = true;

        broadcaster.onEvents(List.of(event(1), event(2), event(3), event(4)));

        assertThat(happened)
                .containsExactly(
                        "sockets 1,1 to e-1",
                        "raw 1",
                        "visit",
                        "sockets 2,2,3,3 to e-3",
                        "raw 2",
                        "visit",
                        "sockets 4,4 to e-4",
                        "raw 1");
    }

    @Test
    void aGapMakesEverybodyStartAfreshAndLetsNoActionWaitForever() {
        broadcaster.whenDispatched(new Offset("e", 5), () -> happened.add("five"));

        broadcaster.onGap(new Offset("f", 3));

        assertThat(happened).containsExactly("access lost", "resync", "sockets  to f-3", "five");
    }

    @Test
    void aDialectThatFailsSilencesNoOtherAndItsOwnClientsStartAfreshOnce() {
        Broadcaster withFaulty = broadcaster(List.of(new Faulty(true), new MaestroDialect()));

        withFaulty.onEvents(List.of(event(1), event(2)));

        assertThat(happened).containsExactly("sockets 1,1,2,2 to e-2", "raw 2", "resync [/faulty]", "resync raw");
    }

    @Test
    void aDialectThatFailsLeavesPlainWebSocketsItDoesNotSpeakOnAlone() {
        broadcaster(List.of(new Faulty(false), new MaestroDialect())).onEvents(List.of(event(1)));

        assertThat(happened).containsExactly("sockets 1,1 to e-1", "raw 1", "resync [/faulty]");
    }

    private record Faulty(boolean onRawSockets) implements Dialect {
        @Override
        public Deliveries render(CommittedEvent event) {
            throw new IllegalStateException("cannot render");
        }

        @Override
        public Set<String> addresses() {
            return Set.of("/faulty");
        }
    }

    @Test
    void anEventThatSaysNothingOfAccessIsSentWithTheOthersAndAccessIsReadAnew() {
        access.failsAt = 2;

        broadcaster.onEvents(List.of(event(1), event(2), event(3)));

        assertThat(happened).containsExactly("access lost", "access lost", "sockets 1,1,2,2,3,3 to e-3", "raw 3");
    }

    private Broadcaster broadcaster(List<Dialect> dialects) {
        return new Broadcaster(new Reach(new Offset("e", 0)), new Dialects(dialects), access, outlets());
    }

    private Outlets outlets() {
        return new Outlets(
                (broadcasts, after) -> happened.add("sockets "
                        + String.join(
                                ",",
                                broadcasts.stream()
                                        .map(Broadcast::sequence)
                                        .map(String::valueOf)
                                        .toList())
                        + " to " + after.offset()),
                visitor -> happened.add("visit"),
                messages -> happened.add("raw " + messages.size()),
                addresses -> happened.add("resync " + addresses),
                () -> happened.add("resync raw"),
                () -> happened.add("resync"));
    }

    /** Wants a visit before the second event and one after the third. */
    private final class RecordingWatch implements AccessWatch {
        private boolean visits;
        private long failsAt;

        @Override
        public Optional<Consumer<Socket>> before(CommittedEvent event) {
            failAt(event);
            return visits && event.offset().sequence() == 2 ? Optional.of(socket -> {}) : Optional.empty();
        }

        @Override
        public Optional<Consumer<Socket>> after(CommittedEvent event) {
            failAt(event);
            return visits && event.offset().sequence() == 3 ? Optional.of(socket -> {}) : Optional.empty();
        }

        private void failAt(CommittedEvent event) {
            if (event.offset().sequence() == failsAt) {
                throw new IllegalStateException("cannot be read");
            }
        }

        @Override
        public void lost() {
            happened.add("access lost");
        }
    }

    private static CommittedEvent event(long sequence) {
        return new CommittedEvent(
                new Offset("e", sequence), 1, EventName.TASK_CREATED, "p1", List.of(), JsonBytes.of(Map.of()));
    }
}
