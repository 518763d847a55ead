package dev.maestro.server.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.bench.client.Rest;
import dev.maestro.server.bench.client.UnreachableException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A project of a hub in which a run works; one that was made for it goes with it.
 *
 * <p>Threads: opened and closed by one; its publishers are thread-safe.
 */
final class HubSite {
    private static final JsonBytes NO_BODY = JsonBytes.of(Map.of());

    private final Run run;
    private final String projectId;
    private final String projectName;
    private final boolean made;

    private HubSite(Run run, JsonNode project, boolean made) {
        this.run = run;
        this.projectId = project.path("id").asText();
        this.projectName = project.path("name").asText();
        this.made = made;
    }

    /**
     * Makes a project, or takes the one that is named.
     *
     * @throws UnreachableException if the hub is not there, or says no
     */
    static HubSite open(Run run) {
        String given = run.plan.projectId();
        JsonNode project = given == null
                ? run.rest.ask("POST", "/api/projects", JsonBytes.of(Map.of("name", "bench-" + run.name)))
                : run.rest.ask("GET", "/api/projects/" + given, NO_BODY);
        if (project.path("id").asText().isEmpty()) {
            throw new UnreachableException(run.plan.target() + " is no hub: it made no project. For other servers name"
                    + " what is emitted (--publish, --event)");
        }
        return new HubSite(run, project, given == null);
    }

    String projectId() {
        return projectId;
    }

    String projectName() {
        return projectName;
    }

    ObjectNode withProject() {
        return Run.nothing().put("projectId", projectId);
    }

    /** Makes a document of the project and returns it. */
    JsonNode make(String path, ObjectNode document) {
        return run.rest.ask("POST", path, JsonBytes.of(document));
    }

    /** Returns what changes a task of its own, over and over. */
    Publisher changedTask(int lane, String padding) {
        String task = make("/api/tasks", withProject().put("title", "bench " + lane))
                .path("id")
                .asText();
        Rest rest = run.restOf(lane);
        return mark -> rest.send("PATCH", "/api/tasks/" + task, JsonBytes.of(Map.of("description", mark + padding)));
    }

    Publisher madeTask(int lane, String padding) {
        Rest rest = run.restOf(lane);
        return mark -> rest.send(
                "POST",
                "/api/tasks",
                JsonBytes.of(withProject().put("title", mark).put("description", padding)));
    }

    Publisher message(int lane, String padding) {
        Rest rest = run.restOf(lane);
        return mark -> rest.send(
                "POST",
                "/api/projects/" + projectId + "/messages",
                JsonBytes.of(Map.of("type", "message", "content", mark + padding)));
    }

    /** Deletes the project, if it was made for the run; says in the report if that was not possible. */
    void leave(Report report) {
        if (!made) {
            return;
        }
        CompletableFuture<JsonNode> deleted = run.rest.send("DELETE", "/api/projects/" + projectId, NO_BODY);
        try {
            var unused = deleted.join();
        } catch (RuntimeException e) {
            report.warn("the project " + projectName + " is still there: " + Rest.reason(e));
        }
    }
}
