package dev.maestro.server.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.server.isolation.Door;
import dev.maestro.server.isolation.Reply;
import dev.maestro.server.isolation.Request;
import dev.maestro.server.isolation.SocketIoClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients see of hubs whose Redis is away. */
class OutageTest {
    @TempDir
    Path folder;

    private Nodes nodes;
    private String owner;
    private String project;
    private SocketIoClient desktop;
    private SocketIoClient agent;

    @BeforeEach
    void startNodes() {
        nodes = Nodes.start(2, folder, Map.of("redis.timeout", "2s"));
        owner = nodes.hub(0).ownersToken();
        project = nodes.door(0).made("/api/projects", "{'name':'P'}");
        JsonNode session = nodes.door(0).done("POST", "/api/sessions", "{'projectId':'" + project + "'}");
        nodes.door(0)
                .made("/api/mail", "{'toSessionId':'" + session.path("id").asText() + "','subject':'s','body':'b'}");
        desktop = nodes.client(0, "/ui", "{\"token\":\"" + owner + "\"}");
        desktop.ask("project:subscribe", "{\"projectId\":\"" + project + "\"}");
        agent = nodes.client(
                1,
                "/cli",
                "{\"token\":\"" + session.path("token").asText() + "\",\"sessionId\":\""
                        + session.path("id").asText() + "\",\"projectId\":\"" + project + "\"}");
        assertThat(agent.connected()).as(agent.greeting()).isTrue();
        // One that cannot be given its mail, or whose session cannot be looked up, is put out, to come again.
        agent.heard().awaitContaining("mail:received");
        nodes.awaitQuiet(1);
    }

    @AfterEach
    void closeNodes() {
        nodes.close();
    }

    @Test
    void whileRedisIsGoneWhatNeedsItIsRefusedAndTheRestGoesOn() {
        nodes.redis.kill();
        awaitReady(false);

        expectOutage();

        nodes.redis.restart();
        awaitReady(true);
        expectWorking();
    }

    @Test
    void aRedisThatHangsIsAsOneThatIsGone() {
        nodes.redis.pause();
        awaitReady(false);

        expectOutage();

        nodes.redis.goOn();
        awaitReady(true);
        expectWorking();
    }

    @Test
    void whoseCommitWasUnderWayIsToldThatItMayBeDoneAndRepeatsItSafely() {
        nodes.redis.pause();
        Request request = task("under way").with("Idempotency-Key", "once");
        Reply refused = nodes.door(0).send(Door.LOCAL, request);
        nodes.redis.goOn();
        awaitReady(true);

        assertThat(refused.status()).isEqualTo(503);
        Reply repeated = nodes.door(1).send(Door.LOCAL, request);
        assertThat(repeated.status()).as(repeated.all()).isEqualTo(201);
        assertThat(nodes.door(0).done("GET", "/api/tasks?projectId=" + project, ""))
                .hasSize(1);
    }

    private void expectOutage() {
        for (Request request : List.of(
                task("t"),
                Request.of("GET", "/api/tasks?projectId=" + project),
                Request.of("GET", "/api/projects"),
                Request.of("GET", "/api/state?projectId=" + project),
                Request.of("GET", "/api/mail?projectId=" + project))) {
            Reply reply = nodes.door(0).send(owner, request);
            assertThat(reply.status()).as("%s: %s", request, reply.all()).isEqualTo(503);
            assertThat(reply.headers()).containsKey("retry-after");
            assertThat(reply.json().path("code").asText()).isEqualTo("unavailable");
        }
        for (String path : List.of("/healthz", "/ws-status")) {
            assertThat(nodes.door(1).send(Door.LOCAL, Request.of("GET", path)).status())
                    .isEqualTo(200);
        }
        JsonNode status = nodes.door(1).done("GET", "/ws-status", "");
        assertThat(status.path("complete").asBoolean()).as(status.toString()).isFalse();
        assertThat(status.at("/namespaces/cli/connected").asInt()).isEqualTo(1);
        Reply ready = nodes.door(1).send(Door.LOCAL, Request.of("GET", "/readyz"));
        assertThat(ready.status()).isEqualTo(503);
        assertThat(ready.json().path("reasons")).isNotEmpty();

        assertThat(desktop.ask("ping", "").path("success").asBoolean()).isTrue();
        JsonNode refused = desktop.ask("state:sync", "{\"projectId\":\"" + project + "\"}");
        assertThat(refused.path("code").asText()).as(refused.toString()).isEqualTo("unavailable");
        JsonNode report = agent.ask("session:report", "{\"type\":\"progress\",\"message\":\"m\"}");
        assertThat(report.path("code").asText()).as(report.toString()).isEqualTo("unavailable");
    }

    private void expectWorking() {
        for (int node = 0; node < 2; node++) {
            Reply made = nodes.door(node).send(owner, task("after " + node));
            assertThat(made.status()).as(made.all()).isEqualTo(201);
            desktop.heard().awaitContaining("after " + node);
        }
        assertThat(agent.ask("session:report", "{\"type\":\"progress\",\"message\":\"m\"}")
                        .path("success")
                        .asBoolean())
                .isTrue();
    }

    private Request task(String title) {
        return Request.of("POST", "/api/tasks", "{'projectId':'" + project + "','title':'" + title + "'}");
    }

    private void awaitReady(boolean wanted) {
        for (int node = 0; node < 2; node++) {
            Door door = nodes.door(node);
            Awaiting.until(
                    () -> door.send(Door.LOCAL, Request.of("GET", "/readyz")).succeeded() == wanted);
        }
    }
}
