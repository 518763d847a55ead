package dev.maestro.protocol.command;

import org.jspecify.annotations.Nullable;

/**
 * Says that a socket runs a session's PTY: {@code {ptyId, sessionId, cols?, rows?, takeover?, position?, history?}}.
 *
 * @param ptyId the owner's name for it
 * @param cols its width in columns, 1 to 1000; 80 where nothing is said
 * @param rows its height in rows, 1 to 500; 24 where nothing is said
 * @param takeover whether an owner who is still connected loses it to this one
 * @param position from where on the owner can send its output again, in bytes since the PTY started; null for an owner
 *     that keeps none
 * @param history what a viewer's terminal has to be written to look as it did at {@code position}; null for nothing
 */
public record RegisterTerminal(
        String ptyId,
        String sessionId,
        int cols,
        int rows,
        boolean takeover,
        @Nullable Long position,
        @Nullable String history) {}
