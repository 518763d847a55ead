package dev.maestro.server.namespace.event;

import dev.maestro.server.limit.Verdict;
import dev.maestro.server.socketio.adapter.HubClient;

/**
 * How much a client may say; asked on its event loop before an event is so much as looked at, or, of those that count only
 * when they are refused, on any thread then.
 */
public interface EventLimit {
    /** Decides about one more event. */
    Verdict admit(HubClient client);

    /** Returns whether a refusal is told as an event even if an ack was asked for. */
    boolean aloud();
}
