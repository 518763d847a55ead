package dev.maestro.server.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.socketio.Broadcast;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BroadcasterTest {
    private final List<String> happened = new ArrayList<>();
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
    void aGapMakesEverybodyStartAfreshAndLetsNoActionWaitForever() {
        broadcaster.whenDispatched(new Offset("e", 5), () -> happened.add("five"));

        broadcaster.onGap(new Offset("f", 3));

        assertThat(happened).containsExactly("resync", "sockets  to f-3", "five");
    }

    @Test
    void aDialectThatFailsSilencesNoOther() {
        Broadcaster withFaulty = broadcaster(List.of(
                event -> {
                    throw new IllegalStateException("cannot render");
                },
                new MaestroDialect()));

        withFaulty.onEvents(List.of(event(1)));

        assertThat(happened).containsExactly("sockets 1,1 to e-1", "raw 1");
    }

    private Broadcaster broadcaster(List<Dialect> dialects) {
        return new Broadcaster(
                new Offset("e", 0),
                new Dialects(dialects),
                (broadcasts, after) -> happened.add("sockets "
                        + String.join(
                                ",",
                                broadcasts.stream()
                                        .map(Broadcast::sequence)
                                        .map(String::valueOf)
                                        .toList())
                        + " to " + after.offset()),
                messages -> happened.add("raw " + messages.size()),
                () -> happened.add("resync"));
    }

    private static CommittedEvent event(long sequence) {
        return new CommittedEvent(
                new Offset("e", sequence), 1, EventName.TASK_CREATED, "p1", List.of(), JsonBytes.of(Map.of()));
    }
}
