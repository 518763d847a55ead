package dev.maestro.server.namespace;

import static dev.maestro.server.domain.Services.ANYONE;
import static dev.maestro.server.domain.Services.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.model.Project;
import dev.maestro.protocol.model.Session;
import dev.maestro.server.auth.Principal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an agent says: docs/protocol/events.md, "/cli". */
class CliNamespaceTest {
    private static final String CLI = "/cli";

    @RegisterExtension
    final RunningNamespaces hub = RunningNamespaces.usual();

    private Project project;
    private Session session;

    @BeforeEach
    void fill() {
        project = hub.services.project();
        session = hub.services.session(project);
        hub.issue("agent", Principal.agent(session.id(), project.id()));
    }

    private NamespaceClient agent(String token) throws Exception {
        return hub.client()
                .in(CLI, "{" + token + "'sessionId':'" + session.id() + "','projectId':'" + project.id() + "'}");
    }

    @Test
    void aHeartbeatIsAnsweredWithTheTimeAndShownInTheSession() throws Exception {
        JsonNode ack = agent("'token':'agent',").ask(CLI, "heartbeat", "{'status':'working'}");
        assertThat(ack.path("success").asBoolean()).isTrue();
        assertThat(ack.path("serverTime").asLong()).isEqualTo(hub.services.clock.millis());
        assertThat(hub.services.session(session.id()).agentStatus()).isEqualTo("working");
        assertThat(hub.services.session(session.id()).lastHeartbeat()).isEqualTo(hub.services.clock.millis());
    }

    @Test
    void aHeartbeatOfAnotherSessionsTaskIsRefused() throws Exception {
        String task = hub.services.task(project).id();
        JsonNode ack = agent("").ask(CLI, "heartbeat", "{'status':'working','taskId':'" + task + "'}");
        assertThat(ack.path("code").asText()).isEqualTo("invalid");
        assertThat(ack.at("/details/0/path").asText()).isEqualTo("/taskId");
    }

    @Test
    void everyReportIsOfTheSocketsOwnSession() throws Exception {
        NamespaceClient agent = agent("'token':'agent',");
        assertThat(hub.services.namesOf(() -> report(agent, "{'type':'progress','message':'half'}")))
                .containsExactly("session:updated", "notify:progress");
        assertThat(hub.services.namesOf(() -> report(agent, "{'type':'needs_input','message':'Which?'}")))
                .containsExactly("session:updated", "notify:needs_input", "agent:activity");
        assertThat(hub.services.session(session.id()).needsInput().message()).isEqualTo("Which?");
        assertThat(agent.ask(CLI, "session:report", "{'type':'blocked'}")
                        .path("code")
                        .asText())
                .isEqualTo("conflict");
        assertThat(hub.services.namesOf(() -> report(agent, "{'type':'completed'}")))
                .containsExactly("session:updated", "notify:session_completed", "agent:activity");
    }

    private static void report(NamespaceClient agent, String payload) {
        try {
            JsonNode ack = agent.ask(CLI, "session:report", payload);
            assertThat(ack.path("success").asBoolean()).as("%s", ack).isTrue();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void mailThatWaitedIsGivenOldestFirst() throws Exception {
        for (String subject : new String[] {"one", "two", "three"}) {
            hub.services.mail.send(ANYONE, json("{'toSessionId':'" + session.id() + "','subject':'" + subject + "'}"));
        }
        hub.services.mail.send(
                ANYONE, json("{'toSessionId':'" + hub.services.session(project).id() + "','subject':'of another'}"));
        NamespaceClient agent = agent("'token':'agent',");
        for (String subject : new String[] {"one", "two", "three"}) {
            JsonNode envelope = agent.hear(CLI, "mail:received");
            assertThat(envelope.path("type").asText()).isEqualTo("mail:received");
            assertThat(envelope.path("event").asText()).isEqualTo("mail:received");
            assertThat(envelope.path("timestamp").asLong()).isEqualTo(hub.services.clock.millis());
            assertThat(envelope.at("/data/subject").asText()).isEqualTo(subject);
        }
    }

    @Test
    void moreMailThanAConnectionTakesAtOnceIsGivenAllTheSame() throws Exception {
        String body = "x".repeat(60_000);
        int letters = 80;
        for (int i = 0; i < letters; i++) {
            hub.services.mail.send(
                    ANYONE, json("{'toSessionId':'" + session.id() + "','subject':'" + i + "','body':'" + body + "'}"));
        }
        NamespaceClient agent = agent("'token':'agent',");
        for (int i = 0; i < letters; i++) {
            assertThat(agent.hear(CLI, "mail:received").at("/data/subject").asText())
                    .isEqualTo(Integer.toString(i));
        }
    }

    @Test
    void aTerminalThatIsHereIsHadAgainThoughItsSessionIsOver() throws Exception {
        String register = "{'ptyId':'p','sessionId':'" + session.id() + "'}";
        NamespaceClient first = agent("");
        assertThat(first.ask(CLI, "terminal:register", register).path("success").asBoolean())
                .isTrue();
        report(first, "{'type':'completed'}");
        first.close();
        String takeover = "{'ptyId':'p','sessionId':'" + session.id() + "','takeover':true}";
        JsonNode again = agent("").ask(CLI, "terminal:register", takeover);
        assertThat(again.path("resumed").asBoolean()).as("%s", again).isTrue();
        assertThat(hub.services.session(session.id()).status().wire()).isEqualTo("completed");
    }
}
