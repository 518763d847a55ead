package dev.maestro.server.domain.document;

import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.model.Task;
import dev.maestro.server.domain.Draft;
import dev.maestro.server.domain.Held;
import dev.maestro.server.domain.Limit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The link between a task and a session, which both documents hold. */
public final class Links {
    private Links() {}

    /** Returns a list of ids with one more at the end, or the same list if it is there. */
    public static List<String> with(List<String> ids, String id) {
        if (ids.contains(id)) {
            return ids;
        }
        if (ids.size() >= Limit.ITEMS) {
            throw HubException.invalid("", "there are " + ids.size() + " already, at most " + Limit.ITEMS);
        }
        List<String> more = new ArrayList<>(ids);
        more.add(id);
        return List.copyOf(more);
    }

    /** Returns a list of ids without one. */
    public static List<String> without(List<String> ids, String id) {
        return ids.stream().filter(other -> !other.equals(id)).toList();
    }

    /**
     * Reads the tasks a payload names.
     *
     * @throws HubException {@code invalid} pointing at those that are not tasks of the project
     */
    public static List<Held<Task>> tasksOf(Draft draft, String projectId, List<String> ids, String field) {
        Map<String, Held<Task>> found = new HashMap<>();
        draft.findAll(Shelves.TASKS, ids)
                .forEach(held -> found.put(held.document().id(), held));
        List<Held<Task>> tasks = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            Held<Task> task = found.get(ids.get(i));
            if (task == null || !task.stored().projectId().equals(projectId)) {
                throw HubException.invalid("/" + field + "/" + i, "is not a task of project " + projectId);
            }
            tasks.add(task);
        }
        return tasks;
    }
}
