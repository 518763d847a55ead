package dev.maestro.server.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.command.TerminalAck;
import dev.maestro.protocol.command.WatchTerminal;
import dev.maestro.protocol.error.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TerminalsWatchTest {
    private final Stage stage = new Stage().registered();

    @AfterEach
    void stop() {
        stage.close();
    }

    @Test
    void joiningShowsWhatThereIsAndGoesOnFromThere() {
        stage.writes("abc€");
        stage.follows("d");
        FakeViewer viewer = stage.viewer("v");
        assertThat(viewer.watched).containsExactly(new Watched(80, 24, "abc€d", 7, false, true, "", true, null, false));
        stage.writes("e");
        assertThat(viewer.text()).isEqualTo("abc€de");
        assertThat(viewer.fault()).isEmpty();
    }

    @Test
    void whoComesBackIsSentOnlyWhatFollows() {
        FakeViewer viewer = stage.viewer("v");
        stage.writes("abc");
        stage.terminals.viewerGone("v");
        stage.writes("def");
        FakeViewer again = new FakeViewer("w");
        stage.watches(again, 3L, false);
        assertThat(again.watched.get(0).scrollback()).isEmpty();
        assertThat(viewer.text() + again.text()).isEqualTo("abcdef");
        assertThat(again.watched.get(0).truncated()).isFalse();
    }

    @Test
    void whoComesBackTooLateIsToldThatOutputIsMissing() {
        stage.writes("x".repeat(100_000));
        for (long since : new long[] {0, 30_000, 100_001}) {
            FakeViewer viewer = new FakeViewer("v");
            stage.watches(viewer, since, false);
            assertThat(viewer.watched.get(0).truncated()).isTrue();
            assertThat(viewer.position).isEqualTo(100_000);
        }
        assertThatThrownBy(() -> stage.watches(new FakeViewer("v"), -1L, false))
                .hasFieldOrPropertyWithValue("code", ErrorCode.INVALID);
    }

    @Test
    void aReplayAsksNothingAndCutsNothing() {
        stage.writes("x".repeat(Stage.RING));
        stage.writes("\u001b[6n\u0007y\u001b]52;c;?\u0007z\u001b[31");
        FakeViewer viewer = stage.viewer("v");
        assertThat(viewer.watched.get(0).scrollback()).startsWith("x").endsWith("xyz");
        assertThat(viewer.watched.get(0).truncated()).isTrue();
        stage.writes("mred");
        assertThat(viewer.text()).endsWith("xyz\u001b[31mred");
        assertThat(viewer.fault()).isEmpty();
    }

    @Test
    void whoJoinsInsideOfAnEndlessStringSeesNoneOfIt() {
        stage.writes("before\u001b]52;c;");
        for (int i = 0; i < 40; i++) {
            stage.writes("QUFB".repeat(1_000));
        }
        FakeViewer viewer = stage.viewer("v");
        assertThat(viewer.text()).isEqualTo("\u001b]9999;");
        stage.writes("QQ==\u0007after");
        assertThat(viewer.text()).isEqualTo("\u001b]9999;QQ==\u0007after");
    }

    @Test
    void whoTakesNothingIsSkippedAheadAndDisturbsNobody() {
        FakeViewer slow = stage.viewer("slow");
        FakeViewer fast = stage.viewer("fast");
        slow.takesNothing();
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            String line = "line " + i + " " + "x".repeat(2_000) + "\r\n";
            stage.writes(line);
            all.append(line);
        }
        assertThat(fast.text()).isEqualTo(all.toString());
        assertThat(slow.text()).isEmpty();
        assertThat(stage.acks).hasSize(100);
        slow.takes(Integer.MAX_VALUE);
        assertThat(slow.resyncs).isEqualTo(1);
        assertThat(all.toString()).endsWith(slow.text());
        stage.writes("end");
        assertThat(slow.text()).endsWith("\r\nend");
        assertThat(slow.fault()).isEmpty();
    }

    @Test
    void whoLagsLessThanTheRingMissesNothing() {
        FakeViewer slow = stage.viewer("slow");
        slow.takes(1);
        for (int i = 0; i < 20; i++) {
            stage.writes("line " + i + "\r\n");
        }
        assertThat(slow.outputs).isEqualTo(1);
        slow.takes(Integer.MAX_VALUE);
        assertThat(slow.text()).startsWith("line 0").endsWith("line 19\r\n");
        assertThat(slow.resyncs).isZero();
        assertThat(slow.outputs).isLessThanOrEqualTo(3);
    }

    @Test
    void manyNoticesForWhoTakesNothingBecomeAResync() {
        FakeViewer slow = stage.viewer("slow");
        stage.writes("a");
        slow.takesNothing();
        for (int i = 1; i <= 100; i++) {
            stage.writes("x");
            stage.sizes(slow, 80 + i, 24);
        }
        slow.takes(Integer.MAX_VALUE);
        assertThat(slow.resyncs).isEqualTo(1);
        assertThat(slow.text()).hasSize(101);
        assertThat(stage.terminals.find("s").orElseThrow().cols()).isEqualTo(180);
    }

    @Test
    void whoAcksIsSentAtMost256KiBUnacked() {
        TerminalConfig wide = new TerminalConfig(1 << 20, Stage.config(false).grace(), false, 0, 9, 1 << 20);
        try (Stage large = new Stage(wide, Runnable::run).registered()) {
            FakeViewer viewer = large.viewer("v");
            large.writes("x".repeat(1_000));
            large.terminals.ack("v", new TerminalAck("s", 1_000));
            large.writes("x".repeat(500_000));
            assertThat(viewer.position).isEqualTo(1_000 + 262_144);
            large.terminals.ack("v", new TerminalAck("s", 101_000));
            assertThat(viewer.position).isEqualTo(101_000 + 262_144);
            large.terminals.ack("v", new TerminalAck("s", 363_144));
            assertThat(viewer.position).isEqualTo(501_000);
            assertThat(viewer.fault()).isEmpty();
        }
    }

    @Test
    void whatWasNotSentCannotBeAcked() {
        stage.viewer("v");
        stage.writes("abc");
        assertThatThrownBy(() -> stage.terminals.ack("v", new TerminalAck("s", 4)))
                .hasFieldOrPropertyWithValue("code", ErrorCode.INVALID);
        assertThatThrownBy(() -> stage.terminals.ack("v", new TerminalAck("s", -1)))
                .hasFieldOrPropertyWithValue("code", ErrorCode.INVALID);
        assertThatThrownBy(() -> stage.terminals.ack("w", new TerminalAck("s", 1)))
                .hasFieldOrPropertyWithValue("code", ErrorCode.FORBIDDEN);
    }

    @Test
    void whoIsInTheRoomNoMoreIsSentNothing() {
        FakeViewer viewer = stage.viewer("v");
        viewer.leaves("s");
        stage.writes("abc");
        assertThat(viewer.text()).isEmpty();
        assertThat(stage.terminals.find("s").orElseThrow().viewers()).isZero();
    }

    @Test
    void unwatchingEndsIt() {
        FakeViewer viewer = stage.viewer("v");
        stage.terminals.unwatch("v", "s");
        stage.writes("abc");
        assertThat(viewer.text()).isEmpty();
    }

    @Test
    void watchingAgainBeginsAgain() {
        FakeViewer viewer = stage.viewer("v");
        stage.writes("abc");
        stage.watches(viewer, null, false);
        stage.writes("def");
        assertThat(viewer.text()).isEqualTo("abcdef");
        assertThat(viewer.outputs).isEqualTo(2);
        assertThat(stage.terminals.find("s").orElseThrow().viewers()).isEqualTo(1);
    }

    @Test
    void aTitleIsKnown() {
        stage.writes("\u001b]2;top\u0007");
        assertThat(stage.viewer("v").watched.get(0).title()).isEqualTo("top");
    }

    @Test
    void nobodyWatchesWhatDoesNotExist() {
        assertThatThrownBy(() -> stage.terminals.watch(
                        new FakeViewer("v"), new WatchTerminal("none", null, false), answer -> {}, refusal -> {}))
                .hasMessage("Terminal session not found")
                .hasFieldOrPropertyWithValue("code", ErrorCode.NOT_FOUND);
    }
}
