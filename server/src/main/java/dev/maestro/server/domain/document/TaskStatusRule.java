package dev.maestro.server.domain.document;

import dev.maestro.protocol.model.Task;
import dev.maestro.protocol.model.TaskEditor;
import dev.maestro.protocol.model.TaskStatus;
import dev.maestro.protocol.model.TimelineEntry;
import dev.maestro.server.domain.History;
import dev.maestro.server.domain.Ids;
import java.util.List;

/** What follows from a task's status: its times and an entry of its timeline. */
public final class TaskStatusRule {
    private TaskStatusRule() {}

    /**
     * Moves a task to a status.
     *
     * <p>{@code startedAt} is set the first time it is in progress and stays; {@code completedAt} is set when it ends
     * and cleared when it is opened again.
     */
    public static void move(Task before, TaskEditor edited, TaskStatus status, long now) {
        if (before.status() == status) {
            return;
        }
        edited.status(status).completedAt(status.ended() ? Long.valueOf(now) : null);
        if (status == TaskStatus.IN_PROGRESS && before.startedAt() == null) {
            edited.startedAt(now);
        }
        String message = "Status changed from " + before.status().wire() + " to " + status.wire();
        edited.timeline(noted(before.timeline(), "status_changed", message, now));
    }

    /** Returns a timeline with an entry added. */
    public static List<TimelineEntry> noted(List<TimelineEntry> timeline, String type, String message, long now) {
        String id = Ids.nextEvent(timeline.stream().map(TimelineEntry::id).toList());
        return History.append(timeline, new TimelineEntry(id, type, now, message));
    }
}
