package dev.maestro.server.namespace;

import static dev.maestro.server.domain.Services.ANYONE;
import static dev.maestro.server.domain.Services.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.model.Project;
import dev.maestro.protocol.model.Session;
import dev.maestro.server.auth.Permission;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.auth.ProjectAccess;
import dev.maestro.server.limit.MovableNanos;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who has terminals, and who has them no more: docs/protocol/terminal.md, "Owners". */
@Timeout(180)
class TerminalOwnersTest {
    private static final String UI = "/ui";
    private static final String TERMINAL = "/terminal";

    @RegisterExtension
    final RunningNamespaces hub = RunningNamespaces.usual();

    private Project project;
    private Session session;

    @BeforeEach
    void fill() {
        project = hub.services.project();
        session = hub.services.session(project);
        hub.issue("ann", RunningNamespaces.user("ann", project.id()));
        hub.issue("nowhere", RunningNamespaces.user("ann"));
        hub.issue(
                "reader",
                new Principal(
                        Principal.Kind.USER, "ann", null, ProjectAccess.to(Set.of(project.id())), Set.of(), null));
    }

    private NamespaceClient desktop() throws Exception {
        return hub.client().in(UI, "{'token':'ann'}");
    }

    private static String terminal(String pty, Session session) {
        return "{'ptyId':'" + pty + "','sessionId':'" + session.id() + "'}";
    }

    private static void until(BooleanSupplier reached) {
        while (!reached.getAsBoolean()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void whoLeavesWhileItRegistersIsNoOwner() throws Exception {
        for (int i = 0; i < 40; i++) {
            Session one = hub.services.session(project);
            NamespaceClient desktop = desktop();
            desktop.tell(UI, "terminal:register", terminal("p", one));
            desktop.tell(UI, "ping");
            desktop.raw().say("41" + UI + ",");
            until(() -> hub.engine.status(UI).map(status -> status.sockets()).orElse(0) == 0);
            // What it asked for is done, or refused, before what comes after it of another is.
            desktop.connect(UI, "{'token':'ann'}");
            desktop.ask(UI, "ping");
            until(() -> hub.ptys
                    .find(one.id())
                    .map(terminal -> !terminal.connected())
                    .orElse(true));
            desktop.close();
        }
    }

    @Test
    void whoLosesTheProjectLosesItsTerminals() throws Exception {
        NamespaceClient desktop = desktop();
        assertThat(desktop.ask(UI, "terminal:register", terminal("p", session))
                        .path("success")
                        .asBoolean())
                .isTrue();
        assertThat(desktop.ask(UI, "auth:refresh", "{'token':'nowhere'}")
                        .path("success")
                        .asBoolean())
                .isTrue();
        assertThat(hub.ptys.find(session.id())).isEmpty();
        assertThat(desktop.ask(UI, "terminal:output", "{'ptyId':'p','data':'x'}")
                        .path("code")
                        .asText())
                .isEqualTo("not_found");
    }

    @Test
    void whoMayNotTypeAnyMoreLosesItsTerminals() throws Exception {
        NamespaceClient desktop = desktop();
        desktop.ask(UI, "terminal:register", terminal("p", session));
        desktop.ask(UI, "auth:refresh", "{'token':'reader'}");
        assertThat(hub.ptys.find(session.id())).isEmpty();
        assertThat(desktop.ask(UI, "terminal:output", "{'ptyId':'p','data':'x'}")
                        .path("code")
                        .asText())
                .isEqualTo("forbidden");
    }

    @Test
    void aRefusedRegistrationStartsNothing() throws Exception {
        NamespaceClient desktop = desktop();
        desktop.ask(UI, "terminal:register", terminal("p", session));
        String offered = hub.services
                .spawning
                .spawn(ANYONE, json("{'projectId':'" + project.id() + "'}"))
                .id();
        JsonNode refused = desktop.ask(UI, "terminal:register", "{'ptyId':'p','sessionId':'" + offered + "'}");
        assertThat(refused.path("code").asText()).isEqualTo("conflict");
        assertThat(hub.services.session(offered).status().wire()).isEqualTo("spawning");
        assertThat(desktop.ask(UI, "terminal:register", "{'ptyId':'q','sessionId':'" + offered + "'}")
                        .path("success")
                        .asBoolean())
                .isTrue();
        assertThat(hub.services.session(offered).status().wire()).isEqualTo("running");
    }

    @Test
    void aSessionThatCannotBeStartedHasNoTerminal() throws Exception {
        hub.services.reports.report(ANYONE, session.id(), json("{'type':'completed'}"));
        assertThat(desktop()
                        .ask(UI, "terminal:register", terminal("p", session))
                        .path("code")
                        .asText())
                .isEqualTo("conflict");
        assertThat(hub.ptys.find(session.id())).isEmpty();
    }

    @Test
    void whatIsJoinedRightAfterItWasLeftIsJoined() throws Exception {
        NamespaceClient desktop = desktop();
        String ids = "['" + session.id() + "']";
        desktop.ask(UI, "subscribe", ids);
        for (int i = 0; i < 40; i++) {
            desktop.tell(UI, "unsubscribe", ids);
            assertThat(desktop.ask(UI, "subscribe", ids).path("success").asBoolean())
                    .isTrue();
            assertThat(hub.rooms(UI)).containsEntry("session:" + session.id(), 1);
        }
    }

    @Test
    void refusedOutputCountsAsAnyOtherEvent() throws Exception {
        RunningNamespaces.Settings settings =
                new RunningNamespaces.Settings(Duration.ofMinutes(10), Duration.ofSeconds(10));
        // In a time that stands still, so that what was used up is never had again.
        try (RunningNamespaces still = RunningNamespaces.with(settings.at(new MovableNanos()))) {
            NamespaceClient desktop = still.client().in(UI, "{}");
            String code = "";
            for (int i = 0; i <= RunningNamespaces.EVENTS_BURST && !code.equals("rate_limited"); i++) {
                code = desktop.ask(UI, "terminal:output", "{'ptyId':'none','data':'x'}")
                        .path("code")
                        .asText();
            }
            assertThat(code).isEqualTo("rate_limited");
        }
    }

    @Test
    void namesHoldNothingThatTerminalsObey() throws Exception {
        hub.issue(
                "writer",
                new Principal(
                        Principal.Kind.USER,
                        "ann",
                        null,
                        ProjectAccess.to(Set.of(project.id())),
                        Permission.usual(),
                        null));
        JsonNode refused = hub.client()
                .in("/mobile", "{'token':'writer','projectId':'" + project.id() + "'}")
                .ask("/mobile", "session:spawn", "{'name':'a\\u001b]0;b\\u009b'}");
        assertThat(refused.path("code").asText()).as("%s", refused).isEqualTo("invalid");
        assertThat(refused.at("/details/0/path").asText()).isEqualTo("/name");
    }
}
