package dev.maestro.server.broadcast;

import dev.maestro.server.backend.Offset;

/**
 * How far the feed has been handed to the sockets of this node, and so how far this node knows who may see what.
 *
 * <p>Threads: thread-safe; moved on by the {@link Broadcaster} alone.
 */
public final class Reach {
    private volatile Offset offset;

    /** Makes the reach of a broadcaster that will be subscribed after {@code start}. */
    public Reach(Offset start) {
        this.offset = start;
    }

    /** Returns the last event that was handed on, or after which a gap has ended. */
    public Offset offset() {
        return offset;
    }

    void moveTo(Offset reached) {
        offset = reached;
    }
}
