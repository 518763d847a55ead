package dev.maestro.protocol.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a task stands. */
public enum TaskStatus {
    PENDING,
    IN_PROGRESS,
    BLOCKED,
    COMPLETED,
    FAILED,
    CANCELLED;

    /** Returns the word on the wire, such as {@code in_progress}. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether work on the task is over: completed, failed or cancelled. */
    public boolean ended() {
        return switch (this) {
            case COMPLETED, FAILED, CANCELLED -> true;
            case PENDING, IN_PROGRESS, BLOCKED -> false;
        };
    }
}
