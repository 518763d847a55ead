package dev.maestro.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script of {@code completion bash} in a real bash. */
class CompletionTest {
    @TempDir
    Path folder;

    private Path script;

    @BeforeEach
    void print() throws IOException {
        CommandRun printed = CommandRun.of("completion", "bash");
        assertThat(printed.code()).isZero();
        script = Files.writeString(folder.resolve("completion"), printed.out());
    }

    /** Returns what bash offers for the last of these words. */
    private List<String> offered(String... words) throws IOException, InterruptedException {
        String line = "maestro-hub " + String.join(" ", words);
        String program = "source " + script + "\n"
                + "compopt() { :; }\n" // It is for bash itself, which does not complete here.
                + "COMP_WORDS=(maestro-hub \"$@\"); COMP_CWORD=$#; COMP_LINE='" + line + "'; COMP_POINT=${#COMP_LINE}\n"
                + "_complete_maestro-hub\n"
                + "printf '%s\\n' \"${COMPREPLY[@]}\"\n";
        ProcessBuilder bash = new ProcessBuilder("bash", "-c", program, "bash");
        bash.command().addAll(List.of(words));
        Process process = bash.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return output.lines().map(String::strip).filter(text -> !text.isEmpty()).toList();
    }

    @Test
    void commandsFlagsAndWordsAreOffered() throws Exception {
        assertThat(offered("ta")).containsExactly("task");
        assertThat(offered("do")).containsExactly("doctor");
        assertThat(offered("task", "")).contains("list", "create", "claim");
        assertThat(offered("session", "add")).containsExactly("add-task");
        assertThat(offered("task", "update", "x", "--pri")).containsExactly("--priority");
        assertThat(offered("task", "update", "x", "--status", "in")).containsExactly("in_progress");
        assertThat(offered("task", "update", "x", "--priority", "")).containsExactly("low", "medium", "high");
        assertThat(offered("serve", "--engine.ping-i")).containsExactly("--engine.ping-interval");
    }

    @Test
    void zshTakesTheSameScript() {
        assertThat(CommandRun.of("completion", "zsh").out()).contains("bashcompinit", "_complete_maestro-hub");
    }
}
