package dev.maestro.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.Json;
import java.io.File;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The hub's main job, end to end: a change made by anyone reaches everyone, once, in order, and is still there. */
@Timeout(600)
class PackagedHubIT {
    /** How many requests {@link #changeThings} sends, with the one that makes the project. */
    private static final int CHANGES = 14;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long POLL_NANOS = 20_000_000;

    @TempDir
    Path folder;

    @Test
    void aHubThatWasToldToStopLeavesNothingOfItsLibrariesBehind() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        ProcessBuilder command = PackagedHub.command(
                "--port", "0", "--data-dir", folder.resolve("data").toString());
        command.command().add(1, "-Djava.io.tmpdir=" + temporary);
        try (LineProcess hub = LineProcess.start(command)) {
            hub.await(line -> line.startsWith("Maestro Hub is ready: "));
            assertThat(temporary).isNotEmptyDirectory();
            assertThat(hub.terminate()).isZero();
        }
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void aChangeReachesDesktopAndOldClientOnceInOrderAndSurvivesAKill() throws Exception {
        Path dataDir = folder.resolve("data");
        List<JsonNode> kept;
        String state;
        String projectId;
        try (PackagedHub hub = PackagedHub.start(dataDir);
                LineProcess clients = listen(hub)) {
            projectId = create(hub, "/api/projects", "{\"name\":\"Apollo\",\"workingDir\":\"/srv/apollo\"}");
            List<String> heard = readUntilBothHeard(clients, "Apollo");
            clients.write("{\"projectId\":\"" + projectId + "\"}");
            heard.addAll(clients.readUntil(line -> line.contains("\"is\":\"subscribed\"")));
            changeThings(hub, projectId);
            heard.addAll(readUntilBothHeard(clients, "Last"));

            assertThat(names(heard, "ui")).isEqualTo(expectedNames("session:spawn"));
            assertThat(names(heard, "raw")).isEqualTo(expectedNames("session:spawn_request"));
            assertThat(payloads(heard, "raw")).as("both hear the same object").isEqualTo(payloads(heard, "ui"));
            kept = documents(hub, projectId);
            awaitAudited(hub);
            state = hub.send("GET", "/api/state?projectId=" + projectId, "").body();
            hub.process().kill();
        }
        try (PackagedHub again = PackagedHub.start(dataDir)) {
            assertThat(documents(again, projectId)).isEqualTo(kept);
            assertThat(Json.tree(again.send("GET", "/api/state?projectId=" + projectId, "")
                            .body()
                            .getBytes(StandardCharsets.UTF_8)))
                    .as("the state, with the offset it holds at")
                    .isEqualTo(Json.tree(state.getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Test
    void aDesktopsSnapshotStandsBetweenWhatItHoldsAndWhatFollows() throws Exception {
        try (PackagedHub hub = PackagedHub.start(folder.resolve("data"));
                LineProcess clients = listen(hub)) {
            String projectId = create(hub, "/api/projects", "{\"name\":\"Apollo\"}");
            clients.write("{\"projectId\":\"" + projectId + "\"}");
            clients.await(line -> line.contains("\"is\":\"subscribed\""));
            Thread writer = new Thread(() -> createTasks(hub, projectId, 200), "writer");
            writer.start();
            clients.await(line -> line.contains("\"client\":\"ui\",\"event\":\"task:created\""));
            clients.write("{\"sync\":\"" + projectId + "\"}");
            List<String> before = clients.readUntil(line -> line.contains("\"is\":\"synced\""));
            writer.join();
            create(hub, "/api/tasks", "{\"projectId\":\"" + projectId + "\",\"title\":\"Last\"}");
            List<String> after = clients.readUntil(line -> line.contains("\"ui\"") && line.contains("\"Last\""));

            JsonNode answer = Json.tree(before.get(before.size() - 1).getBytes(StandardCharsets.UTF_8))
                    .get("answer");
            assertThat(answer.get("success").asBoolean()).isTrue();
            List<String> inSnapshot = new ArrayList<>();
            answer.get("tasks").forEach(task -> inSnapshot.add(task.get("id").asText()));
            assertThat(inSnapshot)
                    .as("everything heard before is in the snapshot")
                    .containsAll(createdIds(before));
            assertThat(createdIds(after))
                    .as("nothing in the snapshot is heard after it")
                    .doesNotContainAnyElementsOf(inSnapshot);
            assertThat(inSnapshot.size() + createdIds(after).size())
                    .as("nothing is missing between them")
                    .isEqualTo(201);
        }
    }

    @Test
    void aHubToldToStopSaysSoClosesItsSocketsAndEndsWithZero() throws Exception {
        try (PackagedHub hub = PackagedHub.start(folder.resolve("data"));
                LineProcess clients = listen(hub)) {
            String projectId = create(hub, "/api/projects", "{\"name\":\"Apollo\"}");
            // The answer comes over the WebSocket, so the hub has seen the upgrade, too.
            clients.write("{\"projectId\":\"" + projectId + "\"}");
            clients.await(line -> line.contains("\"is\":\"subscribed\""));
            assertThat(hub.process().terminate()).isZero();

            List<String> last = new ArrayList<>();
            last.addAll(clients.readUntil(line -> line.contains("\"is\":\"disconnected\"")));
            last.addAll(clients.readUntil(line -> line.contains("\"is\":\"disconnected\"")));
            assertThat(names(last, "ui")).containsExactly("server:shutdown", "server:goodbye");
            assertThat(names(last, "raw")).containsExactly("server:shutdown", "server:goodbye");
        }
    }

    @Test
    void badSettingsStopTheStartWithTheReason() throws Exception {
        Path errors = folder.resolve("errors");
        int code = run(errors, "--port", "seventy", "--data-dir", folder.toString());

        assertThat(code).isEqualTo(2);
        assertThat(errors).content().contains("port = \"seventy\" (flag --port): must be a whole number, 0 to 65535");
    }

    @Test
    void anUnknownFlagStopsTheStartWithTheReason() throws Exception {
        Path errors = folder.resolve("errors");
        int code = run(errors, "--prot", "3000");

        assertThat(code).isEqualTo(2);
        assertThat(errors)
                .content()
                .contains("--prot", "there is no such setting", "--port")
                .hasLineCount(3);
    }

    @Test
    void aDataFolderInUseStopsTheStartWithTheReason() throws Exception {
        Path errors = folder.resolve("errors");
        try (PackagedHub hub = PackagedHub.start(folder.resolve("data"))) {
            int code = run(
                    errors, "--port", "0", "--data-dir", folder.resolve("data").toString());

            assertThat(code).isEqualTo(1);
            assertThat(errors).content().contains("The hub was not started").doesNotContain("\tat ");
            assertThat(hub.send("GET", "/healthz", "").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aPortInUseStopsTheStartWithTheReason() throws Exception {
        Path errors = folder.resolve("errors");
        try (PackagedHub hub = PackagedHub.start(folder.resolve("data"))) {
            String port = hub.url().substring(hub.url().lastIndexOf(':') + 1);
            int code = run(
                    errors,
                    "--port",
                    port,
                    "--data-dir",
                    folder.resolve("other").toString());

            assertThat(code).isEqualTo(1);
            assertThat(errors).content().contains(port).doesNotContain("\tat ");
        }
    }

    private static int run(Path errors, String... flags) throws IOException, InterruptedException {
        Process process = PackagedHub.command(flags)
                .redirectError(errors.toFile())
                .redirectOutput(new File("/dev/null"))
                .start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Starts a desktop and an old client, and waits until both are in and the desktop has upgraded. */
    private static LineProcess listen(PackagedHub hub) throws IOException, InterruptedException {
        LineProcess clients =
                LineProcess.start(new ProcessBuilder("node", "listen.mjs", hub.url()).directory(Desktop.scripts()));
        // Three lines, in an order of their own.
        for (int i = 0; i < 3; i++) {
            clients.await(line -> line.contains("\"is\":\"connected\"") || line.contains("\"is\":\"upgraded\""));
        }
        return clients;
    }

    /** Makes one of every kind of change, the last of them a task titled Last. */
    private static void changeThings(PackagedHub hub, String projectId) throws Exception {
        String project = "\"projectId\":\"" + projectId + "\"";
        String taskId = create(hub, "/api/tasks", "{" + project + ",\"title\":\"Build\",\"priority\":\"high\"}");
        String doomed = create(hub, "/api/tasks", "{" + project + ",\"title\":\"Doomed\"}");
        String sessionId = create(hub, "/api/sessions", "{" + project + ",\"name\":\"Worker\"}");
        ok(hub.send("PATCH", "/api/tasks/" + taskId, "{\"status\":\"in_progress\"}"), 200);
        ok(hub.send("POST", "/api/tasks/" + taskId + "/claim", "{\"sessionId\":\"" + sessionId + "\"}"), 200);
        String lateId = create(hub, "/api/sessions", "{" + project + ",\"name\":\"Late\"}");
        ok(hub.send("POST", "/api/tasks/" + taskId + "/claim", "{\"sessionId\":\"" + lateId + "\"}"), 409);
        create(hub, "/api/tasks/" + taskId + "/subtasks", "{\"title\":\"Part\"}");
        create(hub, "/api/sessions/spawn", "{" + project + ",\"taskIds\":[\"" + taskId + "\"],\"name\":\"Helper\"}");
        create(hub, "/api/team-members", "{" + project + ",\"name\":\"Reviewer\"}");
        create(
                hub,
                "/api/mail",
                "{" + project + ",\"toSessionId\":\"" + sessionId + "\",\"subject\":\"Hi\",\"body\":\"Stop\"}");
        ok(hub.send("DELETE", "/api/tasks/" + doomed, ""), 200);
        create(hub, "/api/tasks", "{" + project + ",\"title\":\"Last\"}");
    }

    /** Waits until all changes are in the audit, which is written a moment after them and moves the offset. */
    private static void awaitAudited(PackagedHub hub) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (get(hub, "/api/admin/audit").size() < CHANGES) {
            assertThat(System.nanoTime()).as("deadline for the audit").isLessThan(deadline);
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static List<String> expectedNames(String spawn) {
        return List.of(
                "project:created",
                "task:created",
                "task:created",
                "session:created",
                "task:updated",
                "task:updated",
                "session:created",
                "subtask:created",
                "task:updated",
                "session:created",
                "task:updated",
                spawn,
                "team_member:created",
                "mail:received",
                "task:deleted",
                "task:created");
    }

    private static void createTasks(PackagedHub hub, String projectId, int count) {
        try {
            for (int i = 0; i < count; i++) {
                create(hub, "/api/tasks", "{\"projectId\":\"" + projectId + "\",\"title\":\"Task " + i + "\"}");
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String create(PackagedHub hub, String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> response = hub.send("POST", path, body);
        ok(response, 201);
        return Json.tree(response.body().getBytes(StandardCharsets.UTF_8))
                .path("id")
                .asText();
    }

    private static void ok(HttpResponse<String> response, int status) {
        assertThat(response.statusCode())
                .as(() -> response.request().method() + " " + response.uri() + ": " + response.body())
                .isEqualTo(status);
    }

    private static List<JsonNode> documents(PackagedHub hub, String projectId) throws Exception {
        List<JsonNode> lists = new ArrayList<>();
        lists.add(get(hub, "/api/projects"));
        for (String list : List.of("tasks", "sessions", "team-members", "mail")) {
            JsonNode documents = get(hub, "/api/" + list + "?projectId=" + projectId);
            assertThat(documents).as(list).isNotEmpty();
            lists.add(documents);
        }
        return lists;
    }

    private static JsonNode get(PackagedHub hub, String path) throws Exception {
        HttpResponse<String> response = hub.send("GET", path, "");
        ok(response, 200);
        return Json.tree(response.body().getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> readUntilBothHeard(LineProcess clients, String title) throws InterruptedException {
        List<String> heard = new ArrayList<>(clients.readUntil(line -> line.contains("\"" + title + "\"")));
        heard.addAll(clients.readUntil(line -> line.contains("\"" + title + "\"")));
        return heard;
    }

    private static List<String> names(List<String> lines, String client) throws IOException {
        List<String> names = new ArrayList<>();
        for (JsonNode line : events(lines, client)) {
            names.add(line.get("event").asText());
        }
        return names;
    }

    private static List<JsonNode> payloads(List<String> lines, String client) throws IOException {
        List<JsonNode> payloads = new ArrayList<>();
        for (JsonNode line : events(lines, client)) {
            payloads.add(line.get("payload").get("data"));
        }
        return payloads;
    }

    private static List<String> createdIds(List<String> lines) throws IOException {
        List<String> ids = new ArrayList<>();
        for (JsonNode line : events(lines, "ui")) {
            if (line.get("event").asText().equals("task:created")) {
                ids.add(line.get("payload").get("data").get("id").asText());
            }
        }
        return ids;
    }

    private static List<JsonNode> events(List<String> lines, String client) throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (String text : lines) {
            JsonNode line = Json.tree(text.getBytes(StandardCharsets.UTF_8));
            if (line.get("client").asText().equals(client) && line.has("event")) {
                events.add(line);
            }
        }
        return events;
    }
}
