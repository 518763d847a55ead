package dev.maestro.server.domain.task;

import dev.maestro.protocol.model.Session;
import dev.maestro.protocol.model.Task;
import dev.maestro.protocol.model.TaskEditor;
import dev.maestro.server.backend.Condition;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.domain.AgentRule;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.Draft;
import dev.maestro.server.domain.Expected;
import dev.maestro.server.domain.Held;
import dev.maestro.server.domain.document.Deletions;
import dev.maestro.server.domain.document.Links;
import dev.maestro.server.domain.document.SessionChanges;
import dev.maestro.server.domain.document.Shelves;
import dev.maestro.server.domain.document.Tags;
import dev.maestro.server.domain.document.TaskChanges;
import java.util.LinkedHashMap;
import java.util.Map;

/** Deletes a task and every mention of it: {@code task:deleted}, then the sessions, then the tasks that lose it. */
final class TaskDeletion {
    private TaskDeletion() {}

    static void delete(Draft draft, Caller caller, String id, Expected expected) {
        Offset before = draft.backend().feed().head();
        Held<Task> held = draft.need(Shelves.TASKS, id, caller);
        AgentRule.refuse(caller, "delete tasks");
        expected.check(held);
        Task task = held.document();
        // A task that comes to depend on this one after the lists were read must not be missed.
        draft.require(new Condition.ProjectUnchanged(task.projectId(), before));
        Deletions.task(draft, held);
        for (Held<Session> session : draft.findAll(Shelves.SESSIONS, task.sessionIds())) {
            SessionChanges.changed(
                    draft,
                    session,
                    session.document()
                            .edit()
                            .taskIds(Links.without(session.document().taskIds(), id)));
        }
        for (Held<Task> other : mentioning(draft, task).values()) {
            TaskEditor edited = other.document()
                    .edit()
                    .dependencies(Links.without(other.document().dependencies(), id));
            if (id.equals(other.document().parentId())) {
                edited.parentId(null);
            }
            TaskChanges.changed(draft, other, edited);
        }
    }

    private static Map<String, Held<Task>> mentioning(Draft draft, Task task) {
        Map<String, Held<Task>> found = new LinkedHashMap<>();
        for (String tag : new String[] {Tags.parent(task.id()), Tags.dependsOn(task.id())}) {
            draft.tagged(Shelves.TASKS, task.projectId(), tag)
                    .forEach(held -> found.put(held.document().id(), held));
        }
        return found;
    }
}
