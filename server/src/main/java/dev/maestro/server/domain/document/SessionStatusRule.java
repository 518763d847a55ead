package dev.maestro.server.domain.document;

import dev.maestro.protocol.model.AgentStatus;
import dev.maestro.protocol.model.NeedsInput;
import dev.maestro.protocol.model.Session;
import dev.maestro.protocol.model.SessionEditor;
import dev.maestro.protocol.model.SessionStatus;

/** What follows from a session's status: its end, and whether it waits for a person. */
public final class SessionStatusRule {
    private SessionStatusRule() {}

    /**
     * Moves a session to a status; it waits for a person exactly while the status is {@code needs_input}.
     *
     * @param asked what it waits for, if it does
     */
    public static void move(Session before, SessionEditor edited, SessionStatus status, NeedsInput asked, long now) {
        edited.needsInput(status == SessionStatus.NEEDS_INPUT ? asked : NeedsInput.NO);
        if (before.status() != status) {
            edited.status(status).completedAt(status.ended() ? Long.valueOf(now) : null);
            if (before.lost()) {
                // Else a later failure of another kind would look like this one.
                edited.agentStatus(null);
            }
        }
    }

    /** Fails a session whose agent is lost. */
    static void lose(Session before, SessionEditor edited, long now) {
        move(before, edited, SessionStatus.FAILED, NeedsInput.NO, now);
        edited.agentStatus(AgentStatus.LOST);
    }
}
