package dev.maestro.server.domain.session;

import static dev.maestro.server.domain.Services.ANYONE;
import static dev.maestro.server.domain.Services.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.model.Modal;
import dev.maestro.protocol.model.Project;
import dev.maestro.protocol.model.Session;
import dev.maestro.protocol.model.SessionStatus;
import dev.maestro.protocol.model.TaskStatus;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Expected;
import dev.maestro.server.domain.Services;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SessionServiceTest {
    @RegisterExtension
    final Services hub = new Services();

    private final Project project = hub.project();

    @Test
    void creatingLinksTheTasks() {
        String task = hub.task(project).id();
        assertThat(hub.namesOf(() -> hub.session(project, task)))
                .containsExactly("session:created", "agent:activity", "task:updated");
        assertThat(hub.task(task).sessionCount()).isEqualTo(1);
        assertRefused(ErrorCode.INVALID, () -> hub.session(project, "task_none"));
    }

    @Test
    void addingAndRemovingATaskIsToldFourTimesInOrder() {
        String task = hub.task(project).id();
        Session session = hub.session(project);
        List<CommittedEvent> added = hub.eventsOf(() -> hub.sessionTasks.add(ANYONE, session.id(), task));
        assertThat(added.stream().map(event -> event.name().wire()))
                .containsExactly("session:updated", "task:updated", "session:task_added", "task:session_added");
        assertThat(added).allMatch(event -> event.sessionIds().equals(List.of(session.id())));
        assertThat(added.get(2).data().toString())
                .isEqualTo("{\"sessionId\":\"" + session.id() + "\",\"taskId\":\"" + task + "\"}");
        assertThat(hub.namesOf(() -> hub.sessionTasks.add(ANYONE, session.id(), task)))
                .isEmpty();
        assertThat(hub.namesOf(() -> hub.sessionTasks.remove(ANYONE, session.id(), task)))
                .containsExactly("session:updated", "task:updated", "session:task_removed", "task:session_removed");
        assertThat(hub.task(task).sessionIds()).isEmpty();
        String foreign = hub.task(hub.project()).id();
        assertRefused(ErrorCode.NOT_FOUND, () -> hub.sessionTasks.add(ANYONE, session.id(), foreign));
    }

    @Test
    void deletingASessionTellsItsTasks() {
        String one = hub.task(project).id();
        String two = hub.task(project).id();
        Session session = hub.session(project, one, two);
        List<CommittedEvent> events = hub.eventsOf(() -> hub.sessions.delete(ANYONE, session.id(), Expected.ANY));
        assertThat(events.stream().map(event -> event.name().wire()))
                .containsExactly("session:deleted", "task:updated", "task:updated");
        assertThat(events.get(0).data().toString())
                .isEqualTo("{\"id\":\"" + session.id() + "\",\"projectId\":\"" + project.id() + "\"}");
        assertThat(hub.task(one).sessionCount()).isZero();
    }

    @Test
    void endingASessionIsNotified() {
        Session session = hub.session(project);
        assertThat(hub.namesOf(() -> hub.patchSession(session.id(), "{'status':'completed'}")))
                .containsExactly("session:updated", "notify:session_completed", "agent:activity");
        assertThat(hub.session(session.id()).completedAt()).isEqualTo(hub.clock.millis());
        assertThat(hub.patchSession(session.id(), "{'status':'running'}").completedAt())
                .isNull();
        assertThat(hub.namesOf(() -> hub.patchSession(session.id(), "{'status':'failed'}")))
                .containsExactly("session:updated", "notify:session_failed", "agent:activity");
        assertRefused(ErrorCode.INVALID, () -> hub.patchSession(session.id(), "{'status':'spawning'}"));
    }

    @Test
    void whatASessionsStatusSaysOfItsAgentIsToldOncePerStatus() {
        String task = hub.task(project).id();
        String other = hub.task(project).id();
        long start = hub.clock.millis();
        Session session = hub.session(project, task, other);
        String head = "{\"agentType\":\"Session\",\"action\":\"session\",\"status\":\"";
        String tail = "\",\"taskId\":\"" + task + "\"";
        hub.clock.move(Duration.ofSeconds(7));
        assertThat(activity(session, "{'status':'idle'}")).isEmpty();
        assertThat(activity(session, "{'status':'running'}")).containsExactly(head + "started" + tail + "}");
        assertThat(activity(session, "{'name':'Renamed'}")).isEmpty();
        hub.patchSession(session.id(), "{'agentId':'dev'}");
        String dev = head.replace("\"Session\"", "\"dev\"");
        assertThat(activity(session, "{'status':'needs_input'}")).containsExactly(dev + "paused" + tail + "}");
        assertThat(activity(session, "{'status':'stopped'}"))
                .containsExactly(dev + "paused" + tail + ",\"duration\":7000}");
        assertThat(activity(session, "{'status':'completed','completedAt':" + (start - 5) + "}"))
                .containsExactly(dev + "completed" + tail + ",\"duration\":0}");
        hub.patchSession(session.id(), "{'status':'running'}");
        List<CommittedEvent> failed = hub.eventsOf(
                () -> hub.reports.report(ANYONE, session.id(), json("{'type':'failed','message':'crash'}")));
        assertThat(failed.get(2).sessionIds()).containsExactly(session.id());
        assertThat(failed.get(2).data()).hasToString(dev + "failed" + tail + ",\"duration\":7000,\"error\":\"crash\"}");
    }

    private List<String> activity(Session session, String change) {
        return hub.eventsOf(() -> hub.patchSession(session.id(), change)).stream()
                .filter(event -> event.name().wire().equals("agent:activity"))
                .map(event -> event.data().toString())
                .toList();
    }

    @Test
    void waitingForInputAndItsStatusGoTogether() {
        Session session = hub.session(project);
        List<CommittedEvent> events =
                hub.eventsOf(() -> hub.patchSession(session.id(), "{'needsInput':{'active':true,'message':'Which?'}}"));
        assertThat(events.stream().map(event -> event.name().wire()))
                .containsExactly("session:updated", "notify:needs_input", "agent:activity");
        assertThat(events.get(1).data().toString()).contains("\"message\":\"Which?\"");
        assertThat(hub.session(session.id()).status()).isEqualTo(SessionStatus.NEEDS_INPUT);
        hub.reports.answerInput(ANYONE, session.id());
        assertThat(hub.session(session.id()).status()).isEqualTo(SessionStatus.RUNNING);
        assertThat(hub.session(session.id()).needsInput().active()).isFalse();
        assertRefused(ErrorCode.CONFLICT, () -> hub.reports.answerInput(ANYONE, session.id()));
        assertRefused(
                ErrorCode.INVALID,
                () -> hub.patchSession(session.id(), "{'status':'running','needsInput':{'active':true}}"));
        assertRefused(ErrorCode.INVALID, () -> hub.patchSession(session.id(), "{'needsInput':{'nope':true}}"));
    }

    @Test
    void firstOfSeveralAnswersWins() throws Exception {
        Session session = hub.session(project);
        hub.patchSession(session.id(), "{'status':'needs_input'}");
        List<Object> results = Services.atOnce(8, i -> hub.reports.answerInput(ANYONE, session.id()));
        assertThat(results.stream().filter(Answer.class::isInstance)).hasSize(1);
    }

    @Test
    void spawnTellsTheSessionThenItsTasksThenTheOffer() {
        String task = hub.task(project).id();
        Session[] made = new Session[1];
        List<CommittedEvent> events = hub.eventsOf(() -> made[0] = spawn(task));
        assertThat(events.stream().map(event -> event.name().wire()))
                .containsExactly("session:created", "agent:activity", "task:updated", "session:spawn");
        Session session = made[0];
        assertThat(session.status()).isEqualTo(SessionStatus.SPAWNING);
        assertThat(session.name()).isEqualTo("Worker for " + task);
        assertThat(session.env())
                .containsEntry("MAESTRO_SESSION_ID", session.id())
                .containsEntry("MAESTRO_PROJECT_ID", project.id())
                .containsEntry("MAESTRO_TASK_IDS", task)
                .containsEntry("MAESTRO_SERVER_URL", "http://localhost:3000")
                .containsEntry("MAESTRO_SKILLS", "maestro-worker");
        assertThat(events.get(3).data().tree().path("session").path("id").asText())
                .isEqualTo(session.id());
        assertThat(events.get(3).data().tree().path("skillIds").path(0).asText())
                .isEqualTo("maestro-worker");
        assertThat(hub.task(task).sessionIds()).containsExactly(session.id());
        assertThat(hub.sessions.get(ANYONE, session.id()).body().toString()).doesNotContain("offer");
    }

    @Test
    void exactlyOneDesktopTakesTheOffer() throws Exception {
        Session session = spawn(hub.task(project).id());
        List<Object> results = Services.atOnce(16, i -> hub.spawning.claim(ANYONE, session.id(), "desktop-" + i));
        assertThat(results.stream().filter(Answer.class::isInstance)).hasSize(1);
        assertThat(results.stream().filter(HubException.class::isInstance)).hasSize(15);
    }

    @Test
    void takenOfferIsTakenAgainByTheSameDesktopOnly() {
        Session session = spawn(hub.task(project).id());
        hub.spawning.claim(ANYONE, session.id(), "desktop:1");
        assertThat(hub.namesOf(() -> hub.spawning.claim(ANYONE, session.id(), "desktop:1")))
                .isEmpty();
        assertRefused(ErrorCode.CONFLICT, () -> hub.spawning.claim(ANYONE, session.id(), "desktop:2"));
        hub.patchSession(session.id(), "{'status':'running'}");
        assertRefused(ErrorCode.CONFLICT, () -> hub.spawning.claim(ANYONE, session.id(), "desktop:1"));
    }

    @Test
    void lapsedOfferIsMadeThreeTimesThenTheSessionHasFailed() {
        Session session = spawn(hub.task(project).id());
        assertThat(hub.offers.expireOverdue()).isZero();
        hub.clock.move(Duration.ofSeconds(29));
        assertThat(hub.offers.expireOverdue()).isZero();
        hub.clock.move(Duration.ofSeconds(1));
        assertThat(hub.namesOf(hub.offers::expireOverdue)).containsExactly("session:updated", "session:spawn");
        hub.spawning.claim(ANYONE, session.id(), "desktop");
        // Taking the offer without starting does not keep the session.
        hub.clock.move(Duration.ofSeconds(30));
        assertThat(hub.namesOf(hub.offers::expireOverdue)).containsExactly("session:updated", "session:spawn");
        hub.spawning.claim(ANYONE, session.id(), "another");
        // A new service over the same store stands for a restart.
        SpawnOffers restarted = new SpawnOffers(hub.commits, hub.policy, hub.clock);
        assertThat(restarted.expireOverdue()).isZero();
        hub.clock.move(Duration.ofSeconds(30));
        List<CommittedEvent> events = hub.eventsOf(restarted::expireOverdue);
        assertThat(events.stream().map(event -> event.name().wire()))
                .containsExactly("session:updated", "notify:session_failed", "agent:activity");
        assertThat(events.get(1).data().toString()).contains("\"reason\":\"spawn_timeout\"");
        assertThat(hub.session(session.id()).status()).isEqualTo(SessionStatus.FAILED);
        hub.clock.move(Duration.ofHours(1));
        assertThat(restarted.expireOverdue()).isZero();
    }

    @Test
    void startedSessionIsOfferedNoMoreAndOtherChangesKeepTheOffer() {
        Session session = spawn(hub.task(project).id());
        hub.patchSession(session.id(), "{'name':'Renamed'}");
        hub.clock.move(Duration.ofSeconds(31));
        assertThat(hub.offers.expireOverdue()).isEqualTo(1);
        hub.reports.report(ANYONE, session.id(), json("{'type':'progress','message':'up'}"));
        assertThat(hub.session(session.id()).status()).isEqualTo(SessionStatus.RUNNING);
        hub.clock.move(Duration.ofSeconds(31));
        assertThat(hub.offers.expireOverdue()).isZero();
    }

    @Test
    void lapsedOfferIsHandledOnceByManyNodes() throws Exception {
        spawn(hub.task(project).id());
        hub.clock.move(Duration.ofSeconds(30));
        int before = hub.backend.events().size();
        Services.atOnce(6, i -> new SpawnOffers(hub.commits, hub.policy, hub.clock).expireOverdue());
        assertThat(hub.backend.events()).hasSize(before + 2);
    }

    @Test
    void reportsMeanWhatTheySay() {
        String task = hub.task(project).id();
        Session session = hub.session(project, task);
        assertThat(report(session, "{'type':'progress','message':'half','taskId':'" + task + "'}"))
                .containsExactly("session:updated", "notify:progress");
        assertThat(report(session, "{'type':'needs_input','message':'?'}"))
                .containsExactly("session:updated", "notify:needs_input", "agent:activity");
        assertRefused(ErrorCode.CONFLICT, () -> report(session, "{'type':'blocked'}"));
        hub.patchTask(task, "{'status':'in_progress'}");
        assertThat(report(session, "{'type':'blocked','message':'no key'}"))
                .containsExactly("session:updated", "task:updated", "notify:task_blocked", "task:run");
        assertThat(hub.task(task).status()).isEqualTo(TaskStatus.BLOCKED);
        assertThat(report(session, "{'type':'failed','message':'crash'}"))
                .containsExactly("session:updated", "notify:session_failed", "agent:activity");
        assertThat(report(session, "{'type':'completed'}"))
                .containsExactly("session:updated", "notify:session_completed", "agent:activity");
        assertRefused(ErrorCode.INVALID, () -> report(session, "{'type':'dancing','message':'x'}"));
        assertRefused(ErrorCode.INVALID, () -> report(session, "{'message':'x'}"));
    }

    @Test
    void eventsAreKeptInTheSession() {
        Session session = hub.session(project);
        assertThat(hub.namesOf(() -> hub.sessions.addEvent(
                        ANYONE, session.id(), json("{'type':'log','message':'m','data':{'a':[1,null]}}"))))
                .containsExactly("session:updated");
        assertThat(hub.session(session.id()).events().get(0).id()).isEqualTo("evt_001");
        assertRefused(
                ErrorCode.INVALID,
                () -> hub.sessions.addEvent(ANYONE, session.id(), json("{'type':'log','data':'\\udc00'}")));
        assertRefused(
                ErrorCode.INVALID,
                () -> hub.sessions.addEvent(
                        ANYONE, session.id(), json("{'type':'log','data':'" + "x".repeat(17000) + "'}")));
    }

    @Test
    void modalsOpenActAndClose() {
        Session session = hub.session(project);
        Modal[] made = new Modal[1];
        assertThat(hub.namesOf(() -> made[0] = openModal(session))).containsExactly("session:updated", "session:modal");
        List<CommittedEvent> acted = hub.eventsOf(
                () -> hub.modals.act(ANYONE, session.id(), made[0].id(), json("{'action':'ok','data':{'n':1}}")));
        assertThat(acted).hasSize(1);
        assertThat(acted.get(0).data().tree().path("data").path("n").asInt()).isEqualTo(1);
        assertThat(hub.namesOf(() -> hub.modals.close(ANYONE, session.id(), made[0].id())))
                .containsExactly("session:modal_closed");
        assertRefused(ErrorCode.NOT_FOUND, () -> hub.modals.close(ANYONE, session.id(), made[0].id()));
        openModal(session);
        assertThat(hub.namesOf(() -> hub.sessions.delete(ANYONE, session.id(), Expected.ANY)))
                .containsExactly("session:modal_closed", "session:deleted");
    }

    @Test
    void oneModalTooManyClosesTheOldestOfTheSession() {
        Session session = hub.session(project);
        Session other = hub.session(project);
        Modal ofOther = openModal(other);
        Modal oldest = openModal(session);
        Modal second = openModal(session);
        for (int i = 0; i < 3; i++) {
            openModal(session);
        }
        List<CommittedEvent> opened = hub.eventsOf(() -> openModal(session));
        assertThat(opened)
                .extracting(event -> event.name().wire())
                .containsExactly("session:modal_closed", "session:updated", "session:modal");
        assertThat(opened.get(0).data().tree().path("modalId").asText()).isEqualTo(oldest.id());
        assertThat(shownModals()).hasSize(6).contains(ofOther.id(), second.id()).doesNotContain(oldest.id());
    }

    @Test
    void aSessionThatEndsShowsNoModals() {
        Session failed = hub.session(project);
        Session completed = hub.session(project);
        openModal(failed);
        openModal(completed);
        openModal(completed);
        assertThat(hub.namesOf(() -> hub.patchSession(completed.id(), "{'status':'completed'}")))
                .startsWith("session:modal_closed", "session:modal_closed", "session:updated");
        assertThat(hub.namesOf(() -> hub.patchSession(failed.id(), "{'status':'failed'}")))
                .startsWith("session:modal_closed", "session:updated");
        assertThat(shownModals()).isEmpty();
    }

    private List<String> shownModals() {
        return hub.state
                .snapshot(ANYONE, project.id())
                .json()
                .tree()
                .path("modals")
                .findValuesAsText("id");
    }

    private Modal openModal(Session session) {
        return hub.modals
                .open(ANYONE, session.id(), json("{'title':'M','html':'<p>hi</p>'}"))
                .body()
                .as(Modal.class);
    }

    private List<String> report(Session session, String report) {
        return hub.namesOf(() -> hub.reports.report(ANYONE, session.id(), json(report)));
    }

    private Session spawn(String taskId) {
        return hub.spawning
                .spawn(
                        ANYONE,
                        json("{'projectId':'" + project.id() + "','taskIds':['" + taskId
                                + "'],'skills':['maestro-worker'],'spawnedBy':'sess_1','spawnReason':'why'}"))
                .body()
                .as(Session.class);
    }

    private static void assertRefused(ErrorCode code, Runnable action) {
        assertThatThrownBy(action::run).isInstanceOfSatisfying(HubException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }
}
