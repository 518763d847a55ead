package dev.maestro.server.domain.task;

import static dev.maestro.server.domain.Services.ANYONE;
import static dev.maestro.server.domain.Services.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.model.Project;
import dev.maestro.protocol.model.Session;
import dev.maestro.protocol.model.Subtask;
import dev.maestro.protocol.model.Task;
import dev.maestro.protocol.model.TaskStatus;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.domain.Access;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.Expected;
import dev.maestro.server.domain.Idempotency;
import dev.maestro.server.domain.IdempotencyKeyReusedException;
import dev.maestro.server.domain.Page;
import dev.maestro.server.domain.Services;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TaskServiceTest {
    @RegisterExtension
    final Services hub = new Services();

    private final Project project = hub.project();

    @Test
    void newTaskHasTheShapeClientsKnow() {
        Task task = hub.tasks
                .create(
                        ANYONE,
                        json("{'projectId':'" + project.id()
                                + "','title':'T','description':'D','priority':'high','prompt':'go'}"))
                .body()
                .as(Task.class);
        assertThat(task.id()).matches("task_\\d+_[a-z0-9]{9}");
        assertThat(task.initialPrompt()).isEqualTo("go");
        assertThat(task.status()).isEqualTo(TaskStatus.PENDING);
        assertThat(task.timeline()).hasSize(1);
        assertThat(task.timeline().get(0).id()).isEqualTo("evt_001");
        assertThat(task.version()).isEqualTo(1);
    }

    @Test
    void creationIsToldByTheWholeTaskAndByItsRun() {
        List<CommittedEvent> events = hub.eventsOf(() -> hub.task(project));
        assertThat(events.stream().map(event -> event.name().wire())).containsExactly("task:created", "task:run");
        CommittedEvent event = events.get(0);
        assertThat(event.data())
                .isEqualTo(
                        hub.tasks.get(ANYONE, event.data().as(Task.class).id()).body());
    }

    @Test
    void timesFollowTheStatus() {
        String id = hub.task(project).id();
        assertThat(hub.patchTask(id, "{'status':'completed'}").startedAt()).isNull();
        Task started = hub.patchTask(id, "{'status':'in_progress'}");
        assertThat(started.startedAt()).isEqualTo(hub.clock.millis());
        assertThat(started.completedAt()).isNull();
        hub.clock.move(Duration.ofMinutes(1));
        Task failed = hub.patchTask(id, "{'status':'failed','error':'boom'}");
        assertThat(failed.completedAt()).isEqualTo(hub.clock.millis());
        assertThat(failed.startedAt()).isEqualTo(started.startedAt());
        Task again = hub.patchTask(id, "{'status':'in_progress'}");
        assertThat(again.completedAt()).isNull();
        assertThat(again.startedAt()).isEqualTo(started.startedAt());
        assertThat(hub.patchTask(id, "{'status':'completed','completedAt':77}").completedAt())
                .isEqualTo(77);
    }

    @Test
    void endingATaskCallsItsSessionsToo() {
        String id = hub.task(project).id();
        Session one = hub.session(project, id);
        Session two = hub.session(project, id);
        assertThat(hub.namesOf(() -> hub.patchTask(id, "{'status':'completed'}")))
                .containsExactly(
                        "task:updated",
                        "notify:task_completed",
                        "notify:task_session_completed",
                        "notify:task_session_completed",
                        "task:run");
        List<CommittedEvent> events = hub.eventsOf(() -> hub.patchTask(id, "{'status':'failed'}"));
        assertThat(events.get(0).sessionIds()).containsExactly(one.id(), two.id());
        assertThat(events.get(2).sessionIds()).containsExactly(one.id());
        assertThat(events.get(3).sessionIds()).containsExactly(two.id());
        assertThat(events.get(1).data().toString()).isEqualTo("{\"taskId\":\"" + id + "\",\"title\":\"T\"}");
        assertThat(hub.namesOf(() -> hub.patchTask(id, "{'status':'blocked'}")))
                .containsExactly("task:updated", "notify:task_blocked", "task:run");
        assertThat(hub.namesOf(() -> hub.patchTask(id, "{'status':'cancelled'}")))
                .containsExactly("task:updated", "task:run");
    }

    @Test
    void howATaskRunsIsToldWhenItIsAnotherThanBeforeAndNeverElse() {
        String id = hub.task(project).id();
        Session session = hub.session(project, id);
        for (String change : List.of(
                "{'title':'U'}",
                "{'description':'D'}",
                "{'priority':'high'}",
                "{'agentIds':['dev']}",
                "{'skillIds':['s']}",
                "{'prompt':'go'}",
                "{'agent':'dev'}",
                "{'error':'boom'}")) {
            assertThat(hub.namesOf(() -> hub.patchTask(id, change))).containsExactly("task:updated");
        }
        for (String change : List.of("{'progress':5}", "{'status':'in_progress'}")) {
            assertThat(hub.namesOf(() -> hub.patchTask(id, change))).containsExactly("task:updated", "task:run");
            assertThat(hub.namesOf(() -> hub.patchTask(id, change))).isEmpty();
        }
        CommittedEvent run = hub.eventsOf(() -> hub.patchTask(id, "{'error':null,'status':'completed'}"))
                .get(3);
        assertThat(run.name().wire()).isEqualTo("task:run");
        assertThat(run.projectId()).isEqualTo(project.id());
        assertThat(run.sessionIds()).containsExactly(session.id());
        long now = hub.clock.millis();
        assertThat(run.data())
                .hasToString("{\"taskId\":\"" + id + "\",\"status\":\"completed\",\"progress\":5,\"agent\":\"dev\","
                        + "\"startedAt\":" + now + ",\"completedAt\":" + now + "}");
        // The end is told once, whatever is corrected later.
        assertThat(hub.namesOf(() -> hub.patchTask(id, "{'progress':6}"))).containsExactly("task:updated");
        assertThat(hub.namesOf(() -> hub.patchTask(id, "{'status':'in_progress'}")))
                .containsExactly("task:updated", "task:run");
    }

    @Test
    void changingNothingIsNoNews() {
        Task task = hub.task(project);
        assertThat(hub.namesOf(() -> hub.patchTask(task.id(), "{'title':'T','status':'pending'}")))
                .isEmpty();
        assertThat(hub.task(task.id()).version()).isEqualTo(1);
    }

    @Test
    void absentKeepsAndNullClears() {
        String parent = hub.task(project).id();
        String id = hub.task(project).id();
        hub.patchTask(id, "{'parentId':'" + parent + "','agent':'a','priority':'high'}");
        Task cleared = hub.patchTask(id, "{'parentId':null}");
        assertThat(cleared.parentId()).isNull();
        assertThat(cleared.agent()).isEqualTo("a");
        assertThat(cleared.priority().wire()).isEqualTo("high");
        assertRefused(ErrorCode.INVALID, () -> hub.patchTask(id, "{'title':null}"));
    }

    @Test
    void dependenciesAndParentsFormNoCycle() {
        String a = hub.task(project).id();
        String b = hub.task(project).id();
        String c = hub.task(project).id();
        hub.patchTask(a, "{'dependencies':['" + b + "']}");
        hub.patchTask(b, "{'dependencies':['" + c + "'],'parentId':'" + a + "'}");
        assertRefused(ErrorCode.INVALID, () -> hub.patchTask(c, "{'dependencies':['" + a + "']}"));
        assertRefused(ErrorCode.INVALID, () -> hub.patchTask(a, "{'dependencies':['" + a + "']}"));
        assertRefused(ErrorCode.INVALID, () -> hub.patchTask(a, "{'parentId':'" + b + "'}"));
        assertRefused(ErrorCode.INVALID, () -> hub.patchTask(a, "{'dependencies':['task_none']}"));
        String foreign = hub.task(hub.project()).id();
        assertRefused(ErrorCode.INVALID, () -> hub.patchTask(a, "{'dependencies':['" + foreign + "']}"));
    }

    @Test
    void concurrentDependenciesLeaveNoCycle() throws Exception {
        for (int round = 0; round < 20; round++) {
            List<String> ids = List.of(
                    hub.task(project).id(),
                    hub.task(project).id(),
                    hub.task(project).id());
            List<Object> results = Services.atOnce(
                    3, i -> hub.patchTask(ids.get(i), "{'dependencies':['" + ids.get((i + 1) % 3) + "']}"));
            assertThat(results.stream().filter(Task.class::isInstance)).hasSizeLessThan(3);
            assertThat(results.stream().filter(Task.class::isInstance)).isNotEmpty();
        }
    }

    @Test
    void exactlyOneOfManyClaimsWins() throws Exception {
        String id = hub.task(project).id();
        List<String> sessions =
                IntStream.range(0, 32).mapToObj(i -> hub.session(project).id()).toList();
        int before = hub.backend.events().size();
        List<Object> results =
                Services.atOnce(32, i -> hub.claims.claim(ANYONE, id, json("{'sessionId':'" + sessions.get(i) + "'}")));
        assertThat(results.stream().filter(Answer.class::isInstance)).hasSize(1);
        String holder = hub.task(id).claimedBy();
        results.stream()
                .filter(HubException.class::isInstance)
                .map(HubException.class::cast)
                .forEach(refusal -> {
                    assertThat(refusal.code()).isEqualTo(ErrorCode.CONFLICT);
                    assertThat(refusal.current().orElseThrow().as(Task.class).claimedBy())
                            .isEqualTo(holder);
                });
        assertThat(hub.backend.events()).hasSize(before + 1);
    }

    @Test
    void claimIsReleasedByItsHolderOrWithItsSession() {
        String id = hub.task(project).id();
        Session one = hub.session(project);
        Session two = hub.session(project);
        claim(id, one);
        assertThat(hub.namesOf(() -> claim(id, one))).isEmpty();
        assertRefused(ErrorCode.CONFLICT, () -> claim(id, two));
        assertRefused(ErrorCode.CONFLICT, () -> hub.claims.release(ANYONE, id, Optional.of(two.id())));
        hub.claims.release(ANYONE, id, Optional.of(one.id()));
        assertThat(hub.task(id).claimedBy()).isNull();
        claim(id, two);
        assertThat(hub.namesOf(() -> hub.sessions.delete(ANYONE, two.id(), Expected.ANY)))
                .containsExactly("session:deleted", "task:updated");
        assertThat(hub.task(id).claimedBy()).isNull();
        claim(id, one);
        hub.patchSession(one.id(), "{'status':'failed'}");
        assertRefused(ErrorCode.CONFLICT, () -> claim(id, one));
        Session three = hub.session(project);
        claim(id, three);
        assertThat(hub.task(id).claimedBy()).isEqualTo(three.id());
    }

    @Test
    void noClaimOutlivesASessionThatIsDeletedMeanwhile() throws Exception {
        for (int round = 0; round < 100; round++) {
            String id = hub.task(project).id();
            Session session = hub.session(project);
            Services.atOnce(
                    2,
                    i -> i == 0
                            ? hub.sessions.delete(ANYONE, session.id(), Expected.ANY)
                            : hub.claims.claim(ANYONE, id, json("{'sessionId':'" + session.id() + "'}")));
            assertThat(hub.task(id).claimedBy()).isNull();
        }
    }

    @Test
    void subtasksAreToldBeforeTheirTask() {
        String id = hub.task(project).id();
        Subtask[] made = new Subtask[1];
        assertThat(hub.namesOf(() -> made[0] = hub.subtasks
                        .create(ANYONE, id, json("{'title':'S'}"))
                        .body()
                        .as(Subtask.class)))
                .containsExactly("subtask:created", "task:updated");
        assertThat(hub.namesOf(
                        () -> hub.subtasks.patch(ANYONE, id, made[0].id(), json("{'completed':true}"), Expected.ANY)))
                .containsExactly("subtask:updated", "task:updated");
        assertThat(hub.task(id).subtasks().get(0).completedAt()).isEqualTo(hub.clock.millis());
        assertThat(hub.namesOf(() -> hub.subtasks.delete(ANYONE, id, made[0].id(), Expected.ANY)))
                .containsExactly("subtask:deleted", "task:updated");
        assertThat(hub.task(id).subtasks()).isEmpty();
        assertRefused(ErrorCode.NOT_FOUND, () -> hub.subtasks.delete(ANYONE, id, "none", Expected.ANY));
    }

    @Test
    void timelineGrowsAndForgetsTheOldest() {
        String id = hub.task(project).id();
        for (int i = 0; i < 50; i++) {
            hub.tasks.note(ANYONE, id, json("{'message':'" + "x".repeat(4000) + "'}"));
        }
        Task task = hub.task(id);
        assertThat(task.timeline()).hasSizeLessThan(40);
        assertThat(task.timeline().get(task.timeline().size() - 1).id()).isEqualTo("evt_051");
    }

    @Test
    void deletingATaskLeavesNoMentionOfIt() {
        String id = hub.task(project).id();
        String child = hub.task(project).id();
        String dependent = hub.task(project).id();
        hub.patchTask(child, "{'parentId':'" + id + "'}");
        hub.patchTask(dependent, "{'dependencies':['" + id + "']}");
        Session session = hub.session(project, id);
        List<CommittedEvent> events = hub.eventsOf(() -> hub.tasks.delete(ANYONE, id, Expected.ANY));
        assertThat(events.stream().map(event -> event.name().wire()))
                .containsExactly("task:deleted", "session:updated", "task:updated", "task:updated");
        assertThat(events.get(0).data().toString())
                .isEqualTo("{\"id\":\"" + id + "\",\"projectId\":\"" + project.id() + "\",\"sessionIds\":[\""
                        + session.id() + "\"]}");
        assertThat(events.get(0).sessionIds()).containsExactly(session.id());
        assertThat(hub.session(session.id()).taskIds()).isEmpty();
        assertThat(hub.task(child).parentId()).isNull();
        assertThat(hub.task(dependent).dependencies()).isEmpty();
    }

    @Test
    void deletingWhileOthersComeToDependLeavesNoMention() throws Exception {
        for (int round = 0; round < 10; round++) {
            String id = hub.task(project).id();
            List<String> others =
                    IntStream.range(0, 6).mapToObj(i -> hub.task(project).id()).toList();
            List<Object> results = Services.atOnce(
                    7,
                    i -> i == 6
                            ? hub.tasks.delete(ANYONE, id, Expected.ANY)
                            : hub.patchTask(others.get(i), "{'dependencies':['" + id + "']}"));
            assertThat(results.get(6)).isInstanceOf(Answer.class);
            others.forEach(other -> assertThat(hub.task(other).dependencies()).isEmpty());
        }
    }

    @Test
    void staleVersionsAreRefusedWithWhatIsCurrent() {
        String id = hub.task(project).id();
        hub.patchTask(id, "{'title':'A'}");
        assertRefused(ErrorCode.STALE_VERSION, () -> hub.patchTask(id, "{'title':'B','version':1}"));
        assertRefused(ErrorCode.STALE_VERSION, () -> hub.tasks.delete(ANYONE, id, Expected.oneOf(Set.of(1L))));
        assertThat(hub.patchTask(id, "{'title':'B','version':2}").version()).isEqualTo(3);
    }

    @Test
    void concurrentChangesOfDifferentFieldsAllStay() throws Exception {
        String id = hub.task(project).id();
        List<String> patches = List.of(
                "{'title':'X'}", "{'description':'D'}", "{'priority':'low'}", "{'progress':4}", "{'agent':'dev'}");
        Services.atOnce(5, i -> hub.patchTask(id, patches.get(i)));
        Task task = hub.task(id);
        assertThat(task.title() + task.description() + task.priority().wire() + task.progress() + task.agent())
                .isEqualTo("XDlow4dev");
        assertThat(task.version()).isEqualTo(6);
    }

    @Test
    void repeatedRequestsTakeEffectOnce() throws Exception {
        Caller once = ANYONE.once(new Idempotency("scope", "key", "hash"));
        String body = "{'projectId':'" + project.id() + "','title':'Once'}";
        int before = hub.backend.size();
        List<Object> results = Services.atOnce(16, i -> hub.tasks.create(once, json(body)));
        assertThat(results.stream().map(result -> ((Answer) result).id()).distinct())
                .hasSize(1);
        assertThat(results).allMatch(result -> ((Answer) result).created());
        assertThat(hub.backend.size()).isEqualTo(before + 1);
        Caller other = ANYONE.once(new Idempotency("scope", "key", "another hash"));
        assertThatThrownBy(() -> hub.tasks.create(other, json(body))).isInstanceOf(IdempotencyKeyReusedException.class);
        hub.clock.move(Duration.ofHours(25));
        hub.tasks.create(once, json(body));
        assertThat(hub.backend.size()).isEqualTo(before + 2);
    }

    @Test
    void whatACallerMayNotSeeDoesNotExistForIt() {
        Task task = hub.task(project);
        Caller stranger = Caller.of("stranger", Access.to(Set.of()));
        assertRefused(ErrorCode.NOT_FOUND, () -> hub.tasks.get(stranger, task.id()));
        assertRefused(ErrorCode.NOT_FOUND, () -> hub.tasks.delete(stranger, task.id(), Expected.ANY));
        assertRefused(
                ErrorCode.NOT_FOUND,
                () -> hub.tasks.create(stranger, json("{'projectId':'" + project.id() + "','title':'T'}")));
        assertRefused(
                ErrorCode.NOT_FOUND,
                () -> hub.tasks.list(stranger, new TaskFilter(project.id(), null, null), Page.FIRST));
        assertThat(hub.tasks
                        .list(stranger, new TaskFilter(null, null, null), Page.FIRST)
                        .documents())
                .isEmpty();
    }

    @Test
    void listsByStatusAndSession() {
        String one = hub.task(project).id();
        hub.task(project);
        Session session = hub.session(project, one);
        hub.patchTask(one, "{'status':'blocked'}");
        assertThat(ids(new TaskFilter(project.id(), TaskStatus.BLOCKED, null))).containsExactly(one);
        assertThat(ids(new TaskFilter(project.id(), null, session.id()))).containsExactly(one);
        assertThat(ids(new TaskFilter(project.id(), TaskStatus.PENDING, session.id())))
                .isEmpty();
        assertThat(ids(new TaskFilter(project.id(), null, null))).hasSize(2);
    }

    private List<String> ids(TaskFilter filter) {
        return hub.tasks.list(ANYONE, filter, Page.FIRST).documents().stream()
                .map(stored -> stored.key().id())
                .toList();
    }

    private void claim(String taskId, Session session) {
        hub.claims.claim(ANYONE, taskId, json("{'sessionId':'" + session.id() + "'}"));
    }

    private static void assertRefused(ErrorCode code, Runnable action) {
        assertThatThrownBy(action::run).isInstanceOfSatisfying(HubException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }
}
