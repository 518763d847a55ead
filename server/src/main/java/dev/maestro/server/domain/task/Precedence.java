package dev.maestro.server.domain.task;

import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.model.Task;
import dev.maestro.server.domain.Draft;
import dev.maestro.server.domain.Held;
import dev.maestro.server.domain.document.Shelves;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Keeps dependencies and parents of tasks inside the project and free of cycles.
 *
 * <p>Every task that was looked at must still be as it was when the change is stored: two changes that would close a
 * cycle together can then not both be.
 */
final class Precedence {
    private static final int MOST_TASKS_LOOKED_AT = 10_000;

    private Precedence() {}

    /** Checks the dependencies and the parent that {@code after} has and {@code before} had not. */
    static void check(Draft draft, Task before, Task after) {
        List<String> added = after.dependencies().stream()
                .filter(id -> !before.dependencies().contains(id))
                .toList();
        if (!added.isEmpty()) {
            walk(draft, after, added, "/dependencies", Task::dependencies);
        }
        String parentId = after.parentId();
        if (parentId != null && !parentId.equals(before.parentId())) {
            walk(draft, after, List.of(parentId), "/parentId", Precedence::parents);
        }
    }

    private static List<String> parents(Task task) {
        return task.parentId() == null ? List.of() : List.of(task.parentId());
    }

    private static void walk(
            Draft draft, Task task, List<String> from, String field, Function<Task, List<String>> onward) {
        if (from.contains(task.id())) {
            throw HubException.invalid(field, "a task cannot come before itself");
        }
        Map<String, Held<Task>> first = read(draft, from);
        for (String id : from) {
            Held<Task> held = first.get(id);
            if (held == null || !held.stored().projectId().equals(task.projectId())) {
                throw HubException.invalid(field, id + " is not a task of project " + task.projectId());
            }
        }
        Set<String> seen = new LinkedHashSet<>(from);
        Map<String, Held<Task>> level = first;
        while (!level.isEmpty()) {
            Set<String> next = new LinkedHashSet<>();
            level.values().forEach(held -> {
                draft.requireUnchanged(held);
                onward.apply(held.document()).stream().filter(seen::add).forEach(next::add);
            });
            if (next.contains(task.id())) {
                throw HubException.invalid(field, "would form a cycle");
            }
            if (seen.size() > MOST_TASKS_LOOKED_AT) {
                throw HubException.invalid(field, "more than " + MOST_TASKS_LOOKED_AT + " tasks come before it");
            }
            level = read(draft, next);
        }
    }

    private static Map<String, Held<Task>> read(Draft draft, Iterable<String> ids) {
        Set<String> wanted = new LinkedHashSet<>();
        ids.forEach(wanted::add);
        Map<String, Held<Task>> found = new HashMap<>();
        draft.findAll(Shelves.TASKS, wanted)
                .forEach(held -> found.put(held.document().id(), held));
        return found;
    }
}
