package dev.maestro.server.terminal;

import dev.maestro.protocol.command.RegisterTerminal;
import dev.maestro.server.terminal.sequence.SequenceTracker;

/**
 * Where the output of a terminal begins that the hub has, and what stands for what came before: made before any lock is
 * taken, since a history may be long.
 *
 * @param position where the history ends
 * @param history what makes a terminal look as it did at {@code position}; empty for nobody knows
 * @param truncated whether something is missing in the history all the same
 * @param kept output that is here already, from {@code keptFrom} on: it holds {@code position}, or ends there
 * @param tracker has taken the history and what is kept, and is used by one log only
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
record Origin(long position, byte[] history, boolean truncated, byte[] kept, long keptFrom, SequenceTracker tracker) {
    private static final byte[] NONE = {};

    /** Returns what an owner says in its registration. */
    static Origin of(RegisterTerminal asked, int ringBytes) {
        Long position = asked.position();
        String history = asked.history();
        return at(position == null ? 0 : position, history == null ? "" : history, ringBytes);
    }

    /** Returns what another hub had. */
    static Origin of(HandedOver handed, int ringBytes) {
        byte[] utf8 = OutputText.utf8(handed.screen());
        SequenceTracker tracker = tracker(utf8, ringBytes);
        tracker.feed(handed.ring(), 0, handed.ring().length, handed.ringFrom());
        return new Origin(handed.screenAt(), utf8, handed.truncated(), handed.ring(), handed.ringFrom(), tracker);
    }

    static Origin at(long position, String history, int ringBytes) {
        byte[] utf8 = OutputText.utf8(history);
        return new Origin(position, utf8, false, NONE, position, tracker(utf8, ringBytes));
    }

    private static SequenceTracker tracker(byte[] history, int ringBytes) {
        SequenceTracker tracker = new SequenceTracker(ringBytes);
        // Before every position there is, also before -1, which means none.
        tracker.feed(history, 0, history.length, -1L - history.length);
        return tracker;
    }

    /** Returns whether nothing is missing before its position. */
    boolean whole() {
        return position == 0 || (history.length > 0 && !truncated);
    }

    /** Shows nothing of the output. */
    @Override
    public String toString() {
        return "Origin[" + history.length + " bytes before " + position + "]";
    }
}
