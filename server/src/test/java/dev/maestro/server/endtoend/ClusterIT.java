package dev.maestro.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.Json;
import dev.maestro.server.backend.redis.TestRedis;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packaged hubs that share a Redis, one of which is killed. */
class ClusterIT {
    @TempDir
    Path folder;

    private TestRedis redis;

    @BeforeEach
    void startRedis() throws Exception {
        redis = TestRedis.start(Files.createDirectory(folder.resolve("redis")));
    }

    @AfterEach
    void endRedis() {
        redis.close();
    }

    @Test
    void whenANodeIsKilledAnAgentThatComesBackElsewhereGoesOnAndOneThatDoesNotIsLostOnce() throws Exception {
        try (PackagedHub doomed = node("a");
                PackagedHub second = node("b");
                PackagedHub third = node("c");
                Desktop desktop = Desktop.connected(second);
                Desktop other = Desktop.connected(third)) {
            String project = json(doomed.send("POST", "/api/projects", "{\"name\":\"P\"}"))
                    .get("id")
                    .asText();
            for (Desktop each : List.of(desktop, other)) {
                each.ask("project:subscribe", "{\"projectId\":\"" + project + "\"}");
            }
            JsonNode kept = newSession(third, project);
            JsonNode lost = newSession(second, project);
            Desktop keptAgent = agent(doomed, kept);
            Desktop lostAgent = agent(doomed, lost);
            keptAgent.ask("heartbeat", "{\"status\":\"working\"}");

            try (Desktop back = Desktop.waiting(third, "/cli", auth(kept))) {
                doomed.process().kill();
                keptAgent.kill();
                lostAgent.kill();
                back.come();
                back.ask("heartbeat", "{\"status\":\"working\"}");
                assertLostOnce(desktop, lost);
                assertLostOnce(other, lost);

                // Another is lost after it, so that whatever was to be told of the first was told by then.
                JsonNode last = newSession(second, project);
                agent(second, last).kill();
                for (Desktop each : List.of(desktop, other)) {
                    assertThat(each.allUntil(last.get("id").asText() + "\",\"name\"").stream()
                                    .filter(line -> line.startsWith("{\"event\":\"notify:session_failed\""))
                                    .filter(line -> line.contains(id(lost)) || line.contains(id(kept))))
                            .hasSize(1);
                }
                assertThat(session(second, lost).get("agentStatus").asText()).isEqualTo("lost");
                assertThat(session(second, kept).get("status").asText()).isEqualTo("running");
                assertThat(session(second, kept).get("agentStatus").asText()).isEqualTo("working");
            }
        }
    }

    @Test
    void aHubWithoutItsRedisDoesNotStartAndSaysWhatToDo() throws Exception {
        redis.kill();
        Path data = folder.resolve("data");
        ProcessBuilder command = PackagedHub.command(
                "--port",
                "0",
                "--data-dir",
                data.toString(),
                "--redis-url",
                redis.url().replace("redis://", "redis://somebody:a-password@"));
        command.redirectErrorStream(true);
        try (LineProcess hub = LineProcess.start(command)) {
            List<String> said = hub.readUntil(line -> line.startsWith("The hub was not started"));
            assertThat(said.get(said.size() - 1))
                    .contains("127.0.0.1:" + redis.port(), "redis-url")
                    .doesNotContain("a-password");
            assertThat(hub.awaitEnd()).isEqualTo(1);
        }
        assertThat(data).doesNotExist();
    }

    private PackagedHub node(String name) throws Exception {
        return PackagedHub.start(
                folder.resolve("data-" + name),
                0,
                List.of(
                        "--redis-url",
                        redis.url(),
                        "--redis.timeout",
                        "30s",
                        "--redis.node-lease",
                        "6s",
                        "--agents.grace",
                        "15s",
                        "--agents.stale-after",
                        "5m"));
    }

    private static void assertLostOnce(Desktop desktop, JsonNode session) throws Exception {
        JsonNode notice = desktop.hear("notify:session_failed").get(0);
        assertThat(notice.at("/data/sessionId").asText()).isEqualTo(id(session));
        assertThat(notice.at("/data/reason").asText()).isEqualTo("agent_disconnected");
    }

    private static Desktop agent(PackagedHub hub, JsonNode session) throws Exception {
        return Desktop.in(hub, "/cli", auth(session), false);
    }

    private static String auth(JsonNode session) {
        return "{\"token\":\"" + session.get("token").asText() + "\",\"sessionId\":\"" + id(session)
                + "\",\"projectId\":\"" + session.get("projectId").asText() + "\"}";
    }

    private static JsonNode newSession(PackagedHub hub, String project) throws Exception {
        return json(hub.send("POST", "/api/sessions", "{\"projectId\":\"" + project + "\"}"));
    }

    private static JsonNode session(PackagedHub hub, JsonNode session) throws Exception {
        return json(hub.send("GET", "/api/sessions/" + id(session), ""));
    }

    private static String id(JsonNode session) {
        return session.get("id").asText();
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        return Json.tree(response.body().getBytes(StandardCharsets.UTF_8));
    }
}
