package dev.maestro.server.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.model.Mail;
import dev.maestro.protocol.model.Modal;
import dev.maestro.protocol.model.NeedsInput;
import dev.maestro.protocol.model.Session;
import dev.maestro.protocol.model.SessionEvent;
import dev.maestro.protocol.model.SessionMetadata;
import dev.maestro.protocol.model.SessionStatus;
import dev.maestro.protocol.model.Task;
import dev.maestro.protocol.model.TeamMember;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What answers look like that are joined of texts, for their description alone: a test holds them to what is answered. Answers
 * that are written of a record are described by that.
 */
final class Answers {
    private Answers() {}

    /** That something is gone. */
    record Deleted(boolean success, String id) {}

    /** A session with the token of its agent. */
    record SessionWithToken(
            String id,
            String projectId,
            long version,
            List<String> taskIds,
            String name,
            @Nullable String agentId,
            Map<String, String> env,
            SessionStatus status,
            NeedsInput needsInput,
            long startedAt,
            long lastActivity,
            @Nullable Long completedAt,
            @Nullable String hostname,
            @Nullable String platform,
            List<SessionEvent> events,
            SessionMetadata metadata,
            @Nullable Long lastHeartbeat,
            @Nullable String agentStatus,
            long createdAt,
            long updatedAt,
            String token) {}

    /** How a task runs, told to the Brain's programs. */
    record RunTold(boolean success, Task task) {}

    /** How many of the Brain's clients are connected. */
    record BrainStatus(boolean success, BrainSockets websocket) {}

    record BrainSockets(
            boolean active,
            @JsonProperty("connected_clients") int connectedClients,
            String endpoint) {}

    /** Everything of a project at one moment. */
    record State(
            boolean success,
            List<Session> sessions,
            List<Task> tasks,
            List<TeamMember> teamMembers,
            List<Mail> mail,
            List<Terminal> terminals,
            List<Modal> modals,
            String offset) {}

    /** A terminal as lists show it. */
    record Terminal(
            String sessionId,
            String projectId,
            String ptyId,
            int cols,
            int rows,
            String title,
            long createdAt,
            long position,
            int viewers,
            boolean connected) {}

    /** That the process serves. */
    record Health(String status) {}

    /** That the process gets on. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Alive(boolean alive, @Nullable List<String> checks) {}

    /** That the hub is ready. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Ready(boolean ready, @Nullable List<String> checks) {}

    /** That the hub has begun to stop. */
    record Draining(boolean draining) {}

    /** That something was passed on. */
    record Taken(boolean success) {}

    /** That something of a cycle was passed on. */
    record TakenOfCycle(boolean success, String cycleId) {}

    /** The settings that can be changed while the hub runs, as they hold now. */
    record Settings(long version, List<Setting> settings) {}

    /** One setting. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Setting(
            String key,
            JsonNode value,
            JsonNode started,
            String type,
            String meaning,
            String rule,
            @Nullable List<String> choices,
            @Nullable String changedBy,
            @Nullable Long changedAt) {}

    /** How a node was doing. */
    record Samples(String node, long startedAt, JsonNode interval, List<JsonNode> samples) {}
}
