package dev.maestro.server.domain.document;

import java.util.OptionalLong;

/** When agents were last heard of that have sockets here. Implementations are thread-safe and do not block. */
@FunctionalInterface
public interface Heartbeats {
    /** No agent is here. */
    Heartbeats NONE = sessionId -> OptionalLong.empty();

    /** Returns when a session's agent sent its last heartbeat to this node; empty if it did not. */
    OptionalLong last(String sessionId);
}
