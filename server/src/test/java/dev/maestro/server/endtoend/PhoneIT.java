package dev.maestro.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A phone and an agent that work together, with the real client. */
@Timeout(600)
class PhoneIT {
    @TempDir
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static PackagedHub hub;

    @SuppressWarnings("NullAway.Init")
    private static String project;

    @BeforeAll
    static void startHub() throws Exception {
        hub = PackagedHub.start(folder.resolve("data"), 0, Tokens.flags());
        project = made("/api/projects", "{'name':'P'}").get("id").asText();
    }

    @AfterAll
    static void stopHub() throws Exception {
        hub.close();
    }

    private static String ann() {
        return Tokens.of("ann", Duration.ofHours(1), project);
    }

    private static Desktop phone() throws Exception {
        return Desktop.in(hub, "/mobile", auth("{'token':'" + ann() + "','projectId':'" + project + "'}"), false);
    }

    private static Desktop agent(JsonNode session) throws Exception {
        return Desktop.in(
                hub,
                "/cli",
                auth("{'token':'" + session.get("token").asText() + "','sessionId':'"
                        + session.get("id").asText() + "','projectId':'" + project + "'}"),
                false);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "/mobile | {} | Authentication required",
                "/mobile | {'projectId':'P'} | Authentication required",
                "/mobile | {'token':'ANN'} | projectId required",
                "/mobile | {'token':'no','projectId':'P'} | Invalid authentication token",
                "/cli | {'sessionId':'x'} | sessionId and projectId required",
                "/cli | {'projectId':'P'} | sessionId and projectId required",
            })
    void whoMayNotComeInIsToldExactlyWhy(String namespace, String said, String message) throws Exception {
        String text = said.replace("'P'", "'" + project + "'").replace("ANN", ann());
        try (Desktop client = Desktop.knocking(hub, namespace, auth(text), false)) {
            assertThat(client.refusal().get("message").asText()).isEqualTo(message);
        }
    }

    @Test
    void aPhoneAndAnAgentTalk() throws Exception {
        JsonNode session = made("/api/sessions", "{'projectId':'" + project + "','name':'Builder'}");
        String id = session.get("id").asText();
        try (Desktop phone = phone();
                Desktop agent = agent(session)) {
            JsonNode sent = phone.ask("mail:send", auth("{'toSessionId':'" + id + "','subject':'Stop','body':'now'}"));
            assertThat(sent.at("/mail/fromSessionId").asText()).isEqualTo("mobile:ann");
            JsonNode mail = agent.hear("mail:received");
            assertThat(mail.get(0).at("/data/subject").asText()).isEqualTo("Stop");
            assertThat(mail.get(1).isTextual()).as("its offset").isTrue();

            agent.ask("heartbeat", auth("{'status':'thinking'}"));
            assertThat(phone.hear("session:updated")
                            .get(0)
                            .at("/data/agentStatus")
                            .asText())
                    .isEqualTo("thinking");
            agent.ask("session:report", auth("{'type':'needs_input','message':'Which?'}"));
            assertThat(phone.hear("notify:needs_input")
                            .get(0)
                            .at("/data/message")
                            .asText())
                    .isEqualTo("Which?");
            assertThat(phone.ask("session:reply-input", auth("{'sessionId':'" + id + "','text':'that'}"))
                            .get("code")
                            .asText())
                    .isEqualTo("unavailable");
            assertThat(phone.ask("session:reply-input", auth("{'sessionId':'" + id + "'}"))
                            .get("success")
                            .asBoolean())
                    .isTrue();
            assertThat(phone.ask("session:reply-input", auth("{'sessionId':'" + id + "'}"))
                            .get("code")
                            .asText())
                    .isEqualTo("conflict");
            assertThat(phone.ask("state:sync").at("/sessions").findValuesAsText("agentStatus"))
                    .contains("thinking");

            String modal = made("/api/sessions/" + id + "/modal", "{'title':'T','html':'<p>'}")
                    .get("id")
                    .asText();
            made("/api/sessions/" + id + "/modal/" + modal + "/action", "{'action':'yes','data':{'a':1}}");
            assertThat(agent.hear("session:modal_action")
                            .get(0)
                            .at("/data/action")
                            .asText())
                    .isEqualTo("yes");
        }
    }

    @Test
    void mailWaitsForAnAgentUntilItIsDeleted() throws Exception {
        JsonNode session = made("/api/sessions", "{'projectId':'" + project + "'}");
        List<String> ids = new ArrayList<>();
        for (String subject : new String[] {"one", "two"}) {
            ids.add(made(
                            "/api/mail",
                            "{'toSessionId':'" + session.get("id").asText() + "','subject':'" + subject + "'}")
                    .get("id")
                    .asText());
        }
        try (Desktop agent = agent(session)) {
            for (String id : ids) {
                JsonNode mail = agent.hear("mail:received");
                assertThat(mail.get(0).at("/data/id").asText()).isEqualTo(id);
                assertThat(mail).as("no offset").hasSize(1);
            }
        }
        hub.send("DELETE", "/api/mail/" + ids.get(0), "");
        try (Desktop agent = agent(session)) {
            assertThat(agent.hear("mail:received").get(0).at("/data/id").asText())
                    .isEqualTo(ids.get(1));
        }
    }

    @Test
    void ofTheDesktopsThatHearOfASpawnOneClaimsIt() throws Exception {
        try (Desktop one = Desktop.connected(hub, ann());
                Desktop two = Desktop.connected(hub, ann());
                Desktop phone = phone()) {
            for (Desktop desktop : List.of(one, two)) {
                desktop.ask("project:subscribe", auth("{'projectId':'" + project + "'}"));
            }
            String id = phone.ask("session:spawn", auth("{'projectId':'other','name':'W','skills':['s']}"))
                    .at("/session/id")
                    .asText();
            int claimed = 0;
            for (Desktop desktop : List.of(one, two)) {
                JsonNode env = desktop.hear("session:spawn").get(0).at("/data/session/env");
                assertThat(env.get("MAESTRO_SESSION_ID").asText()).isEqualTo(id);
                assertThat(env.get("MAESTRO_PROJECT_ID").asText()).isEqualTo(project);
                assertThat(env.get("MAESTRO_TASK_IDS").asText()).isEmpty();
                assertThat(env.get("MAESTRO_SKILLS").asText()).isEqualTo("s");
                assertThat(env.get("MAESTRO_SERVER_URL").asText()).isEqualTo(hub.url());
            }
            for (Desktop desktop : List.of(two, one)) {
                JsonNode claim = desktop.ask("session:claim-spawn", auth("{'sessionId':'" + id + "'}"));
                claimed += claim.get("success").asBoolean() ? 1 : 0;
            }
            assertThat(claimed).isEqualTo(1);
        }
    }

    private static JsonNode made(String path, String json) throws Exception {
        String body = hub.send("POST", path, auth(json)).body();
        return Json.tree(body.getBytes(StandardCharsets.UTF_8));
    }

    private static String auth(String json) {
        return json.replace('\'', '"');
    }
}
