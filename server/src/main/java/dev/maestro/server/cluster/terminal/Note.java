package dev.maestro.server.cluster.terminal;

import dev.maestro.protocol.command.RegisterTerminal;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.cluster.MalformedBodyException;
import dev.maestro.server.terminal.TerminalSummary;

/**
 * What a node says of a terminal it has, for others to list.
 *
 * @param summary as of a moment ago; {@code position} and {@code viewers} as of some seconds
 * @param principal whose it is
 */
record Note(TerminalSummary summary, String principal) {
    /** Returns what is said of one that is about to be registered. */
    static Note of(RegisterTerminal asked, String projectId, String principal, long now) {
        Long position = asked.position();
        return new Note(
                new TerminalSummary(
                        asked.sessionId(),
                        projectId,
                        asked.ptyId(),
                        asked.cols(),
                        asked.rows(),
                        "",
                        now,
                        position == null ? 0 : position,
                        0,
                        true),
                principal);
    }

    static Note of(JsonBytes value) {
        try {
            return value.as(Note.class);
        } catch (IllegalStateException e) {
            throw new MalformedBodyException("a terminal is not described as it should be", e);
        }
    }

    JsonBytes json() {
        return JsonBytes.of(this);
    }

    /** Returns it without what changes all the time and may be told later. */
    Note lasting() {
        TerminalSummary s = summary;
        return new Note(
                new TerminalSummary(
                        s.sessionId(),
                        s.projectId(),
                        s.ptyId(),
                        s.cols(),
                        s.rows(),
                        s.title(),
                        s.createdAt(),
                        0,
                        0,
                        s.connected()),
                principal);
    }

    /** Returns it as that of a terminal without an owner. */
    TerminalSummary waiting() {
        TerminalSummary s = summary;
        return new TerminalSummary(
                s.sessionId(),
                s.projectId(),
                s.ptyId(),
                s.cols(),
                s.rows(),
                s.title(),
                s.createdAt(),
                s.position(),
                0,
                false);
    }
}
