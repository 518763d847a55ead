package dev.maestro.server.domain;

import static dev.maestro.server.domain.Services.ANYONE;
import static dev.maestro.server.domain.Services.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.model.Mail;
import dev.maestro.protocol.model.Project;
import dev.maestro.protocol.model.Session;
import dev.maestro.server.access.Callers;
import dev.maestro.server.auth.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The table of docs/protocol/auth.md, "Agents". */
class AgentRuleTest {
    @RegisterExtension
    final Services hub = new Services();

    private final String project = hub.project().id();
    private final String task =
            hub.task(hub.projects.get(ANYONE, project).body().as(Project.class)).id();
    private final String own = session();
    private final String other = session();
    private final Caller agent = Callers.of(Principal.agent(own, project));

    @Test
    void readsItsProject() {
        String foreign = hub.project().id();
        assertThat(hub.projects.list(agent, Page.FIRST).documents()).hasSize(1);
        assertThat(hub.tasks.get(agent, task).body().toString()).contains(task);
        assertThat(hub.sessions.get(agent, other).body().toString()).contains(other);
        assertThat(hub.state.snapshot(agent, project).json().toString()).contains(task, other);
        refused(ErrorCode.NOT_FOUND, () -> hub.projects.get(agent, foreign));
        refused(ErrorCode.NOT_FOUND, () -> hub.state.snapshot(agent, foreign));
    }

    @Test
    void worksInTheProjectsDocumentsButDecidesNothing() {
        hub.workflows.set(agent, project, json("{'state':'busy'}"), Expected.ANY);
        hub.activity.activity(agent, project, json("{'agentType':'a','action':'a','status':'started'}"));
        String approval = hub.approvals
                .request(agent, project, json("{'taskId':'" + task + "','reason':'r'}"))
                .id();
        String message = hub.chat
                .post(agent, project, json("{'type':'message','content':'c'}"))
                .id();
        hub.reactions.add(agent, project, message, json("{'emoji':'e'}"));
        hub.threads.open(agent, project, json("{'parentMessageId':'" + message + "'}"));
        String sprint =
                hub.sprints.create(ANYONE, project, json("{'name':'S'}")).id();
        String story =
                hub.backlog.create(ANYONE, project, json("{'title':'T'}")).id();
        forbidden(() -> hub.approvals.resolve(agent, project, approval, json("{'approved':true}")));
        forbidden(() -> hub.sprints.create(agent, project, json("{'name':'S'}")));
        forbidden(() -> hub.sprints.patch(agent, project, sprint, json("{'name':'T'}"), Expected.ANY));
        forbidden(() -> hub.sprints.start(agent, project, sprint));
        forbidden(() -> hub.sprints.stop(agent, project, sprint));
        forbidden(() -> hub.sprints.delete(agent, project, sprint, Expected.ANY));
        forbidden(() -> hub.backlog.create(agent, project, json("{'title':'T'}")));
        forbidden(() -> hub.backlog.patch(agent, project, story, json("{'status':'completed'}"), Expected.ANY));
        forbidden(() -> hub.backlog.delete(agent, project, story, Expected.ANY));
        String foreign = hub.project().id();
        refused(ErrorCode.NOT_FOUND, () -> hub.workflows.set(agent, foreign, json("{'state':'busy'}"), Expected.ANY));
        refused(ErrorCode.NOT_FOUND, () -> hub.chat.post(agent, foreign, json("{'type':'message','content':'c'}")));
    }

    @Test
    void cannotSayThatAnotherSpawnedItsSession() {
        forbidden(
                () -> hub.sessions.patch(agent, own, json("{'metadata':{'spawnedBy':'" + other + "'}}"), Expected.ANY));
        hub.sessions.patch(agent, own, json("{'metadata':{'spawnReason':'why'}}"), Expected.ANY);
    }

