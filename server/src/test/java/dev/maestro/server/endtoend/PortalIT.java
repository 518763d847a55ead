package dev.maestro.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.Json;
import dev.maestro.server.Ports;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The portal as its own API document has it, asked by that document's example client. */
@Timeout(600)
class PortalIT {
    /** The 27 events of the document, and where each must come. */
    private static final Set<String> CATALOGUE = Set.of(
            "/portal joined_project",
            "/portal user_joined",
            "/portal user_left",
            "/project/walk state_change",
            "/project/walk task_update",
            "/project/walk approval_request",
            "/project/walk approval_resolved",
            "/project/walk sprint_progress",
            "/project/walk backlog_updated",
            "/chat/walk message_received",
            "/chat/walk command_result",
            "/chat/walk typing_start",
            "/chat/walk typing_stop",
            "/chat/walk thread_created",
            "/chat/walk thread_updated",
            "/monitoring agent_activity",
            "/monitoring system_metrics",
            "/monitoring tdd_cycle_started",
            "/monitoring tdd_state_change",
            "/monitoring test_output",
            "/admin config_changed",
            "/admin user_action",
            "/chat/walk authenticated",
            "/admin authentication_failed",
            "/chat/walk rate_limited",
            "/chat/walk validation_error",
            "/portal error");

    @TempDir
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static PackagedHub hub;

    private static int portalPort;

    @BeforeAll
    static void startHub() throws Exception {
        portalPort = Ports.next();
        hub = PackagedHub.start(
                folder.resolve("data"),
                0,
                Tokens.flags("--portal.port", Integer.toString(portalPort), "--portal.connections", "10"));
    }

    @AfterAll
    static void stopHub() throws Exception {
        hub.close();
    }

    @Test
    void theExampleClientHearsOfItsProjectOnThePortOfTheDocument() throws Exception {
        String project = newProject("my-project");
        try (PortalClient client = PortalClient.local("http://localhost:" + portalPort)) {
            client.subscribe("/portal", "connected");
            client.subscribe("/portal", "joined_project");
            client.subscribe("/portal", "state_change");
            client.subscribe("/project/my-project", "connected");
            client.subscribe("/project/my-project", "state_change");
            client.subscribe("/chat/my-project", "message_received");
            client.subscribe("/chat/my-project", "command_result");
            assertThat(client.told("/portal", "connected").get("namespace").asText())
                    .isEqualTo("/portal");
            client.emit("/portal", "join_project", "{\"project_name\":\"my-project\",\"user_id\":\"user123\"}");
            JsonNode joined = client.told("/portal", "joined_project");
            assertThat(joined.get("project_name").asText()).isEqualTo("my-project");
            assertThat(joined.get("current_state").asText()).isEqualTo("idle");
            assertThat(joined.get("active_users").asInt()).isEqualTo(1);
            assertThat(Instant.parse(joined.get("last_activity").asText())).isBefore(Instant.now());
            client.emit(
                    "/portal",
                    "subscribe_to_events",
                    "{\"events\":[\"state_change\",\"task_update\",\"agent_activity\"],\"project_name\":\"my-project\"}");
            client.emit("/project/my-project", "join_project", "{\"project_name\":\"my-project\"}");

            // The command of the document, once there is a sprint it can start.
            ok("POST", "/api/projects/" + project + "/sprints", "{\"name\":\"One\"}");
            client.emit("/chat/my-project", "send_message", "{\"content\":\"/sprint start\",\"type\":\"command\"}");
            assertThat(client.told("/chat/my-project", "message_received")
                            .get("content")
                            .asText())
                    .isEqualTo("/sprint start");
            JsonNode result = client.told("/chat/my-project", "command_result");
            assertThat(result.get("success").asBoolean()).as(result.toString()).isTrue();
            assertThat(result.get("execution_time").isNumber()).isTrue();

            assertThat(client.told("/project/my-project", "connected")
                            .get("namespace")
                            .asText())
                    .isEqualTo("/project/my-project");
            ok("PATCH", "/api/projects/" + project + "/workflow", "{\"state\":\"PLANNING\"}");
            for (String namespace : List.of("/portal", "/project/my-project")) {
                JsonNode change = client.told(namespace, "state_change");
                assertThat(change.get("old_state").asText()).isEqualTo("idle");
                assertThat(change.get("new_state").asText()).isEqualTo("PLANNING");
            }
        }
    }

