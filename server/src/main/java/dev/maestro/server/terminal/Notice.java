package dev.maestro.server.terminal;

import dev.maestro.protocol.json.JsonBytes;

/**
 * What a viewer has to be told when it has come to a position.
 *
 * @param event {@code terminal:resized}, {@code terminal:owner}, {@code terminal:controller} or {@code terminal:exit}
 */
record Notice(long position, String event, JsonBytes payload) {
    boolean ofSize() {
        return event.equals(TerminalEvents.RESIZED);
    }

    /** Returns whether a later notice leaves nothing of this one. */
    boolean replacedBy(Notice later) {
        return ofSize() && later.ofSize() && position == later.position();
    }

    boolean last() {
        return event.equals(TerminalEvents.EXIT);
    }
}
