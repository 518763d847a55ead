package dev.maestro.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /ui} as docs/protocol/events.md has it, asked by the real JavaScript client. */
@Timeout(600)
class UiNamespaceIT {
    private static final AtomicInteger ROW = new AtomicInteger();

    @TempDir
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static PackagedHub hub;

    @BeforeAll
    static void startHub() throws Exception {
        hub = PackagedHub.start(folder.resolve("data"));
    }

    @AfterAll
    static void stopHub() throws Exception {
        hub.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "subscribe | {\"sessionIds\":IDS}",
                "subscribe | IDS",
                "session:subscribe | {\"sessionIds\":IDS}",
                "session:subscribe | IDS"
            })
    void bothShapesOfSubscribingJoinTheRoomsAndEchoWhatWasAsked(String event, String payload) throws Exception {
        // The client of an earlier row, which was killed, may be counted in its rooms for a while.
        String row = Integer.toString(ROW.incrementAndGet());
        String ids = "[\"sess_a" + row + "\",7,\"sess_b" + row + "\"]";
        try (Desktop desktop = Desktop.connected(hub)) {
            JsonNode ack = desktop.ask(event, payload.replace("IDS", ids));

            assertThat(ack.get("success").asBoolean()).isTrue();
            assertThat(ack.get("sessionIds").toString()).isEqualTo(ids);
            assertThat(ack.get("timestamp").asLong()).isPositive();
            assertThat(rooms()).contains("\"session:sess_a" + row + "\":1", "\"session:sess_b" + row + "\":1");
        }
    }

    @Test
    void subscribedIsAlsoSaidAsAnEvent() throws Exception {
        try (Desktop desktop = Desktop.connected(hub)) {
            desktop.tell("subscribe", "{\"sessionIds\":[\"sess_c\"]}");

            JsonNode said = desktop.hear("subscribed").get(0);
            assertThat(said.get("sessionIds").toString()).isEqualTo("[\"sess_c\"]");
            assertThat(said.has("timestamp")).isTrue();
        }
    }

    @Test
    void unsubscribingLeavesTheSessionsNamedOrAllButNoProject() throws Exception {
        String projectId = newProject("Unsubscribe");
        try (Desktop desktop = Desktop.connected(hub)) {
            desktop.ask("project:subscribe", "{\"projectId\":\"" + projectId + "\"}");
            desktop.ask("subscribe", "[\"sess_d\",\"sess_e\",\"sess_f\"]");

            desktop.ask("unsubscribe", "[\"sess_d\"]");
            assertThat(rooms()).doesNotContain("sess_d").contains("sess_e", "sess_f");

            assertThat(desktop.ask("unsubscribe").get("success").asBoolean()).isTrue();
            assertThat(rooms()).doesNotContain("sess_e", "sess_f").contains("project:" + projectId);
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "subscribe | {\"sessionIds\":\"sess_a\"} | /sessionIds",
                "subscribe | {\"ids\":[]} | /sessionIds",
                "subscribe | 7 | ''",
                "unsubscribe | {\"sessionIds\":7} | /sessionIds",
                "project:subscribe | {} | /projectId",
                "project:subscribe | {\"projectId\":7} | /projectId",
                "project:subscribe | {\"projectId\":\"p\",\"more\":1} | /more",
                "project:subscribe | \"proj_1\" | ''",
                "state:sync | {} | /projectId",
                "session:claim-spawn | {\"sessionId\":[]} | /sessionId"
            })
    void aBadPayloadIsRefusedNamingThePath(String event, String payload, String path) throws Exception {
        try (Desktop desktop = Desktop.connected(hub)) {
            JsonNode ack = desktop.ask(event, payload);
            assertThat(ack.get("success").asBoolean()).isFalse();
            assertThat(ack.get("code").asText()).isEqualTo("invalid");
            assertThat(ack.get("error").asText()).isNotBlank();
            assertThat(ack.get("details").get(0).get("path").asText()).isEqualTo(path);

            desktop.tell(event, payload);
            JsonNode said = desktop.hear("validation_error").get(0);
            assertThat(said.get("code").asText()).isEqualTo("invalid");
            assertThat(said.get("message").asText()).isNotBlank();
            assertThat(said.get("details").get(0).get("path").asText()).isEqualTo(path);
        }
    }

    @Test
    void tooManySessionsAreRefused() throws Exception {
        String ids =
                IntStream.rangeClosed(0, 1000).mapToObj(i -> "\"s" + i + "\"").collect(Collectors.joining(","));
        try (Desktop desktop = Desktop.connected(hub)) {
            JsonNode ack = desktop.ask("subscribe", "[" + ids + "]");

            assertThat(ack.get("code").asText()).isEqualTo("invalid");
            assertThat(ack.get("error").asText()).contains("1001", "1000");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"project:subscribe", "state:sync"})
    void aProjectThatIsNotThereIsNotFound(String event) throws Exception {
        try (Desktop desktop = Desktop.connected(hub)) {
            JsonNode ack = desktop.ask(event, "{\"projectId\":\"proj_none\"}");

            assertThat(ack.get("success").asBoolean()).isFalse();
            assertThat(ack.get("code").asText()).isEqualTo("not_found");
        }
    }

    @Test
    void anEventThatIsNoneIsRefused() throws Exception {
        try (Desktop desktop = Desktop.connected(hub)) {
            assertThat(desktop.ask("no:such", "{}").get("code").asText()).isEqualTo("invalid");
            desktop.tell("no:such");
            assertThat(desktop.hear("validation_error").get(0).get("message").asText())
                    .contains("no:such");
        }
    }

    @Test
    void aDesktopRunsATerminal() throws Exception {
        String projectId = create("/api/projects", "{\"name\":\"P\"}");
        String sessionId = create("/api/sessions", "{\"projectId\":\"%s\",\"name\":\"W\"}".formatted(projectId));
        try (Desktop desktop = Desktop.connected(hub)) {
            JsonNode registered =
                    desktop.ask("terminal:register", "{\"ptyId\":\"1\",\"sessionId\":\"" + sessionId + "\"}");
            assertThat(registered.get("position").asLong()).isZero();
            JsonNode taken = desktop.ask("terminal:output", "{\"ptyId\":\"1\",\"data\":\"$ \"}");
            assertThat(taken.get("position").asLong()).isEqualTo(2);
            JsonNode state = desktop.ask("state:sync", "{\"projectId\":\"" + projectId + "\"}");
            assertThat(state.at("/terminals/0/sessionId").asText()).isEqualTo(sessionId);
            assertThat(desktop.ask("terminal:exit", "{\"ptyId\":\"1\",\"exitCode\":0}")
                            .get("success")
                            .asBoolean())
                    .isTrue();
            assertThat(desktop.ask("terminal:output", "{\"ptyId\":\"1\",\"data\":\"x\"}")
                            .get("code")
                            .asText())
                    .isEqualTo("not_found");
        }
    }

    @Test
    void pingIsAnsweredWithPong() throws Exception {
        try (Desktop desktop = Desktop.connected(hub)) {
            desktop.tell("ping");
            assertThat(desktop.hear("pong").get(0).get("timestamp").asLong()).isPositive();
            assertThat(desktop.ask("ping").get("success").asBoolean()).isTrue();
        }
    }

    @Test
    void aDesktopInNoRoomHearsOfProjectsAndNotificationsAndNothingElse() throws Exception {
        try (Desktop desktop = Desktop.connected(hub)) {
            String projectId = newProject("Audience");
            String sessionId = create("/api/sessions", "{\"projectId\":\"%s\",\"name\":\"W\"}".formatted(projectId));
            send("PATCH", "/api/sessions/" + sessionId, "{\"status\":\"completed\"}", 200);
            send("DELETE", "/api/projects/" + projectId, "", 200);

            assertThat(desktop.namesUntil("project:deleted"))
                    .containsExactly("project:created", "notify:session_completed", "project:deleted");
        }
    }

    @Test
    void aDesktopOfASessionHearsOfItOnceThoughItWatchesTheProjectToo() throws Exception {
        String projectId = newProject("Union");
        String sessionId = create("/api/sessions", "{\"projectId\":\"%s\",\"name\":\"W\"}".formatted(projectId));
        try (Desktop desktop = Desktop.connected(hub)) {
            desktop.ask("project:subscribe", "{\"projectId\":\"" + projectId + "\"}");
            desktop.ask("subscribe", "[\"" + sessionId + "\"]");
            send("PATCH", "/api/sessions/" + sessionId, "{\"status\":\"completed\"}", 200);
            send("DELETE", "/api/sessions/" + sessionId, "", 200);

            assertThat(desktop.namesUntil("session:deleted"))
                    .containsExactly("session:updated", "notify:session_completed", "session:deleted");
        }
    }

    @Test
    void nobodyStaysInTheRoomsOfWhatIsDeleted() throws Exception {
        String projectId = newProject("Gone");
        String sessionId = create("/api/sessions", "{\"projectId\":\"%s\",\"name\":\"W\"}".formatted(projectId));
        try (Desktop desktop = Desktop.connected(hub)) {
            desktop.ask("project:subscribe", "{\"projectId\":\"" + projectId + "\"}");
            desktop.ask("subscribe", "[\"" + sessionId + "\"]");
            assertThat(rooms()).contains(projectId, sessionId);
            send("DELETE", "/api/projects/" + projectId, "", 200);
            desktop.hear("project:deleted");

            desktop.ask("ping");
            assertThat(rooms()).doesNotContain(projectId, sessionId);
        }
    }

    @Test
    void theHubsOwnPageMayTalkToItOnWhateverPort() throws Exception {
        String options = "{\"extraHeaders\":{\"Origin\":\"%s\"}}".formatted(hub.url());
        try (Desktop desktop = Desktop.start(hub, options)) {
            assertThat(desktop.ask("ping").get("success").asBoolean()).isTrue();
        }
    }

    @Test
    void ofTwoDesktopsExactlyOneMayStartASpawnedSession() throws Exception {
        String projectId = newProject("Spawn");
        try (Desktop first = Desktop.connected(hub);
                Desktop second = Desktop.connected(hub)) {
            first.ask("project:subscribe", "{\"projectId\":\"" + projectId + "\"}");
            String sessionId = create("/api/sessions/spawn", "{\"projectId\":\"" + projectId + "\"}");
            JsonNode offer = first.hear("session:spawn").get(0).get("data");
            assertThat(offer.get("session").get("id").asText()).isEqualTo(sessionId);
            assertThat(offer.get("session").get("env").get("MAESTRO_SERVER_URL").asText())
                    .isEqualTo(hub.url());

            JsonNode won = first.ask("session:claim-spawn", "{\"sessionId\":\"" + sessionId + "\"}");
            JsonNode lost = second.ask("session:claim-spawn", "{\"sessionId\":\"" + sessionId + "\"}");

            assertThat(won.get("success").asBoolean()).isTrue();
            assertThat(won.get("session").get("id").asText()).isEqualTo(sessionId);
            assertThat(lost.get("success").asBoolean()).isFalse();
            assertThat(lost.get("code").asText()).isEqualTo("conflict");
        }
    }

    @Test
    void aTokenIsRefusedAsLongAsNoneCanBeChecked() throws Exception {
        try (Desktop desktop = Desktop.start(hub, "{\"auth\":{\"token\":\"x\"}}")) {
            assertThat(desktop.refusal().get("message").asText()).isEqualTo("Invalid authentication token");
        }
    }

    @Test
    void anEmptyTokenIsNone() throws Exception {
        try (Desktop desktop = Desktop.start(hub, "{\"auth\":{\"token\":\"\"}}")) {
            assertThat(desktop.ask("ping").get("success").asBoolean()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"polling", "websocket"})
    void whoComesThroughATunnelIsNotLocal(String transport) throws Exception {
        String options = "{\"transports\":[\"%s\"],\"extraHeaders\":{\"X-Forwarded-For\":\"203.0.113.9\"}}";
        try (Desktop desktop = Desktop.start(hub, options.formatted(transport))) {
            assertThat(desktop.refusal().get("message").asText()).isEqualTo("Authentication required");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"polling", "websocket"})
    void aForeignPageGetsNoConnection(String transport) throws Exception {
        String options = "{\"transports\":[\"%s\"],\"extraHeaders\":{\"Origin\":\"https://evil.example.org\"}}";
        try (Desktop desktop = Desktop.start(hub, options.formatted(transport))) {
            assertThat(desktop.refusal().get("message").asText()).isIn("xhr poll error", "websocket error");
        }
    }

    private static String rooms() throws Exception {
        return hub.send("GET", "/ws-status", "").body();
    }

    private static String newProject(String name) throws Exception {
        return create("/api/projects", "{\"name\":\"" + name + "\"}");
    }

    private static String create(String path, String body) throws Exception {
        return Json.tree(send("POST", path, body, 201).getBytes(StandardCharsets.UTF_8))
                .get("id")
                .asText();
    }

    private static String send(String method, String path, String body, int status)
            throws IOException, InterruptedException {
        HttpResponse<String> response = hub.send(method, path, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return response.body();
    }
}
