package dev.maestro.protocol.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.model.ActivityStatus;
import dev.maestro.protocol.model.BacklogChange;
import dev.maestro.protocol.model.ConfigType;
import dev.maestro.protocol.model.OutputType;
import dev.maestro.protocol.model.Session;
import dev.maestro.protocol.model.Story;
import dev.maestro.protocol.model.Subtask;
import dev.maestro.protocol.model.TaskStatus;
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

    /** Of {@code task:run}: what there is to know of a task's run; the times are epoch milliseconds. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TaskRun(
            String taskId,
            TaskStatus status,
            int progress,
            @Nullable String agent,
            @Nullable String error,
            @Nullable Long startedAt,
            @Nullable Long completedAt) {}

    /** Of {@code agent:activity}; {@code duration} in milliseconds. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AgentActivity(
            String agentType,
            String action,
            ActivityStatus status,
            @Nullable String taskId,
            @Nullable String storyId,
            @Nullable Long duration,
            @Nullable JsonNode metrics,
            @Nullable String error) {}

    /** Of {@code workflow:changed}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record WorkflowChanged(
            String oldState,
            String newState,
            String triggeredBy,
            @Nullable String command,
            @Nullable String reason) {}

    /** Of {@code backlog:changed}; positions are from 0, {@code story} is missing when it is gone. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record BacklogChanged(
            BacklogChange changeType,
            String storyId,
            @Nullable Story story,
            @Nullable Integer oldPosition,
            @Nullable Integer newPosition) {}

    /** Of {@code command:finished}; {@code executionTime} in milliseconds. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record CommandFinished(
            String messageId,
            String command,
            boolean success,
            @Nullable JsonNode result,
            @Nullable String error,
            long executionTime,
            @Nullable JsonNode embedData) {}

    /** Of {@code tdd:cycle_started}; {@code estimatedDuration} in milliseconds. */
    public record TddCycleStarted(String cycleId, String storyId, String startedBy, long estimatedDuration) {}

    /** Of {@code tdd:state_changed}; {@code phaseDuration} in milliseconds. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TddStateChanged(
            String cycleId,
            String oldState,
            String newState,
            @Nullable Long phaseDuration,
            @Nullable JsonNode testResults,
            @Nullable JsonNode codeMetrics) {}

    /** Of {@code test:output}; {@code sequenceNumber} is null when whoever sent it does not count. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TestOutput(
            String cycleId,
            OutputType outputType,
            String content,
            @Nullable Long sequenceNumber) {}

    /** Of {@code config:changed}; {@code changes} are the settings that differ, by key, with their new values. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ConfigChanged(
            ConfigType configType,
            String changedBy,
            JsonNode changes,
            @Nullable String reason) {}
}
