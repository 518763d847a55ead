package dev.maestro.server.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.command.PtyOutput;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TerminalsOutputTest {
    private final Stage stage = new Stage().registered();

    @AfterEach
    void stop() {
        stage.close();
    }

    @Test
    void anEchoAfterARestIsShownAtOnce() {
        FakeViewer viewer = stage.viewer("v");
        stage.writes("a");
        assertThat(viewer.text()).isEqualTo("a");
    }

    @Test
    void whatFollowsIsShownTogetherAfterATick() {
        FakeViewer viewer = stage.viewer("v");
        stage.writes("a");
        stage.follows("b");
        stage.follows("c");
        assertThat(viewer.text()).isEqualTo("a");
        stage.time.pass(Stage.TICK);
        assertThat(viewer.text()).isEqualTo("abc");
        assertThat(viewer.outputs).isEqualTo(2);
    }

    @Test
    void fourKilobytesAreShownAtOnce() {
        FakeViewer viewer = stage.viewer("v");
        stage.writes("a");
        stage.follows("b".repeat(4_095));
        assertThat(viewer.text()).hasSize(1);
        stage.follows("c");
        assertThat(viewer.text()).hasSize(4_097);
    }

    @Test
    void chunksAreEncodedOnceForAll() {
        FakeViewer one = stage.viewer("one");
        FakeViewer two = stage.viewer("two");
        stage.writes("x".repeat(50_000));
        assertThat(one.packets).hasSize(1);
        assertThat(one.packets.get(0)).isSameAs(two.packets.get(0));
    }

    @Test
    void whoJoinsLaterSoonSharesChunksAgain() {
        FakeViewer one = stage.viewer("one");
        stage.writes("a");
        FakeViewer two = new FakeViewer("two");
        stage.watches(two, 0L, false);
        stage.writes("b");
        assertThat(two.text()).isEqualTo("ab");
        assertThat(two.packets.get(1)).isSameAs(one.packets.get(1));
    }

    @Test
    void chunksAreAtMost64KiBAndWholeCodePoints() {
        FakeViewer viewer = stage.viewer("v");
        stage.writes("x" + "€".repeat(21_000));
        stage.writes("😀".repeat(16_000));
        assertThat(viewer.text()).isEqualTo("x" + "€".repeat(21_000) + "😀".repeat(16_000));
        assertThat(viewer.fault()).isEmpty();
        assertThat(viewer.packets).allMatch(packet -> packet.text().length < 66_000);
    }

    @Test
    void aPairSplitOverTwoPiecesIsOneCharacter() {
        FakeViewer viewer = stage.viewer("v");
        stage.writes("a\ud83d");
        stage.writes("\ude00b");
        assertThat(viewer.text()).isEqualTo("a😀b");
        assertThat(viewer.position).isEqualTo(6);
    }

    @Test
    void loneSurrogatesBecomeReplacements() {
        FakeViewer viewer = stage.viewer("v");
        stage.writes("a\ud83d");
        stage.writes("b\ude00");
        stage.writes("\ud83d");
        stage.exits(0);
        assertThat(viewer.text()).isEqualTo("a\ufffdb\ufffd\ufffd");
        assertThat(viewer.fault()).isEmpty();
    }

    @Test
    void nothingIsNothing() {
        FakeViewer viewer = stage.viewer("v");
        stage.writes("");
        assertThat(viewer.outputs).isZero();
        assertThat(stage.acks).containsExactly(0L);
    }

    @Test
    void aMegabyteAtOnceSkipsViewersAheadToItsEnd() {
        FakeViewer viewer = stage.viewer("v");
        stage.writes("y\n".repeat(500_000));
        assertThat(viewer.resyncs).isEqualTo(1);
        assertThat(viewer.position).isEqualTo(1_000_000);
        assertThat(viewer.text()).hasSizeBetween(Stage.RING - 4_096, Stage.RING);
    }

    @Test
    void whatTheHubHasAlreadyIsSkipped() {
        FakeViewer viewer = stage.viewer("v");
        stage.writesAt(0, "abc€");
        stage.writesAt(2, "c€d");
        stage.writesAt(0, "ab");
        // In the middle of a character it already has.
        stage.writesAt(6, "\ufffdef");
        assertThat(viewer.text()).isEqualTo("abc€def".substring(0, 5) + "ef");
        assertThat(viewer.fault()).isEmpty();
    }

    @Test
    void aGapBeginsAnewAndViewersAreToldSo() {
        FakeViewer viewer = stage.viewer("v");
        stage.writesAt(0, "abc");
        stage.time.pass(Duration.ofMillis(100));
        stage.terminals.output(stage.owner, new PtyOutput("p", "def", 1_000L), false, ack -> {});
        assertThat(viewer.resyncs).isEqualTo(1);
        assertThat(viewer.text()).isEqualTo("def");
        assertThat(viewer.position).isEqualTo(1_003);
        assertThat(stage.viewer("w").watched.get(0).truncated()).isTrue();
    }

    @Test
    void positionsThatCannotBeAreRefused() {
        assertThatThrownBy(() -> stage.writesAt(-1, "a")).hasFieldOrPropertyWithValue("code", ErrorCode.INVALID);
        assertThatThrownBy(() -> stage.writesAt(1L << 53, "a")).hasFieldOrPropertyWithValue("code", ErrorCode.INVALID);
    }

    @Test
    void outputForAnothersTerminalIsRefused() {
        FakeOwner other = new FakeOwner("other");
        assertThatThrownBy(() -> stage.terminals.output(other, new PtyOutput("p", "x", null), false, ack -> {}))
                .hasMessage("you have no terminal p")
                .hasFieldOrPropertyWithValue("code", ErrorCode.NOT_FOUND);
    }

    @Test
    void whoDoesNotWaitIsHeldToARate() {
        for (int i = 0; i < 16; i++) {
            unasked("x".repeat(65_536));
        }
        assertThatThrownBy(() -> unasked("x".repeat(32_768)))
                .hasFieldOrPropertyWithValue("code", ErrorCode.RATE_LIMITED)
                .satisfies(
                        e -> assertThat(((HubException) e).retryAfterMillis()).hasValue(32));
        stage.time.pass(Duration.ofMillis(32));
        unasked("x".repeat(32_768));
        assertThat(stage.terminals.list(p -> true).get(0).position()).isEqualTo((1 << 20) + 32_768);
    }

    @Test
    void pendingOutputGoesBeforeASizeAndBeforeTheExit() {
        FakeViewer viewer = stage.viewer("v");
        stage.writes("a");
        stage.follows("b");
        stage.sizes(viewer, 100, 30);
        assertThat(viewer.text()).isEqualTo("ab");
        stage.follows("c");
        stage.exits(7);
        assertThat(viewer.text()).isEqualTo("abc");
        assertThat(viewer.told)
                .containsExactly(
                        "terminal:resized {\"sessionId\":\"s\",\"cols\":100,\"rows\":30}",
                        "terminal:exit {\"sessionId\":\"s\",\"exitCode\":7}");
        assertThat(viewer.watches("s")).isFalse();
    }

    private void unasked(String data) {
        stage.terminals.output(stage.owner, new PtyOutput("p", data, null), false, ack -> {});
    }
}
