package dev.maestro.server.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.maestro.protocol.command.PtyExit;
import dev.maestro.protocol.command.PtyOutput;
import dev.maestro.protocol.command.PtyResize;
import dev.maestro.protocol.command.RegisterTerminal;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import java.time.Duration;
import java.util.ArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalsOwnerTest {
    private static final int CREDIT = Stage.RING / 4;
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final String GONE = "terminal:owner {\"sessionId\":\"s\",\"connected\":false}";
    private static final String BACK = "terminal:owner {\"sessionId\":\"s\",\"connected\":true}";
    private static final String REPLACED =
            "terminal:exit {\"sessionId\":\"s\",\"exitCode\":null,\"reason\":\"replaced\"}";

    private final Stage stage = new Stage().registered();
    private final FakeOwner next = new FakeOwner("next");

    @AfterEach
    void stop() {
        stage.close();
    }

    @Test
    void registeringTwiceChangesNothing() {
        FakeViewer viewer = stage.viewer("v");
        stage.writes("abc");
        assertThat(stage.terminals.register(stage.owner, Stage.asked("p", "s"), "project"))
                .isEqualTo(new Registration(3, true, CREDIT));
        stage.writes("d");
        assertThat(viewer.text()).isEqualTo("abcd");
        assertThat(viewer.told).isEmpty();
    }

    @Test
    void aTerminalWaitsForItsOwnerAndGoesOn() {
        FakeViewer viewer = stage.viewer("v");
        stage.writes("ab\ud83d");
        stage.terminals.ownerGone(stage.owner);
        assertThat(stage.terminals.takesInput("s")).isFalse();
        stage.time.pass(GRACE.minusMillis(1));
        assertThat(stage.terminals.register(next, Stage.asked("p", "s"), "project"))
                .isEqualTo(new Registration(2, true, CREDIT));
        stage.time.pass(GRACE);
        stage.terminals.output(next, new PtyOutput("p", "c", null), true, ack -> {});
        assertThat(viewer.told).containsExactly(GONE, BACK);
        assertThat(viewer.text()).isEqualTo("abc");
        assertThat(refused(() -> stage.writes("x"))).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void aRecoveredSocketHasItsTerminalsAgain() {
        FakeViewer viewer = stage.viewer("v");
        stage.terminals.ownerGone(stage.owner);
        stage.terminals.ownerBack(stage.owner);
        stage.time.pass(GRACE);
        stage.writes("abc");
        assertThat(viewer.told).containsExactly(GONE, BACK);
        assertThat(viewer.text()).isEqualTo("abc");
    }

    @Test
    void whoDoesNotComeBackHasItsTerminalEnded() {
        FakeViewer viewer = stage.viewer("v");
        stage.writes("a");
        stage.follows("b\u001b[3");
        stage.terminals.ownerGone(stage.owner);
        stage.time.pass(GRACE);
        assertThat(viewer.text()).isEqualTo("ab\u001b[3");
        assertThat(viewer.told)
                .containsExactly(
                        GONE,
                        "terminal:exit {\"sessionId\":\"s\",\"exitCode\":null,\"reason\":\"owner_disconnected\"}");
        assertThat(stage.terminals.count()).isZero();
        stage.terminals.register(next, Stage.asked("p", "s"), "project");
    }

    @Test
    void aConnectedOwnerIsTakenOverOnlyByItselfAndOnPurpose() {
        FakeViewer viewer = stage.viewer("v");
        stage.writes("abc");
        assertThat(refused(() -> stage.terminals.register(next, Stage.asked("p", "s"), "project")))
                .isEqualTo(ErrorCode.CONFLICT);
        FakeOwner bob = new FakeOwner("bob", "user:bob", new ArrayList<>());
        assertThat(refused(() -> stage.terminals.register(bob, Stage.takeover("p", "s"), "project")))
                .isEqualTo(ErrorCode.CONFLICT);
        assertThat(stage.terminals.register(next, Stage.takeover("p", "s"), "project"))
                .isEqualTo(new Registration(3, true, CREDIT));
        stage.terminals.ownerGone(stage.owner);
        stage.time.pass(GRACE);
        stage.types(viewer, "x");
        assertThat(next.told()).containsExactly("input p x");
        assertThat(viewer.told)
                .noneMatch(told -> told.startsWith("terminal:owner") || told.startsWith("terminal:exit"));
    }

    @Test
    void anotherPtyReplacesTheFirst() {
        FakeViewer viewer = stage.viewer("v");
        stage.writes("a");
        stage.follows("b");
        assertThat(stage.terminals.register(next, Stage.takeover("q", "s"), "project"))
                .isEqualTo(new Registration(0, false, CREDIT));
        assertThat(viewer.text()).isEqualTo("ab");
        assertThat(viewer.told).containsExactly(REPLACED);
        assertThat(stage.terminals.count()).isEqualTo(1);
        assertThat(refused(() -> stage.writes("x"))).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void anOwnerMayReplaceItsOwnWithoutTakingItOver() {
        FakeViewer viewer = stage.viewer("v");
        stage.terminals.register(stage.owner, Stage.asked("q", "s"), "project");
        assertThat(viewer.told).containsExactly(REPLACED);
    }

    @Test
    void nobodyTakesAWaitingTerminalFromItsOwner() {
        stage.terminals.ownerGone(stage.owner);
        FakeOwner bob = new FakeOwner("bob", "user:bob", new ArrayList<>());
        assertThat(refused(() -> stage.terminals.register(bob, Stage.takeover("p", "s"), "project")))
                .isEqualTo(ErrorCode.CONFLICT);
    }

    @Test
    void twoOwnersMayBothHaveTheSamePty() {
        stage.terminals.register(next, Stage.asked("p", "t"), "project");
        FakeViewer viewer = stage.viewer("v");
        stage.terminals.output(next, new PtyOutput("p", "other", null), true, ack -> {});
        stage.writes("mine");
        assertThat(viewer.text()).isEqualTo("mine");
        assertThat(stage.terminals.list(project -> true))
                .extracting(TerminalSummary::sessionId)
                .containsExactly("s", "t");
        assertThat(stage.terminals.list(project -> false)).isEmpty();
    }

    @Test
    void onePtyIsOfOneSession() {
        assertThat(refused(() -> stage.terminals.register(stage.owner, Stage.asked("p", "t"), "project")))
                .isEqualTo(ErrorCode.CONFLICT);
    }

    @Test
    void aSocketOwnsAtMostAHundred() {
        for (int i = 1; i < Asked.MOST_A_SOCKET; i++) {
            stage.terminals.register(stage.owner, Stage.asked("p" + i, "s" + i), "project");
        }
        assertThat(refused(() -> stage.terminals.register(stage.owner, Stage.asked("px", "sx"), "project")))
                .isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void thereAreAtMostSoMany() {
        for (int i = 1; i < 300; i++) {
            FakeOwner owner = new FakeOwner("o" + i);
            stage.terminals.register(owner, Stage.asked("p", "s" + i), "project");
        }
        assertThat(refused(() -> stage.terminals.register(next, Stage.asked("p", "t"), "project")))
                .isEqualTo(ErrorCode.UNAVAILABLE);
        stage.exits(0);
        stage.terminals.register(next, Stage.asked("p", "t"), "project");
    }

    @ParameterizedTest(name = "{0} x {1}")
    @CsvSource({"0,24", "80,0", "-1,24", "1001,24", "80,501", "1000000000,24"})
    void sizesThatCannotBeAreRefused(int cols, int rows) {
        RegisterTerminal asked = new RegisterTerminal("q", "t", cols, rows, false, null, null);
        assertThat(refused(() -> stage.terminals.register(next, asked, "project")))
                .isEqualTo(ErrorCode.INVALID);
        assertThat(refused(() -> stage.terminals.resized(stage.owner, new PtyResize("p", cols, rows))))
                .isEqualTo(ErrorCode.INVALID);
        FakeViewer viewer = stage.viewer("v");
        assertThat(refused(() -> stage.sizes(viewer, cols, rows))).isEqualTo(ErrorCode.INVALID);
    }

    @Test
    void aPtysNewSizeIsToldToViewersAndNotToItsOwner() {
        FakeViewer viewer = stage.viewer("v");
        stage.terminals.resized(stage.owner, new PtyResize("p", 100, 50));
        stage.terminals.resized(stage.owner, new PtyResize("p", 100, 50));
        assertThat(viewer.told).containsExactly("terminal:resized {\"sessionId\":\"s\",\"cols\":100,\"rows\":50}");
        assertThat(stage.owner.told()).isEmpty();
    }

    @Test
    void exitAndSizeAreTakenFromTheOwnerOnly() {
        assertThat(refused(() -> stage.terminals.exit(next, new PtyExit("p", 0))))
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(refused(() -> stage.terminals.resized(next, new PtyResize("p", 90, 20))))
                .isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void aNewHubGoesOnWhereTheOwnersHistoryEnds() {
        stage.exits(0);
        assertThat(stage.terminals.register(stage.owner, Stage.from(1_000, "\u001b[1mHISTORY"), "project"))
                .isEqualTo(new Registration(1_000, false, CREDIT));
        stage.writesAt(1_000, "abc");
        FakeViewer viewer = stage.viewer("v");
        assertThat(viewer.watched.get(0).scrollback()).isEqualTo("\u001b[1mHISTORYabc");
        assertThat(viewer.watched.get(0).truncated()).isFalse();
        assertThat(viewer.position).isEqualTo(1_003);
        FakeViewer back = new FakeViewer("w");
        stage.watches(back, 1_001L, false);
        assertThat(back.text()).isEqualTo("bc");
        stage.writesAt(1_003, "x".repeat(Stage.RING));
        FakeViewer late = stage.viewer("late");
        assertThat(late.text()).doesNotContain("HISTORY");
        assertThat(late.watched.get(0).truncated()).isTrue();
    }

    @Test
    void anOwnerThatHasForgottenWhatTheHubLacksLeavesAGap() {
        FakeViewer viewer = stage.viewer("v");
        stage.writesAt(0, "abc");
        stage.terminals.ownerGone(stage.owner);
        assertThat(stage.terminals.register(next, Stage.from(500, "SCREEN"), "project"))
                .isEqualTo(new Registration(500, true, CREDIT));
        assertThat(viewer.resyncs).isEqualTo(1);
        assertThat(viewer.text()).isEqualTo("SCREEN");
        stage.terminals.output(next, new PtyOutput("p", "d", 500L), true, ack -> {});
        stage.time.pass(Stage.TICK);
        assertThat(viewer.text()).isEqualTo("SCREENd");
        assertThat(viewer.fault()).isEmpty();
    }

    @Test
    void anOwnerThatHasMoreThanTheHubSendsFromWhereTheHubIs() {
        stage.writesAt(0, "abc");
        assertThat(stage.terminals.register(stage.owner, Stage.from(1, "x"), "project"))
                .isEqualTo(new Registration(3, true, CREDIT));
    }

    @Test
    void historiesThatCannotBeAreRefused() {
        stage.exits(0);
        RegisterTerminal nowhere = new RegisterTerminal("p", "s", 80, 24, false, null, "x");
        assertThat(refused(() -> stage.terminals.register(next, nowhere, "project")))
                .isEqualTo(ErrorCode.INVALID);
        RegisterTerminal large = Stage.from(1, "x".repeat(Asked.LARGEST_HISTORY + 1));
        assertThat(refused(() -> stage.terminals.register(next, large, "project")))
                .isEqualTo(ErrorCode.TOO_LARGE);
        assertThat(refused(() -> stage.terminals.register(next, Stage.from(-1, "x"), "project")))
                .isEqualTo(ErrorCode.INVALID);
        assertThat(stage.terminals.count()).isZero();
    }

    @Test
    void anEndedSessionTellsWhy() {
        FakeViewer viewer = stage.viewer("v");
        stage.terminals.end("s", "session_deleted");
        stage.terminals.end("s", "session_deleted");
        assertThat(viewer.told)
                .containsExactly(
                        "terminal:exit {\"sessionId\":\"s\",\"exitCode\":null,\"reason\":\"session_deleted\"}");
        assertThat(stage.terminals.find("s")).isEmpty();
    }

    @Test
    void whoLagsIsSentTheRestBeforeTheExitOrElseTheExitAlone() {
        FakeViewer late = stage.viewer("late");
        FakeViewer stuck = stage.viewer("stuck");
        late.takesNothing();
        stuck.takesNothing();
        stage.writes("rest");
        stage.exits(null);
        assertThat(late.told).isEmpty();
        late.takes(9);
        assertThat(late.text()).isEqualTo("rest");
        assertThat(late.told).containsExactly("terminal:exit {\"sessionId\":\"s\",\"exitCode\":null}");
        stage.time.pass(Terminal.STUCK);
        assertThat(stuck.text()).isEmpty();
        assertThat(stuck.told).containsExactly("terminal:exit {\"sessionId\":\"s\",\"exitCode\":null}");
        stuck.takes(9);
        assertThat(stuck.told).hasSize(1);
    }

    @Test
    void stoppingTellsAllViewersAtOnce() {
        FakeViewer viewer = stage.viewer("v");
        FakeViewer stuck = stage.viewer("stuck");
        stuck.takesNothing();
        stage.writes("a");
        stage.follows("b");
        stage.terminals.close();
        assertThat(viewer.text()).isEqualTo("ab");
        String shutdown = "terminal:exit {\"sessionId\":\"s\",\"reason\":\"server_shutdown\"}";
        assertThat(viewer.told).containsExactly(shutdown);
        assertThat(stuck.told).containsExactly(shutdown);
        assertThat(refused(() -> stage.terminals.register(next, Stage.asked("p", "t"), "project")))
                .isEqualTo(ErrorCode.UNAVAILABLE);
    }

    private static ErrorCode refused(ThrowingCallable call) {
        return catchThrowableOfType(HubException.class, call).code();
    }
}
