package dev.maestro.server.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.model.Project;
import dev.maestro.protocol.model.Session;
import dev.maestro.server.auth.Principal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may come into which native namespace, and what for: docs/protocol/auth.md, "Namespaces". */
class DoorsTest {
    @RegisterExtension
    final RunningNamespaces hub = RunningNamespaces.usual();

    private Project project;
    private Project other;
    private Session session;
    private Session sibling;
    private Session foreign;

    @BeforeEach
    void fill() {
        project = hub.services.project();
        other = hub.services.project();
        session = hub.services.session(project);
        sibling = hub.services.session(project);
        foreign = hub.services.session(other);
        hub.issue("both", RunningNamespaces.user("ann", project.id(), other.id()));
        hub.issue("one", RunningNamespaces.user("bob", project.id()));
        hub.issue("agent", Principal.agent(session.id(), project.id()));
        hub.issue("sibling", Principal.agent(sibling.id(), project.id()));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "/ui | {'token':'no'} | Invalid authentication token | unauthenticated",
                "/ui | {'token':7} | Invalid authentication token | unauthenticated",
                "/ui | {'token':{}} | Invalid authentication token | unauthenticated",
                "/ui | {'token':'agent'} | A session token is for /cli only | forbidden",
                "/mobile | {} | Authentication required | unauthenticated",
                "/mobile | {'token':''} | Authentication required | unauthenticated",
                "/mobile | {'projectId':'P'} | Authentication required | unauthenticated",
                "/mobile | {'token':'no'} | projectId required | invalid",
                "/mobile | {'token':'both','projectId':7} | projectId required | invalid",
                "/mobile | {'token':'both','projectId':''} | projectId required | invalid",
                "/mobile | {'token':'both','projectId':'\\ud800'} | projectId required | invalid",
                "/mobile | {'token':'no','projectId':'P'} | Invalid authentication token | unauthenticated",
                "/mobile | {'token':'agent','projectId':'P'} | A session token is for /cli only | forbidden",
                "/mobile | {'token':'both','projectId':'none'} | Project not found | not_found",
                "/mobile | {'token':'one','projectId':'OTHER'} | Project not found | not_found",
                "/cli | {} | sessionId and projectId required | invalid",
                "/cli | {'sessionId':'S'} | sessionId and projectId required | invalid",
                "/cli | {'projectId':'P'} | sessionId and projectId required | invalid",
                "/cli | {'sessionId':[],'projectId':'P'} | sessionId and projectId required | invalid",
                "/cli | {'sessionId':'S','projectId':'P','token':'no'} | Invalid authentication token | unauthenticated",
                "/cli | {'sessionId':'none','projectId':'P'} | Session not found in this project | not_found",
                "/cli | {'sessionId':'S','projectId':'OTHER'} | Session not found in this project | not_found",
                "/cli | {'sessionId':'S','projectId':'none'} | Session not found in this project | not_found",
                "/cli | {'sessionId':'FOREIGN','projectId':'OTHER','token':'one'} | Session not found in this project | not_found",
                "/cli | {'sessionId':'S','projectId':'P','token':'sibling'} | This token is another session's | forbidden",
                "/terminal | {} | Authentication required for terminal access | unauthenticated",
                "/terminal | {'token':'no'} | Invalid token | unauthenticated",
                "/terminal | {'token':'agent'} | A session token is for /cli only | forbidden"
            })
    void whoMayNotComeInIsToldWhy(String namespace, String auth, String message, String code) throws Exception {
        JsonNode answer = hub.client().connect(namespace, named(auth));

        assertThat(answer.path("message").asText()).isEqualTo(message);
        assertThat(answer.path("data").path("code").asText()).isEqualTo(code);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "/ui | {}",
                "/ui | {'token':null}",
                "/ui | {'token':'one','more':1}",
                "/mobile | {'token':'one','projectId':'P'}",
                "/cli | {'sessionId':'S','projectId':'P'}",
                "/cli | {'sessionId':'S','projectId':'P','token':'agent'}",
                "/cli | {'sessionId':'S','projectId':'P','token':'one'}",
                "/terminal | {'token':'one'}"
            })
    void whoMayComeInDoes(String namespace, String auth) throws Exception {
        hub.client().in(namespace, named(auth));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ui", "/cli"})
    void aStrangerNeedsAToken(String namespace) throws Exception {
        hub.beRemote();
        JsonNode answer = hub.client().connect(namespace, named("{'sessionId':'S','projectId':'P'}"));

        assertThat(answer.path("message").asText()).isEqualTo("Authentication required");
        hub.client().in(namespace, named("{'sessionId':'S','projectId':'P','token':'one'}"));
    }

    @Test
    void aStrangersAgentComesWithItsSessionsToken() throws Exception {
        hub.beRemote();
        hub.client().in("/cli", named("{'sessionId':'S','projectId':'P','token':'agent'}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ui", "/mobile", "/cli", "/terminal", "/portal"})
    void whatIsSaidAtTheDoorIsBounded(String namespace) throws Exception {
        JsonNode large = hub.client().connect(namespace, "{'junk':'" + "x".repeat(20_000) + "'}");
        assertThat(large.path("data").path("code").asText()).isEqualTo("too_large");
        JsonNode deep = hub.client().connect(namespace, "{'junk':" + "[".repeat(20) + "]".repeat(20) + "}");
        assertThat(deep.path("data").path("code").asText()).isEqualTo("invalid");
    }

    @Test
    void aPhoneIsInItsProjectAndHearsOfNoOther() throws Exception {
        NamespaceClient phone = hub.client().in("/mobile", named("{'token':'both','projectId':'P'}"));
        assertThat(phone.ask("/mobile", "ping").path("success").asBoolean()).isTrue();
        assertThat(hub.rooms("/mobile")).containsOnlyKeys("project:" + project.id());

        JsonNode own = phone.ask("/mobile", "session:subscribe", named("['S']"));
        JsonNode foreignSession = phone.ask("/mobile", "subscribe", named("{'sessionIds':['S','FOREIGN']}"));
        JsonNode none = phone.ask("/mobile", "subscribe", "['none']");

        assertThat(own.path("success").asBoolean()).isTrue();
        assertThat(foreignSession.path("code").asText()).isEqualTo("forbidden");
        assertThat(none.path("code").asText()).isEqualTo("forbidden");
        assertThat(hub.rooms("/mobile")).containsOnlyKeys("project:" + project.id(), "session:" + session.id());
    }

    @Test
    void aPhoneLeavesSessionsButNotItsProject() throws Exception {
        NamespaceClient phone = hub.client().in("/mobile", named("{'token':'both','projectId':'P'}"));
        phone.ask("/mobile", "subscribe", named("['S']"));

        assertThat(phone.ask("/mobile", "unsubscribe").path("success").asBoolean())
                .isTrue();
        assertThat(hub.rooms("/mobile")).containsOnlyKeys("project:" + project.id());
    }

    @Test
    void aPhoneReadsTheStateOfItsProject() throws Exception {
        NamespaceClient phone = hub.client().in("/mobile", named("{'token':'both','projectId':'P'}"));

        JsonNode state = phone.ask("/mobile", "state:sync");
        assertThat(state.path("success").asBoolean()).isTrue();
        assertThat(state.path("sessions").findValuesAsText("id")).containsExactlyInAnyOrder(session.id(), sibling.id());
        assertThat(phone.ask("/mobile", "state:sync", named("{'projectId':'OTHER'}"))
                        .path("code")
                        .asText())
                .isEqualTo("invalid");
    }

    @Test
    void anAgentIsInItsSessionAndItsProjectAndHearsOfNoOther() throws Exception {
        NamespaceClient agent = hub.client().in("/cli", named("{'sessionId':'S','projectId':'P'}"));
        String[] rooms = {"project:" + project.id(), "session:" + session.id()};
        assertThat(agent.ask("/cli", "subscribe", named("['S']"))
                        .path("success")
                        .asBoolean())
                .isTrue();

        assertThat(agent.ask("/cli", "subscribe", named("['SIBLING']"))
                        .path("code")
                        .asText())
                .isEqualTo("forbidden");
        assertThat(agent.ask("/cli", "unsubscribe").path("success").asBoolean()).isTrue();
        assertThat(agent.ask("/cli", "unsubscribe", named("['S']"))
                        .path("success")
                        .asBoolean())
                .isTrue();
        assertThat(hub.rooms("/cli")).containsOnlyKeys(rooms);
    }

    @Test
    void theStoreBeingAwayIsSaidAtTheDoor() throws Exception {
        hub.services.backend.breakWith("planted");
        JsonNode answer = hub.client().connect("/mobile", named("{'token':'one','projectId':'P'}"));
        assertThat(answer.path("data").path("code").asText()).isEqualTo("unavailable");
        hub.services.backend.breakWith(null);
    }

    @Test
    void aSocketMayBeInSoManyRoomsProjectsToo() throws Exception {
        NamespaceClient desktop = hub.client().in("/ui", "{}");
        desktop.ask("/ui", "project:subscribe", named("{'projectId':'P'}"));
        assertThat(desktop.ask("/ui", "subscribe", "['a','b','c','d','e','f','g','h','i','j']")
                        .path("success")
                        .asBoolean())
                .isTrue();
        assertThat(desktop.ask("/ui", "project:subscribe", named("{'projectId':'OTHER'}"))
                        .path("success")
                        .asBoolean())
                .isTrue();

        JsonNode full = desktop.ask("/ui", "subscribe", "['k']");
        assertThat(full.path("code").asText()).isEqualTo("invalid");
        assertThat(full.path("error").asText()).contains("13", "12");
        assertThat(desktop.ask("/ui", "subscribe", "['a']").path("success").asBoolean())
                .isTrue();
    }

    @Test
    void oneCallMayNameSoManySessions() throws Exception {
        JsonNode ack =
                hub.client().in("/ui", "{}").ask("/ui", "subscribe", "['a','b','c','d','e','f','g','h','i','j','k']");
        assertThat(ack.path("error").asText()).contains("11", "10");
    }

    private String named(String text) {
        return text.replace("'FOREIGN'", "'" + foreign.id() + "'")
                .replace("'SIBLING'", "'" + sibling.id() + "'")
                .replace("'OTHER'", "'" + other.id() + "'")
                .replace("'P'", "'" + project.id() + "'")
                .replace("'S'", "'" + session.id() + "'");
    }
}
