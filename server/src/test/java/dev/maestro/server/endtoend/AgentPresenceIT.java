package dev.maestro.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.Json;
import dev.maestro.server.Ports;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Agents that die, and hubs that die under agents; the agents are the real client, each in a process of its own.
 *
 * <p>That one is not lost is known when one is that went later. Who is to hear of it is there before the hub starts again, as
 * somebody new might come too late.
 */
@Timeout(600)
class AgentPresenceIT {
    private static final List<String> FLAGS = List.of("--agents.grace", "15s", "--agents.stale-after", "12s");

    @TempDir
    Path folder;

    @Test
    void anAgentThatIsKilledIsLostOnceAndMayComeBack() throws Exception {
        try (PackagedHub hub = PackagedHub.start(folder, 0, FLAGS);
                Desktop desktop = Desktop.connected(hub)) {
            String project = newProject(hub, desktop);
            JsonNode session = newSession(hub, project);
            Desktop agent = agent(hub, session, false);
            assertThat(agent.ask("heartbeat", "{\"status\":\"working\"}")
                            .path("serverTime")
                            .asLong())
                    .isPositive();
            agent.kill();

            List<String> heard = desktop.allUntil("notify:session_failed");
            assertThat(heard.get(heard.size() - 1))
                    .contains("agent_disconnected", session.get("id").asText());
            JsonNode failed = session(hub, session);
            assertThat(failed.get("status").asText()).isEqualTo("failed");
            assertThat(failed.get("agentStatus").asText()).isEqualTo("lost");
            assertThat(failed.get("lastHeartbeat").asLong()).isPositive();

            try (Desktop again = agent(hub, session, false)) {
                desktop.allUntil("\"status\":\"running\"");
                again.ask("heartbeat", "{\"status\":\"working\"}");
                assertThat(session(hub, session).get("agentStatus").asText()).isEqualTo("working");
                desktop.allUntil("\"agentStatus\":\"stale\"");
            }
            assertThat(desktop.allUntil("notify:session_failed").stream()
                            .filter(line -> line.startsWith("{\"event\":\"notify:session_failed\"")))
                    .hasSize(2);
        }
    }

    @Test
    void anAgentThatSaysGoodbyeIsNotLost() throws Exception {
        try (PackagedHub hub = PackagedHub.start(folder, 0, FLAGS);
                Desktop desktop = Desktop.connected(hub)) {
            String project = newProject(hub, desktop);
            JsonNode polite = newSession(hub, project);
            agent(hub, polite, false).leave();
            loseAnother(hub, desktop, project);
            assertThat(session(hub, polite).get("status").asText()).isEqualTo("running");
        }
    }

    @Test
    void nobodyIsLostByTheDeathOfTheHubButWhoIsGoneByThen() throws Exception {
        int port = Ports.next();
        JsonNode kept;
        JsonNode gone;
        String project;
        Desktop desktop;
        Desktop survivor;
        try (PackagedHub hub = PackagedHub.start(folder, port, FLAGS)) {
            desktop = Desktop.in(hub, "/ui", "{}", true);
            project = newProject(hub, desktop);
            kept = newSession(hub, project);
            gone = newSession(hub, project);
            survivor = agent(hub, kept, true);
            Desktop victim = agent(hub, gone, true);
            // That it is here is written down by the time that what it says is.
            victim.ask("heartbeat", "{\"status\":\"working\"}");
            hub.process().kill();
            victim.kill();
        }
        try (survivor;
                desktop;
                PackagedHub hub = PackagedHub.start(folder, port, FLAGS)) {
            desktop.awaitBack();
            survivor.awaitBack();
            JsonNode notice = desktop.hear("notify:session_failed").get(0);
            assertThat(notice.at("/data/sessionId").asText())
                    .isEqualTo(gone.get("id").asText());
            assertThat(notice.at("/data/reason").asText()).isEqualTo("agent_disconnected");
            loseAnother(hub, desktop, project);
            assertThat(session(hub, kept).get("status").asText()).isEqualTo("running");
        }
    }

    @Test
    void theStopOfTheHubIsNeitherLossNorGoodbye() throws Exception {
        int port = Ports.next();
        JsonNode kept;
        JsonNode gone;
        String project;
        Desktop desktop;
        Desktop survivor;
        Desktop victim;
        try (PackagedHub hub = PackagedHub.start(folder, port, FLAGS)) {
            desktop = Desktop.in(hub, "/ui", "{}", true);
            project = newProject(hub, desktop);
            kept = newSession(hub, project);
            gone = newSession(hub, project);
            survivor = agent(hub, kept, true);
            victim = agent(hub, gone, true);
            hub.process().terminate();
            victim.kill();
        }
        try (survivor;
                desktop;
                PackagedHub hub = PackagedHub.start(folder, port, FLAGS)) {
            desktop.awaitBack();
            assertThat(desktop.hear("notify:session_failed")
                            .get(0)
                            .at("/data/sessionId")
                            .asText())
                    .isEqualTo(gone.get("id").asText());
            survivor.awaitBack();
            loseAnother(hub, desktop, project);
            assertThat(session(hub, kept).get("status").asText()).isEqualTo("running");
        }
    }

    private static void loseAnother(PackagedHub hub, Desktop desktop, String project) throws Exception {
        JsonNode other = newSession(hub, project);
        agent(hub, other, false).kill();
        assertThat(desktop.hear("notify:session_failed")
                        .get(0)
                        .at("/data/sessionId")
                        .asText())
                .isEqualTo(other.get("id").asText());
    }

    private static Desktop agent(PackagedHub hub, JsonNode session, boolean reconnecting) throws Exception {
        String auth = "{\"token\":\"" + session.get("token").asText() + "\",\"sessionId\":\""
                + session.get("id").asText() + "\",\"projectId\":\""
                + session.get("projectId").asText() + "\"}";
        return Desktop.in(hub, "/cli", auth, reconnecting);
    }

    private static String newProject(PackagedHub hub, Desktop desktop) throws Exception {
        String project = json(hub.send("POST", "/api/projects", "{\"name\":\"P\"}")
                        .body())
                .get("id")
                .asText();
        desktop.ask("project:subscribe", "{\"projectId\":\"" + project + "\"}");
        return project;
    }

    private static JsonNode newSession(PackagedHub hub, String project) throws Exception {
        return json(hub.send("POST", "/api/sessions", "{\"projectId\":\"" + project + "\"}")
                .body());
    }

    private static JsonNode session(PackagedHub hub, JsonNode session) throws Exception {
        return json(hub.send("GET", "/api/sessions/" + session.get("id").asText(), "")
                .body());
    }

    private static JsonNode json(String text) throws Exception {
        return Json.tree(text.getBytes(StandardCharsets.UTF_8));
    }
}
