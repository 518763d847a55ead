package dev.maestro.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.json.Json;
import dev.maestro.server.Ports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent and the viewer of the packaged jar, against a hub of it. */
@Timeout(600)
class AgentIT {
    private static final int LINES = 300;

    @TempDir
    Path folder;

    private Path data() {
        return folder.resolve("data");
    }

    private static String project(PackagedHub hub) throws Exception {
        return Json.mapper()
                .readTree(
                        hub.send("POST", "/api/projects", "{\"name\":\"shop\"}").body())
                .path("id")
                .textValue();
    }

    private static LineProcess agent(PackagedHub hub, String script) throws Exception {
        return LineProcess.start(PackagedHub.command(
                "agent", "--url", hub.url(), "--project", "shop", "--", "bash", "--norc", "-c", script));
    }

    private LineProcess watch(PackagedHub hub, String session) throws Exception {
        return LineProcess.start(PackagedHub.command(
                "watch", "--url", hub.url(), "--data-dir", data().toString(), "--lossless", session));
    }

    @Test
    void theCommandsExitCodeIsTheAgentsAndEndsTheSession() throws Exception {
        try (PackagedHub hub = PackagedHub.start(data())) {
            project(hub);
            try (LineProcess agent = agent(hub, "echo $MAESTRO_SESSION_ID; exit 7")) {
                String session = agent.await(line -> line.startsWith("sess_"));
                assertThat(agent.awaitEnd()).isEqualTo(7);
                hub.awaitStatus(session, "failed");
            }
            try (LineProcess agent = agent(hub, "echo $MAESTRO_SESSION_ID")) {
                String session = agent.await(line -> line.startsWith("sess_"));
                assertThat(agent.awaitEnd()).isZero();
                hub.awaitStatus(session, "completed");
            }
        }
    }

    @Test
    void whoIsToldToEndEndsTheCommandAndReportsIt() throws Exception {
        try (PackagedHub hub = PackagedHub.start(data())) {
            project(hub);
            try (LineProcess agent = agent(hub, "echo $MAESTRO_SESSION_ID; sleep 600")) {
                String session = agent.await(line -> line.startsWith("sess_"));
                assertThat(agent.terminate()).isEqualTo(129);
                hub.awaitStatus(session, "failed");
            }
        }
    }

    @Test
    void aHubThatIsKilledLosesNothingOfACommandThatGoesOn() throws Exception {
        Path go = folder.resolve("go");
        Path goOn = folder.resolve("go-on");
        String script = "echo $MAESTRO_SESSION_ID; " + until(go) + "; for i in $(seq " + LINES
                + "); do echo line-$i-end; sleep 0.05; if [ $i = " + LINES / 2 + " ]; then " + until(goOn)
                + "; fi; done; exit 5";
        int port = Ports.next();
        PackagedHub first = PackagedHub.start(data(), port);
        String state = "/api/state?projectId=" + project(first);
        try (LineProcess agent = agent(first, script)) {
            String session = agent.await(line -> line.startsWith("sess_"));
            try (LineProcess viewer = watch(first, session)) {
                var unused = first.await(state, answer -> answer.body().contains("\"viewers\":1"));
                Files.createFile(go);
                List<String> seen = new ArrayList<>(viewer.readUntil(line -> line.contains("line-20-end")));
                first.process().kill();
                try (PackagedHub second = PackagedHub.start(data(), port)) {
                    seen.addAll(viewer.readUntil(line -> line.contains("line-" + LINES / 2 + "-end")));
                    Files.createFile(goOn);
                    seen.addAll(viewer.rest());
                    assertThat(viewer.awaitEnd()).isEqualTo(5);
                    assertThat(agent.awaitEnd()).isEqualTo(5);
                    second.awaitStatus(session, "failed");
                }
                assertThat(seen.stream().filter(line -> line.contains("line-")).map(AgentIT::printed))
                        .containsExactlyElementsOf(IntStream.rangeClosed(1, LINES)
                                .mapToObj(i -> "line-" + i + "-end")
                                .toList());
            }
        } finally {
            first.close();
        }
    }

    /** Returns what lets a script wait until there is a file. */
    private static String until(Path file) {
        return "until [ -e '" + file + "' ]; do sleep 0.1; done";
    }

    /** The first line may stand behind what makes the screen blank. */
    private static String printed(String line) {
        return line.substring(line.indexOf("line-")).strip();
    }

    @Test
    void faultsAreOneSentence() throws Exception {
        try (PackagedHub hub = PackagedHub.start(data())) {
            project(hub);
            ProcessBuilder builder =
                    PackagedHub.command("agent", "--url", hub.url(), "--project", "no such", "--", "true");
            try (LineProcess agent = LineProcess.start(builder.redirectErrorStream(true))) {
                assertThat(agent.rest())
                        .hasSize(1)
                        .allMatch(line -> line.startsWith("There is no project \"no such\"."));
                assertThat(agent.awaitEnd()).isEqualTo(1);
            }
            ProcessBuilder watching =
                    PackagedHub.command("watch", "--url", hub.url(), "--data-dir", data().toString(), "sess_none");
            try (LineProcess viewer = LineProcess.start(watching.redirectErrorStream(true))) {
                assertThat(viewer.rest()).hasSize(1).allMatch(line -> line.startsWith("There is no terminal"));
                assertThat(viewer.awaitEnd()).isEqualTo(1);
            }
        }
    }
}
