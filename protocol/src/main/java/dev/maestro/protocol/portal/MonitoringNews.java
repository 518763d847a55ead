package dev.maestro.protocol.portal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.model.ActivityStatus;
import dev.maestro.protocol.model.OutputType;
import org.jspecify.annotations.Nullable;

/** What is told on {@code /monitoring}; durations are milliseconds. */
public final class MonitoringNews {
    private MonitoringNews() {}

    /** Of {@code agent_activity}, which {@code /portal} hears, too. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AgentActivity(
            @JsonProperty("agent_type") String agentType,
            @JsonProperty("project_name") String projectName,
            String action,
            ActivityStatus status,
            @JsonProperty("task_id") @Nullable String taskId,
            @JsonProperty("story_id") @Nullable String storyId,
            PortalTime timestamp,
            @Nullable Long duration,
            @Nullable JsonNode metrics,
            @Nullable String error) {}

    /**
     * Of {@code system_metrics}.
     *
     * @param timestamp when it was measured
     * @param cpuUsage of the machine, percent
     * @param memoryUsage of the machine, percent
     * @param diskUsage of the disk with the data folder, percent
     * @param activeConnections connections of the node that says so
     * @param activeProjects projects of the whole store
     * @param activeTasks tasks in progress, of the whole store
     * @param errorRate the share, 0 to 1, of the node's requests and client events that failed since the last time
     * @param uptime how long the node has run
     */
    public record SystemMetrics(
            PortalTime timestamp,
            @JsonProperty("cpu_usage") double cpuUsage,
            @JsonProperty("memory_usage") double memoryUsage,
            @JsonProperty("disk_usage") double diskUsage,
            @JsonProperty("network_io") NetworkIo networkIo,
            @JsonProperty("active_connections") long activeConnections,
            @JsonProperty("active_projects") long activeProjects,
            @JsonProperty("active_tasks") long activeTasks,
            @JsonProperty("error_rate") double errorRate,
            long uptime) {}

    /** What the machine's network, but for its loopback, has carried since it was started. */
    public record NetworkIo(
            @JsonProperty("bytes_sent") long bytesSent,
            @JsonProperty("bytes_received") long bytesReceived) {}

    /** Of {@code tdd_cycle_started}. */
    public record TddCycleStarted(
            @JsonProperty("project_name") String projectName,
            @JsonProperty("cycle_id") String cycleId,
            @JsonProperty("story_id") String storyId,
            @JsonProperty("started_by") String startedBy,
            @JsonProperty("estimated_duration") long estimatedDuration,
            PortalTime timestamp) {}

    /** Of {@code tdd_state_change}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TddStateChange(
            @JsonProperty("project_name") String projectName,
            @JsonProperty("cycle_id") String cycleId,
            @JsonProperty("old_state") String oldState,
            @JsonProperty("new_state") String newState,
            PortalTime timestamp,
            @JsonProperty("phase_duration") @Nullable Long phaseDuration,
            @JsonProperty("test_results") @Nullable JsonNode testResults,
            @JsonProperty("code_metrics") @Nullable JsonNode codeMetrics) {}

    /**
     * Of {@code test_output}.
     *
     * @param sequenceNumber that of whoever fed it, else one that grows from each to the next
     */
    public record TestOutput(
            @JsonProperty("project_name") String projectName,
            @JsonProperty("cycle_id") String cycleId,
            @JsonProperty("output_type") OutputType outputType,
            String content,
            PortalTime timestamp,
            @JsonProperty("sequence_number") long sequenceNumber) {}
}
