package dev.maestro.server.domain.presence;

import org.jspecify.annotations.Nullable;

/**
 * What a node saw of an agent at one moment. Times are epoch milliseconds.
 *
 * @param change which of the agent's moves it follows from
 * @param endedAt when its last link ended; of no meaning while it is connected
 * @param lastHeartbeat null when it sent none
 */
record Seen(
        String sessionId,
        String projectId,
        State state,
        long change,
        long endedAt,
        @Nullable Long lastHeartbeat) {
    /** What became of its links. */
    enum State {
        CONNECTED,
        /** The last one broke. */
        DROPPED,
        /** The last one was left by the agent's own word. */
        LEFT
    }
}
