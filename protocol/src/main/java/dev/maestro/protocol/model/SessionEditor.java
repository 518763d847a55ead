package dev.maestro.protocol.model;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A session being changed: set what differs, then {@link #build()}.
 *
 * <p>Threads: confined to one caller, which alone touches its fields.
 */
public final class SessionEditor {
    private final String id;
    private final String projectId;
    private long version;
    private List<String> taskIds;
    private String name;
    private @Nullable String agentId;
    private Map<String, String> env;
    private SessionStatus status;
    private NeedsInput needsInput;
    private long startedAt;
    private long lastActivity;
    private @Nullable Long completedAt;
    private @Nullable String hostname;
    private @Nullable String platform;
    private List<SessionEvent> events;
    private SessionMetadata metadata;
    private @Nullable Long lastHeartbeat;
    private @Nullable String agentStatus;
    private final long createdAt;
    private long updatedAt;

    SessionEditor(Session from) {
        this.id = from.id();
        this.projectId = from.projectId();
        this.version = from.version();
        this.taskIds = from.taskIds();
        this.name = from.name();
        this.agentId = from.agentId();
        this.env = from.env();
        this.status = from.status();
        this.needsInput = from.needsInput();
        this.startedAt = from.startedAt();
        this.lastActivity = from.lastActivity();
        this.completedAt = from.completedAt();
        this.hostname = from.hostname();
        this.platform = from.platform();
        this.events = from.events();
        this.metadata = from.metadata();
        this.lastHeartbeat = from.lastHeartbeat();
        this.agentStatus = from.agentStatus();
        this.createdAt = from.createdAt();
        this.updatedAt = from.updatedAt();
    }

    @CanIgnoreReturnValue
    public SessionEditor version(long value) {
        this.version = value;
        return this;
    }

    @CanIgnoreReturnValue
    public SessionEditor taskIds(List<String> value) {
        this.taskIds = value;
        return this;
    }

    @CanIgnoreReturnValue
    public SessionEditor name(String value) {
        this.name = value;
        return this;
    }

    @CanIgnoreReturnValue
    public SessionEditor agentId(@Nullable String value) {
        this.agentId = value;
        return this;
    }

    @CanIgnoreReturnValue
    public SessionEditor env(Map<String, String> value) {
        this.env = value;
        return this;
    }

    @CanIgnoreReturnValue
    public SessionEditor status(SessionStatus value) {
        this.status = value;
        return this;
    }

    @CanIgnoreReturnValue
    public SessionEditor needsInput(NeedsInput value) {
        this.needsInput = value;
        return this;
    }

    @CanIgnoreReturnValue
    public SessionEditor startedAt(long value) {
        this.startedAt = value;
        return this;
    }

    @CanIgnoreReturnValue
    public SessionEditor lastActivity(long value) {
        this.lastActivity = value;
        return this;
    }

    @CanIgnoreReturnValue
    public SessionEditor completedAt(@Nullable Long value) {
        this.completedAt = value;
        return this;
    }

    @CanIgnoreReturnValue
    public SessionEditor hostname(@Nullable String value) {
        this.hostname = value;
        return this;
    }

    @CanIgnoreReturnValue
    public SessionEditor platform(@Nullable String value) {
        this.platform = value;
        return this;
    }

    @CanIgnoreReturnValue
    public SessionEditor events(List<SessionEvent> value) {
        this.events = value;
        return this;
    }

    @CanIgnoreReturnValue
    public SessionEditor metadata(SessionMetadata value) {
        this.metadata = value;
        return this;
    }

    @CanIgnoreReturnValue
    public SessionEditor lastHeartbeat(@Nullable Long value) {
        this.lastHeartbeat = value;
        return this;
    }

    @CanIgnoreReturnValue
    public SessionEditor agentStatus(@Nullable String value) {
        this.agentStatus = value;
        return this;
    }

    @CanIgnoreReturnValue
    public SessionEditor updatedAt(long value) {
        this.updatedAt = value;
        return this;
    }

    /** Returns the session as edited. */
    public Session build() {
        return new Session(
                id,
                projectId,
                version,
                taskIds,
                name,
                agentId,
                env,
                status,
                needsInput,
                startedAt,
                lastActivity,
                completedAt,
                hostname,
                platform,
                events,
                metadata,
                lastHeartbeat,
                agentStatus,
                createdAt,
                updatedAt);
    }
}
