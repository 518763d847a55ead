package dev.maestro.server.rawsocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.server.RunningHub;
import dev.maestro.server.isolation.Door;
import dev.maestro.server.isolation.Reply;
import dev.maestro.server.isolation.Request;
import java.net.URI;
import java.net.http.WebSocket;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Brain's clients and programs at a whole hub, on the Brain's own port. */
class BrainHubTest {
    private static final String NOW = "2026-02-06T01:30:00.000Z";
    private static final String STAMP = ",\"timestamp\":\"" + NOW + "\"}";

    private static RunningHub hub;
    private static Door door;

    private final Listener client;
    private final String task;

    /** After the news that its own task is there a test hears of that task alone. */
    BrainHubTest() throws Exception {
        client = Guest.BRAIN.come(hub.port("brain.port"));
        String project = id(door.done("POST", "/api/projects", "{'name':'P'}"));
        task = id(door.done("POST", "/api/tasks", "{'projectId':'" + project + "','title':'T'}"));
        while (!client.json().at("/data/id").asText().equals(task)) {
            // Of a test before.
        }
    }

    @AfterEach
    void leave() throws Exception {
        leave(client);
    }

    private static void leave(Listener listener) throws Exception {
        listener.socket().sendClose(WebSocket.NORMAL_CLOSURE, "").get(60, TimeUnit.SECONDS);
        assertThat(listener.closeReason()).isEqualTo("1000 ");
    }

