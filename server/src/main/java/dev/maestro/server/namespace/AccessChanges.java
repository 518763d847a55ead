package dev.maestro.server.namespace;

import dev.maestro.server.socketio.adapter.HubClient;

/**
 * What else follows when a client may see more or less than before, beside the rooms it is in.
 *
 * <p>Threads: confined to the client's event loop.
 */
final class AccessChanges {
    private static final String KEY = "namespace.access-changes";

    private AccessChanges() {}

    /** Sets what is done after each change of a client's access, or what may be one; it must not block. */
    static void then(HubClient client, Runnable action) {
        client.set(KEY, action);
    }

    /** A client's access may be another than before. */
    static void told(HubClient client) {
        Runnable action = client.get(KEY);
        if (action != null) {
            action.run();
        }
    }
}
