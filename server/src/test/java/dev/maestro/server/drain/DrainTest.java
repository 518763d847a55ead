package dev.maestro.server.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DrainTest {
    private static final DrainTimes TIMES = new DrainTimes(Duration.ofSeconds(3), Duration.ofSeconds(10));

    private final MovedTime time = new MovedTime();
    private final List<String> done = new ArrayList<>();

    @Test
    void theHubServesOnWhileItSaysThatItIsNotReady() throws Exception {
        Drain drain = new Drain(TIMES, time);
        People people = new People(drain, 1, 0, false);

        assertThat(drain.begun()).isFalse();
        assertThat(drain.run(people)).isZero();
        assertThat(done).startsWith("refuse at 3000 while announced", "announce at 3000 while announced");
        assertThat(drain.stage()).isEqualTo(DrainStage.DONE);
    }

    @Test
    void viewersHearTheEndOfTerminalsThatNobodyTakesOver() throws Exception {
        Drain drain = new Drain(TIMES, time);
        drain.run(new People(drain, 5, 2, false));

        assertThat(done.stream().map(step -> step.split(" ")[0]))
                .containsExactly("refuse", "announce", "terminals", "go", "rest");
    }

    @Test
    void terminalsGoOnUntilOnlyTheirOwnersAreLeftWhereAnotherHubTakesThem() throws Exception {
        Drain drain = new Drain(TIMES, time);
        drain.run(new People(drain, 5, 2, true));

        assertThat(done.stream().map(step -> step.split(" ")[0]))
                .containsExactly("refuse", "announce", "go", "terminals", "rest");
    }

    @Test
    void manyGoAFewAtATimeWithinHalfOfTheTime() throws Exception {
        Drain drain = new Drain(TIMES, time);
        People people = new People(drain, 4_497, 3, false);
        drain.run(people);

        List<String> goings =
                done.stream().filter(step -> step.startsWith("go")).toList();
        assertThat(goings).hasSize(45).startsWith("go 100 at 3000 while letting_go");
        assertThat(goings.get(44)).isEqualTo("go 100 at 7400 while letting_go");
    }

    @Test
    void whoNeverGoesIsCutOffWhenTheTimeIsUpAndCounted() throws Exception {
        Drain drain = new Drain(TIMES, time);
        People people = new People(drain, 10, 0, false);
        people.deaf = 4;

        assertThat(drain.run(people)).isEqualTo(4);
        assertThat(time.millis()).isBetween(12_000L, 12_020L);
    }

    @Test
    void agentsAndOwnersAreNotToldBeforeTheOthersHaveGone() throws Exception {
        Drain drain = new Drain(TIMES, time);
        People people = new People(drain, 5, 2, true);
        people.goneAtMillis = 6_000;
        drain.run(people);

        assertThat(done.get(2)).isEqualTo("go 7 at 3000 while letting_go");
        assertThat(done).endsWith("terminals at 6000 while last", "rest at 6000 while last");
    }

    @Test
    void whoNeverGoesLeavesAgentsAndOwnersHalfOfTheTime() throws Exception {
        Drain drain = new Drain(TIMES, time);
        People people = new People(drain, 5, 2, true);
        people.goneAtMillis = Long.MAX_VALUE;
        drain.run(people);

        assertThat(done).endsWith("terminals at 7500 while last", "rest at 7500 while last");
    }

    @Test
    void noStepOfThePaceIsEmptyAndAllGo() {
        for (int clients : new int[] {0, 1, 19, 20, 21, 999, 100_000}) {
            List<Integer> batches = Pace.of(clients, Duration.ofSeconds(4));
            assertThat(batches).hasSizeLessThanOrEqualTo(40).allMatch(batch -> batch > 0);
            assertThat(batches.stream().mapToInt(Integer::intValue).sum()).isEqualTo(clients);
        }
        assertThat(Pace.of(50, Duration.ZERO)).containsExactly(50);
    }

    /** Time that passes when somebody waits. */
    private static final class MovedTime implements DrainTime {
        private long nanos;

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public void pause(Duration length) {
            nanos += length.toNanos();
        }

        long millis() {
            return nanos / 1_000_000;
        }
    }

    /** Clients that go when they are let go, but for those that are deaf. */
    private final class People implements Departing {
        private final Drain drain;
        private final boolean elsewhere;
        private int ordinary;
        private int last;
        private int deaf;
        private long goneAtMillis;

        People(Drain drain, int ordinary, int last, boolean elsewhere) {
            this.drain = drain;
            this.ordinary = ordinary;
            this.last = last;
            this.elsewhere = elsewhere;
        }

        private void note(String step) {
            done.add(step + " at " + time.millis() + " while " + drain.stage().wire());
        }

        @Override
        public void refuse() {
            note("refuse");
        }

        @Override
        public void announce() {
            note("announce");
        }

        @Override
        public boolean goesOnElsewhere() {
            return elsewhere;
        }

        @Override
        public int present() {
            return Math.max(ordinary + last, deaf);
        }

        @Override
        public int ordinary() {
            return time.millis() < goneAtMillis ? 1 : ordinary;
        }

        @Override
        public void letGo(int most) {
            ordinary -= Math.min(most, ordinary);
            note("go " + most);
        }

        @Override
        public void giveTerminalsUp() {
            note("terminals");
        }

        @Override
        public void letGoAll() {
            ordinary = 0;
            last = 0;
            note("rest");
        }
    }
}
