package dev.maestro.server.portal;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.model.Message;
import dev.maestro.protocol.model.Project;
import dev.maestro.protocol.model.Task;
import dev.maestro.protocol.model.Workflow;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.DocumentKey;
import dev.maestro.server.backend.DocumentKind;
import dev.maestro.server.backend.DocumentQuery;
import dev.maestro.server.backend.StoredDocument;
import dev.maestro.server.domain.document.Shelves;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a project stands, as whoever joins it is told.
 *
 * @param name its name
 * @param state of its workflow
 * @param lastActivity when something last happened in it, epoch milliseconds
 */
public record ProjectStanding(String name, String state, long lastActivity) {
    /**
     * Reads it; blocks. Of a project of which there was no news yet, when something last happened is asked of its documents.
     *
     * @throws HubException {@code not_found} if there is no such project
     */
    public static ProjectStanding read(Backend backend, LastNews news, String projectId) {
        DocumentKey projectKey = Shelves.PROJECTS.key(projectId);
        DocumentKey workflowKey = Shelves.WORKFLOWS.key(projectId);
        Map<DocumentKey, StoredDocument> found = backend.findAll(Set.of(projectKey, workflowKey));
        Project project = Optional.ofNullable(found.get(projectKey))
                .map(stored -> stored.body().asKnown(Project.class))
                .orElseThrow(() -> HubException.of(ErrorCode.NOT_FOUND, "Project not found"));
        Optional<Workflow> workflow = Optional.ofNullable(found.get(workflowKey))
                .map(stored -> stored.body().asKnown(Workflow.class));
        long documents =
                Math.max(project.updatedAt(), workflow.map(Workflow::updatedAt).orElse(0L));
        if (news.of(projectId).isEmpty()) {
            news.atLeast(projectId, Math.max(newest(backend, projectId), documents));
        }
        return new ProjectStanding(
                project.name(),
                workflow.map(Workflow::state).orElse(Workflow.START),
                Math.max(documents, news.of(projectId).orElse(0)));
    }

    /** Returns when the newest message and the newest task of a project were last changed; 0 if there is none. */
    private static long newest(Backend backend, String projectId) {
        long message = newest(backend, DocumentKind.MESSAGE, projectId)
                .map(stored -> stored.body().asKnown(Message.class).updatedAt())
                .orElse(0L);
        long task = newest(backend, DocumentKind.TASK, projectId)
                .map(stored -> stored.body().asKnown(Task.class).updatedAt())
                .orElse(0L);
        return Math.max(message, task);
    }

    private static Optional<StoredDocument> newest(Backend backend, DocumentKind kind, String projectId) {
        return backend.list(new DocumentQuery(kind, Set.of(projectId), Set.of(), null, 1, true)).documents().stream()
                .findFirst();
    }
}
