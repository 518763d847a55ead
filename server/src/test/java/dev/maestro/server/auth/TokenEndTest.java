package dev.maestro.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.server.auth.TokenEnd.Step;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TokenEndTest {
    private static final Instant END = Instant.ofEpochSecond(10_000);

    private final TokenEnd end = new TokenEnd(END, new TokenEnd.Rules(Duration.ofSeconds(60), Duration.ofSeconds(10)));

    @Test
    void everyStepComesOnceAndInTime() {
        assertThat(at(-61)).isEqualTo(Step.NONE);
        assertThat(at(-60)).isEqualTo(Step.WARN);
        assertThat(at(-30)).isEqualTo(Step.NONE);
        assertThat(at(0)).isEqualTo(Step.EXPIRED);
        assertThat(at(9)).isEqualTo(Step.NONE);
        assertThat(at(10)).isEqualTo(Step.OVER);
    }

    @Test
    void theNextLookIsAtTheNextStep() {
        assertThat(end.untilNextLook(END.minusSeconds(90))).isEqualTo(Duration.ofSeconds(30));
        at(-60);
        assertThat(end.untilNextLook(END.minusSeconds(60))).isEqualTo(Duration.ofSeconds(60));
        at(0);
        assertThat(end.untilNextLook(END)).isEqualTo(Duration.ofSeconds(10));
        assertThat(end.untilNextLook(END.plusSeconds(99))).isZero();
    }

    @Test
    void noWaitIsTrustedForLongerThanMinutes() {
        assertThat(end.untilNextLook(END.minusSeconds(1_000_000))).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void aClockThatJumpsPassesTheWarningByAndStillLeavesTheGrace() {
        assertThat(at(-100)).isEqualTo(Step.NONE);
        assertThat(at(500)).isEqualTo(Step.EXPIRED);
        assertThat(end.overAt()).isEqualTo(END.plusSeconds(510));
        assertThat(at(509)).isEqualTo(Step.NONE);
        assertThat(at(510)).isEqualTo(Step.OVER);
    }

    private Step at(long secondsAfterTheEnd) {
        return end.at(END.plusSeconds(secondsAfterTheEnd));
    }
}
