package dev.maestro.server.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is told who types, and when. */
class TerminalsControllerTest {
    private static final String NOBODY = "terminal:controller {\"sessionId\":\"s\",\"controller\":null,\"mine\":false}";

    private final Stage stage = new Stage().registered();
    private final FakeViewer viewer = stage.viewer("v");

    @AfterEach
    void stop() {
        stage.close();
    }

    private static String typesV(boolean mine) {
        return types("v", mine);
    }

    private static String types(String id, boolean mine) {
        return "terminal:controller {\"sessionId\":\"s\",\"controller\":\"user of " + id + "\",\"mine\":" + mine + "}";
    }

    @Test
    void theFirstKeyIsToldToAllAndNoFurtherOne() {
        FakeViewer other = stage.viewer("w");
        stage.types(viewer, "a");
        stage.types(viewer, "b");
        stage.types(viewer, "c");
        assertThat(viewer.told).containsExactly(typesV(true));
        assertThat(other.told).containsExactly(typesV(false));
    }

    @Test
    void anotherWhoTypesTakesOver() {
        FakeViewer other = stage.viewer("w");
        stage.types(viewer, "a");
        stage.types(other, "b");
        assertThat(viewer.told).containsExactly(typesV(true), types("w", false));
        assertThat(other.told).containsExactly(typesV(false), types("w", true));
    }

    @Test
    void whoJoinsIsToldInTheAnswerAlone() {
        stage.types(viewer, "a");
        FakeViewer late = stage.viewer("w");
        assertThat(late.watched.get(0).controller()).isEqualTo("user of v");
        assertThat(late.watched.get(0).mine()).isFalse();
        assertThat(late.told).isEmpty();
        assertThat(viewer.watched.get(0).controller()).isNull();
    }

    @Test
    void whoWatchesAgainIsStillTheOneWhoTypes() {
        FakeViewer other = stage.viewer("w");
        stage.types(viewer, "a");
        stage.watches(viewer, null, false);
        assertThat(viewer.watched.get(1).mine()).isTrue();
        assertThat(other.told).containsExactly(typesV(false));
    }

    @Test
    void whenTheControllerLeavesNobodyTypes() {
        FakeViewer other = stage.viewer("w");
        stage.types(viewer, "a");
        stage.terminals.unwatch("v", "s");
        assertThat(other.told).containsExactly(typesV(false), NOBODY);
    }

    @Test
    void whoMayNotWriteNeverTypesAndIsToldWhoDoes() {
        viewer.mayWrite = false;
        FakeViewer other = stage.viewer("w");
        assertThat(catchThrowable(() -> stage.types(viewer, "x"))).isNotNull();
        assertThat(other.told).isEmpty();
        stage.types(other, "y");
        assertThat(viewer.told).containsExactly(types("w", false));
    }

    @Test
    void whoLosesTheRightTypesNoMore() {
        FakeViewer other = stage.viewer("w");
        stage.types(viewer, "a");
        viewer.mayWrite = false;
        stage.writes("output");
        assertThat(other.told).containsExactly(typesV(false), NOBODY);
    }

    @Test
    void whoGetsTheRightBackTypesAgain() {
        FakeViewer other = stage.viewer("w");
        stage.types(viewer, "a");
        viewer.mayWrite = false;
        stage.writes("output");
        viewer.mayWrite = true;
        stage.types(viewer, "b");
        assertThat(other.told).containsExactly(typesV(false), NOBODY, typesV(false));
    }

    @Test
    void whatATerminalAnswersByItselfIsNotTyped() {
        stage.types(viewer, "\u001b[?1;2c");
        assertThat(viewer.told).isEmpty();
    }

    @Test
    void aSlowViewerIsToldOnlyWhoTypesInTheEnd() {
        FakeViewer other = stage.viewer("w");
        FakeViewer slow = stage.viewer("slow");
        slow.takesNothing();
        stage.writes("x".repeat(2 * Stage.RING));
        for (int i = 0; i < 100; i++) {
            stage.types(i % 2 == 0 ? viewer : other, "k");
        }
        slow.takes(1_000);
        assertThat(slow.told).endsWith(types("w", false));
        assertThat(slow.told.stream().filter(told -> told.startsWith("terminal:controller")))
                .hasSizeLessThan(4);
    }

    @Test
    void afterTheEndNothingIsToldOfIt() {
        FakeViewer other = stage.viewer("w");
        stage.types(viewer, "a");
        stage.exits(0);
        assertThat(other.told).containsExactly(typesV(false), "terminal:exit {\"sessionId\":\"s\",\"exitCode\":0}");
    }
}
