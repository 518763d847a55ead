package dev.maestro.server.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LaneHearingTest {
    private final LaneHearing hearing = new LaneHearing(0);

    @Test
    void whatComesInOrderIsRight() {
        hear(0, 1, 2, 3);

        assertFound(4, 0, 0, 0);
    }

    @Test
    void aHoleIsLost() {
        hear(0, 1, 4);

        assertFound(5, 2, 0, 0);
    }

    @Test
    void theEndThatDidNotComeIsLost() {
        hear(0, 1);

        assertFound(5, 3, 0, 0);
    }

    @Test
    void whoHeardNothingLostAll() {
        assertFound(3, 3, 0, 0);
    }

    @Test
    void whatComesTwiceIsCountedOnceAndDoubled() {
        hear(0, 1, 1, 0, 2);

        assertFound(3, 0, 2, 0);
    }

    @Test
    void whatComesLateIsNotLostButOutOfOrder() {
        hear(0, 2, 1, 3);

        assertFound(4, 0, 0, 1);
    }

    @Test
    void whatComesLateAndAgainIsBoth() {
        hear(0, 2, 1, 1);

        assertFound(3, 0, 1, 1);
    }

    @Test
    void whatNobodyKnowsToBePublishedIsNotLost() {
        hear(0, 3);
        BitSet excused = new BitSet();
        excused.set(1);
        excused.set(4);

        assertThat(hearing.lost(6, excused)).as("2 and 5").isEqualTo(2);
    }

    @Test
    void whoComesLaterLacksNothingOfBefore() {
        LaneHearing late = new LaneHearing(100);
        late.heard(100);

        assertThat(late.lost(101, new BitSet())).isZero();
        assertThat(late.next()).isEqualTo(101);
    }

    private void hear(int... seqs) {
        IntStream.of(seqs).forEach(hearing::heard);
    }

    private void assertFound(int published, int lost, int duplicated, int outOfOrder) {
        assertThat(hearing.lost(published, new BitSet())).as("lost").isEqualTo(lost);
        assertThat(hearing.duplicated()).as("duplicated").isEqualTo(duplicated);
        assertThat(hearing.outOfOrder()).as("out of order").isEqualTo(outOfOrder);
    }
}
