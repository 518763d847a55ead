package dev.maestro.server.domain.approval;

import static dev.maestro.server.domain.Services.ANYONE;
import static dev.maestro.server.domain.Services.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.Approval;
import dev.maestro.protocol.model.ApprovalStatus;
import dev.maestro.protocol.model.Project;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Expected;
import dev.maestro.server.domain.Page;
import dev.maestro.server.domain.Services;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ApprovalServiceTest {
    @RegisterExtension
    final Services hub = new Services();

    private final Project owner = hub.project();
    private final String project = owner.id();
    private final String task = hub.task(owner).id();

    @Test
    void isPendingUntilItsTime() {
        List<CommittedEvent> events = hub.eventsOf(() -> request("'timeoutMs':1000"));
        assertThat(events).extracting(event -> event.name().wire()).containsExactly("approval:requested");
        Approval approval = events.get(0).data().as(Approval.class);
        assertThat(approval.timeoutAt()).isEqualTo(hub.clock.millis() + 1000);
        assertThat(approval.status()).isEqualTo(ApprovalStatus.PENDING);
        assertThat(approval.requestedBy()).isEqualTo("local");
        assertThat(request("'timeoutMs':604800000").timeoutAt())
                .isEqualTo(hub.clock.millis() + Duration.ofDays(7).toMillis());
        assertThat(hub.approvals
                        .list(ANYONE, project, ApprovalStatus.PENDING, Page.FIRST)
                        .documents())
                .hasSize(2);
    }

    @Test
    void holdsLittleOfTheTaskHoweverMuchThereIs() {
        String astral = "\uD83D\uDE00";
        String many = IntStream.range(0, 900)
                .mapToObj(i -> "'" + "s".repeat(190) + i + "'")
                .collect(Collectors.joining(","));
        hub.patchTask(
                task,
                "{'description':'" + astral.repeat(16_000) + "','initialPrompt':'" + "p".repeat(60_000)
                        + "','skillIds':[" + many + "],'priority':'high'}");
        hub.subtasks.create(ANYONE, task, json("{'title':'sub'}"));
        Approval approval = request("");
        assertThat(JsonBytes.of(approval).lengthBytes()).isLessThan(32_000);
        assertThat(approval.task().properties())
                .noneMatch(field -> field.getValue().isContainerNode());
        assertThat(approval.task().has("initialPrompt")).isFalse();
        assertThat(approval.task().path("id").asText()).isEqualTo(task);
        assertThat(approval.task().path("projectId").asText()).isEqualTo(project);
        assertThat(approval.task().path("title").asText()).isEqualTo("T");
        assertThat(approval.task().path("status").asText()).isEqualTo("pending");
        assertThat(approval.task().path("priority").asText()).isEqualTo("high");
        assertThat(approval.task().path("description").asText()).isEqualTo(astral.repeat(2000) + "…");
    }

    @Test
    void ofAProjectNotTooManyArePending() {
        String first = request("").id();
        for (int i = 1; i < ApprovalService.MOST_PENDING; i++) {
            request("");
        }
        assertThatThrownBy(() -> request("")).isInstanceOfSatisfying(HubException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
            assertThat(e).hasMessageContaining("200 approvals that are pending");
        });
        Project other = hub.project();
        hub.approvals.request(
                ANYONE, other.id(), json("{'taskId':'" + hub.task(other).id() + "','reason':'r'}"));
        resolve(first, true);
        assertThat(request("").status()).isEqualTo(ApprovalStatus.PENDING);
    }

    @Test
    void badQuestionsAreRefused() {
        assertThatThrownBy(() -> request("'timeoutMs':999")).hasMessageContaining("1000 to 604800000");
        assertThatThrownBy(() -> request("'timeoutMs':604800001")).hasMessageContaining("1000 to 604800000");
        String foreign = hub.task(hub.project()).id();
        for (String bad : List.of(
                "{'taskId':'" + foreign + "','reason':'r'}",
                "{'taskId':'task_none','reason':'r'}",
                "{'taskId':'" + task + "'}",
                "{'reason':'r'}")) {
            assertThatThrownBy(() -> hub.approvals.request(ANYONE, project, json(bad)))
                    .as(bad)
                    .isInstanceOfSatisfying(
                            HubException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID));
        }
    }

    @Test
    void ofManyAnswersTheFirstStands() throws Exception {
        String id = request("").id();
        int before = hub.backend.events().size();
        List<Object> results = Services.atOnce(
                10,
                i -> hub.approvals.resolve(
                        ANYONE, project, id, json("{'approved':" + (i % 2 == 0) + ",'comment':'c" + i + "'}")));
        assertThat(results).filteredOn(Answer.class::isInstance).hasSize(1);
        Approval stands = approval(id);
        assertThat(results)
                .filteredOn(HubException.class::isInstance)
                .hasSize(9)
                .allSatisfy(refusal -> {
                    HubException e = (HubException) refusal;
                    assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
                    assertThat(e.current().orElseThrow().as(Approval.class)).isEqualTo(stands);
                });
        assertThat(hub.backend.events().subList(before, hub.backend.events().size()))
                .singleElement()
                .satisfies(event -> assertThat(event.data().as(Approval.class)).isEqualTo(stands));
    }

    @Test
    void retriesAreCountedByWhatWasNotApproved() {
        assertThat(request("").retryCount()).isZero();
        resolve(request("").id(), false);
        resolve(request("").id(), true);
        assertThat(request("'timeoutMs':1000").retryCount()).isEqualTo(1);
        hub.clock.move(Duration.ofSeconds(1));
        hub.timeouts.expireOverdue();
        assertThat(request("").retryCount()).isEqualTo(2);
    }

    @Test
    void canBeAnsweredWhenItsTaskIsGone() {
        String id = request("").id();
        hub.tasks.delete(ANYONE, task, Expected.ANY);
        assertThat(resolve(id, true).task().path("id").asText()).isEqualTo(task);
    }

    @Test
    void isThereInItsOwnProjectOnly() {
        String id = request("").id();
        String other = hub.project().id();
        assertThatThrownBy(() -> hub.approvals.get(ANYONE, other, id)).hasMessageContaining("no approval");
        assertThatThrownBy(() -> hub.approvals.resolve(ANYONE, other, id, json("{'approved':true}")))
                .hasMessageContaining("no approval");
    }

    private Approval request(String more) {
        String fields = more.isEmpty() ? "" : "," + more;
        return hub.approvals
                .request(ANYONE, project, json("{'taskId':'" + task + "','reason':'why'" + fields + "}"))
                .body()
                .as(Approval.class);
    }

    private Approval resolve(String id, boolean approved) {
        return hub.approvals
                .resolve(ANYONE, project, id, json("{'approved':" + approved + "}"))
                .body()
                .as(Approval.class);
    }

    private Approval approval(String id) {
        return hub.approvals.get(ANYONE, project, id).body().as(Approval.class);
    }
}