    @Test
    void makesAndChangesTasksButDeletesNone() {
        String made = hub.tasks
                .create(agent, json("{'projectId':'" + project + "','title':'T'}"))
                .id();
        hub.tasks.patch(agent, made, json("{'status':'in_progress'}"), Expected.ANY);
        hub.tasks.note(agent, made, json("{'message':'m'}"));
        String subtask = hub.subtasks.create(agent, made, json("{'title':'S'}")).id();
        hub.subtasks.patch(agent, made, subtask, json("{'completed':true}"), Expected.ANY);
        hub.subtasks.delete(agent, made, subtask, Expected.ANY);
        forbidden(() -> hub.tasks.delete(agent, made, Expected.ANY));
        refused(ErrorCode.NOT_FOUND, () -> hub.tasks.delete(agent, "task_none", Expected.ANY));
    }

    @Test
    void claimsForItsOwnSessionOnly() {
        forbidden(() -> hub.claims.claim(agent, task, json("{'sessionId':'" + other + "'}")));
        forbidden(() -> hub.claims.claim(agent, task, json("{'sessionId':'sess_none'}")));
        hub.claims.claim(ANYONE, task, json("{'sessionId':'" + other + "'}"));
        forbidden(() -> hub.claims.release(agent, task, Optional.empty()));
        forbidden(() -> hub.claims.release(agent, task, Optional.of(other)));
        hub.claims.release(ANYONE, task, Optional.empty());
        hub.claims.claim(agent, task, json("{'sessionId':'" + own + "'}"));
        assertThat(hub.task(task).claimedBy()).isEqualTo(own);
        hub.claims.release(agent, task, Optional.empty());
    }

    @Test
    void changesItsOwnSessionOnly() {
        for (String session : List.of(own, other)) {
            String modal = hub.modals
                    .open(ANYONE, session, json("{'title':'M','html':'h'}"))
                    .id();
            List<Runnable> changes = List.of(
                    () -> hub.sessions.patch(agent, session, json("{'name':'N'}"), Expected.ANY),
                    () -> hub.sessions.addEvent(agent, session, json("{'type':'log'}")),
                    () -> hub.reports.report(agent, session, json("{'type':'progress'}")),
                    () -> hub.sessionTasks.add(agent, session, task),
                    () -> hub.sessionTasks.remove(agent, session, task),
                    () -> hub.modals.open(agent, session, json("{'title':'M','html':'h'}")),
                    () -> hub.modals.act(agent, session, modal, json("{'action':'a'}")),
                    () -> hub.modals.close(agent, session, modal),
                    () -> hub.sessions.delete(agent, session, Expected.ANY));
            for (Runnable change : changes) {
                if (session.equals(own)) {
                    change.run();
                } else {
                    forbidden(change);
                }
            }
        }
        assertThat(hub.session(other).name()).isEqualTo("Session");
        assertThat(hub.session(other).taskIds()).isEmpty();
    }

    @Test
    void spawnsInItsOwnNameOnly() {
        String before = "{'projectId':'" + project + "','spawnedBy':";
        forbidden(() -> hub.spawning.spawn(agent, json(before + "'" + other + "'}")));
        forbidden(() -> hub.sessions.create(
                agent, json("{'projectId':'" + project + "','metadata':{'spawnedBy':'" + other + "'}}")));
        for (Answer answer : List.of(
                hub.spawning.spawn(agent, json(before + "'" + own + "'}")),
                hub.spawning.spawn(agent, json("{'projectId':'" + project + "'}")),
                hub.sessions.create(agent, json("{'projectId':'" + project + "'}")))) {
            assertThat(answer.body().as(Session.class).metadata().spawnedBy()).isEqualTo(own);
        }
    }

    @Test
    void startsOnlyWhatItSpawned() {
        String mine = hub.spawning
                .spawn(agent, json("{'projectId':'" + project + "'}"))
                .id();
        String theirs = hub.spawning
                .spawn(ANYONE, json("{'projectId':'" + project + "'}"))
                .id();
        String named = hub.spawning
                .spawn(ANYONE, json("{'projectId':'" + project + "','spawnedBy':'" + other + "'}"))
                .id();
        assertThat(hub.spawning.claim(agent, mine, "me").id()).isEqualTo(mine);
        forbidden(() -> hub.spawning.claim(agent, theirs, "me"));
        forbidden(() -> hub.spawning.claim(agent, named, "me"));
    }

