package dev.maestro.server.domain.sprint;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.BacklogChange;
import dev.maestro.protocol.model.Sprint;
import dev.maestro.protocol.model.SprintStatus;
import dev.maestro.protocol.model.Story;
import dev.maestro.server.backend.DocumentPage;
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
import dev.maestro.server.domain.document.Tags;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sprints of a project, of which at most one is active. Threads: thread-safe; blocks on the store.
 *
 * <p>States: planned → {@link #start active} → {@link #stop ended}.
 */
public final class SprintService {
    /** What plans a sprint. */
    public static final Form MAKING = Form.of(fields -> made(fields, blank("", "", 0)));

    /** What changes a sprint. */
    public static final Form CHANGE = Form.ofChange(fields -> merged(fields, blank("", "", 0)));

    private static final String CHANGING = "change sprints";

    private final Commits commits;
    private final Reads reads;

    public SprintService(Commits commits) {
        this.commits = commits;
        this.reads = new Reads(commits.backend());
    }

    /** Reads a sprint. */
    public StoredDocument get(Caller caller, String projectId, String id) {
        return InProject.get(reads, caller, Shelves.SPRINTS, projectId, id);
    }

    /**
     * Lists sprints, oldest first.
     *
     * @param status in this status; null for any
     */
    public DocumentPage list(Caller caller, String projectId, @Nullable SprintStatus status, Page page) {
        Set<String> tags = status == null ? Set.of() : Set.of(Tags.status(status.wire()));
        return reads.listIn(caller, Shelves.SPRINTS, projectId, tags, page);
    }

    /** Plans a sprint: {@code name}, {@code goal?}, {@code endsAt?}. */
    public Answer create(Caller caller, String projectId, Payload payload) {
        return commits.run(caller, draft -> {
            InProject.enter(draft, caller, projectId);
            AgentRule.refuse(caller, CHANGING);
            Fields fields = payload.fields();
            Sprint sprint = made(fields, blank(Ids.next("sprint", draft.now()), projectId, draft.now()));
            fields.done();
            Sprint counted = SprintProgress.of(sprint, List.of(), draft.now());
            JsonBytes body = SprintChanges.created(draft, counted);
            return Answer.created(counted, body);
        });
    }

    /** Changes the fields that are given. */
    public Answer patch(Caller caller, String projectId, String id, Payload payload, Expected expected) {
        return commits.run(caller, draft -> {
            Held<Sprint> held = need(draft, caller, projectId, id);
            expected.check(held);
            Fields fields = payload.fields();
            fields.version(held);
            Sprint same = merged(fields, held.document());
            fields.done();
            return same.equals(held.document())
                    ? Answer.done(same, held.stored().body())
                    : store(draft, held, SprintChanges.next(held, same, draft.now()));
        });
    }

    /** Deletes a sprint; its stories lose it in the same commit, and are told of as updated. */
    public Answer delete(Caller caller, String projectId, String id, Expected expected) {
        return commits.run(caller, draft -> {
            Held<Sprint> held = need(draft, caller, projectId, id);
            expected.check(held);
            draft.delete(held);
            draft.tagged(Shelves.STORIES, projectId, Tags.sprint(id)).forEach(story -> release(draft, story));
            return Answer.deleted(id);
        });
    }

    /**
     * Starts a sprint that is planned.
     *
     * @throws HubException {@code conflict} with the sprint that is active, or with this one if it is not planned
     */
    public Answer start(Caller caller, String projectId, String id) {
        return commits.run(caller, draft -> {
            Held<Sprint> held = need(draft, caller, projectId, id);
            // All who start a sprint of the project meet here: one of two is made anew, and finds the other's.
            StoryOrder.of(draft, projectId).touch(draft);
            draft.tagged(Shelves.SPRINTS, projectId, Tags.status(SprintStatus.ACTIVE.wire())).stream()
                    .findFirst()
                    .ifPresent(active -> refuse(active, "is active"));
            if (held.document().status() != SprintStatus.PLANNED) {
                refuse(held, "has ended");
            }
            return store(draft, held, moved(held, SprintStatus.ACTIVE, draft.now(), null, draft.now()));
        });
    }

    /**
     * Ends a sprint that is active.
     *
     * @throws HubException {@code conflict} with the sprint if it is not active
     */
    public Answer stop(Caller caller, String projectId, String id) {
        return commits.run(caller, draft -> {
            Held<Sprint> held = need(draft, caller, projectId, id);
            if (held.document().status() != SprintStatus.ACTIVE) {
                refuse(held, "is not active");
            }
            Long startedAt = held.document().startedAt();
            return store(draft, held, moved(held, SprintStatus.ENDED, startedAt, draft.now(), draft.now()));
        });
    }

    /**
     * Returns the id of the one sprint that can be started.
     *
     * @throws HubException {@code conflict} if that is none, or one of several
     */
    public String onlyPlanned(Caller caller, String projectId) {
        return only(caller, projectId, SprintStatus.PLANNED);
    }

    /**
     * Returns the id of the sprint that is active.
     *
     * @throws HubException {@code conflict} if there is none
     */
    public String onlyActive(Caller caller, String projectId) {
        return only(caller, projectId, SprintStatus.ACTIVE);
    }

    private String only(Caller caller, String projectId, SprintStatus status) {
        List<StoredDocument> found =
                list(caller, projectId, status, new Page(null, 2)).documents();
        if (found.size() != 1) {
            throw HubException.of(
                    ErrorCode.CONFLICT,
                    found.isEmpty()
                            ? "no sprint is " + status.wire()
                            : "several sprints are " + status.wire() + "; name one");
        }
        return found.get(0).key().id();
    }

    private static Held<Sprint> need(Draft draft, Caller caller, String projectId, String id) {
        Held<Sprint> held = InProject.need(draft, caller, Shelves.SPRINTS, projectId, id);
        AgentRule.refuse(caller, CHANGING);
        return held;
    }

    private static void refuse(Held<Sprint> held, String why) {
        throw HubException.outdated(
                ErrorCode.CONFLICT,
                "sprint " + held.document().id() + " " + why,
                held.stored().body());
    }

    private static Answer store(Draft draft, Held<Sprint> held, Sprint after) {
        Sprint stored = SprintChanges.changed(draft, held, after);
        return Answer.done(stored, JsonBytes.of(stored));
    }

    private static void release(Draft draft, Held<Story> held) {
        Story story = held.document();
        Story after = new Story(
                story.id(),
                story.projectId(),
                held.nextVersion(),
                story.title(),
                story.description(),
                story.status(),
                story.priority(),
                story.points(),
                null,
                story.taskIds(),
                story.createdAt(),
                draft.now(),
                story.completedAt());
        draft.update(held, after, Set.of());
        BacklogService.tell(draft, BacklogChange.UPDATED, after, null, null);
    }

    private static Sprint blank(String id, String projectId, long now) {
        return new Sprint(
                id, projectId, 1, "", "", SprintStatus.PLANNED, 0, 0, 0, 0, null, null, null, now, 0, now, now);
    }

    private static Sprint made(Fields fields, Sprint blank) {
        fields.requiredText("name", Limit.TITLE);
        return merged(fields, blank);
    }

    private static Sprint merged(Fields fields, Sprint from) {
        return new Sprint(
                from.id(),
                from.projectId(),
                from.version(),
                fields.sayingText("name", Limit.TITLE, from.name()),
                fields.text("goal", Limit.TEXT, from.goal()),
                from.status(),
                from.totalStories(),
                from.completedStories(),
                from.failedStories(),
                from.inProgressStories(),
                from.startedAt(),
                fields.clearableTime("endsAt", from.endsAt()),
                from.endedAt(),
                from.estimatedCompletion(),
                from.velocity(),
                from.createdAt(),
                from.updatedAt());
    }

    private static Sprint moved(
            Held<Sprint> held, SprintStatus status, @Nullable Long startedAt, @Nullable Long endedAt, long now) {
        Sprint from = held.document();
        return new Sprint(
                from.id(),
                from.projectId(),
                held.nextVersion(),
                from.name(),
                from.goal(),
                status,
                from.totalStories(),
                from.completedStories(),
                from.failedStories(),
                from.inProgressStories(),
                startedAt,
                from.endsAt(),
                endedAt,
                from.estimatedCompletion(),
                from.velocity(),
                from.createdAt(),
                now);
    }
}
