package dev.maestro.server.namespace.event;

import dev.maestro.server.limit.Verdict;
import dev.maestro.server.socketio.adapter.HubClient;

/**
 * How much a client may say; asked on its event loop before an event is so much as looked at, or, of those that count only
 * when they are refused, on any thread then.
 */
@FunctionalInterface
public interface EventLimit {
    /** Decides about one more event. */
    Verdict admit(HubClient client);
}
