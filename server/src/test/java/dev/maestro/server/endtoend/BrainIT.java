package dev.maestro.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.Json;
import dev.maestro.server.Ports;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Brain as its own document has it, asked by that document's example clients, on a port of its own. */
@Timeout(600)
class BrainIT {
    @TempDir
    Path folder;

    private int brainPort;

    @Test
    void theExampleClientSeesATaskRunAndEchoes() throws Exception {
        try (PackagedHub hub = start(Ports.next());
                LineProcess page = brain("page")) {
            page.await(line -> line.contains("Connected to Brain WebSocket"));
            JsonNode greeting = received(page);
            assertThat(greeting.get("type").asText()).isEqualTo("connected");
            assertThat(greeting.at("/data/message").asText()).isEqualTo("Connected to Maestro Hub");

            assertThat(send(hub, "GET", "/api/brain/status/ws", "").toString())
                    .isEqualTo("{\"success\":true,\"websocket\":{\"active\":true,\"connected_clients\":1,"
                            + "\"endpoint\":\"/ws\"}}");

            page.write("{\"test\":\"Hello Brain\"}");
            JsonNode echo = received(page);
            assertThat(echo.get("type").asText()).isEqualTo("echo");
            assertThat(echo.get("data").toString()).isEqualTo("{\"test\":\"Hello Brain\"}");
            assertThat(Instant.parse(echo.get("timestamp").asText())).isBefore(Instant.now());

            String task = newTask(hub);
            assertThat(run(page, task, "run_update", "queued").get("progress").asInt())
                    .isZero();
            send(hub, "POST", "/api/brain/tasks/" + task + "/status", "{\"status\":\"in_progress\"}");
            run(page, task, "run_update", "in_progress");
            send(
                    hub,
                    "POST",
                    "/api/brain/tasks/" + task + "/progress",
                    "{\"current_step\":5,\"step_name\":\"Writing code\"}");
            assertThat(run(page, task, "run_update", "in_progress")
                            .get("progress")
                            .asInt())
                    .isEqualTo(5);
            // What is neither status nor progress is not told: the next frame is the end.
            send(hub, "PATCH", "/api/tasks/" + task, "{\"title\":\"Another title\"}");
            send(
                    hub,
                    "POST",
                    "/api/brain/tasks/" + task + "/status",
                    "{\"status\":\"completed\",\"payload\":{\"result\":\"Success\"}}");
            JsonNode done = run(page, task, "run_complete", "completed");
            assertThat(Instant.parse(done.get("completed_at").asText()))
                    .isAfterOrEqualTo(Instant.parse(done.get("started_at").asText()));

            String failing = newTask(hub);
            run(page, failing, "run_update", "queued");
            send(
                    hub,
                    "PATCH",
                    "/api/tasks/" + failing,
                    "{\"status\":\"failed\",\"error\":\"Build failed: TypeScript compilation error\"}");
            JsonNode failed = run(page, failing, "run_failed", "failed");
            assertThat(failed.get("error").asText()).isEqualTo("Build failed: TypeScript compilation error");
            assertThat(failed.get("completed_at").isNull()).isTrue();
        }
    }

    @Test
    void theExampleThatReconnectsIsBackAfterARestart() throws Exception {
        PackagedHub hub = start(Ports.next());
        LineProcess retry = brain("retry");
        try (retry) {
            assertThat(received(retry).get("type").asText()).isEqualTo("connected");
            hub.close();
            retry.await(line -> line.contains("Reconnecting... (1/5)"));
            hub = start(brainPort);
            assertThat(received(retry).get("type").asText()).isEqualTo("connected");
        } finally {
            hub.close();
        }
    }

    private PackagedHub start(int port) throws Exception {
        brainPort = port;
        return PackagedHub.start(folder.resolve("data"), 0, List.of("--brain.port", Integer.toString(brainPort)));
    }

    private LineProcess brain(String example) throws IOException {
        return LineProcess.start(new ProcessBuilder("node", "brain.mjs", example, "ws://localhost:" + brainPort + "/ws")
                .directory(Desktop.scripts()));
    }

    private static String newTask(PackagedHub hub) throws Exception {
        String project = send(hub, "POST", "/api/projects", "{\"name\":\"Brain\"}")
                .get("id")
                .asText();
        return send(hub, "POST", "/api/tasks", "{\"projectId\":\"" + project + "\",\"title\":\"Build\"}")
                .get("id")
                .asText();
    }

    /** Returns the data of the next frame, which must be of this task, type and status. */
    private static JsonNode run(LineProcess page, String task, String type, String status) throws Exception {
        JsonNode frame = received(page);
        assertThat(frame.get("type").asText()).as(frame.toString()).isEqualTo(type);
        JsonNode data = frame.get("data");
        assertThat(data.get("id").asText()).isEqualTo(task);
        assertThat(data.get("task_id").asText()).isEqualTo(task);
        assertThat(data.get("status").asText()).isEqualTo(status);
        return data;
    }

    private static JsonNode received(LineProcess page) throws Exception {
        String line = page.await(said -> said.startsWith("[\"Received:\""));
        JsonNode said = Json.tree(line.getBytes(StandardCharsets.UTF_8));
        return Json.tree(said.get(1).asText().getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode send(PackagedHub hub, String method, String path, String body) throws Exception {
        HttpResponse<String> answer = hub.send(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return Json.tree(answer.body().getBytes(StandardCharsets.UTF_8));
    }
}