    @Test
    void hasTheMailOfItsOwnSessionOnly() {
        String toOwn = mail(ANYONE, own, other);
        String toOther = mail(ANYONE, other, null);
        String sent = mail(agent, other, null);
        assertThat(hub.mail.get(agent, sent).body().as(Mail.class).fromSessionId())
                .isEqualTo(own);
        assertThat(hub.mail.get(agent, toOwn).body().toString()).contains(toOwn);
        forbidden(() -> mail(agent, own, other));
        forbidden(() -> mail(agent, other, "sess_none"));
        forbidden(() -> hub.mail.get(agent, toOther));
        forbidden(() -> hub.mail.list(agent, null, other, Page.FIRST));
        forbidden(() -> hub.waits.await(agent, other, Optional.empty(), Duration.ZERO));
        forbidden(() -> hub.mail.delete(agent, toOther, Expected.ANY));
        forbidden(() -> hub.mail.delete(agent, sent, Expected.ANY));
        assertThat(hub.mail.list(agent, null, null, Page.FIRST).documents()).hasSize(1);
        assertThat(hub.waits
                        .await(agent, own, Optional.empty(), Duration.ZERO)
                        .toCompletableFuture()
                        .join())
                .hasSize(1);
        assertThat(hub.state.snapshot(agent, project).json().toString())
                .contains(toOwn, sent)
                .doesNotContain(toOther);
        hub.mail.delete(agent, toOwn, Expected.ANY);
    }

    @Test
    void isShownTheModalsOfItsOwnSessionOnly() {
        String mine = modal(own);
        String others = modal(other);
        assertThat(hub.state.snapshot(agent, project).json().tree().path("modals"))
                .extracting(modal -> modal.path("id").asText())
                .containsExactly(mine);
        assertThat(hub.state.snapshot(ANYONE, project).json().tree().path("modals"))
                .extracting(modal -> modal.path("id").asText())
                .containsExactlyInAnyOrder(mine, others);
        hub.modals.close(ANYONE, own, mine);
        assertThat(hub.state.snapshot(agent, project).json().tree().path("modals"))
                .isEmpty();
    }

    private String modal(String session) {
        return hub.modals
                .open(ANYONE, session, json("{'title':'M','html':'h'}"))
                .id();
    }

    @Test
    void leavesProjectsAndTeamsAndAnswersAlone() {
        String member = hub.team
                .create(ANYONE, json("{'projectId':'" + project + "','name':'N'}"))
                .id();
        hub.patchSession(own, "{'needsInput':{'active':true}}");
        List<Runnable> attempts = List.of(
                () -> hub.projects.create(agent, json("{'name':'N'}")),
                () -> hub.projects.patch(agent, project, json("{'members':['" + own + "']}"), Expected.ANY),
                () -> hub.projects.replace(agent, project, json("{'name':'N'}"), Expected.ANY),
                () -> hub.projects.delete(agent, project, Expected.ANY),
                () -> hub.team.create(agent, json("{'projectId':'" + project + "','name':'N'}")),
                () -> hub.team.patch(agent, member, json("{'name':'M'}"), Expected.ANY),
                () -> hub.team.archive(agent, member),
                () -> hub.team.delete(agent, member, Expected.ANY),
                () -> hub.reports.answerInput(agent, own));
        for (Runnable attempt : attempts) {
            assertThat(hub.namesOf(() -> forbidden(attempt))).isEmpty();
        }
        assertThat(hub.team.get(agent, member).body().toString()).contains(member);
    }

    private String session() {
        return hub.sessions
                .create(ANYONE, json("{'projectId':'" + project + "'}"))
                .id();
    }

    private String mail(Caller sender, String to, @Nullable String from) {
        String claimed = from == null ? "" : ",'fromSessionId':'" + from + "'";
        return hub.mail
                .send(sender, json("{'toSessionId':'" + to + "','subject':'S'" + claimed + "}"))
                .id();
    }

    private static void forbidden(Runnable attempt) {
        refused(ErrorCode.FORBIDDEN, attempt);
    }

    private static void refused(ErrorCode code, Runnable attempt) {
        assertThatThrownBy(attempt::run)
                .asInstanceOf(type(HubException.class))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
