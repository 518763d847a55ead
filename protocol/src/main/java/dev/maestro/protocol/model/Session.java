package dev.maestro.protocol.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One agent at work, from the moment its terminal is asked for.
 *
 * @param taskIds the tasks it works on, each once; the other side of their {@code sessionIds}
 * @param agentId which agent it runs; null when nobody said
 * @param env the environment of its terminal, in the order given
 * @param needsInput active exactly while the status is {@code needs_input}
 * @param lastActivity when it last changed or was heard of
 * @param completedAt when it was completed, failed or stopped; null before
 * @param hostname the machine it runs on; null when nobody said
 * @param platform the system it runs on; null when nobody said
 * @param events what happened in it, oldest first; the oldest are forgotten when it grows long
 * @param lastHeartbeat when its agent was last heard of; null when it never was
 * @param agentStatus what its agent last said of itself; null when it never did
 */
public record Session(
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
        long updatedAt)
        implements Document {
    public Session {
        taskIds = List.copyOf(taskIds);
        events = List.copyOf(events);
        // Map.copyOf would shuffle the order that clients see.
        env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
    }

    /** Returns whether it has failed only because its agent was lost, which may come back. */
    public boolean lost() {
        return status == SessionStatus.FAILED && AgentStatus.LOST.equals(agentStatus);
    }

    /** Returns an editor that starts from this session. */
    public SessionEditor edit() {
        return new SessionEditor(this);
    }
}