    @Test
    void each27EventsOfTheCatalogueArrivesOnce() throws Exception {
        String project = newProject("walk");
        String at = "/api/projects/walk";
        try (PortalClient ada = operator("ada");
                PortalClient bob = operator("bob")) {
            ada.in("/portal", "/project/walk", "/chat/walk", "/monitoring", "/admin");
            ada.emit("/portal", "join_project", "{\"project_name\":\"walk\"}");
            ada.hear("/portal", "joined_project");
            bob.in("/portal", "/chat/walk");
            bob.emit("/portal", "join_project", "{\"project_name\":\"walk\"}");
            ada.hear("/portal", "user_joined", Map.of("user_id", "bob"));
            bob.emit("/portal", "leave_project", "{\"project_name\":\"walk\"}");
            ada.hear("/portal", "user_left", Map.of("user_id", "bob"));

            ok("PATCH", at + "/workflow", "{\"state\":\"DEVELOPING\",\"reason\":\"enough planned\"}");
            String task = id(ok("POST", "/api/tasks", "{\"projectId\":\"" + project + "\",\"title\":\"Build it\"}"));
            String approval =
                    id(ok("POST", at + "/approvals", "{\"taskId\":\"" + task + "\",\"reason\":\"touches money\"}"));
            ok("POST", at + "/approvals/" + approval + "/resolve", "{\"approved\":true,\"comment\":\"go\"}");
            ok("POST", at + "/backlog", "{\"title\":\"As a user\"}");
            ok("POST", at + "/sprints", "{\"name\":\"One\"}");

            bob.emit("/chat/walk", "typing_start", "{}");
            ada.hear("/chat/walk", "typing_start");
            bob.emit("/chat/walk", "typing_stop", "{}");
            ada.hear("/chat/walk", "typing_stop");
            bob.emit("/chat/walk", "send_message", "{\"content\":\"/help\",\"type\":\"command\"}");
            String message =
                    ada.hear("/chat/walk", "message_received").get("message_id").asText();
            ada.hear("/chat/walk", "command_result", Map.of("message_id", message));
            String thread = id(ok("POST", at + "/threads", "{\"parentMessageId\":\"" + message + "\"}"));
            ada.hear("/chat/walk", "thread_created", Map.of("thread_id", thread));
            bob.emit(
                    "/chat/walk",
                    "send_message",
                    "{\"content\":\"yes\",\"type\":\"thread_reply\",\"thread_id\":\"" + thread + "\"}");
            ada.hear("/chat/walk", "thread_updated", Map.of("message_count", "1"));

            ok("POST", at + "/activity", "{\"agentType\":\"dev\",\"action\":\"compile\",\"status\":\"started\"}");
            ok(
                    "POST",
                    at + "/tdd",
                    "{\"event\":\"cycle_started\",\"cycleId\":\"c1\",\"storyId\":\"s1\",\"estimatedDuration\":60000}");
            ok(
                    "POST",
                    at + "/tdd",
                    "{\"event\":\"state_change\",\"cycleId\":\"c1\",\"oldState\":\"red\",\"newState\":\"green\"}");
            ok("POST", at + "/test-output", "{\"cycleId\":\"c1\",\"outputType\":\"stdout\",\"content\":\"1 passed\"}");
            ok("PATCH", "/api/admin/config", "{\"changes\":{\"log-level\":\"warn\"},\"reason\":\"quiet\"}");

            ada.emit("/chat/walk", "send_message", "{\"content\":\"\",\"type\":\"message\"}");
            ada.hear("/chat/walk", "validation_error");
            ada.emit("/portal", "join_project", "{\"project_name\":\"no such project\"}");
            ada.hear("/portal", "error");
            ada.emit("/admin", "authenticate", "{\"token\":\"nonsense\",\"user_id\":\"ada\"}");
            ada.hear("/admin", "authentication_failed");
            ada.emitOften("/chat/walk", "typing_stop", 40);
            ada.hear("/chat/walk", "rate_limited");
            ada.hear("/admin", "user_action", Map.of("resource", "/api/admin/config"));
            ada.hear("/monitoring", "system_metrics");
            bob.emit("/chat/walk", "send_message", "{\"content\":\"the end\",\"type\":\"message\"}");
            ada.hear("/chat/walk", "message_received", Map.of("content", "the end"));

            Set<String> missing = new TreeSet<>(CATALOGUE);
            ada.heard().forEach(each -> missing.remove(each.name()));
            assertThat(missing).as("what did not arrive").isEmpty();
            assertThat(CATALOGUE).hasSize(27);
            assertOnce(ada);
        }
    }

    // Of what is limited each event is told, and two requests to one path may fall into one millisecond.
    private static void assertOnce(PortalClient client) {
        Map<String, Long> counts = client.heard().stream()
                .filter(each -> !Set.of("rate_limited", "user_action").contains(each.event()))
                .collect(Collectors.groupingBy(PortalClient.Heard::toString, Collectors.counting()));
        assertThat(counts)
                .allSatisfy((what, count) -> assertThat(count).as(what).isEqualTo(1));
        assertThat(client.heard())
                .filteredOn(heard -> heard.event().equals("user_action")
                        && heard.data().get("resource").asText().equals("/api/admin/config"))
                .hasSize(1);
        for (String each : List.of("state_change", "approval_request", "approval_resolved", "sprint_progress")) {
            for (String namespace : List.of("/portal", "/project/walk")) {
                assertThat(client.heard())
                        .filteredOn(heard -> heard.name().equals(namespace + " " + each))
                        .as(namespace + " " + each)
                        .hasSize(1);
            }
        }
    }

    private static PortalClient operator(String user) throws Exception {
        return PortalClient.of(hub.url(), user, Tokens.ofOperator(user, Duration.ofHours(1)));
    }

    private static String newProject(String name) throws Exception {
        return id(ok("POST", "/api/projects", "{\"name\":\"" + name + "\"}"));
    }

    private static JsonNode ok(String method, String path, String body) throws Exception {
        HttpResponse<String> answer = hub.send(method, path, body);
        assertThat(answer.statusCode())
                .as(method + " " + path + ": " + answer.body())
                .isBetween(200, 299);
        return Json.tree(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    private static String id(JsonNode document) {
        return document.get("id").asText();
    }
}
