package dev.maestro.server.domain.sprint;

import static dev.maestro.server.domain.Services.ANYONE;
import static dev.maestro.server.domain.Services.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.model.Sprint;
import dev.maestro.protocol.model.SprintStatus;
import dev.maestro.protocol.model.Story;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Expected;
import dev.maestro.server.domain.Page;
import dev.maestro.server.domain.Services;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SprintServiceTest {
    private static final long DAY = Duration.ofDays(1).toMillis();

    @RegisterExtension
    final Services hub = new Services();

    private final String project = hub.project().id();

    @Test
    void isPlannedStartedAndEnded() {
        assertThat(hub.namesOf(() -> sprint("{'name':'S','goal':'G'}"))).containsExactly("sprint:changed");
        Sprint planned = sprint("{'name':'S','endsAt':99}");
        assertThat(planned.status()).isEqualTo(SprintStatus.PLANNED);
        assertThat(planned.estimatedCompletion()).isEqualTo(99);
        assertThat(hub.namesOf(() -> hub.sprints.start(ANYONE, project, planned.id())))
                .containsExactly("sprint:changed");
        hub.clock.move(Duration.ofDays(2));
        Sprint ended = hub.sprints.stop(ANYONE, project, planned.id()).body().as(Sprint.class);
        assertThat(ended.status()).isEqualTo(SprintStatus.ENDED);
        assertThat(ended.endedAt()).isEqualTo(hub.clock.millis());
        assertThat(ended).isEqualTo(sprintOf(planned.id()));
        assertConflict(() -> hub.sprints.stop(ANYONE, project, planned.id()), "is not active");
        assertConflict(() -> hub.sprints.start(ANYONE, project, planned.id()), "has ended");
        assertThat(hub.sprints
                        .list(ANYONE, project, SprintStatus.PLANNED, Page.FIRST)
                        .documents())
                .hasSize(1);
    }

    @Test
    void ofManyThatAreStartedAtOnceOneIsActive() throws Exception {
        List<String> ids = List.of(
                sprint("{'name':'a'}").id(),
                sprint("{'name':'b'}").id(),
                sprint("{'name':'c'}").id());
        List<Object> results = Services.atOnce(12, i -> hub.sprints.start(ANYONE, project, ids.get(i % ids.size())));
        assertThat(results).filteredOn(Answer.class::isInstance).hasSize(1);
        assertThat(results)
                .filteredOn(HubException.class::isInstance)
                .hasSize(11)
                .allSatisfy(e -> assertThat(((HubException) e).code()).isEqualTo(ErrorCode.CONFLICT));
        assertThat(hub.sprints
                        .list(ANYONE, project, SprintStatus.ACTIVE, Page.FIRST)
                        .documents())
                .hasSize(1);
        assertThat(hub.sprints.onlyActive(ANYONE, project)).isIn(ids);
        assertThatThrownBy(() -> hub.sprints.onlyPlanned(ANYONE, project)).hasMessageContaining("several");
    }

    @Test
    void countsItsStoriesInTheCommitThatChangesThem() {
        String id = sprint("{'name':'S'}").id();
        hub.sprints.start(ANYONE, project, id);
        long start = hub.clock.millis();
        String a = story("{'title':'a','points':3,'sprintId':'" + id + "'}");
        String b = story("{'title':'b','sprintId':'" + id + "','status':'in_progress'}");
        String c = story("{'title':'c'}");
        assertThat(sprintOf(id).totalStories()).isEqualTo(2);
        assertThat(sprintOf(id).inProgressStories()).isEqualTo(1);
        assertThat(sprintOf(id).estimatedCompletion()).isEqualTo(start + 14 * DAY);
        hub.clock.move(Duration.ofDays(2));
        assertThat(hub.namesOf(() -> patch(a, "{'status':'completed'}")))
                .containsExactly("backlog:changed", "sprint:changed");
        assertThat(sprintOf(id).completedStories()).isEqualTo(1);
        assertThat(sprintOf(id).velocity()).isEqualTo(1.5);
        assertThat(sprintOf(id).estimatedCompletion()).isEqualTo(hub.clock.millis() + Math.round(DAY / 1.5));
        patch(c, "{'sprintId':'" + id + "','points':6}");
        assertThat(sprintOf(id).totalStories()).isEqualTo(3);
        assertThat(sprintOf(id).estimatedCompletion()).isEqualTo(hub.clock.millis() + Math.round(7 * DAY / 1.5));
        assertThat(hub.namesOf(() -> patch(c, "{'title':'z'}"))).containsExactly("backlog:changed");
        patch(b, "{'status':'failed'}");
        patch(c, "{'status':'completed'}");
        assertThat(sprintOf(id).failedStories()).isEqualTo(1);
        assertThat(sprintOf(id).velocity()).isEqualTo(4.5);
        assertThat(sprintOf(id).estimatedCompletion()).isEqualTo(hub.clock.millis());
        hub.backlog.delete(ANYONE, project, c, Expected.ANY);
        assertThat(sprintOf(id).totalStories()).isEqualTo(2);
        patch(b, "{'sprintId':null}");
        assertThat(sprintOf(id).totalStories()).isEqualTo(1);
    }

    @Test
    void theFirstDayCountsWhole() {
        String id = sprint("{'name':'S'}").id();
        hub.sprints.start(ANYONE, project, id);
        hub.clock.move(Duration.ofMinutes(1));
        story("{'title':'a','points':4,'status':'completed','sprintId':'" + id + "'}");
        assertThat(sprintOf(id).velocity()).isEqualTo(4);
    }

    @Test
    void aStoryThatGoesToAnotherSprintChangesBoth() {
        String one = sprint("{'name':'1'}").id();
        String two = sprint("{'name':'2'}").id();
        String story = story("{'title':'a','sprintId':'" + one + "'}");
        assertThat(hub.namesOf(() -> patch(story, "{'sprintId':'" + two + "'}")))
                .containsExactly("backlog:changed", "sprint:changed", "sprint:changed");
        assertThat(sprintOf(one).totalStories()).isZero();
        assertThat(sprintOf(two).totalStories()).isEqualTo(1);
        hub.sprints.start(ANYONE, project, one);
        hub.sprints.stop(ANYONE, project, one);
        assertThatThrownBy(() -> patch(story, "{'sprintId':'" + one + "'}")).hasMessageContaining("has ended");
    }

    @Test
    void manyStoriesChangedAtOnceAreCountedRight() throws Exception {
        String id = sprint("{'name':'S'}").id();
        hub.sprints.start(ANYONE, project, id);
        Services.atOnce(12, i -> {
            String story = story("{'title':'a','sprintId':'" + id + "'}");
            return patch(story, "{'status':'" + (i % 3 == 0 ? "failed" : "completed") + "'}");
        });
        assertThat(sprintOf(id).totalStories()).isEqualTo(12);
        assertThat(sprintOf(id).failedStories()).isEqualTo(4);
        assertThat(sprintOf(id).completedStories()).isEqualTo(8);
    }

    @Test
    void whatIsDeletedIsForgottenByItsStories() {
        String id = sprint("{'name':'S'}").id();
        String story = story("{'title':'a','sprintId':'" + id + "'}");
        assertThat(hub.namesOf(() -> hub.sprints.delete(ANYONE, project, id, Expected.ANY)))
                .containsExactly("backlog:changed");
        assertThat(hub.backlog
                        .get(ANYONE, project, story)
                        .body()
                        .as(Story.class)
                        .sprintId())
                .isNull();
        assertThatThrownBy(() -> sprintOf(id)).hasMessageContaining("no sprint");
    }

    @Test
    void aPatchThatChangesNothingIsNoNews() {
        String id = sprint("{'name':'S'}").id();
        assertThat(hub.namesOf(() -> patchSprint(id, "{'name':'S'}"))).isEmpty();
        assertThat(hub.namesOf(() -> patchSprint(id, "{'name':'T','endsAt':5}")))
                .containsExactly("sprint:changed");
        assertThat(sprintOf(id).estimatedCompletion()).isEqualTo(5);
        assertThat(sprintOf(id).version()).isEqualTo(2);
        assertThatThrownBy(() -> patchSprint(id, "{'status':'active'}")).hasMessageContaining("status");
    }

    @Test
    void timesAreThoseThatBrowsersRead() {
        assertThat(sprint("{'name':'S','endsAt':253402300799999}").endsAt()).isEqualTo(253_402_300_799_999L);
        assertThatThrownBy(() -> sprint("{'name':'S','endsAt':253402300800000}"))
                .isInstanceOfSatisfying(
                        HubException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID))
                .hasMessageContaining("endsAt");
    }

    private static void assertConflict(Runnable change, String sentence) {
        assertThatThrownBy(change::run)
                .isInstanceOfSatisfying(HubException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
                    assertThat(e.current()).isPresent();
                })
                .hasMessageContaining(sentence);
    }

    private Sprint sprint(String json) {
        return hub.sprints.create(ANYONE, project, json(json)).body().as(Sprint.class);
    }

    private Sprint sprintOf(String id) {
        return hub.sprints.get(ANYONE, project, id).body().as(Sprint.class);
    }

    private void patchSprint(String id, String json) {
        hub.sprints.patch(ANYONE, project, id, json(json), Expected.ANY);
    }

    private String story(String json) {
        return hub.backlog.create(ANYONE, project, json(json)).id();
    }

    private Answer patch(String id, String json) {
        return hub.backlog.patch(ANYONE, project, id, json(json), Expected.ANY);
    }
}
