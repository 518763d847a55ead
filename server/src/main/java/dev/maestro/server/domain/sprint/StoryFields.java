package dev.maestro.server.domain.sprint;

import dev.maestro.protocol.model.Priority;
import dev.maestro.protocol.model.Sprint;
import dev.maestro.protocol.model.SprintStatus;
import dev.maestro.protocol.model.Story;
import dev.maestro.protocol.model.StoryStatus;
import dev.maestro.protocol.model.Task;
import dev.maestro.server.domain.Draft;
import dev.maestro.server.domain.Fields;
import dev.maestro.server.domain.Held;
import dev.maestro.server.domain.Limit;
import dev.maestro.server.domain.document.Shelves;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The fields of a story that clients set. */
final class StoryFields {
    private static final int MOST_POINTS = 10_000;

    private StoryFields() {}

    /** Merges the fields that are given into a story, as a version and at a time of change. */
    static Story merge(Fields fields, Story from, long version, long updatedAt, long now) {
        StoryStatus status = fields.choice("status", StoryStatus.class, from.status());
        return new Story(
                from.id(),
                from.projectId(),
                version,
                fields.sayingText("title", Limit.TITLE, from.title()),
                fields.text("description", Limit.TEXT, from.description()),
                status,
                fields.choice("priority", Priority.class, from.priority()),
                points(fields, from),
                fields.clearableText("sprintId", Limit.WORD, from.sprintId()),
                fields.words("taskIds", from.taskIds()),
                from.createdAt(),
                updatedAt,
                completedAt(from, status, now));
    }

    /**
     * Checks that what a story comes to name is there: a sprint that has not ended, and does not end before the change is
     * stored; tasks of the project.
     */
    static void check(Draft draft, Fields fields, Story before, Story after) {
        String sprintId = after.sprintId();
        if (sprintId != null && !sprintId.equals(before.sprintId())) {
            Optional<Held<Sprint>> sprint = draft.find(Shelves.SPRINTS, sprintId)
                    .filter(found -> found.document().projectId().equals(after.projectId()));
            // The sprint is read once more to be counted; that must find the same.
            sprint.ifPresent(draft::requireUnchanged);
            if (sprint.isEmpty()) {
                fields.fault("sprintId", "is not a sprint of the project");
            } else if (sprint.get().document().status() == SprintStatus.ENDED) {
                fields.fault("sprintId", "is a sprint that has ended");
            }
        }
        List<String> added = after.taskIds().stream()
                .filter(id -> !before.taskIds().contains(id))
                .toList();
        Set<String> known = draft.findAll(Shelves.TASKS, added).stream()
                .map(Held::document)
                .filter(task -> task.projectId().equals(after.projectId()))
                .map(Task::id)
                .collect(Collectors.toSet());
        if (!known.containsAll(added)) {
            fields.fault("taskIds", "names what is not a task of the project");
        }
    }

    private static @Nullable Integer points(Fields fields, Story from) {
        Integer before = from.points();
        Long points = fields.clearableNumber("points", 0, MOST_POINTS, before == null ? null : before.longValue());
        return points == null ? null : points.intValue();
    }

    private static @Nullable Long completedAt(Story from, StoryStatus status, long now) {
        if (status != StoryStatus.COMPLETED && status != StoryStatus.FAILED) {
            return null;
        }
        return from.status() == status ? from.completedAt() : Long.valueOf(now);
    }
}
