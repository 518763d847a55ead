package dev.maestro.server.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.command.RegisterTerminal;
import dev.maestro.server.screen.ScreenModel;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A terminal that one hub gives up to another. */
class HandOverTest {
    private static final RegisterTerminal AGAIN = Stage.takeover("p", "s");

    private static Stage to(HandedOver handed, boolean snapshots) {
        Stage next = new Stage(Stage.config(snapshots), Runnable::run);
        Registration registered = next.terminals.register(next.owner, AGAIN, "project", handed);
        assertThat(registered.resumed()).isTrue();
        assertThat(registered.position()).isEqualTo(handed.end());
        return next;
    }

    private static String screen(String text) {
        ScreenModel model = ScreenModel.of(80, 24, 0);
        byte[] bytes = text.getBytes(UTF_8);
        model.feed(bytes, 0, bytes.length);
        return model.snapshot();
    }

    @ParameterizedTest(name = "{0} pieces, screens: {1}")
    @CsvSource({"3, true", "3, false", "400, true", "400, false"})
    void looksTheSameAtTheThirdHub(int pieces, boolean snapshots) {
        Random random = new Random(pieces);
        StringBuilder all = new StringBuilder();
        try (Stage first = new Stage(Stage.config(snapshots), Runnable::run).registered()) {
            fill(first, pieces, random, all);
            try (Stage second = to(first.terminals.letGo("s").orElseThrow(), snapshots)) {
                fill(second, pieces, random, all);
                try (Stage third = to(second.terminals.letGo("s").orElseThrow(), snapshots)) {
                    all.append("the end");
                    third.writes("the end");
                    FakeViewer viewer = third.viewer("v");
                    assertThat(screen(viewer.text())).isEqualTo(screen(all.toString()));
                    long end = all.toString().getBytes(UTF_8).length;
                    assertThat(viewer.position).isEqualTo(end);
                    assertThat(third.terminals.find("s").orElseThrow().title()).isEqualTo("a title");
                }
            }
        }
    }

    private static void fill(Stage stage, int pieces, Random random, StringBuilder all) {
        for (int i = 0; i < pieces; i++) {
            String piece = "\u001b[3" + random.nextInt(8) + "m\u001b]0;a title\u0007" + i
                    + " é€😀 ".repeat(random.nextInt(60)) + "\r\n";
            all.append(piece);
            stage.writes(piece);
        }
    }

    @Test
    void whoHasSeenWhatIsInTheRingGoesOnWithoutAScreen() {
        try (Stage first = new Stage().registered()) {
            first.writes("one two ");
            try (Stage second = to(first.terminals.letGo("s").orElseThrow(), false)) {
                FakeViewer viewer = new FakeViewer("v");
                viewer.take(new Watched(80, 24, "one ", 4, false, true, "", true, null, false), false);
                second.watches(viewer, 4L, false);
                second.writes("three");
                assertThat(viewer.text()).isEqualTo("one two three");
                assertThat(viewer.fault()).isEmpty();
                assertThat(viewer.resyncs).isZero();
            }
        }
    }

    @Test
    void viewersAreToldThatItHasMovedAndTheOwnerHasItNoMore() {
        try (Stage stage = new Stage().registered()) {
            FakeViewer viewer = stage.viewer("v");
            stage.writes("x");
            assertThat(stage.terminals.letGo("s")).isPresent();
            assertThat(viewer.told).containsExactly("terminal:exit {\"sessionId\":\"s\",\"reason\":\"moved\"}");
            assertThatThrownBy(() -> stage.writes("y")).hasMessageContaining("no terminal");
            assertThat(stage.terminals.find("s")).isEmpty();
            assertThat(stage.terminals.letGo("s")).isEmpty();
        }
    }

    @Test
    void anOwnerThatHasForgottenWhatFollowsBeginsAnew() {
        try (Stage first = new Stage().registered();
                Stage second = new Stage()) {
            first.writes("one ");
            HandedOver handed = first.terminals.letGo("s").orElseThrow();
            RegisterTerminal later = new RegisterTerminal("p", "s", 80, 24, true, 100L, "as it looks");
            assertThat(second.terminals
                            .register(second.owner, later, "project", handed)
                            .position())
                    .isEqualTo(100);
            assertThat(second.viewer("v").text()).isEqualTo("as it looks");
        }
    }

    @Test
    void theRulesOfRegisteringHoldForSocketsOfOtherNodes() {
        try (Stage stage = new Stage().registered()) {
            assertThat(stage.terminals.requireTakeable("user:ann", "another", AGAIN))
                    .isTrue();
            assertThatThrownBy(() -> stage.terminals.requireTakeable("user:bob", "another", AGAIN))
                    .hasMessageContaining("somebody else");
            assertThatThrownBy(() -> stage.terminals.requireTakeable("user:ann", "another", Stage.asked("p", "s")))
                    .hasMessageContaining("connected");
            stage.terminals.ownerGone(stage.owner);
            assertThat(stage.terminals.requireTakeable("user:ann", "another", Stage.asked("p", "s")))
                    .isTrue();
            assertThat(stage.terminals.requireTakeable("user:bob", "another", Stage.asked("p", "none")))
                    .isFalse();
        }
    }

    @Test
    void whatCouldNotBeRegisteredAfterItWasHandedOverWaitsForItsOwner() {
        try (Stage first = new Stage().registered();
                Stage second = new Stage()) {
            first.writes("one ");
            HandedOver handed = first.terminals.letGo("s").orElseThrow();
            assertThat(second.terminals.keep(second.owner, AGAIN, "project", handed))
                    .isTrue();
            assertThat(second.terminals.find("s").orElseThrow().connected()).isFalse();
            assertThat(second.terminals.keep(second.owner, AGAIN, "project", handed))
                    .isFalse();
            assertThat(second.terminals
                            .register(second.owner, Stage.asked("p", "s"), "project")
                            .position())
                    .isEqualTo(4);
            assertThat(second.viewer("v").text()).isEqualTo("one ");
        }
    }

    @Test
    void whetherThereIsRoomIsKnownBeforehand() {
        try (Stage stage = new Stage().registered()) {
            assertThatThrownBy(() -> stage.terminals.requireRoomFor(stage.owner, Stage.asked("p", "other")))
                    .hasMessageContaining("that of session s");
            stage.terminals.requireRoomFor(stage.owner, Stage.asked("p", "s"));
            stage.terminals.requireRoomFor(stage.owner, Stage.asked("q", "other"));
            stage.terminals.letAllGo();
            assertThatThrownBy(() -> stage.terminals.requireRoomFor(stage.owner, Stage.asked("q", "other")))
                    .hasMessageContaining("stopping");
        }
    }
}
