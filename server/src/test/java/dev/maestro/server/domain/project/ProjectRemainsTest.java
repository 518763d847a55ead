package dev.maestro.server.domain.project;

import static dev.maestro.server.domain.Services.ANYONE;
import static dev.maestro.server.domain.Services.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.Message;
import dev.maestro.protocol.model.MessageType;
import dev.maestro.server.backend.Change;
import dev.maestro.server.backend.Commit;
import dev.maestro.server.backend.DocumentKind;
import dev.maestro.server.backend.Sample;
import dev.maestro.server.backend.StoredDocument;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Commits;
import dev.maestro.server.domain.Expected;
import dev.maestro.server.domain.Page;
import dev.maestro.server.domain.Payload;
import dev.maestro.server.domain.Services;
import dev.maestro.server.domain.document.Shelves;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ProjectRemainsTest {
    /** More than goes before a request is answered. */
    private static final int MANY = (ProjectRemains.BATCHES_AT_ONCE + 5) * ProjectRemains.BATCH;

    private static final Payload SAID = json("{'type':'message','content':'c'}");

    @RegisterExtension
    final Services hub = new Services();

    private final String project = hub.project().id();

    @Test
    void aProjectIsDeletedBesideFeedersAndChats() {
        hub.backend.beforeCommits(commit -> {
            if (deletes(commit, DocumentKind.PROJECT) > 0) {
                hub.chat.post(ANYONE, project, SAID);
                hub.activity.testOutput(ANYONE, project, json("{'cycleId':'c','outputType':'stdout','content':'ok'}"));
            }
        });
        hub.projects.delete(ANYONE, project, Expected.ANY);
        assertThat(left()).isEmpty();
    }

    @Test
    void othersCommitBetweenTheBatchesOfALongChat() throws Exception {
        plantMessages();
        String other = hub.project().id();
        List<Integer> sizes = new ArrayList<>();
        Thread deleting = Thread.currentThread();
        hub.backend.beforeCommits(commit -> {
            if (Thread.currentThread() == deleting && deletes(commit, DocumentKind.MESSAGE) > 0) {
                sizes.add(commit.changes().size());
                CompletableFuture.runAsync(() -> hub.chat.post(ANYONE, other, SAID))
                        .join();
            }
        });
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> writeUntilRefused(begun));
        begun.await();
        hub.projects.delete(ANYONE, project, Expected.ANY);

        assertThat(left()).isNotEmpty();
        while (new ProjectRemains(hub.commits).removeSome() == 0) {
            assertThat(left()).isNotEmpty();
        }
        assertThatThrownBy(writer::join).hasCauseInstanceOf(HubException.class);
        assertThat(left()).isEmpty();
        assertThat(sizes).hasSizeGreaterThanOrEqualTo(MANY / ProjectRemains.BATCH);
        assertThat(sizes).allSatisfy(size -> assertThat(size).isLessThanOrEqualTo(ProjectRemains.BATCH + 1));
        assertThat(hub.chat.list(ANYONE, other, null, new Page(null, 1000)).documents())
                .hasSameSizeAs(sizes);
    }

    private void writeUntilRefused(CountDownLatch begun) {
        while (true) {
            hub.chat.post(ANYONE, project, SAID);
            begun.countDown();
        }
    }

    @Test
    void whatIsLeftIsNotThereForAnybody() {
        String task = hub.tasks
                .create(ANYONE, json("{'projectId':'" + project + "','title':'T'}"))
                .id();
        String message = hub.chat.post(ANYONE, project, SAID).id();
        String thread = hub.threads
                .open(ANYONE, project, json("{'parentMessageId':'" + message + "'}"))
                .id();
        String sprint =
                hub.sprints.create(ANYONE, project, json("{'name':'S'}")).id();
        String story =
                hub.backlog.create(ANYONE, project, json("{'title':'T'}")).id();
        String approval = hub.approvals
                .request(ANYONE, project, json("{'taskId':'" + task + "','reason':'r'}"))
                .id();
        hub.workflows.set(ANYONE, project, json("{'state':'busy'}"), Expected.ANY);
        deleteAndStop();
        List<StoredDocument> left = left();
        assertThat(left).hasSize(8);

        List<Runnable> tries = List.of(
                () -> hub.chat.get(ANYONE, project, message),
                () -> hub.chat.list(ANYONE, project, null, Page.FIRST),
                () -> hub.reactions.add(ANYONE, project, message, json("{'emoji':'x'}")),
                () -> hub.threads.get(ANYONE, project, thread),
                () -> hub.threads.list(ANYONE, project, null, Page.FIRST),
                () -> hub.threads.open(ANYONE, project, json("{'parentMessageId':'" + message + "'}")),
                () -> hub.sprints.get(ANYONE, project, sprint),
                () -> hub.sprints.list(ANYONE, project, null, Page.FIRST),
                () -> hub.sprints.start(ANYONE, project, sprint),
                () -> hub.sprints.delete(ANYONE, project, sprint, Expected.ANY),
                () -> hub.backlog.get(ANYONE, project, story),
                () -> hub.backlog.list(ANYONE, project, Page.FIRST),
                () -> hub.backlog.patch(ANYONE, project, story, json("{'title':'U'}"), Expected.ANY),
                () -> hub.approvals.get(ANYONE, project, approval),
                () -> hub.approvals.list(ANYONE, project, null, Page.FIRST),
                () -> hub.approvals.resolve(ANYONE, project, approval, json("{'approved':true}")),
                () -> hub.workflows.get(ANYONE, project),
                () -> hub.workflows.set(ANYONE, project, json("{'state':'idle'}"), Expected.ANY));
        for (Runnable attempt : tries) {
            assertThatThrownBy(attempt::run).isInstanceOf(HubException.class).hasMessageStartingWith("no ");
        }
        hub.clock.move(Duration.ofHours(1));
        assertThat(hub.eventsOf(hub.timeouts::expireOverdue)).isEmpty();
        assertThat(left()).isEqualTo(left);
    }

    @Test
    void aHubThatStopsInBetweenLeavesTheRestToTheNext() throws Exception {
        plantMessages();
        deleteAndStop();
        assertThat(left()).hasSizeGreaterThan(MANY);
        List<Object> done = Services.atOnce(3, i -> {
            ProjectRemains again = new ProjectRemains(new Commits(hub.backend, hub.clock));
            int projects = 0;
            while (!left().isEmpty()) {
                projects += again.removeSome();
            }
            return projects;
        });
        assertThat(done).allSatisfy(projects -> assertThat(projects).isInstanceOf(Integer.class));
        assertThat(left()).isEmpty();
    }

    /** Has the store go away once the project itself is gone, and come back later. */
    private void deleteAndStop() {
        hub.backend.beforeCommits(commit -> {
            if (deletes(commit, DocumentKind.PROJECT) == 0) {
                hub.backend.breakWith("stopped");
            }
        });
        Answer answer = hub.projects.delete(ANYONE, project, Expected.ANY);
        assertThat(answer.id()).isEqualTo(project);
        hub.backend.beforeCommits(commit -> {});
        hub.backend.breakWith(null);
    }

    private void plantMessages() {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            String id = "m" + i;
            Message message =
                    new Message(id, project, 1, "u", "c", MessageType.RESPONSE, null, List.of(), List.of(), 1, 1);
            changes.add(new Change.Put(Shelves.MESSAGES.key(id), project, 0, Set.of(), JsonBytes.of(message)));
        }
        Sample.committed(hub.backend, Sample.commitOf(changes.toArray(new Change[0])));
    }

    private List<StoredDocument> left() {
        return hub.backend.snapshot(project, EnumSet.allOf(DocumentKind.class)).documents();
    }

    private static long deletes(Commit commit, DocumentKind kind) {
        return commit.changes().stream()
                .filter(change -> change instanceof Change.Delete)
                .filter(change -> change.key().kind() == kind)
                .count();
    }
}
