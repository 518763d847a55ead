package dev.maestro.server.namespace;

import dev.maestro.server.backend.Offset;

/** How far the news has come that sockets were sent. */
@FunctionalInterface
public interface FeedPosition {
    /** Runs a short action once everything up to an offset has been handed to the sockets; on any thread. */
    void whenDispatched(Offset offset, Runnable action);
}
