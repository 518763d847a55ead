package dev.maestro.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.server.isolation.Door;
import dev.maestro.server.isolation.Request;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub in a process of its own, as only there it is all that logs. */
class LogLevelTest {
    private static final String READY = "Maestro Hub is ready: ";
    private static final String REFUSED = "refused";

    @TempDir
    Path folder;

    @Test
    void howMuchIsLoggedCanBeChangedWhileTheHubRuns() throws IOException, InterruptedException {
        ProcessBuilder command = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.maestro.server.Main",
                "--port",
                "0",
                "--log-level",
                "warn",
                "--data-dir",
                folder.resolve("data").toString());
        command.environment().keySet().removeIf(name -> name.startsWith("MAESTRO_"));
        command.redirectErrorStream(true);
        try (LineProcess hub = LineProcess.start(command)) {
            List<String> before = hub.readUntil(line -> line.startsWith(READY));
            assertThat(before).noneMatch(line -> line.contains(" INFO ") || line.contains("SLF4J"));
            String ready = before.get(before.size() - 1);
            Door door = new Door(URI.create(ready.substring(READY.length(), ready.indexOf(" ("))));
            refusal(door, "/unheard");

            change(door, "\"debug\"");
            refusal(door, "/heard");
            change(door, "null");
            refusal(door, "/unheard");
            change(door, "\"error\"");
            hub.terminate();

            List<String> said = hub.rest();
            assertThat(said).filteredOn(line -> line.contains(REFUSED)).hasSize(1);
            assertThat(said).anyMatch(line -> line.contains(REFUSED) && line.contains("/api/tasks/heard"));
        }
    }

    private static void change(Door door, String level) {
        door.done("PATCH", "/api/admin/config", "{\"changes\":{\"log-level\":" + level + "}}");
    }

    private static void refusal(Door door, String path) {
        assertThat(door.send(Door.LOCAL, Request.of("GET", "/api/tasks" + path)).status())
                .isEqualTo(404);
    }
}
