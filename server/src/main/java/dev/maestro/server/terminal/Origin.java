package dev.maestro.server.terminal;

import dev.maestro.protocol.command.RegisterTerminal;
import dev.maestro.server.terminal.sequence.SequenceTracker;

/**
 * Where the output of a terminal begins that the hub has, and what stands for what came before: made before any lock is
 * taken, since a history may be long.
 *
 * @param history what makes a terminal look as it did at {@code position}; empty for nobody knows
 * @param tracker has taken the history, and is used by one log only
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
record Origin(long position, byte[] history, SequenceTracker tracker) {
    /** Returns what an owner says in its registration. */
    static Origin of(RegisterTerminal asked, int ringBytes) {
        Long position = asked.position();
        String history = asked.history();
        return at(position == null ? 0 : position, history == null ? "" : history, ringBytes);
    }

    static Origin at(long position, String history, int ringBytes) {
        byte[] utf8 = OutputText.utf8(history);
        SequenceTracker tracker = new SequenceTracker(ringBytes);
        // Before every position there is, also before -1, which means none.
        tracker.feed(utf8, 0, utf8.length, -1L - utf8.length);
        return new Origin(position, utf8, tracker);
    }

    /** Returns whether nothing is missing before its position. */
    boolean whole() {
        return position == 0 || history.length > 0;
    }

    /** Shows nothing of the output. */
    @Override
    public String toString() {
        return "Origin[" + history.length + " bytes before " + position + "]";
    }
}
