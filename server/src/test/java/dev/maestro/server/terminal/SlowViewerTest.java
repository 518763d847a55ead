package dev.maestro.server.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.command.TerminalAck;
import dev.maestro.protocol.command.WatchTerminal;
import dev.maestro.protocol.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Viewers that are slow, stuck, or not to watch any more. */
class SlowViewerTest {
    private static final int QUARTER = Stage.RING / 4;

    private final Stage stage = new Stage().registered();

    @AfterEach
    void stop() {
        stage.close();
    }

    @Test
    void theAnswerWaitsForRoom() {
        stage.writes("abc");
        FakeViewer viewer = new FakeViewer("v");
        viewer.takesNothing();
        stage.watches(viewer, null, false);
        assertThat(viewer.watched).isEmpty();
        stage.time.pass(Duration.ofSeconds(20));
        stage.writes("d");
        viewer.takes(Integer.MAX_VALUE);
        assertThat(viewer.text()).isEqualTo("abcd");
        stage.writes("e");
        assertThat(viewer.text()).isEqualTo("abcde");
    }

    @Test
    void whoMayNotWatchAnyMoreIsNotAnswered() {
        stage.writes("SECRET");
        Deque<Runnable> loop = new ArrayDeque<>();
        FakeViewer viewer = new FakeViewer("v", loop::add);
        stage.watches(viewer, null, false);
        viewer.leaves("s");
        while (!loop.isEmpty()) {
            loop.remove().run();
        }
        assertThat(viewer.watched).isEmpty();
        assertThat(viewer.refusals).hasSize(1);
        assertThat(viewer.refusals.get(0).code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(stage.terminals.find("s").orElseThrow().viewers()).isZero();
    }

    @Test
    void whoAcksTheSameAgainAndAgainDoesNotGetOn() {
        FakeViewer viewer = stage.lossless("v");
        viewer.takesNothing();
        stage.writes("x".repeat(3 * QUARTER));
        assertThat(stage.acks).isEmpty();
        for (int i = 0; i < 3; i++) {
            stage.time.pass(Duration.ofSeconds(2));
            stage.terminals.ack("v", new TerminalAck("s", 0));
        }
        assertThat(stage.acks).hasSize(1);
    }

    @Test
    void whoStopsAckingIsSentNoEnd() {
        FakeViewer viewer = stage.viewer("v");
        viewer.keepsPackets = false;
        stage.writes("hello");
        stage.terminals.ack("v", new TerminalAck("s", 5));
        for (int i = 0; i < 50; i++) {
            stage.writes("x".repeat(60_000));
        }
        assertThat(viewer.resyncs).isLessThan(10);
        assertThat(viewer.outputs).isLessThan(10);
        stage.terminals.ack("v", new TerminalAck("s", viewer.position));
        assertThat(viewer.position).isEqualTo(50 * 60_000 + 5);
        assertThat(viewer.fault()).isEmpty();
    }

    @Test
    void whoGetsOnIsSentTheRestThoughItTakesLong() {
        FakeViewer viewer = stage.viewer("v");
        FakeViewer stuck = stage.viewer("stuck");
        viewer.takesNothing();
        stuck.takesNothing();
        for (int i = 0; i < 3; i++) {
            stage.writes("x".repeat(20_000));
            FakeViewer reader = new FakeViewer("r" + i);
            stage.watches(reader, (long) (i * 20_000), false);
        }
        stage.exits(0);
        for (int i = 0; i < 3; i++) {
            stage.time.pass(Duration.ofSeconds(4));
            viewer.takes(1);
        }
        stage.time.pass(Duration.ofSeconds(1));
        viewer.takes(9);
        assertThat(viewer.text()).hasSize(60_000);
        assertThat(stuck.text()).isEmpty();
        assertThat(stuck.told).hasSize(1);
    }

    @Test
    void whoLostItsRightIsNotInTheWayOfOthers() {
        FakeViewer first = stage.viewer("first");
        FakeViewer second = stage.viewer("second");
        stage.types(first, "x");
        assertThatThrownBy(() -> stage.sizes(second, 100, 30)).hasFieldOrPropertyWithValue("code", ErrorCode.FORBIDDEN);
        first.leaves("s");
        stage.sizes(second, 100, 30);
        assertThatThrownBy(() -> stage.types(first, "y")).hasFieldOrPropertyWithValue("code", ErrorCode.FORBIDDEN);
    }

    @Test
    void theEndOfATerminalDoesNotEndTheNextOneOfTheSession() {
        FakeViewer viewer = stage.viewer("v");
        viewer.takesNothing();
        stage.writes("old");
        stage.terminals.register(stage.owner, Stage.asked("q", "s"), "project");
        stage.watches(viewer, null, false);
        viewer.takes(Integer.MAX_VALUE);
        stage.time.pass(Duration.ofSeconds(10));
        assertThat(viewer.told).isEmpty();
        assertThat(viewer.watches("s")).isTrue();
        assertThat(stage.terminals.find("s").orElseThrow().viewers()).isEqualTo(1);
    }

    @Test
    void whoIsGoneOrWatchesNoMoreLeavesNothingBehind() {
        stage.viewer("v");
        stage.terminals.viewerGone("v");
        assertThat(stage.terminals.find("s").orElseThrow().viewers()).isZero();
        stage.viewer("w");
        stage.terminals.unwatch("w", "s");
        stage.terminals.unwatch("w", "none");
        assertThat(stage.terminals.find("s").orElseThrow().viewers()).isZero();
        stage.terminals.watch(new FakeViewer("x"), new WatchTerminal("s", null, false), a -> {}, r -> {});
        assertThat(stage.terminals.find("s").orElseThrow().viewers()).isZero();
    }
}
