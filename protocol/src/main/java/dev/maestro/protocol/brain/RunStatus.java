package dev.maestro.protocol.brain;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.maestro.protocol.model.TaskStatus;
import java.util.Locale;

/** How a task stands, in the Brain's four words. */
public enum RunStatus {
    QUEUED,
    IN_PROGRESS,
    COMPLETED,
    FAILED;

    /** Returns the word for a task's status. */
    public static RunStatus of(TaskStatus status) {
        return switch (status) {
            case PENDING -> QUEUED;
            case IN_PROGRESS, BLOCKED -> IN_PROGRESS;
            case COMPLETED -> COMPLETED;
            case FAILED, CANCELLED -> FAILED;
        };
    }

    /** Returns the word on the wire, such as {@code in_progress}. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
