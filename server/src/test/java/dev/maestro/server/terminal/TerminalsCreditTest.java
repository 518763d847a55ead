package dev.maestro.server.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.command.PtyOutput;
import dev.maestro.protocol.error.ErrorCode;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TerminalsCreditTest {
    private static final int QUARTER = Stage.RING / 4;

    private final Stage stage = new Stage().registered();

    @AfterEach
    void stop() {
        stage.close();
    }

    @Test
    void acksSayUpToWhereTheHubHasIt() {
        stage.writes("abc");
        stage.writes("€");
        assertThat(stage.acks).containsExactly(3L, 6L);
    }

    @Test
    void anAckWaitsForWhoMustMissNothing() {
        FakeViewer viewer = stage.lossless("v");
        viewer.takesNothing();
        stage.writes("x".repeat(2 * QUARTER));
        assertThat(stage.acks).hasSize(1);
        stage.writes("y".repeat(QUARTER));
        assertThat(stage.acks).hasSize(1);
        viewer.takes(1);
        assertThat(stage.acks).hasSize(2);
        viewer.takes(Integer.MAX_VALUE);
        assertThat(viewer.text()).hasSize(3 * QUARTER);
        assertThat(viewer.resyncs).isZero();
    }

    @Test
    void whoTakesNothingForLongSlowsNobodyUntilItHasCaughtUp() {
        FakeViewer viewer = stage.lossless("v");
        viewer.takesNothing();
        stage.writes("x".repeat(3 * QUARTER));
        assertThat(stage.acks).isEmpty();
        stage.time.pass(Terminal.STUCK);
        assertThat(stage.acks).hasSize(1);
        stage.writes("x".repeat(3 * QUARTER));
        assertThat(stage.acks).hasSize(2);
        viewer.takes(Integer.MAX_VALUE);
        viewer.takesNothing();
        stage.writes("x".repeat(3 * QUARTER));
        assertThat(stage.acks).hasSize(2);
    }

    @Test
    void whoGetsOnSlowlyKeepsItsRight() {
        FakeViewer viewer = stage.lossless("v");
        viewer.takes(1);
        stage.writes("x".repeat(QUARTER));
        stage.time.pass(Duration.ofSeconds(60));
        stage.writes("y".repeat(3 * QUARTER));
        stage.time.pass(Duration.ofSeconds(4));
        assertThat(stage.acks).hasSize(1);
    }

    @Test
    void whoMayNotTypeSlowsNobody() {
        FakeViewer viewer = new FakeViewer("v");
        viewer.mayWrite = false;
        stage.watches(viewer, null, true);
        viewer.takesNothing();
        stage.writes("x".repeat(4 * QUARTER));
        assertThat(stage.acks).hasSize(1);
    }

    @Test
    void whoLeavesSlowsNobodyAnyMore() {
        FakeViewer viewer = stage.lossless("v");
        viewer.takesNothing();
        stage.writes("x".repeat(3 * QUARTER));
        stage.terminals.viewerGone("v");
        assertThat(stage.acks).hasSize(1);
    }

    @Test
    void anOwnerThatTakesNoAcksIsToldToPauseAndToGoOn() {
        FakeViewer viewer = stage.lossless("v");
        viewer.takesNothing();
        unasked(2 * QUARTER);
        assertThat(stage.owner.told()).isEmpty();
        unasked(10);
        assertThat(stage.owner.told()).containsExactly("flow p true");
        viewer.takes(Integer.MAX_VALUE);
        assertThat(stage.owner.told()).containsExactly("flow p true", "flow p false");
    }

    @Test
    void anOwnerThatWaitsForNoneOfManyAcksIsRefused() {
        FakeViewer viewer = stage.lossless("v");
        viewer.takesNothing();
        stage.writes("x".repeat(3 * QUARTER));
        for (int i = 1; i < Credit.MOST_WAITING; i++) {
            stage.follows("y");
        }
        assertThatThrownBy(() -> stage.follows("z")).hasFieldOrPropertyWithValue("code", ErrorCode.RATE_LIMITED);
        assertThat(stage.acks).isEmpty();
    }

    private void unasked(int bytes) {
        stage.terminals.output(stage.owner, new PtyOutput("p", "x".repeat(bytes), null), false, ack -> {});
    }
}
