package dev.maestro.protocol.model;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task being changed: set what differs, then {@link #build()}. {@code sessionCount} follows by itself.
 *
 * <p>Threads: confined to one caller, which alone touches its fields.
 */
public final class TaskEditor {
    private final String id;
    private final String projectId;
    private long version;
    private @Nullable String parentId;
    private String title;
    private String description;
    private TaskStatus status;
    private Priority priority;
    private List<String> sessionIds;
    private List<String> skillIds;
    private List<String> agentIds;
    private List<String> dependencies;
    private List<Subtask> subtasks;
    private List<TimelineEntry> timeline;
    private int progress;
    private @Nullable String agent;
    private @Nullable String error;
    private @Nullable String claimedBy;
    private String initialPrompt;
    private final long createdAt;
    private long updatedAt;
    private @Nullable Long startedAt;
    private @Nullable Long completedAt;

    TaskEditor(Task from) {
        this.id = from.id();
        this.projectId = from.projectId();
        this.version = from.version();
        this.parentId = from.parentId();
        this.title = from.title();
        this.description = from.description();
        this.status = from.status();
        this.priority = from.priority();
        this.sessionIds = from.sessionIds();
        this.skillIds = from.skillIds();
        this.agentIds = from.agentIds();
        this.dependencies = from.dependencies();
        this.subtasks = from.subtasks();
        this.timeline = from.timeline();
        this.progress = from.progress();
        this.agent = from.agent();
        this.error = from.error();
        this.claimedBy = from.claimedBy();
        this.initialPrompt = from.initialPrompt();
        this.createdAt = from.createdAt();
        this.updatedAt = from.updatedAt();
        this.startedAt = from.startedAt();
        this.completedAt = from.completedAt();
    }

    @CanIgnoreReturnValue
    public TaskEditor version(long value) {
        this.version = value;
        return this;
    }

    @CanIgnoreReturnValue
    public TaskEditor parentId(@Nullable String value) {
        this.parentId = value;
        return this;
    }

    @CanIgnoreReturnValue
    public TaskEditor title(String value) {
        this.title = value;
        return this;
    }

    @CanIgnoreReturnValue
    public TaskEditor description(String value) {
        this.description = value;
        return this;
    }

    @CanIgnoreReturnValue
    public TaskEditor status(TaskStatus value) {
        this.status = value;
        return this;
    }

    @CanIgnoreReturnValue
    public TaskEditor priority(Priority value) {
        this.priority = value;
        return this;
    }

    @CanIgnoreReturnValue
    public TaskEditor sessionIds(List<String> value) {
        this.sessionIds = value;
        return this;
    }

    @CanIgnoreReturnValue
    public TaskEditor skillIds(List<String> value) {
        this.skillIds = value;
        return this;
    }

    @CanIgnoreReturnValue
    public TaskEditor agentIds(List<String> value) {
        this.agentIds = value;
        return this;
    }

    @CanIgnoreReturnValue
    public TaskEditor dependencies(List<String> value) {
        this.dependencies = value;
        return this;
    }

    @CanIgnoreReturnValue
    public TaskEditor subtasks(List<Subtask> value) {
        this.subtasks = value;
        return this;
    }

    @CanIgnoreReturnValue
    public TaskEditor timeline(List<TimelineEntry> value) {
        this.timeline = value;
        return this;
    }

    @CanIgnoreReturnValue
    public TaskEditor progress(int value) {
        this.progress = value;
        return this;
    }

    @CanIgnoreReturnValue
    public TaskEditor agent(@Nullable String value) {
        this.agent = value;
        return this;
    }

    @CanIgnoreReturnValue
    public TaskEditor error(@Nullable String value) {
        this.error = value;
        return this;
    }

    @CanIgnoreReturnValue
    public TaskEditor claimedBy(@Nullable String value) {
        this.claimedBy = value;
        return this;
    }

    @CanIgnoreReturnValue
    public TaskEditor initialPrompt(String value) {
        this.initialPrompt = value;
        return this;
    }

    @CanIgnoreReturnValue
    public TaskEditor updatedAt(long value) {
        this.updatedAt = value;
        return this;
    }

    @CanIgnoreReturnValue
    public TaskEditor startedAt(@Nullable Long value) {
        this.startedAt = value;
        return this;
    }

    @CanIgnoreReturnValue
    public TaskEditor completedAt(@Nullable Long value) {
        this.completedAt = value;
        return this;
    }

    /** Returns the task as edited. */
    public Task build() {
        return new Task(
                id,
                projectId,
                version,
                parentId,
                title,
                description,
                status,
                priority,
                sessionIds,
                sessionIds.size(),
                skillIds,
                agentIds,
                dependencies,
                subtasks,
                timeline,
                progress,
                agent,
                error,
                claimedBy,
                initialPrompt,
                createdAt,
                updatedAt,
                startedAt,
                completedAt);
    }
}
