package dev.maestro.protocol.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a session is doing. */
public enum SessionStatus {
    /** Offered to the desktops; no terminal runs yet. */
    SPAWNING,
    IDLE,
    RUNNING,
    NEEDS_INPUT,
    COMPLETED,
    FAILED,
    STOPPED;

    /** Returns the word on the wire, such as {@code needs_input}. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether the session is over: completed, failed or stopped. */
    public boolean ended() {
        return switch (this) {
            case COMPLETED, FAILED, STOPPED -> true;
            case SPAWNING, IDLE, RUNNING, NEEDS_INPUT -> false;
        };
    }
}
