package dev.maestro.protocol.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.model.Session;
import dev.maestro.protocol.model.Subtask;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The payloads of the events that do not carry a document alone. A field that may be missing is left out when null.
 *
 * <p>Spec: docs/protocol/rest.md, "What a change causes".
 */
public final class News {
    private News() {}

    /** Of {@code session:task_added} and {@code session:task_removed}. */
    public record SessionTask(String sessionId, String taskId) {}

    /** Of {@code task:session_added} and {@code task:session_removed}. */
    public record TaskSession(String taskId, String sessionId) {}

    /** Of {@code subtask:created} and {@code subtask:updated}. */
    public record SubtaskChanged(String taskId, Subtask subtask) {}

    /** Of {@code subtask:deleted}. */
    public record SubtaskDeleted(String taskId, String subtaskId) {}

    /** Of {@code session:spawn}. */
    public record Spawn(Session session, String projectId, List<String> taskIds, List<String> skillIds, String name) {
        public Spawn {
            taskIds = List.copyOf(taskIds);
            skillIds = List.copyOf(skillIds);
        }
    }

    /** Of {@code notify:task_completed}, {@code notify:task_failed} and {@code notify:task_blocked}. */
    public record TaskNotice(String taskId, String title) {}

    /** Of {@code notify:task_session_completed} and {@code notify:task_session_failed}. */
    public record TaskSessionNotice(String taskId, String sessionId, String title) {}

    /** Of {@code notify:session_completed} and {@code notify:session_failed}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record SessionNotice(
            String sessionId, String name, @Nullable String reason) {}

    /** Of {@code notify:needs_input}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record NeedsInputNotice(
            String sessionId, String name, @Nullable String message) {}

    /** Of {@code notify:progress}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ProgressNotice(
            String sessionId, String message, @Nullable String taskId) {}

    /** Of {@code session:modal}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ModalShown(
            String sessionId,
            String modalId,
            String title,
            String html,
            @Nullable String filePath,
            long timestamp) {}

    /** Of {@code session:modal_action}; {@code data} is null when the action has none. */
    public record ModalAction(
            String sessionId,
            String modalId,
            String action,
            @Nullable JsonNode data,
            long timestamp) {}

    /** Of {@code session:modal_closed}. */
    public record ModalClosed(String sessionId, String modalId, long timestamp) {}
}
