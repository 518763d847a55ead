package dev.maestro.server.domain.sprint;

import static dev.maestro.server.domain.Services.ANYONE;
import static dev.maestro.server.domain.Services.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.model.Backlog;
import dev.maestro.protocol.model.Story;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.DocumentPage;
import dev.maestro.server.backend.InvalidCursorException;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Expected;
import dev.maestro.server.domain.Page;
import dev.maestro.server.domain.Services;
import dev.maestro.server.domain.document.Shelves;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BacklogServiceTest {
    @RegisterExtension
    final Services hub = new Services();

    private final String project = hub.project().id();

    @Test
    void storiesStandWhereTheyAreAdded() {
        String a = add("{'title':'a'}");
        String b = add("{'title':'b'}");
        String first = add("{'title':'c','position':0}");
        String third = add("{'title':'d','position':2}");
        assertThat(order()).containsExactly(first, a, third, b);
        assertThat(changes(() -> add("{'title':'e','position':1}")))
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.path("changeType").asText()).isEqualTo("added");
                    assertThat(change.path("newPosition").asInt()).isEqualTo(1);
                    assertThat(change.has("oldPosition")).isFalse();
                    assertThat(change.path("story").path("title").asText()).isEqualTo("e");
                });
    }

    @Test
    void aStoryIsMovedByItsPosition() {
        List<String> ids = List.of(add("{'title':'a'}"), add("{'title':'b'}"), add("{'title':'c'}"));
        List<JsonNode> changes = changes(() -> patch(ids.get(0), "{'position':2}"));
        assertThat(order()).containsExactly(ids.get(1), ids.get(2), ids.get(0));
        assertThat(changes).singleElement().satisfies(change -> {
            assertThat(change.path("changeType").asText()).isEqualTo("reordered");
            assertThat(change.path("oldPosition").asInt(-1)).isZero();
            assertThat(change.path("newPosition").asInt()).isEqualTo(2);
        });
        assertThat(story(ids.get(0)).version()).isEqualTo(1);
        assertThat(changes(() -> patch(ids.get(0), "{'position':2}"))).isEmpty();
        assertThat(changes(() -> patch(ids.get(0), "{'position':0,'title':'z'}")))
                .extracting(change -> change.path("changeType").asText())
                .containsExactly("updated", "reordered");
        assertThat(order()).containsExactlyElementsOf(ids);
        assertInvalid(() -> patch(ids.get(0), "{'position':3}"), "/position");
        assertInvalid(() -> add("{'title':'x','position':4}"), "/position");
    }

    @Test
    void aStoryThatIsRemovedLeavesItsPlace() {
        String a = add("{'title':'a'}");
        String b = add("{'title':'b'}");
        List<JsonNode> changes = changes(() -> hub.backlog.delete(ANYONE, project, a, Expected.ANY));
        assertThat(changes).singleElement().satisfies(change -> {
            assertThat(change.path("changeType").asText()).isEqualTo("removed");
            assertThat(change.path("oldPosition").asInt(-1)).isZero();
            assertThat(change.has("story")).isFalse();
        });
        assertThat(order()).containsExactly(b);
    }

    @Test
    void timesFollowTheStatus() {
        String id = add("{'title':'a','points':3,'priority':'high'}");
        assertThat(story(id).points()).isEqualTo(3);
        assertThat(patch(id, "{'status':'completed'}").completedAt()).isEqualTo(hub.clock.millis());
        assertThat(patch(id, "{'status':'todo','points':null}").completedAt()).isNull();
        assertThat(story(id).points()).isNull();
        assertThat(changes(() -> patch(id, "{'status':'todo','title':'a'}"))).isEmpty();
    }

    @Test
    void refersToTasksAndSprintsOfItsProjectOnly() {
        String task = hub.task(hub.project()).id();
        String sprint = hub.sprints
                .create(ANYONE, hub.project().id(), json("{'name':'S'}"))
                .id();
        assertInvalid(() -> add("{'title':'a','taskIds':['" + task + "']}"), "/taskIds");
        assertInvalid(() -> add("{'title':'a','sprintId':'" + sprint + "'}"), "/sprintId");
        assertInvalid(() -> add("{'title':'a','sprintId':'sprint_none','taskIds':['task_none']}"), "/sprintId");
    }

    @Test
    void pagesInOrder() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(0, add("{'title':'" + i + "','position':0}"));
        }
        List<String> seen = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            DocumentPage page = hub.backlog.list(ANYONE, project, new Page(cursor, 2));
            page.documents().forEach(stored -> seen.add(stored.key().id()));
            cursor = page.next();
        } while (cursor != null);
        assertThat(seen).isEqualTo(ids);
        assertThatThrownBy(() -> hub.backlog.list(ANYONE, project, new Page("x", 2)))
                .isInstanceOf(InvalidCursorException.class);
    }

    @Test
    void aBacklogIsFullAt1000() {
        List<String> ids = IntStream.range(0, 999).mapToObj(i -> "s" + i).toList();
        hub.commits.decide(draft -> draft.create(
                Shelves.BACKLOGS, new Backlog(project, project, 1, ids, draft.now(), draft.now()), Set.of()));
        add("{'title':'t','position':999}");
        assertThatThrownBy(() -> add("{'title':'t'}"))
                .isInstanceOfSatisfying(
                        HubException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
    }

    @Test
    void manyWhoAddMoveAndRemoveAtOnceLeaveAnOrderOfWhatIsThere() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            ids.add(add("{'title':'" + i + "'}"));
        }
        List<Object> results = Services.atOnce(16, i -> {
            String id = ids.get(i / 2);
            return i % 2 == 0
                    ? hub.backlog.patch(ANYONE, project, id, json("{'position':0}"), Expected.ANY)
                    : hub.backlog.delete(ANYONE, project, ids.get((i / 2 + 1) % 4), Expected.oneOf(Set.of(1L)));
        });
        assertThat(results).allSatisfy(result -> assertThat(result).isInstanceOfAny(Answer.class, HubException.class));
        assertThat(order()).hasSize(4).doesNotHaveDuplicates();
        assertThat(hub.backlog.list(ANYONE, project, Page.FIRST).next()).isNull();
    }

    private static void assertInvalid(Runnable change, String path) {
        assertThatThrownBy(change::run).isInstanceOfSatisfying(HubException.class, e -> assertThat(
                        e.details().get(0).path())
                .isEqualTo(path));
    }

    private String add(String json) {
        return hub.backlog.create(ANYONE, project, json(json)).id();
    }

    private Story patch(String id, String json) {
        return hub.backlog
                .patch(ANYONE, project, id, json(json), Expected.ANY)
                .body()
                .as(Story.class);
    }

    private Story story(String id) {
        return hub.backlog.get(ANYONE, project, id).body().as(Story.class);
    }

    private List<String> order() {
        return hub.backlog.list(ANYONE, project, new Page(null, 1000)).documents().stream()
                .map(stored -> stored.key().id())
                .toList();
    }

    private List<JsonNode> changes(Runnable action) {
        return hub.eventsOf(action).stream()
                .peek(event -> assertThat(event.name().wire()).isEqualTo("backlog:changed"))
                .map(CommittedEvent::data)
                .map(data -> data.tree())
                .toList();
    }
}
