package dev.maestro.server.domain.sprint;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.Sprint;
import dev.maestro.protocol.model.Story;
import dev.maestro.server.domain.Draft;
import dev.maestro.server.domain.Held;
import dev.maestro.server.domain.document.Shelves;
import dev.maestro.server.domain.document.Tags;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Stores sprints with the news of them, their counters as of the same commit. At most one change a sprint and draft. */
final class SprintChanges {
    private SprintChanges() {}

    /** Stores a new sprint. */
    static JsonBytes created(Draft draft, Sprint sprint) {
        JsonBytes body = draft.create(Shelves.SPRINTS, sprint, Set.of());
        tell(draft, sprint, body);
        return body;
    }

    /** Stores a changed sprint, whose version must be the next, with its stories as they are. */
    static Sprint changed(Draft draft, Held<Sprint> held, Sprint after) {
        Sprint counted = SprintProgress.of(after, storiesOf(draft, held).values(), draft.now());
        tell(draft, counted, draft.update(held, counted, Set.of()));
        return counted;
    }

    /**
     * Counts the stories of a sprint anew of which one changes in this draft. The sprint is stored and told of even if it
     * comes out as it was: else two changes at the same moment could pass each other, each counted without the other.
     *
     * @param story the story as it will be; null when it will be gone
     */
    static void recount(Draft draft, Held<Sprint> held, String storyId, @Nullable Story story) {
        Map<String, Story> stories = storiesOf(draft, held);
        if (story != null && held.document().id().equals(story.sprintId())) {
            stories.put(storyId, story);
        } else {
            stories.remove(storyId);
        }
        Sprint counted = SprintProgress.of(held.document(), stories.values(), draft.now());
        Sprint after = next(held, counted, draft.now());
        tell(draft, after, draft.update(held, after, Set.of()));
    }

    /** Returns the sprint in its next version. */
    static Sprint next(Held<Sprint> held, Sprint sprint, long now) {
        return new Sprint(
                sprint.id(),
                sprint.projectId(),
                held.nextVersion(),
                sprint.name(),
                sprint.goal(),
                sprint.status(),
                sprint.totalStories(),
                sprint.completedStories(),
                sprint.failedStories(),
                sprint.inProgressStories(),
                sprint.startedAt(),
                sprint.endsAt(),
                sprint.endedAt(),
                sprint.estimatedCompletion(),
                sprint.velocity(),
                sprint.createdAt(),
                now);
    }

    // After the sprint was read: every change of these that counts changes the sprint, too.
    private static Map<String, Story> storiesOf(Draft draft, Held<Sprint> held) {
        Map<String, Story> stories = new LinkedHashMap<>();
        Sprint sprint = held.document();
        draft.tagged(Shelves.STORIES, sprint.projectId(), Tags.sprint(sprint.id()))
                .forEach(story -> stories.put(story.document().id(), story.document()));
        return stories;
    }

    private static void tell(Draft draft, Sprint sprint, JsonBytes body) {
        draft.tell(EventName.SPRINT_CHANGED, sprint.projectId(), List.of(), body);
    }
}
