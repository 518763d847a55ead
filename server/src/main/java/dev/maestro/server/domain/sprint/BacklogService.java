package dev.maestro.server.domain.sprint;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.event.News;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.Backlog;
import dev.maestro.protocol.model.BacklogChange;
import dev.maestro.protocol.model.Priority;
import dev.maestro.protocol.model.Story;
import dev.maestro.protocol.model.StoryStatus;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.DocumentKey;
import dev.maestro.server.backend.DocumentPage;
import dev.maestro.server.backend.InvalidCursorException;
import dev.maestro.server.backend.StoredDocument;
import dev.maestro.server.domain.AgentRule;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.Commits;
import dev.maestro.server.domain.Draft;
import dev.maestro.server.domain.Expected;
import dev.maestro.server.domain.Fields;
import dev.maestro.server.domain.Form;
import dev.maestro.server.domain.Held;
import dev.maestro.server.domain.Ids;
import dev.maestro.server.domain.Limit;
import dev.maestro.server.domain.Page;
import dev.maestro.server.domain.Payload;
import dev.maestro.server.domain.Reads;
import dev.maestro.server.domain.document.InProject;
import dev.maestro.server.domain.document.Shelves;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The stories of a project, in their order. Threads: thread-safe; blocks on the store.
 *
 * <p>A change of what a sprint counts comes with the sprint, in one commit.
 */
public final class BacklogService {
    /** What adds a story. */
    public static final Form MAKING = Form.of(fields -> {
        made(fields, blank("", "", 0), 0);
        position(fields, StoryOrder.MOST, 0);
    });

    /** What changes a story, or moves it. */
    public static final Form CHANGE = Form.ofChange(fields -> {
        StoryFields.merge(fields, blank("", "", 0), 1, 0, 0);
        position(fields, StoryOrder.MOST, 0);
    });

    private static final String CHANGING = "change the backlog";

    private final Commits commits;
    private final Reads reads;

    public BacklogService(Commits commits) {
        this.commits = commits;
        this.reads = new Reads(commits.backend());
    }

    /** Reads a story. */
    public StoredDocument get(Caller caller, String projectId, String id) {
        return InProject.get(reads, caller, Shelves.STORIES, projectId, id);
    }

    /**
     * Lists the stories in their order. The cursor is a position: of stories that are moved between two pages some may be
     * seen twice, or not at all.
     */
    public DocumentPage list(Caller caller, String projectId, Page page) {
        reads.get(caller, Shelves.PROJECTS, projectId);
        Backend backend = commits.backend();
        List<String> ids = backend.find(Shelves.BACKLOGS.key(projectId))
                .map(stored -> stored.body().asKnown(Backlog.class).storyIds())
                .orElse(List.of());
        int from = Math.min(position(page.cursor()), ids.size());
        int to = Math.min(from + page.limit(), ids.size());
        Set<DocumentKey> keys = new LinkedHashSet<>();
        ids.subList(from, to).forEach(id -> keys.add(Shelves.STORIES.key(id)));
        Map<DocumentKey, StoredDocument> found = keys.isEmpty() ? Map.of() : backend.findAll(keys);
        List<StoredDocument> stories = keys.stream()
                .flatMap(key -> Optional.ofNullable(found.get(key)).stream())
                .toList();
        return new DocumentPage(stories, to < ids.size() ? Integer.toString(to) : null);
    }

    /**
     * Adds a story: {@code title}, {@code position?} (from 0; the end), and whatever else can be patched.
     *
     * @throws HubException {@code conflict} if the backlog is full
     */
    public Answer create(Caller caller, String projectId, Payload payload) {
        return commits.run(caller, draft -> {
            InProject.enter(draft, caller, projectId);
            AgentRule.refuse(caller, CHANGING);
            Fields fields = payload.fields();
            Story blank = blank(Ids.next("story", draft.now()), projectId, draft.now());
            Story story = made(fields, blank, draft.now());
            StoryFields.check(draft, fields, blank, story);
            StoryOrder order = StoryOrder.of(draft, projectId);
            int position = position(fields, order.ids().size(), order.ids().size());
            fields.done();
            if (order.ids().size() >= StoryOrder.MOST) {
                throw HubException.of(ErrorCode.CONFLICT, "a backlog has at most " + StoryOrder.MOST + " stories");
            }
            JsonBytes body = draft.create(Shelves.STORIES, story, Set.of());
            order.add(draft, story.id(), position);
            tell(draft, BacklogChange.ADDED, story, null, position);
            recount(draft, story.id(), blank, story);
            return Answer.created(story, body);
        });
    }

