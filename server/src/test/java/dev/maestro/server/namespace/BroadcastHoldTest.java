package dev.maestro.server.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BroadcastHoldTest {
    private final List<String> happened = new ArrayList<>();
    private final BroadcastHold hold = new BroadcastHold((between, upTo) -> {
        happened.add("up to " + upTo);
        between.run();
    });

    @Test
    void aSnapshotTakesItsPlaceOnce() {
        hold.end(7, () -> happened.add("snapshot"));
        hold.end(8, () -> happened.add("another"));
        hold.giveUp();

        assertThat(happened).containsExactly("up to 7", "snapshot");
    }

    @Test
    void newsThatComesAfterItWasGivenUpEndsNoOtherHold() {
        hold.giveUp();
        hold.end(7, () -> happened.add("snapshot"));

        assertThat(happened).containsExactly("up to " + Long.MAX_VALUE);
    }
}
