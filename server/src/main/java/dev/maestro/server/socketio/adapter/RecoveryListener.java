package dev.maestro.server.socketio.adapter;

import java.util.Set;

/** Decides whether a client that comes back may still be in its rooms. */
@FunctionalInterface
public interface RecoveryListener {
    /** Called before the client is connected, where auth token listeners are; may block. */
    boolean mayRecover(HubClient client, Set<String> rooms);
}
