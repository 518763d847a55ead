package dev.maestro.server.domain.approval;

import static dev.maestro.server.domain.Services.ANYONE;
import static dev.maestro.server.domain.Services.bytes;
import static dev.maestro.server.domain.Services.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.model.Approval;
import dev.maestro.protocol.model.ApprovalStatus;
import dev.maestro.protocol.model.Project;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.Change;
import dev.maestro.server.backend.Commit;
import dev.maestro.server.backend.CommitResult;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.DocumentKey;
import dev.maestro.server.backend.MovableClock;
import dev.maestro.server.backend.RecordingListener;
import dev.maestro.server.backend.Sample;
import dev.maestro.server.backend.StoredDocument;
import dev.maestro.server.backend.redis.RedisBackend;
import dev.maestro.server.backend.redis.RedisConfig;
import dev.maestro.server.backend.redis.TestRedis;
import dev.maestro.server.config.RedisUrl;
import dev.maestro.server.domain.Commits;
import dev.maestro.server.domain.Expected;
import dev.maestro.server.domain.Services;
import dev.maestro.server.domain.document.Shelves;
import dev.maestro.server.domain.document.Tags;
import dev.maestro.server.domain.project.ProjectMembers;
import dev.maestro.server.domain.project.ProjectService;
import dev.maestro.server.domain.task.TaskService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ApprovalTimeoutsTest {
    @RegisterExtension
    final Services hub = new Services();

    private final Project project = hub.project();

    @Test
    void whatNobodyAnswersInTimeIsRefused() {
        String id = request(hub.approvals, project.id(), hub.task(project).id(), 2000);
        String later = request(hub.approvals, project.id(), hub.task(project).id(), 5000);
        assertThat(hub.timeouts.expireOverdue()).isZero();
        hub.clock.move(Duration.ofMillis(1999));
        assertThat(hub.timeouts.expireOverdue()).isZero();
        hub.clock.move(Duration.ofMillis(1));
        List<CommittedEvent> events =
                hub.eventsOf(() -> assertThat(hub.timeouts.expireOverdue()).isEqualTo(1));
        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.name().wire()).isEqualTo("approval:resolved");
            Approval approval = event.data().as(Approval.class);
            assertThat(approval.id()).isEqualTo(id);
            assertThat(approval.status()).isEqualTo(ApprovalStatus.TIMED_OUT);
            assertThat(approval.resolvedBy()).isEqualTo("timeout");
            assertThat(approval.resolvedAt()).isEqualTo(hub.clock.millis());
        });
        assertThat(hub.timeouts.expireOverdue()).isZero();
        hub.clock.move(Duration.ofSeconds(3));
        assertThat(hub.timeouts.expireOverdue()).isEqualTo(1);
        assertThat(hub.approvals.get(ANYONE, project.id(), later).version()).isEqualTo(2);
    }

    @Test
    void whatIsAnsweredInTimeIsLeftAlone() {
        String id = request(hub.approvals, project.id(), hub.task(project).id(), 1000);
        hub.approvals.resolve(ANYONE, project.id(), id, json("{'approved':true}"));
        hub.clock.move(Duration.ofDays(1));
        assertThat(hub.timeouts.expireOverdue()).isZero();
    }

    @Test
    void aHubThatStartsFindsWhatIsDue() {
        request(hub.approvals, project.id(), hub.task(project).id(), 1000);
        hub.clock.move(Duration.ofDays(1));
        try (ApprovalTimeouts restarted = ApprovalTimeouts.open(hub.commits, hub.clock)) {
            assertThat(restarted.expireOverdue()).isEqualTo(1);
        }
    }

    @Test
    void whatIsDueStaysDueWhileTheStoreIsAway() {
        request(hub.approvals, project.id(), hub.task(project).id(), 1000);
        hub.clock.move(Duration.ofSeconds(1));
        hub.backend.breakWith("the disk is full");
        assertThatThrownBy(hub.timeouts::expireOverdue).isInstanceOf(BackendUnavailableException.class);
        hub.backend.breakWith(null);
        assertThat(hub.timeouts.expireOverdue()).isEqualTo(1);
    }

    @Test
    void oneThatCannotBeEndedKeepsNoOtherWaiting() {
        DocumentKey broken = Shelves.APPROVALS.key("approval_broken");
        Set<String> pending = Set.of(Tags.status("pending"));
        store(new Change.Put(
                broken, project.id(), 0, pending, bytes("{'id':'approval_broken','timeoutAt':5,'ofLater':1}")));
        String id = request(hub.approvals, project.id(), hub.task(project).id(), 1000);
        hub.clock.move(Duration.ofSeconds(1));
        assertThat(hub.timeouts.expireOverdue()).isEqualTo(1);
        StoredDocument ended = hub.approvals.get(ANYONE, project.id(), id);
        assertThat(ended.version()).isEqualTo(2);
        String mended =
                "{'id':'approval_broken','projectId':'%s','version':2,'taskId':'t','task':{},'reason':'r','requestedBy':'r','status':'pending','retryCount':0,'timeoutAt':5,'resolvedBy':null,'resolvedAt':null,'comment':null,'createdAt':1,'updatedAt':1}";
        store(new Change.Put(broken, project.id(), 1, pending, bytes(mended.formatted(project.id()))));
        assertThat(hub.timeouts.expireOverdue()).isZero();
        hub.clock.move(Duration.ofSeconds(1));
        assertThat(hub.timeouts.expireOverdue()).isEqualTo(1);
    }

    @Test
    void ofVeryManySomeAreEndedATurn() {
        int most = ApprovalTimeouts.MOST_ENDS;
        Project other = hub.project();
        for (int i = 0; i < most; i++) {
            request(hub.approvals, project.id(), hub.task(project).id(), 1000);
            request(hub.approvals, other.id(), hub.task(other).id(), 1000);
        }
        hub.clock.move(Duration.ofSeconds(1));
        assertThat(hub.timeouts.expireOverdue()).isEqualTo(most);
        assertThat(hub.timeouts.expireOverdue()).isEqualTo(most);
        assertThat(hub.timeouts.expireOverdue()).isZero();
    }

    @Test
    void whatIsHeardAfterTheReadIsEndedToo() {
        assertThat(hub.timeouts.expireOverdue()).isZero();
        request(hub.approvals, project.id(), hub.task(project).id(), 1000);
        hub.clock.move(Duration.ofSeconds(1));
        Sample.await("the news of it", () -> hub.timeouts.expireOverdue() == 1);
    }

    @Test
    void whatIsGoneWithItsProjectIsNotDue() {
        request(hub.approvals, project.id(), hub.task(project).id(), 1000);
        hub.projects.delete(ANYONE, project.id(), Expected.ANY);
        hub.clock.move(Duration.ofSeconds(1));
        assertThat(hub.timeouts.expireOverdue()).isZero();
    }

    @Test
    void ofThreeNodesOneEndsEach(@TempDir Path folder) throws Exception {
        MovableClock clock = new MovableClock();
        List<Backend> nodes = new ArrayList<>();
        List<ApprovalTimeouts> timeouts = new ArrayList<>();
        try (TestRedis redis = TestRedis.start(folder)) {
            try {
                for (int i = 0; i < 3; i++) {
                    Backend node = RedisBackend.open(config(redis), clock);
                    nodes.add(node);
                    ApprovalTimeouts timeout = ApprovalTimeouts.open(new Commits(node, clock), clock);
                    timeouts.add(timeout);
                    assertThat(timeout.expireOverdue()).isZero();
                }
                RecordingListener heard = new RecordingListener();
                nodes.get(2).feed().subscribe(nodes.get(2).feed().head(), heard);
                int approvals = 20;
                requestOn(nodes.get(0), clock, approvals);
                // Each node must have heard of them, or it would have nothing to end.
                Sample.await("the questions", () -> count(heard, "approval:requested") == approvals);
                clock.move(Duration.ofSeconds(1));
                List<Object> ended = new ArrayList<>();
                Sample.await("the ends", () -> {
                    ended.addAll(endAll(timeouts));
                    return count(heard, "approval:resolved") >= approvals;
                });
                assertThat(ended.stream().mapToInt(Integer.class::cast).sum()).isEqualTo(approvals);
                assertThat(count(heard, "approval:resolved")).isEqualTo(approvals);
            } finally {
                timeouts.forEach(ApprovalTimeouts::close);
                nodes.forEach(Backend::close);
            }
        }
    }

    private void store(Change change) {
        assertThat(hub.backend
                        .commit(Commit.builder().change(change).build())
                        .toCompletableFuture()
                        .join()
                        .type())
                .isEqualTo(CommitResult.Type.COMMITTED);
    }

    private static List<Object> endAll(List<ApprovalTimeouts> timeouts) {
        try {
            return Services.atOnce(3, i -> timeouts.get(i).expireOverdue());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void requestOn(Backend node, MovableClock clock, int times) {
        Commits commits = new Commits(node, clock);
        String projectId = new ProjectService(commits, ProjectMembers.load(node))
                .create(ANYONE, json("{'name':'P'}"))
                .id();
        String task = new TaskService(commits)
                .create(ANYONE, json("{'projectId':'" + projectId + "','title':'T'}"))
                .id();
        for (int i = 0; i < times; i++) {
            request(new ApprovalService(commits), projectId, task, 1000);
        }
    }

    private static long count(RecordingListener heard, String name) {
        return heard.events().stream()
                .filter(event -> event.name().wire().equals(name))
                .count();
    }

    private static String request(ApprovalService approvals, String projectId, String taskId, int millis) {
        return approvals
                .request(
                        ANYONE,
                        projectId,
                        json("{'taskId':'" + taskId + "','reason':'why','timeoutMs':" + millis + "}"))
                .id();
    }

    private static RedisConfig config(TestRedis redis) {
        return new RedisConfig(
                RedisUrl.parse(redis.url()),
                "test:",
                Duration.ofSeconds(15),
                Duration.ofHours(1),
                1_000,
                1_000,
                Duration.ofMinutes(2));
    }
}
