package dev.maestro.server.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.command.PtyOutput;
import dev.maestro.protocol.command.PtyResize;
import dev.maestro.protocol.command.RegisterTerminal;
import dev.maestro.protocol.error.ErrorCode;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What owners find when they come back, send again, or the hub stops. */
class TerminalsRecoveryTest {
    private static final int QUARTER = Stage.RING / 4;

    private final Stage stage = new Stage().registered();
    private final FakeOwner next = new FakeOwner("next");

    @AfterEach
    void stop() {
        stage.close();
    }

    @Test
    void whoPrintsWhileTheHubStopsIsToldSoAndNotThatItHasNoTerminal() {
        stage.terminals.close();
        assertThatThrownBy(() -> stage.writes("x"))
                .hasFieldOrPropertyWithValue("code", ErrorCode.UNAVAILABLE)
                .hasMessage("the hub is stopping");
        assertThatThrownBy(() -> stage.exits(0)).hasFieldOrPropertyWithValue("code", ErrorCode.UNAVAILABLE);
        assertThatThrownBy(() -> stage.terminals.resized(stage.owner, new PtyResize("p", 90, 20)))
                .hasFieldOrPropertyWithValue("code", ErrorCode.UNAVAILABLE);
    }

    @Test
    void theSizeOfAnOwnersOldestByteIsNotThatOfItsLatest() {
        try (Stage shown = new Stage(Stage.config(true), Runnable::run)) {
            shown.terminals.register(shown.owner, asked(0, "80"), "project");
            shown.terminals.resized(shown.owner, new PtyResize("p", 120, 40));
            shown.writes("\u001b[40;100HBOTTOM");
            FakeViewer viewer = shown.viewer("v");
            shown.terminals.ownerGone(stage.owner);
            shown.terminals.register(next, asked(0, "80"), "project");
            assertThat(viewer.told).noneMatch(told -> told.startsWith("terminal:resized"));
            assertThat(shown.viewer("w").watched.get(0).scrollback()).contains("BOTTOM");
            assertThat(shown.terminals.find("s").orElseThrow().cols()).isEqualTo(120);
        }
    }

    private static RegisterTerminal asked(long position, String cols) {
        return new RegisterTerminal("p", "s", Integer.parseInt(cols), 24, true, position, null);
    }

    @Test
    void aPauseIsTakenBackFromWhoComesBack() {
        FakeViewer viewer = stage.lossless("v");
        viewer.takesNothing();
        unasked(3 * QUARTER);
        stage.terminals.ownerGone(stage.owner);
        stage.terminals.ownerBack(stage.owner);
        viewer.takes(Integer.MAX_VALUE);
        assertThat(stage.owner.told()).endsWith("flow p true", "flow p false");
    }

    @Test
    void aPauseIsTakenBackFromWhoRegistersAgain() {
        FakeViewer viewer = stage.lossless("v");
        viewer.takesNothing();
        unasked(3 * QUARTER);
        stage.terminals.register(stage.owner, Stage.asked("p", "s"), "project");
        assertThat(stage.owner.told()).containsExactly("flow p true", "flow p false");
    }

    @Test
    void whatWasRefusedFindsItsPlaceWhenItComesAgain() {
        FakeViewer viewer = stage.lossless("v");
        viewer.takesNothing();
        stage.writesAt(0, "x".repeat(3 * QUARTER));
        for (int i = 1; i < Credit.MOST_WAITING; i++) {
            at(3 * QUARTER, "");
        }
        assertThatThrownBy(() -> at(3 * QUARTER, "first")).hasFieldOrPropertyWithValue("code", ErrorCode.RATE_LIMITED);
        viewer.takes(Integer.MAX_VALUE);
        // It was on its way already.
        assertThatThrownBy(() -> stage.writesAt(3 * QUARTER + 5, "second"))
                .hasFieldOrPropertyWithValue("code", ErrorCode.CONFLICT)
                .hasMessageContaining("from " + 3 * QUARTER);
        stage.writesAt(3 * QUARTER, "first");
        stage.writesAt(3 * QUARTER + 5, "second");
        assertThat(viewer.text()).endsWith("xfirstsecond");
        assertThat(viewer.resyncs).isZero();
    }

    @Test
    void anOwnerIsToldHowMuchItMaySendAheadAndWhatWouldBeLostIsRefused() {
        int credit = stage.terminals
                .register(stage.owner, Stage.asked("p", "s"), "project")
                .credit();
        FakeViewer viewer = stage.lossless("v");
        viewer.takesNothing();
        stage.writes("x".repeat(Stage.RING / 2));
        assertThat(stage.acks).hasSize(1);
        stage.writes("y".repeat(credit));
        assertThat(stage.acks).hasSize(1);
        assertThatThrownBy(() -> stage.writes("z".repeat(Stage.RING - credit)))
                .hasFieldOrPropertyWithValue("code", ErrorCode.RATE_LIMITED);
        viewer.takes(Integer.MAX_VALUE);
        assertThat(viewer.text()).hasSize(Stage.RING / 2 + credit);
        assertThat(viewer.resyncs).isZero();
    }

    @Test
    void whatEndsAfterTheLastPositionIsRefused() {
        stage.exits(0);
        stage.terminals.register(stage.owner, Stage.from(Asked.LAST_POSITION - 2, "x"), "project");
        assertThatThrownBy(() -> stage.writes("abc")).hasFieldOrPropertyWithValue("code", ErrorCode.INVALID);
    }

    @Test
    void outputThatCarriesNothingCountsAndANewTerminalIsNoNewAllowance() {
        for (int i = 0; i < (1 << 20) / 256; i++) {
            unasked(0);
        }
        assertThatThrownBy(() -> unasked(0)).hasFieldOrPropertyWithValue("code", ErrorCode.RATE_LIMITED);
        stage.exits(0);
        stage.registered();
        assertThatThrownBy(() -> unasked(0)).hasFieldOrPropertyWithValue("code", ErrorCode.RATE_LIMITED);
        assertThatThrownBy(() -> stage.follows("")).hasFieldOrPropertyWithValue("code", ErrorCode.RATE_LIMITED);
        stage.time.pass(Duration.ofSeconds(1));
        unasked(0);
    }

    @Test
    void sizesThatComeTooFastEndAsTheLatest() {
        FakeViewer viewer = stage.viewer("v");
        for (int i = 1; i <= 200; i++) {
            stage.terminals.resized(stage.owner, new PtyResize("p", 100 + i, 30));
        }
        assertThatThrownBy(() -> stage.sizes(viewer, 90, 30))
                .hasFieldOrPropertyWithValue("code", ErrorCode.RATE_LIMITED);
        stage.time.pass(Duration.ofSeconds(1));
        assertThat(viewer.told).hasSizeLessThan(30);
        assertThat(stage.terminals.find("s").orElseThrow().cols()).isEqualTo(300);
    }

    @Test
    void aHistoryThatEndsInsideASequenceIsNoQuestionWithWhatFollows() {
        stage.exits(0);
        stage.terminals.register(stage.owner, Stage.from(100, "x\u001b["), "project");
        stage.writes("6ny");
        assertThat(stage.viewer("v").text()).isEqualTo("xy");
    }

    private void at(long position, String data) {
        stage.terminals.output(stage.owner, new PtyOutput("p", data, position), true, ack -> {});
    }

    private void unasked(int bytes) {
        stage.terminals.output(stage.owner, new PtyOutput("p", "x".repeat(bytes), null), false, ack -> {});
    }
}
