package dev.maestro.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Words that are mistyped, and help for those who ask for it. */
class MistakesTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
                    taks list,          taks: there is no such command; do you mean task?
                    serv,               serv: there is no such command; do you mean serve?
                    task craete x,      craete: there is no such command; do you mean create?
                    session addtask,    addtask: there is no such command; do you mean add-task?
                    --prot 5,           --prot: there is no such setting; do you mean --port?
                    serve --data-dri=x, --data-dri: there is no such setting; do you mean --data-dir?
                    doctor --jsn,       --jsn: there is no such setting; do you mean --json?
                    task list --projct x, --projct: there is no such flag; do you mean --project?
                    task list x,        x: it takes no such word; what holds blanks goes in quotes
                    help tsk,           tsk: there is no such command; do you mean task?
                    completion fish,    'fish: must be one of bash, zsh.'
                    """)
    void theNearestIsNamed(String line, String said) {
        CommandRun wrong = CommandRun.of(line.split(" "));
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.out()).isEmpty();
        assertThat(wrong.err().lines()).contains(said);
    }

    @Test
    void whatIsLikeNothingIsToldWhatThereIs() {
        assertThat(CommandRun.of("task", "fly").err()).contains("known are claim, create, delete, list, show, update");
        assertThat(CommandRun.of("task", "list", "--zzzzzz=secret").err())
                .contains("--zzzzzz: there is no such flag; known are --all, ")
                .doesNotContain("secret");
        assertThat(CommandRun.of("--zzzzzz").err()).contains("--engine.ping-interval");
    }

    @Test
    void whatDidNotHappenIsSaid() {
        assertThat(CommandRun.of("--zzzzzz").err()).startsWith("The hub was not started");
        assertThat(CommandRun.of("serve", "--zzzzzz").err()).startsWith("The hub was not started");
        assertThat(CommandRun.of("task", "list", "--zzzzzz").err())
                .startsWith("Nothing was asked of the hub")
                .contains("\"task list --help\" says what each does.");
        assertThat(CommandRun.of("doctor", "--zzzzzz").err()).startsWith("Nothing was looked at");
    }

    @Test
    void aThingWithoutAVerbShowsWhatMayBeDoneWithIt() {
        CommandRun alone = CommandRun.of("session");
        assertThat(alone.code()).isEqualTo(2);
        assertThat(alone.err()).contains("add-task", "report");
    }

    @Test
    void helpIsGroupedAndHasNoSettings() {
        CommandRun help = CommandRun.of("--help");
        assertThat(help.code()).isZero();
        assertThat(help.out())
                .containsSubsequence(
                        "Run a hub",
                        "serve",
                        "doctor",
                        "Ask a hub",
                        "project",
                        "status",
                        "Terminals",
                        "agent",
                        "watch",
                        "Data of a hub",
                        "export",
                        "Help")
                .doesNotContain("--engine.ping-interval", "\u001b");
        assertThat(CommandRun.of("help").out()).isEqualTo(help.out());
    }

    @Test
    void helpOfACommandIsThatOfItsFlag() {
        assertThat(CommandRun.of("help", "task", "create").out())
                .isEqualTo(CommandRun.of("task", "create", "--help").out())
                .contains("task create TITLE", "--priority", "Examples:", "Exit codes: 0 done; 1");
        assertThat(CommandRun.of("help", "serve").out()).contains("--engine.ping-interval", "Exit codes");
    }
}
