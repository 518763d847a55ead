package dev.maestro.server.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TerminalsInputTest {
    private final Stage stage = new Stage().registered();
    private final FakeViewer viewer = stage.viewer("v");

    @AfterEach
    void stop() {
        stage.close();
    }

    @Test
    void whatIsTypedReachesTheOwnerInTheOrderItCame() {
        FakeViewer other = stage.viewer("w");
        stage.types(viewer, "a");
        stage.types(other, "b");
        stage.types(viewer, "c\r");
        assertThat(stage.owner.told()).containsExactly("input p a", "input p b", "input p c\r");
    }

    @Test
    void answersOfViewersTerminalsDoNot() {
        stage.writes("\u001b[c\u001b[6n");
        stage.types(viewer, "\u001b[?1;2c\u001b[1;2Rx");
        stage.types(viewer, "\u001b[1;2R");
        assertThat(stage.owner.told()).containsExactly("input p x", "input p \u001b[1;2R");
    }

    @Test
    void aTerminalThatNeverAnsweredDoesNotTakeAKeyForAnAnswer() {
        stage.writes("\u001b[6n");
        stage.time.pass(Terminal.STUCK.plusMillis(1));
        stage.types(viewer, "\u001b[1;2R");
        assertThat(stage.owner.told()).containsExactly("input p \u001b[1;2R");
    }

    @Test
    void partOfASequenceIsHeldForMomentsOnly() {
        stage.types(viewer, "\u001bP");
        assertThat(stage.owner.told()).isEmpty();
        stage.time.pass(Terminal.HOLD);
        assertThat(stage.owner.told()).containsExactly("input p \u001bP");
        stage.types(viewer, "\u001b]11;rgb:");
        stage.types(viewer, "0/0/0\u001b\\");
        stage.time.pass(Terminal.HOLD);
        assertThat(stage.owner.told()).hasSize(1);
    }

    @Test
    void theFocusIsReportedOnceTheProgramAskedForIt() {
        stage.types(viewer, "\u001b[I");
        stage.writes("\u001b[?1004h");
        stage.types(viewer, "\u001b[O");
        assertThat(stage.owner.told()).containsExactly("input p \u001b[O");
    }

    @Test
    void loneSurrogatesAreReplaced() {
        stage.types(viewer, "\ud83dx😀");
        assertThat(stage.owner.told()).containsExactly("input p \ufffdx😀");
    }

    @Test
    void whoMayNotTypeIsRefused() {
        viewer.mayWrite = false;
        assertThat(refused(() -> stage.types(viewer, "x"))).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(refused(() -> stage.sizes(viewer, 90, 30))).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(refused(() -> stage.types(new FakeViewer("w"), "x"))).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(refused(() -> stage.sizes(new FakeViewer("w"), 90, 30))).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(stage.owner.told()).isEmpty();
    }

    @Test
    void tooMuchIsRefused() {
        stage.types(viewer, "x".repeat(65_536));
        assertThat(refused(() -> stage.types(viewer, "x".repeat(65_537)))).isEqualTo(ErrorCode.TOO_LARGE);
        assertThat(refused(() -> stage.types(viewer, "€".repeat(21_846)))).isEqualTo(ErrorCode.TOO_LARGE);
        assertThat(refused(() -> stage.terminals.reply("s", "x".repeat(65_537))))
                .isEqualTo(ErrorCode.TOO_LARGE);
        assertThat(stage.owner.told()).hasSize(1);
    }

    @Test
    void withoutItsOwnerATerminalTakesNothing() {
        stage.terminals.ownerGone(stage.owner);
        assertThat(refused(() -> stage.types(viewer, "x"))).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(refused(() -> stage.sizes(viewer, 90, 30))).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(refused(() -> stage.terminals.reply("s", "x"))).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(refused(() -> stage.terminals.reply("t", "x"))).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void aReplyEndsWithReturn() {
        assertThat(stage.terminals.takesInput("s")).isTrue();
        stage.terminals.reply("s", "yes");
        assertThat(stage.owner.told()).containsExactly("input p yes\r");
    }

    @Test
    void theOnlyWriterGivesTheSize() {
        FakeViewer reader = new FakeViewer("r");
        reader.mayWrite = false;
        stage.watches(reader, null, false);
        stage.sizes(viewer, 90, 30);
        stage.sizes(viewer, 90, 30);
        assertThat(stage.owner.told()).containsExactly("resize p 90x30");
        assertThat(reader.told).containsExactly("terminal:resized {\"sessionId\":\"s\",\"cols\":90,\"rows\":30}");
        assertThat(viewer.told).isEqualTo(reader.told);
    }

    @Test
    void ofSeveralWritersTheOneWhoTypedLastGivesTheSize() {
        FakeViewer phone = stage.viewer("w");
        assertThat(refused(() -> stage.sizes(viewer, 90, 30))).isEqualTo(ErrorCode.FORBIDDEN);
        stage.types(viewer, "x");
        stage.sizes(viewer, 90, 30);
        assertThat(refused(() -> stage.sizes(phone, 40, 30))).isEqualTo(ErrorCode.FORBIDDEN);
        stage.types(phone, "\u001b[?1;2c");
        assertThat(refused(() -> stage.sizes(phone, 40, 30))).isEqualTo(ErrorCode.FORBIDDEN);
        stage.types(phone, "y");
        stage.sizes(phone, 40, 30);
        assertThat(refused(() -> stage.sizes(viewer, 90, 30))).isEqualTo(ErrorCode.FORBIDDEN);
        stage.terminals.viewerGone("w");
        stage.sizes(viewer, 90, 30);
    }

    @Test
    void whenTheControllerLeavesNobodyIsUntilSomebodyTypes() {
        FakeViewer two = stage.viewer("two");
        FakeViewer three = stage.viewer("three");
        stage.types(viewer, "x");
        stage.terminals.unwatch("v", "s");
        assertThat(refused(() -> stage.sizes(two, 90, 30))).isEqualTo(ErrorCode.FORBIDDEN);
        stage.types(three, "x");
        stage.sizes(three, 90, 30);
    }

    private static ErrorCode refused(ThrowingCallable call) {
        return catchThrowableOfType(HubException.class, call).code();
    }
}
