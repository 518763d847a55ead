package dev.maestro.server.domain.presence;

import static dev.maestro.server.domain.Services.ANYONE;
import static dev.maestro.server.domain.Services.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.command.Heartbeat;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.model.Project;
import dev.maestro.protocol.model.Session;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.StoredDocument;
import dev.maestro.server.broadcast.SessionEnds;
import dev.maestro.server.domain.Commits;
import dev.maestro.server.domain.Expected;
import dev.maestro.server.domain.Page;
import dev.maestro.server.domain.Services;
import dev.maestro.server.domain.document.Presence;
import dev.maestro.server.domain.document.Shelves;
import dev.maestro.server.domain.session.SessionFilter;
import dev.maestro.server.domain.session.SessionService;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentPresenceTest {
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final Duration STALE = Duration.ofSeconds(45);

    @RegisterExtension
    final Services hub = new Services();

    private final Project project = hub.project();
    private final Session session = hub.session(project);
    private final AgentPresence here = hub.presence;
    private final AgentLink link = link();

    private static AgentLink link() {
        return new AgentLink() {
            @Override
            public void comeAnew() {}
        };
    }

    /** Lets time pass as it does, with everybody looking each second. */
    private void pass(Duration time, AgentPresence... nodes) {
        for (long second = 0; second < time.toSeconds(); second++) {
            hub.clock.move(Duration.ofSeconds(1));
            for (AgentPresence node : nodes) {
                node.look();
            }
        }
    }

    private AgentPresence another() {
        return new AgentPresence(
                new Commits(hub.backend, hub.clock),
                new ConnectedAgents(),
                PresencePolicy.of(GRACE, STALE),
                hub.clock,
                Runnable::run);
    }

    private Optional<StoredDocument> presence() {
        return hub.backend.find(Shelves.PRESENCES.key(session.id()));
    }

    private Session now() {
        return hub.session(session.id());
    }

    private void come() {
        here.arrived(session.id(), project.id(), link);
    }

    private void beat(String status) {
        here.heartbeat(ANYONE, session.id(), new Heartbeat(status, null));
    }

    @Test
    void anAgentThatDoesNotComeBackIsLostOnceAndToldOnce() {
        come();
        beat("working");
        pass(Duration.ofSeconds(40), here);
        here.ended(session.id(), link, false);
        assertThat(hub.namesOf(() -> pass(Duration.ofSeconds(29), here))).isEmpty();
        assertThat(hub.namesOf(() -> pass(Duration.ofSeconds(60), here)))
                .containsExactly("session:updated", "notify:session_failed", "agent:activity");
        assertThat(presence()).isEmpty();
        assertThat(now().status().wire()).isEqualTo("failed");
        assertThat(now().agentStatus()).isEqualTo("lost");
        assertThat(now().lastHeartbeat()).isNotNull();
    }

    @Test
    void theNoticeSaysWhoAndWhy() {
        come();
        here.ended(session.id(), link, false);
        pass(Duration.ofSeconds(10), here);
        List<JsonNode> told = hub.eventsOf(() -> pass(Duration.ofSeconds(60), here)).stream()
                .filter(event -> event.name().wire().equals("notify:session_failed"))
                .map(event -> event.data().tree())
                .toList();
        assertThat(told).hasSize(1);
        assertThat(told.get(0).toString())
                .isEqualTo("{\"sessionId\":\"" + session.id()
                        + "\",\"name\":\"Session\",\"reason\":\"agent_disconnected\"}");
    }

    @Test
    void oneThatComesBackInTimeIsNotLost() {
        come();
        pass(Duration.ofSeconds(35), here);
        here.ended(session.id(), link, false);
        pass(Duration.ofSeconds(29), here);
        come();
        assertThat(hub.namesOf(() -> pass(Duration.ofSeconds(44), here))).isEmpty();
    }

    @Test
    void presenceEndsWithTheLastOfSeveralSockets() {
        AgentLink second = link();
        come();
        here.arrived(session.id(), project.id(), second);
        pass(Duration.ofSeconds(31), here);
        here.ended(session.id(), link, true);
        assertThat(hub.namesOf(() -> pass(Duration.ofSeconds(12), here))).isEmpty();
        assertThat(presence()).isPresent();
        here.ended(session.id(), second, false);
        assertThat(hub.namesOf(() -> pass(Duration.ofSeconds(31), here)))
                .containsExactly("session:updated", "notify:session_failed", "agent:activity");
    }

    @Test
    void whoSaysGoodbyeIsNotWaitedForAndNothingIsSaidOfItAnyMore() {
        come();
        beat("working");
        assertThat(hub.namesOf(() -> here.ended(session.id(), link, true))).containsExactly("session:updated");
        assertThat(presence()).isEmpty();
        assertThat(now().agentStatus()).isNull();
        assertThat(now().lastHeartbeat()).isEqualTo(hub.clock.millis());
        assertThat(hub.namesOf(() -> pass(Duration.ofSeconds(90), here))).isEmpty();
        assertThat(now().status().wire()).isEqualTo("running");
    }

    @Test
    void aLostAgentMayComeBackAndTheSessionRunsAgain() {
        come();
        here.ended(session.id(), link, false);
        pass(Duration.ofSeconds(62), here);
        String token = hub.agents.tokenOf(session.id());
        assertThat(hub.agents.verify(token)).isPresent();
        assertThat(hub.namesOf(this::come)).containsExactly("session:updated", "agent:activity");
        assertThat(now().status().wire()).isEqualTo("running");
        assertThat(now().agentStatus()).isNull();
        assertThat(now().completedAt()).isNull();
        assertThat(hub.agents.verify(token)).isPresent();
        assertThat(presence()).isPresent();
    }

    @Test
    void thatAnAgentIsLostIsNoEndForItsSocketsAndAnyOtherFailureIs() {
        come();
        here.ended(session.id(), link, false);
        assertThat(hub.eventsOf(() -> pass(Duration.ofSeconds(62), here)))
                .isNotEmpty()
                .allMatch(event -> SessionEnds.of(event).isEmpty());
        assertThat(hub.eventsOf(() -> hub.patchSession(session.id(), "{'name':'still lost'}")))
                .allMatch(event -> SessionEnds.of(event).isEmpty());
        hub.patchSession(session.id(), "{'status':'running'}");
        assertThat(hub.eventsOf(() -> hub.patchSession(session.id(), "{'status':'failed'}")))
                .anyMatch(event -> SessionEnds.of(event).isPresent());
        assertThat(hub.agents.verify(hub.agents.tokenOf(session.id()))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"completed", "stopped"})
    void aPersonCanEndForGoodWhatWasLost(String end) {
        come();
        here.ended(session.id(), link, false);
        pass(Duration.ofSeconds(62), here);
        hub.patchSession(session.id(), "{'status':'" + end + "'}");
        assertThat(now().agentStatus()).isNull();
        assertThat(hub.agents.verify(hub.agents.tokenOf(session.id()))).isEmpty();
        come();
        assertThat(now().status().wire()).isEqualTo(end);
    }

    @ParameterizedTest
    @ValueSource(strings = {"completed", "failed", "stopped"})
    void aSessionThatIsOverIsNotFailedAgain(String end) {
        come();
        beat("working");
        hub.patchSession(session.id(), "{'status':'" + end + "'}");
        assertThat(presence()).isEmpty();
        assertThat(now().lastHeartbeat()).isNotNull();
        pass(Duration.ofSeconds(30), here);
        assertThat(presence()).isEmpty();
        here.ended(session.id(), link, false);
        assertThat(hub.namesOf(() -> pass(Duration.ofSeconds(60), here))).isEmpty();
        assertThat(now().status().wire()).isEqualTo(end);
    }

    @Test
    void aSessionOpenedAgainHasItsAgentStill() {
        come();
        hub.patchSession(session.id(), "{'status':'completed'}");
        hub.patchSession(session.id(), "{'status':'running'}");
        pass(Duration.ofSeconds(11), here);
        assertThat(presence()).isPresent();
    }

    @Test
    void deletingASessionOrItsProjectDeletesThePresence() {
        come();
        hub.sessions.delete(ANYONE, session.id(), Expected.ANY);
        assertThat(presence()).isEmpty();
        Session other = hub.session(project);
        here.arrived(other.id(), project.id(), link());
        assertThat(hub.namesOf(() -> hub.projects.delete(ANYONE, project.id(), Expected.ANY)))
                .containsExactly("session:deleted", "project:deleted");
        assertThat(hub.backend.find(Shelves.PRESENCES.key(other.id()))).isEmpty();
        assertThat(hub.namesOf(() -> pass(Duration.ofSeconds(60), here))).isEmpty();
        assertThat(presence()).isEmpty();
    }

    @Test
    void anAgentThatIsSilentIsStaleUntilItIsHeardOf() {
        come();
        beat("working");
        assertThat(hub.namesOf(() -> {
                    pass(Duration.ofSeconds(40), here);
                    beat("working");
                    pass(Duration.ofSeconds(44), here);
                }))
                .isEmpty();
        Session before = now();
        assertThat(hub.namesOf(() -> pass(Duration.ofSeconds(30), here))).containsExactly("session:updated");
        assertThat(now().agentStatus()).isEqualTo("stale");
        assertThat(now().status()).isEqualTo(before.status());
        assertThat(now().lastActivity()).isEqualTo(before.lastActivity());
        assertThat(hub.namesOf(() -> beat("working"))).containsExactly("session:updated");
        assertThat(now().agentStatus()).isEqualTo("working");
    }

    @Test
    void anAgentThatNeverSpeaksIsStaleToo() {
        come();
        assertThat(hub.namesOf(() -> pass(Duration.ofSeconds(100), here))).containsExactly("session:updated");
        assertThat(now().agentStatus()).isEqualTo("stale");
        assertThat(now().lastHeartbeat()).isNull();
    }

    @Test
    void onlyAnotherStatusIsAChange() {
        come();
        assertThat(hub.namesOf(() -> beat("working"))).containsExactly("session:updated");
        long version = now().version();
        assertThat(hub.namesOf(() -> {
                    for (int i = 0; i < 5; i++) {
                        pass(Duration.ofSeconds(15), here);
                        beat("working");
                    }
                }))
                .isEmpty();
        assertThat(now().version()).isEqualTo(version);
        assertThat(hub.namesOf(() -> beat("thinking"))).containsExactly("session:updated");
    }

    @Test
    void theLastHeartbeatIsFreshWhereverASessionIsRead() {
        come();
        beat("working");
        pass(Duration.ofSeconds(15), here);
        beat("working");
        long at = hub.clock.millis();
        pass(Duration.ofSeconds(1), here);
        assertThat(now().lastHeartbeat()).isEqualTo(at);
        assertThat(hub.sessions
                        .list(ANYONE, new SessionFilter(project.id(), null), Page.FIRST)
                        .documents()
                        .get(0)
                        .body()
                        .as(Session.class)
                        .lastHeartbeat())
                .isEqualTo(at);
        JsonNode state = hub.state.snapshot(ANYONE, project.id()).json().tree();
        assertThat(state.at("/sessions/0/lastHeartbeat").asLong()).isEqualTo(at);
        assertThat(state.at("/terminals").isArray()).isTrue();
        // Elsewhere, and after this node's death, it is what was written down with the last renewal.
        pass(Duration.ofSeconds(10), here);
        Session elsewhere = new SessionService(hub.commits, new ConnectedAgents())
                .get(ANYONE, session.id())
                .body()
                .as(Session.class);
        assertThat(elsewhere.lastHeartbeat()).isEqualTo(at);
        assertThat(elsewhere).isEqualTo(now());
    }

    @Test
    void noTextInASessionIsTakenForItsHeartbeat() {
        hub.sessions.addEvent(
                ANYONE,
                session.id(),
                json("{'type':'log','message':',\\\"lastHeartbeat\\\":1,','data':{'a':1,'lastHeartbeat':5,'b':2}}"));
        hub.patchSession(session.id(), "{'name':',\\\"lastHeartbeat\\\":2,','env':{'a':'','lastHeartbeat':'3'}}");
        Session before = now();
        come();
        beat(",\"lastHeartbeat\":7,");
        assertThat(now().lastHeartbeat()).isEqualTo(hub.clock.millis());
        assertThat(now().events()).isEqualTo(before.events());
        assertThat(now().env()).isEqualTo(before.env());
        assertThat(now().name()).isEqualTo(before.name());
        assertThat(now().agentStatus()).isEqualTo(",\"lastHeartbeat\":7,");
    }

    @Test
    void aTaskOfAnotherSessionIsRefused() {
        String own = hub.task(project).id();
        hub.sessionTasks.add(ANYONE, session.id(), own);
        come();
        here.heartbeat(ANYONE, session.id(), new Heartbeat("working", own));
        assertThatThrownBy(() -> here.heartbeat(
                        ANYONE,
                        session.id(),
                        new Heartbeat("x", hub.task(project).id())))
                .isInstanceOfSatisfying(
                        HubException.class,
                        refusal -> assertThat(refusal.details().get(0).path()).isEqualTo("/taskId"));
        assertThat(now().agentStatus()).isEqualTo("working");
    }

    @Test
    void anAgentThatComesHasStartedItsSession() {
        Session spawned = hub.spawning
                .spawn(ANYONE, json("{'projectId':'" + project.id() + "'}"))
                .body()
                .as(Session.class);
        hub.spawning.claim(ANYONE, spawned.id(), "desktop");
        assertThat(hub.namesOf(() -> here.arrived(spawned.id(), project.id(), link)))
                .containsExactly("session:updated", "agent:activity");
        assertThat(hub.session(spawned.id()).status().wire()).isEqualTo("running");
        hub.clock.move(Duration.ofMinutes(2));
        assertThat(hub.offers.expireOverdue()).isZero();
    }

    @Test
    void aGoodbyeCountsWhileTheHubStops() {
        come();
        here.stop();
        here.ended(session.id(), link, true);
        assertThat(presence()).isEmpty();
        AgentPresence next = another();
        next.look();
        assertThat(hub.namesOf(() -> pass(Duration.ofSeconds(40), next))).isEmpty();
    }

    @Test
    void whoSaysGoodbyeWhileItIsFoundMissingIsNotWrittenDownAnew() {
        ConnectedAgents agents = new ConnectedAgents();
        agents.add(session.id(), project.id(), link, 0);
        agents.endToSettle(agents.beginToSettle(session.id()).orElseThrow(), true, 0);
        Seen seen = agents.due(1, 2).get(0);
        assertThat(agents.remove(session.id(), link, true, 1)).isTrue();
        assertThat(agents.beginAnew(seen)).isFalse();
    }

    @Test
    void whoSaysGoodbyeWhileItIsWrittenDownAnewIsWrittenDownAfterThat() {
        ConnectedAgents agents = new ConnectedAgents();
        agents.add(session.id(), project.id(), link, 0);
        agents.endToSettle(agents.beginToSettle(session.id()).orElseThrow(), true, 0);
        Seen seen = agents.due(1, 2).get(0);
        assertThat(agents.beginAnew(seen)).isTrue();
        assertThat(agents.remove(session.id(), link, true, 1)).isTrue();
        assertThat(agents.beginToSettle(session.id())).isEmpty();
        agents.endToSettle(seen, true, 2);
        assertThat(agents.beginToSettle(session.id()).orElseThrow().state()).isEqualTo(Seen.State.LEFT);
    }

    @Test
    void theStopOfTheHubIsNoLossAndNoGoodbye() {
        come();
        beat("working");
        long version = presence().orElseThrow().version();
        here.stop();
        assertThat(hub.namesOf(() -> here.ended(session.id(), link, false))).isEmpty();
        assertThat(presence().orElseThrow().version()).isEqualTo(version);
        AgentPresence next = another();
        next.look();
        hub.clock.move(Duration.ofSeconds(1));
        next.look();
        next.arrived(session.id(), project.id(), link());
        assertThat(hub.namesOf(() -> pass(Duration.ofSeconds(40), next))).isEmpty();
    }

    @Test
    void nobodyIsLostBecauseTheHubWasDown() {
        come();
        hub.clock.move(Duration.ofHours(3));
        AgentPresence restarted = another();
        restarted.look();
        assertThat(hub.namesOf(() -> pass(Duration.ofSeconds(29), restarted))).isEmpty();
        assertThat(hub.namesOf(() -> pass(Duration.ofSeconds(2), restarted)))
                .containsExactly("session:updated", "notify:session_failed", "agent:activity");
    }

    @Test
    void nobodyIsLostBecauseTheHubWasPausedOrTheStoreAway() {
        come();
        pass(Duration.ofSeconds(31), here);
        here.ended(session.id(), link, false);
        hub.clock.move(Duration.ofMinutes(10));
        assertThat(hub.namesOf(() -> pass(Duration.ofSeconds(28), here))).isEmpty();
        hub.backend.breakWith("away");
        for (int i = 0; i < 40; i++) {
            hub.clock.move(Duration.ofSeconds(1));
            assertThatThrownBy(here::look).isInstanceOf(RuntimeException.class);
        }
        hub.backend.breakWith(null);
        assertThat(hub.namesOf(() -> pass(Duration.ofSeconds(28), here))).isEmpty();
        assertThat(hub.namesOf(() -> pass(Duration.ofSeconds(4), here)))
                .containsExactly("session:updated", "notify:session_failed", "agent:activity");
    }

    @Test
    void ofTwoNodesThatFindAnAgentOverdueOneSaysSo() throws Exception {
        AgentPresence one = another();
        AgentPresence two = another();
        pass(Duration.ofSeconds(32), one, two);
        for (int round = 0; round < 20; round++) {
            Session lost = hub.session(project);
            AgentLink other = link();
            here.arrived(lost.id(), project.id(), other);
            here.ended(lost.id(), other, false);
            pass(Duration.ofSeconds(29), one, two);
            hub.clock.move(Duration.ofSeconds(1));
            List<String> names = hub.namesOf(() -> {
                try {
                    assertThat(Services.atOnce(2, i -> {
                                (i == 0 ? one : two).look();
                                return i;
                            }))
                            .containsExactlyInAnyOrder(0, 1);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(names).containsExactly("session:updated", "notify:session_failed", "agent:activity");
        }
    }

    @Test
    void anAgentThatMovedToAnotherNodeIsNotLost() {
        AgentPresence two = another();
        come();
        pass(Duration.ofSeconds(20), here, two);
        two.arrived(session.id(), project.id(), link());
        here.ended(session.id(), link, false);
        assertThat(hub.namesOf(() -> pass(Duration.ofSeconds(40), here, two))).isEmpty();
    }

    @Test
    void whatANodeLearnsLateOfALinkDoesNotLoseAnAgentThatIsElsewhereByThen() {
        AgentPresence two = another();
        AgentPresence three = another();
        come();
        pass(Duration.ofSeconds(40), two, three);
        AgentLink there = link();
        two.arrived(session.id(), project.id(), there);
        // The dead link is renewed until its ping times out, and its end is written down when the grace is over.
        pass(Duration.ofSeconds(20), here, two, three);
        hub.backend.breakWith("away");
        here.ended(session.id(), link, false);
        hub.clock.move(Duration.ofSeconds(9));
        hub.backend.breakWith(null);
        assertThat(hub.namesOf(() -> pass(Duration.ofSeconds(60), two, three, here)))
                .isEmpty();

        two.ended(session.id(), there, false);
        assertThat(hub.namesOf(() -> pass(Duration.ofSeconds(29), here, two, three)))
                .isEmpty();
        assertThat(hub.namesOf(() -> pass(Duration.ofSeconds(3), here, two, three)))
                .containsExactly("session:updated", "notify:session_failed", "agent:activity");
    }

    @Test
    void anAgentWithLinksOnTwoNodesIsLostWithTheLast() {
        AgentPresence two = another();
        AgentLink there = link();
        come();
        two.arrived(session.id(), project.id(), there);
        pass(Duration.ofSeconds(40), here, two);
        two.ended(session.id(), there, true);
        assertThat(hub.namesOf(() -> pass(Duration.ofSeconds(40), here, two))).doesNotContain("notify:session_failed");
        here.ended(session.id(), link, false);
        assertThat(hub.namesOf(() -> pass(Duration.ofSeconds(40), here, two)))
                .containsOnlyOnce("notify:session_failed");
    }

    @Test
    void anAgentIsHeardOfOnWhateverNodeItSpeaks() {
        AgentPresence two = another();
        come();
        two.arrived(session.id(), project.id(), link());
        for (int i = 0; i < 4; i++) {
            beat("working");
            pass(Duration.ofSeconds(15), here, two);
        }
        assertThat(now().agentStatus()).isEqualTo("working");
    }

    @Test
    void aNodeThatWasPausedTooLongHasItsAgentsComeAnew() {
        AtomicInteger put = new AtomicInteger();
        AgentPresence two = another();
        here.arrived(session.id(), project.id(), put::incrementAndGet);
        here.look();
        pass(Duration.ofSeconds(60), two);
        assertThat(now().status().wire()).isEqualTo("failed");
        here.look();
        assertThat(put.get()).isEqualTo(1);
        assertThat(now().status().wire()).isEqualTo("failed");
    }

    @Test
    void anAgentIsRenewedAsSoonAsTheStoreIsBackThoughTwoRenewalsHaveFailed() {
        come();
        pass(Duration.ofSeconds(9), here);
        hub.backend.breakWith("away");
        for (int i = 0; i < 13; i++) {
            hub.clock.move(Duration.ofSeconds(1));
            assertThatThrownBy(here::look).isInstanceOf(BackendUnavailableException.class);
        }
        hub.backend.breakWith(null);
        pass(Duration.ofSeconds(1), here);
        assertThat(presence().orElseThrow().body().as(Presence.class).deadline())
                .isEqualTo(hub.clock.millis() + GRACE.toMillis());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nobodyIsLostBecauseTheStoreWasRestoredFromLongAgo(boolean knownAtOnce) {
        AgentPresence two = another();
        pass(Duration.ofSeconds(40), two, here);
        come();
        pass(Duration.ofSeconds(5), two, here);
        StoredDocument old = presence().orElseThrow();
        // As if only the store had been away: its deadlines are over, and no look came late.
        hub.clock.move(Duration.ofSeconds(16));
        two.look();
        hub.clock.move(Duration.ofSeconds(16));
        assertThat(presence()).contains(old);
        hub.backend.restored("restored", knownAtOnce);
        assertThat(hub.namesOf(two::look)).isEmpty();
        hub.backend.restored("restored", true);
        assertThat(hub.namesOf(() -> pass(Duration.ofSeconds(60), two, here))).doesNotContain("notify:session_failed");
    }

    @Test
    void agentsAreRenewedAtOnceInAStoreThatWasRestored() {
        come();
        pass(Duration.ofSeconds(12), here);
        hub.backend.restored("restored", true);
        pass(Duration.ofSeconds(1), here);
        assertThat(presence().orElseThrow().body().as(Presence.class).deadline())
                .isEqualTo(hub.clock.millis() + GRACE.toMillis());
    }

    @Test
    void whatCouldNotBeWrittenDownIsWrittenLater() {
        hub.backend.breakWith("away");
        come();
        hub.backend.breakWith(null);
        assertThat(presence()).isEmpty();
        here.look();
        assertThat(presence()).isPresent();
    }
}
