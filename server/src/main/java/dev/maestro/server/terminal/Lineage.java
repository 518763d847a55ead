package dev.maestro.server.terminal;

import dev.maestro.protocol.command.RegisterTerminal;
import java.util.UUID;

/**
 * What a terminal's positions count: two terminals of a session may use the same numbers for different output.
 *
 * @param pty whose output it is
 * @param count empty where the owner counts itself, from the PTY's start; else of this count only, which a hub began
 */
public record Lineage(String pty, String count) {
    /** Returns that of a terminal which begins with what its owner says. */
    static Lineage of(String principal, RegisterTerminal asked) {
        String count = asked.position() == null ? UUID.randomUUID().toString() : "";
        return new Lineage(asked.ptyId() + " of " + principal, count);
    }

    /** Returns whether a position of the earlier one is the same place in this one, if it is in it. */
    public boolean goesOnFrom(Lineage earlier) {
        return pty.equals(earlier.pty) && (count.isEmpty() || count.equals(earlier.count));
    }
}
