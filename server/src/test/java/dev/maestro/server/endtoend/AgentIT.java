package dev.maestro.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent and the viewer of the packaged jar, against a hub of it. */
@Timeout(240)
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

    private static String status(PackagedHub hub, String session) throws Exception {
        return Json.mapper()
                .readTree(hub.send("GET", "/api/sessions/" + session, "").body())
                .path("status")
                .textValue();
    }

    @Test
    void theCommandsExitCodeIsTheAgentsAndEndsTheSession() throws Exception {
        try (PackagedHub hub = PackagedHub.start(data())) {
            project(hub);
            try (LineProcess agent = agent(hub, "echo $MAESTRO_SESSION_ID; exit 7")) {
                String session = agent.await(line -> line.startsWith("sess_"));
                assertThat(agent.awaitEnd()).isEqualTo(7);
                assertThat(status(hub, session)).isEqualTo("failed");
            }
            try (LineProcess agent = agent(hub, "echo $MAESTRO_SESSION_ID")) {
                String session = agent.await(line -> line.startsWith("sess_"));
                assertThat(agent.awaitEnd()).isZero();
                assertThat(status(hub, session)).isEqualTo("completed");
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
                assertThat(status(hub, session)).isEqualTo("failed");
            }
        }
    }

    @Test
    void aHubThatIsKilledLosesNothingOfACommandThatGoesOn() throws Exception {
        String script = "echo $MAESTRO_SESSION_ID; sleep 4; for i in $(seq " + LINES
                + "); do echo line-$i-end; sleep 0.05; done; exit 5";
        PackagedHub first = PackagedHub.start(data());
        int port = Integer.parseInt(first.url().substring(first.url().lastIndexOf(':') + 1));
        project(first);
        try (LineProcess agent = agent(first, script)) {
            String session = agent.await(line -> line.startsWith("sess_"));
            try (LineProcess viewer = watch(first, session)) {
                List<String> seen = new ArrayList<>(viewer.readUntil(line -> line.contains("line-20-end")));
                first.process().kill();
                try (PackagedHub second = PackagedHub.start(data(), port)) {
                    seen.addAll(viewer.rest());
                    assertThat(viewer.awaitEnd()).isEqualTo(5);
                    assertThat(agent.awaitEnd()).isEqualTo(5);
                    assertThat(status(second, session)).isEqualTo("failed");
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
