package dev.maestro.server.namespace;

import static dev.maestro.server.domain.Services.ANYONE;
import static dev.maestro.server.domain.Services.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.model.Mail;
import dev.maestro.protocol.model.NeedsInput;
import dev.maestro.protocol.model.Project;
import dev.maestro.protocol.model.Session;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.auth.ProjectAccess;
import dev.maestro.server.domain.Page;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a phone does, and that it stays in its project: docs/protocol/events.md, "/mobile". */
class MobileNamespaceTest {
    private static final String MOBILE = "/mobile";

    @RegisterExtension
    final RunningNamespaces hub = RunningNamespaces.usual();

    private Project project;
    private Session session;
    private Session foreign;
    private NamespaceClient phone;

    @BeforeEach
    void connect() throws Exception {
        project = hub.services.project();
        Project other = hub.services.project();
        session = hub.services.session(project);
        foreign = hub.services.session(other);
        // May see the other project, too; its phone is in this one.
        hub.issue("ann", RunningNamespaces.user("ann", project.id(), other.id()));
        phone = hub.client().in(MOBILE, auth("ann"));
    }

    private String auth(String token) {
        return "{'token':'" + token + "','projectId':'" + project.id() + "'}";
    }

    private JsonNode ask(String event, String payload) throws Exception {
        return phone.ask(MOBILE, event, payload);
    }

    private void askForInput(String id) {
        hub.services.reports.report(ANYONE, id, json("{'type':'needs_input','message':'Which?'}"));
    }

    @Test
    void mailIsSentInTheUsersName() throws Exception {
        JsonNode sent = ask("mail:send", "{'toSessionId':'" + session.id() + "','subject':'s','body':'b'}");
        assertThat(sent.path("success").asBoolean()).isTrue();
        Mail mail = hub.services
                .mail
                .list(ANYONE, project.id(), session.id(), Page.FIRST)
                .documents()
                .get(0)
                .body()
                .as(Mail.class);
        assertThat(mail.fromSessionId()).isEqualTo("mobile:ann");
        assertThat(mail.type()).isEqualTo("directive");
        assertThat(sent.path("mail").path("id").asText()).isEqualTo(mail.id());
    }

    @Test
    void sessionsOfOtherProjectsAreNotThere() throws Exception {
        for (String id : new String[] {foreign.id(), "sess_none"}) {
            assertThat(ask("mail:send", "{'toSessionId':'" + id + "','subject':'s'}")
                            .path("code")
                            .asText())
                    .isEqualTo("not_found");
            assertThat(ask("session:reply-input", "{'sessionId':'" + id + "'}")
                            .path("code")
                            .asText())
                    .isEqualTo("not_found");
        }
        hub.terminals.open(foreign.id());
        askForInput(foreign.id());
        assertThat(ask("session:reply-input", "{'sessionId':'" + foreign.id() + "','text':'y'}")
                        .path("code")
                        .asText())
                .isEqualTo("not_found");
        assertThat(hub.terminals.typed()).isEmpty();
        assertThat(hub.services.session(foreign.id()).needsInput().active()).isTrue();
    }

    @Test
    void theFirstAnswerWinsAndLaterOnesAreShownTheSession() throws Exception {
        hub.terminals.open(session.id());
        askForInput(session.id());
        JsonNode first = ask("session:reply-input", "{'sessionId':'" + session.id() + "','text':'the \u00fc one'}");
        assertThat(first.path("success").asBoolean()).as("%s", first).isTrue();
        assertThat(first.at("/session/needsInput/active").asBoolean(true)).isFalse();
        JsonNode later = ask("session:reply-input", "{'sessionId':'" + session.id() + "','text':'another'}");
        assertThat(later.path("code").asText()).isEqualTo("conflict");
        assertThat(later.at("/current/id").asText()).isEqualTo(session.id());
        assertThat(hub.terminals.typed()).containsExactly(session.id() + ":the \u00fc one");
    }

    @Test
    void anAnswerThatNoTerminalTakesChangesNothing() throws Exception {
        askForInput(session.id());
        assertThat(ask("session:reply-input", "{'sessionId':'" + session.id() + "','text':'y'}")
                        .path("code")
                        .asText())
                .isEqualTo("unavailable");
        assertThat(hub.services.session(session.id()).needsInput().active()).isTrue();
        assertThat(ask("session:reply-input", "{'sessionId':'" + session.id() + "'}")
                        .path("success")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void aSessionWhoseAnswerWasNotTypedWaitsAgainForTheSame() throws Exception {
        hub.terminals.open(session.id());
        askForInput(session.id());
        NeedsInput asked = hub.services.session(session.id()).needsInput();
        hub.terminals.endInBetween();
        assertThat(ask("session:reply-input", "{'sessionId':'" + session.id() + "','text':'y'}")
                        .path("code")
                        .asText())
                .isEqualTo("unavailable");
        assertThat(hub.services.session(session.id()).needsInput()).isEqualTo(asked);
        assertThat(hub.services.session(session.id()).status().wire()).isEqualTo("needs_input");
    }

    @Test
    void whoMayNotTypeMayStillSayThatTheSessionWaitsNoMore() throws Exception {
        hub.issue(
                "bob",
                new Principal(
                        Principal.Kind.USER, "bob", null, ProjectAccess.to(Set.of(project.id())), Set.of(), null));
        hub.terminals.open(session.id());
        askForInput(session.id());
        phone = hub.client().in(MOBILE, auth("bob"));
        assertThat(ask("session:reply-input", "{'sessionId':'" + session.id() + "','text':'y'}")
                        .path("code")
                        .asText())
                .isEqualTo("forbidden");
        assertThat(hub.services.session(session.id()).needsInput().active()).isTrue();
        assertThat(ask("session:reply-input", "{'sessionId':'" + session.id() + "'}")
                        .path("success")
                        .asBoolean())
                .isTrue();
        assertThat(hub.terminals.typed()).isEmpty();
    }

    @Test
    void aSessionIsSpawnedInThePhonesProjectWhateverItSays() throws Exception {
        String task = hub.services.task(project).id();
        JsonNode spawned = ask(
                "session:spawn",
                "{'projectId':'" + foreign.projectId() + "','taskIds':['" + task
                        + "'],'skills':['a','b'],'env':{'MAESTRO_PROJECT_ID':'x','MORE':'y'}}");
        assertThat(spawned.path("success").asBoolean()).as("%s", spawned).isTrue();
        Session made = hub.services.session(spawned.at("/session/id").asText());
        assertThat(made.projectId()).isEqualTo(project.id());
        assertThat(made.status().wire()).isEqualTo("spawning");
        assertThat(made.env())
                .containsEntry("MAESTRO_PROJECT_ID", project.id())
                .containsEntry("MAESTRO_SESSION_ID", made.id())
                .containsEntry("MAESTRO_TASK_IDS", task)
                .containsEntry("MAESTRO_SKILLS", "a,b")
                .containsEntry("MORE", "y");
        assertThat(spawned.path("session").has("token")).isFalse();
        String foreignTask = hub.services
                .tasks
                .create(ANYONE, json("{'projectId':'" + foreign.projectId() + "','title':'T'}"))
                .id();
        assertThat(ask("session:spawn", "{'taskIds':['" + foreignTask + "']}")
                        .path("code")
                        .asText())
                .isEqualTo("invalid");
    }
}