    @BeforeAll
    static void start() {
        hub = RunningHub.start(Map.of("brain.port", "0"), Clock.fixed(Instant.parse(NOW), ZoneOffset.UTC));
        door = new Door(URI.create("http://localhost:" + hub.port("brain.port") + "/"));
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @Test
    void aRunIsToldFromTheQueueToItsEnd() throws Exception {
        told("status", "{'status':'in_progress','payload':{'agent':'dev'}}");
        assertThat(client.text()).isEqualTo(run("run_update", "in_progress", 0, "null", "null"));
        told("progress", "{'current_step':5,'step_name':'Writing code'}");
        assertThat(client.text()).isEqualTo(run("run_update", "in_progress", 5, "null", "null"));
        told("status", "{'status':'failed','payload':{'error':'Build failed'}}");
        assertThat(client.text()).isEqualTo(run("run_failed", "failed", 5, "null", "\"Build failed\""));
        told("status", "{'status':'queued','payload':{'error':null}}");
        assertThat(client.text()).isEqualTo(run("run_update", "queued", 5, "null", "null"));
        told("status", "{'status':'completed','payload':{'result':'Success'}}");
        assertThat(client.text()).isEqualTo(run("run_complete", "completed", 5, "\"" + NOW + "\"", "null"));
        told("status", "{'status':'cancelled'}");
        assertThat(client.text()).isEqualTo(run("run_failed", "failed", 5, "null", "\"Cancelled\""));
    }

    @Test
    void whatIsNoRunIsNotTold() throws Exception {
        door.done("PATCH", "/api/tasks/" + task, "{'title':'Another'}");
        door.done("PATCH", "/api/tasks/" + task, "{'progress':1}");
        assertThat(client.json().at("/data/progress").asInt()).isEqualTo(1);
    }

    private String run(String type, String status, int progress, String completedAt, String error) {
        return "{\"type\":\"" + type + "\",\"data\":{\"id\":\"" + task + "\",\"status\":\"" + status
                + "\",\"progress\":" + progress + ",\"task_id\":\"" + task + "\",\"agent\":\"dev\",\"started_at\":\""
                + NOW + "\",\"completed_at\":" + completedAt + ",\"error\":" + error + "}" + STAMP;
    }

    @Test
    void theStatusCountsTheBrainsClientsAndNoOthers() throws Exception {
        Listener other = Guest.MAESTRO.come(hub.url().getPort());
        assertThat(door.send(Door.LOCAL, Request.of("GET", "/api/brain/status/ws"))
                        .body())
                .isEqualTo("{\"success\":true,\"websocket\":{\"active\":true,\"connected_clients\":1,"
                        + "\"endpoint\":\"/ws\"}}");
        JsonNode status = door.done("GET", "/ws-status", "");
        assertThat(status.at("/brainSockets/connected").asInt()).isEqualTo(1);
        assertThat(status.at("/rawSockets/connected").asInt()).isEqualTo(1);
        leave(other);
        assertThat(door.send(Door.LOCAL, Request.of("GET", "/")).status()).isEqualTo(200);
    }

    @Test
    void theRestOfAPayloadAndTheNameOfAStepAreInTheTimeline() {
        JsonNode answer =
                told("status", "{'status':'in_progress','payload':{'agent':'dev','error':{'code':7},'n':[1,null]}}");
        assertThat(answer.path("success").booleanValue()).isTrue();
        assertThat(answer.path("task")).isEqualTo(door.done("GET", "/api/tasks/" + task, ""));
        assertThat(answer.at("/task/error").isNull()).isTrue();
        assertThat(last(answer)).isEqualTo("payload {\"error\":{\"code\":7},\"n\":[1,null]}");
        assertThat(last(told("status", "{'status':'in_progress','payload':'done'}")))
                .isEqualTo("payload \"done\"");
        assertThat(last(told("progress", "{'current_step':3,'step_name':'Testing'}")))
                .isEqualTo("step Step 3: Testing");
        assertThat(last(told("progress", "{'current_step':4}"))).isEqualTo("step Step 3: Testing");
        JsonNode again = told("status", "{'status':'blocked','payload':{}}");
        assertThat(last(again)).isEqualTo("status_changed Status changed from in_progress to blocked");
        assertThat(again.at("/task/agent").asText()).isEqualTo("dev");
    }

    @ParameterizedTest
    @CsvSource({
        "queued, pending",
        "pending, pending",
        "in_progress, in_progress",
        "blocked, blocked",
        "completed, completed",
        "failed, failed",
        "cancelled, cancelled"
    })
    void everyWordIsTaken(String word, String status) {
        assertThat(told("status", "{'status':'" + word + "'}")
                        .at("/task/status")
                        .asText())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "status|{}|/status",
                "status|{'status':'running'}|/status",
                "status|{'status':null}|/status",
                "status|{'status':'queued','title':'x'}|/title",
                "status|{'status':'queued','payload':{'error':'\\ud800'}}|/payload",
                "progress|{}|/current_step",
                "progress|{'current_step':-1}|/current_step",
                "progress|{'current_step':1.5}|/current_step",
                "progress|{'current_step':'1'}|/current_step",
                "progress|{'current_step':1,'step_name':7}|/step_name",
                "progress|{'current_step':1,'step_name':' '}|/step_name",
                "progress|{'current_step':1,'step_name':'a\\u001bb'}|/step_name"
            })
    void whatIsNotAsItShouldBeIsRefusedAndDoesNothing(String what, String json, String path) {
        JsonNode before = door.done("GET", "/api/tasks/" + task, "");
        Reply reply = door.send(Door.LOCAL, Request.of("POST", "/api/brain/tasks/" + task + "/" + what, json));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().at("/details/0/path").asText()).isEqualTo(path);
        assertThat(door.done("GET", "/api/tasks/" + task, "")).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'agent':'%s'}", "{'result':'%s'}"})
    void aPayloadIsOfAtMostSixteenKibibytesAndAnAgentOfTwoHundredCharacters(String payload) {
        int most = payload.contains("agent") ? 200 : 16 * 1024 - "{'result':''}".length();
        String path = "/api/brain/tasks/" + task + "/status";
        for (int length : new int[] {most, most + 1}) {
            String body = "{'status':'queued','payload':" + payload.formatted("x".repeat(length)) + "}";
            assertThat(door.send(Door.LOCAL, Request.of("POST", path, body)).status())
                    .isEqualTo(length == most ? 200 : 400);
        }
    }

    @Test
    void aRepeatedRequestIsCarriedOutOnce() {
        Request request = Request.of("POST", "/api/brain/tasks/" + task + "/progress", "{'current_step':9}")
                .with("Idempotency-Key", "k");
        Reply first = door.send(Door.LOCAL, request);
        door.done("PATCH", "/api/tasks/" + task, "{'progress':10}");
        assertThat(door.send(Door.LOCAL, request)).isEqualTo(first);
        assertThat(door.done("GET", "/api/tasks/" + task, "").path("progress").asInt())
                .isEqualTo(10);
    }

    private static String last(JsonNode answer) {
        JsonNode timeline = answer.at("/task/timeline");
        JsonNode entry = timeline.get(timeline.size() - 1);
        return entry.path("type").asText() + " " + entry.path("message").asText();
    }

    private JsonNode told(String what, String json) {
        return door.done("POST", "/api/brain/tasks/" + task + "/" + what, json);
    }

    private static String id(JsonNode document) {
        return document.path("id").asText();
    }
}
