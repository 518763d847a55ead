package dev.maestro.server.access;

import static dev.maestro.server.domain.Services.ANYONE;
import static dev.maestro.server.domain.Services.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.model.Project;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.domain.Access;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.Expected;
import dev.maestro.server.domain.Idempotency;
import dev.maestro.server.domain.Services;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionAgentsTest {
    @RegisterExtension
    final Services hub = new Services();

    private final Project project = hub.project();

    @Test
    void aTokenNamesTheAgentOfItsSession() {
        String session = hub.session(project).id();
        Principal agent = hub.agents.verify(hub.agents.tokenOf(session)).orElseThrow();
        assertThat(agent.kind()).isEqualTo(Principal.Kind.AGENT);
        assertThat(agent.id()).isEqualTo(session);
        assertThat(agent.maySee(project.id())).isTrue();
        assertThat(agent.maySee(hub.project().id())).isFalse();
        assertThat(agent.access().all()).isFalse();
        assertThat(hub.agents.verify(hub.agents.tokenOf("sess_none"))).isEmpty();
        assertThat(hub.agents.verify("mhs_" + session)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"completed", "failed", "stopped"})
    void theFirstEndOfASessionEndsItsTokenForGood(String end) {
        String session = hub.session(project).id();
        String token = hub.agents.tokenOf(session);
        hub.patchSession(session, "{'status':'needs_input'}");
        assertThat(hub.agents.verify(token)).isPresent();
        hub.patchSession(session, "{'status':'" + end + "'}");
        assertThat(hub.agents.verify(token)).isEmpty();
        hub.patchSession(session, "{'status':'running'}");
        hub.patchSession(session, "{'name':'again'}");
        hub.sessions.addEvent(ANYONE, session, json("{'type':'log'}"));
        assertThat(hub.agents.verify(token)).isEmpty();
        assertThat(hub.session(session).status().wire()).isEqualTo("running");
    }

    @Test
    void aReportOfTheEndEndsTheToken() {
        String session = hub.session(project).id();
        hub.reports.report(ANYONE, session, json("{'type':'completed'}"));
        assertThat(hub.agents.verify(hub.agents.tokenOf(session))).isEmpty();
    }

    @Test
    void aSessionMadeEndedLetsNobodyIn() {
        String session = hub.sessions
                .create(ANYONE, json("{'projectId':'" + project.id() + "','status':'stopped'}"))
                .id();
        hub.patchSession(session, "{'status':'running'}");
        assertThat(hub.agents.verify(hub.agents.tokenOf(session))).isEmpty();
    }

    @Test
    void anOfferThatLapsedForGoodEndsTheToken() {
        String session = hub.spawning
                .spawn(ANYONE, json("{'projectId':'" + project.id() + "'}"))
                .id();
        String token = hub.agents.tokenOf(session);
        for (int i = 0; i < hub.policy.offers(); i++) {
            assertThat(hub.agents.verify(token)).isPresent();
            hub.clock.move(hub.policy.patience());
            hub.offers.expireOverdue();
        }
        assertThat(hub.agents.verify(token)).isEmpty();
    }

    @Test
    void aDeletedSessionLetsNobodyIn() {
        String one = hub.session(project).id();
        String two = hub.session(project).id();
        hub.sessions.delete(ANYONE, one, Expected.ANY);
        assertThat(hub.agents.verify(hub.agents.tokenOf(one))).isEmpty();
        hub.projects.delete(ANYONE, project.id(), Expected.ANY);
        assertThat(hub.agents.verify(hub.agents.tokenOf(two))).isEmpty();
    }

    @Test
    void aTokenIsAddedOnTheWayOutAndKeptNowhere() {
        Caller caller = new Caller("u", "user:u", Access.to(Set.of(project.id())), null, "u", null)
                .once(new Idempotency("scope", "key", "hash"));
        Answer first = hub.sessions.create(caller, json("{'projectId':'" + project.id() + "'}"));
        Answer again = hub.sessions.create(caller, json("{'projectId':'" + project.id() + "'}"));
        String token = hub.agents.tokenOf(first.id());
        assertThat(again.body()).isEqualTo(first.body());
        for (Answer answer : new Answer[] {first, again}) {
            assertThat(hub.agents.withToken(answer).body().tree().path("token").asText())
                    .isEqualTo(token);
            assertThat(hub.agents.withToken(answer).version()).isEqualTo(answer.version());
            assertThat(answer.body().toString()).doesNotContain("mhs_");
        }
        assertThat(hub.sessions.get(ANYONE, first.id()).body().toString()).doesNotContain("mhs_");
        assertThat(hub.backend.events())
                .noneMatch(event -> event.data().toString().contains("mhs_"));
        assertThat(hub.backend.findAnswer("scope", "key").orElseThrow().body().toString())
                .doesNotContain("mhs_");
    }

    @Test
    void whoLostAProjectIsNotToldAgainWhatWasMadeThere() {
        Idempotency once = new Idempotency("scope", "key", "hash");
        Caller before = new Caller("u", "user:u", Access.to(Set.of(project.id())), null, "u", once);
        Caller after = new Caller("u", "user:u", Access.to(Set.of()), null, "u", once);
        hub.sessions.create(before, json("{'projectId':'" + project.id() + "'}"));
        assertThatThrownBy(() -> hub.sessions.create(after, json("{'projectId':'" + project.id() + "'}")))
                .isInstanceOf(HubException.class)
                .hasMessage("no project " + project.id());
    }

    @Test
    void aProjectThatOneMadeIsAnsweredAgainBeforeTheNewsOfItCame() {
        Idempotency once = new Idempotency("scope", "key", "hash");
        Caller maker = new Caller("u", "user:u", Access.to(Set.of()), null, "u", once);
        assertThat(hub.projects.create(maker, json("{'name':'P'}")).body())
                .isEqualTo(hub.projects.create(maker, json("{'name':'P'}")).body());
    }
}