    /** Changes the fields that are given, and with {@code position} its place: one event for each of the two. */
    public Answer patch(Caller caller, String projectId, String id, Payload payload, Expected expected) {
        return commits.run(caller, draft -> {
            Held<Story> held = need(draft, caller, projectId, id);
            expected.check(held);
            Fields fields = payload.fields();
            fields.version(held);
            Story before = held.document();
            Story same = StoryFields.merge(fields, before, before.version(), before.updatedAt(), draft.now());
            StoryFields.check(draft, fields, before, same);
            StoryOrder order = StoryOrder.of(draft, projectId);
            int old = order.ids().indexOf(id);
            int position = position(fields, order.ids().size() - 1, old);
            fields.done();
            Answer answer = same.equals(before)
                    ? Answer.done(before, held.stored().body())
                    : update(
                            draft,
                            held,
                            StoryFields.merge(fields, before, held.nextVersion(), draft.now(), draft.now()));
            if (position != old) {
                // Else the order could get back a story that somebody removes at the same moment.
                draft.requireExists(Shelves.STORIES, id);
                order.move(draft, id, position);
                tell(draft, BacklogChange.REORDERED, answer.body().as(Story.class), old, position);
            }
            return answer;
        });
    }

    private static Story made(Fields fields, Story blank, long now) {
        fields.requiredText("title", Limit.TITLE);
        return StoryFields.merge(fields, blank, 1, now, now);
    }

    private static int position(Fields fields, int last, int otherwise) {
        return fields.count("position", last, otherwise);
    }

    /** Removes a story. */
    public Answer delete(Caller caller, String projectId, String id, Expected expected) {
        return commits.run(caller, draft -> {
            Held<Story> held = need(draft, caller, projectId, id);
            expected.check(held);
            StoryOrder order = StoryOrder.of(draft, projectId);
            draft.delete(held);
            order.remove(draft, id);
            draft.tell(
                    EventName.BACKLOG_CHANGED,
                    projectId,
                    List.of(),
                    new News.BacklogChanged(
                            BacklogChange.REMOVED, id, null, order.ids().indexOf(id), null));
            recount(draft, id, held.document(), null);
            return Answer.deleted(id);
        });
    }

    private static Held<Story> need(Draft draft, Caller caller, String projectId, String id) {
        Held<Story> held = InProject.need(draft, caller, Shelves.STORIES, projectId, id);
        AgentRule.refuse(caller, CHANGING);
        return held;
    }

    private static Answer update(Draft draft, Held<Story> held, Story after) {
        JsonBytes body = draft.update(held, after, Set.of());
        tell(draft, BacklogChange.UPDATED, after, null, null);
        recount(draft, after.id(), held.document(), after);
        return Answer.done(after, body);
    }

    /** Tells of a story that is there. */
    static void tell(Draft draft, BacklogChange change, Story story, @Nullable Integer from, @Nullable Integer to) {
        draft.tell(
                EventName.BACKLOG_CHANGED,
                story.projectId(),
                List.of(),
                new News.BacklogChanged(change, story.id(), story, from, to));
    }

    private static void recount(Draft draft, String id, Story before, @Nullable Story after) {
        if (after != null
                && before.status() == after.status()
                && Objects.equals(before.points(), after.points())
                && Objects.equals(before.sprintId(), after.sprintId())) {
            return;
        }
        Set<String> sprintIds = new LinkedHashSet<>();
        Optional.ofNullable(before.sprintId()).ifPresent(sprintIds::add);
        Optional.ofNullable(after).map(Story::sprintId).ifPresent(sprintId -> {
            sprintIds.add(sprintId);
            draft.requireExists(Shelves.SPRINTS, sprintId);
        });
        draft.findAll(Shelves.SPRINTS, sprintIds).forEach(sprint -> SprintChanges.recount(draft, sprint, id, after));
    }

    private static int position(@Nullable String cursor) {
        if (cursor == null) {
            return 0;
        }
        if (!cursor.matches("[0-9]{1,4}")) {
            throw new InvalidCursorException(cursor);
        }
        return Integer.parseInt(cursor);
    }

    private static Story blank(String id, String projectId, long now) {
        return new Story(
                id, projectId, 1, "", "", StoryStatus.TODO, Priority.MEDIUM, null, null, List.of(), now, now, null);
    }
}
