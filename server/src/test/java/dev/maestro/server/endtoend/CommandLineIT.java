package dev.maestro.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command line as people have it: the packaged jar in a real bash. */
@Timeout(600)
class CommandLineIT {
    @TempDir
    Path folder;

    private record Ended(int code, String output) {}

    /** Runs lines in which {@code maestro-hub} is the jar; the first that fails ends them. */
    private Ended bash(String lines, Map<String, String> environment) throws IOException, InterruptedException {
        String jar = Path.of(System.getProperty("maestro.jar", "target/maestro-hub.jar"))
                .toAbsolutePath()
                .toString();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path script = Files.writeString(
                folder.resolve("script"),
                "set -euo pipefail\nmaestro-hub() { '" + java + "' -jar '" + jar + "' \"$@\"; }\n" + lines);
        ProcessBuilder bash = new ProcessBuilder("bash", script.toString()).directory(folder.toFile());
        bash.environment().keySet().removeIf(name -> name.startsWith("MAESTRO_"));
        bash.environment().putAll(environment);
        Process process = bash.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    @Test
    void pipesGetNoColoursAndExitCodesComeThrough() throws Exception {
        Ended ended = bash("""
                code() { set +e; "$@" > /dev/null 2>&1; echo "code $?"; set -e; }
                code maestro-hub task list --url http://127.0.0.1:1
                code maestro-hub task lst
                code maestro-hub help task
                """, Map.of("TERM", "xterm-256color"));
        assertThat(ended.output().lines()).containsExactly("code 3", "code 2", "code 0");
        Ended help = bash("maestro-hub --help\n", Map.of("TERM", "xterm-256color"));
        assertThat(help.output()).contains("Run a hub").doesNotContain("\u001b");
    }

    @Test
    void aTerminalGetsColoursUnlessNobodyWantsThem() throws Exception {
        String inTerminal = "script -qec \"'%s' -jar '%s' --help\" /dev/null < /dev/null\n"
                .formatted(
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        Path.of(System.getProperty("maestro.jar", "target/maestro-hub.jar"))
                                .toAbsolutePath());
        assertThat(bash(inTerminal, Map.of("TERM", "xterm-256color")).output()).contains("\u001b[1mRun a hub");
        assertThat(bash(inTerminal, Map.of("TERM", "xterm-256color", "NO_COLOR", "1"))
                        .output())
                .contains("Run a hub")
                .doesNotContain("\u001b[1m");
    }
}
