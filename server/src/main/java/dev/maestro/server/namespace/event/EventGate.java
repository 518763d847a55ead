package dev.maestro.server.namespace.event;

import dev.maestro.protocol.error.HubException;
import dev.maestro.server.socketio.adapter.HubClient;

/** What must hold before a client's event is so much as read. */
@FunctionalInterface
public interface EventGate {
    /** Nothing to be done after an event. */
    Runnable NOTHING = () -> {};

    /** Lets everything through: whoever is in the namespace may speak. */
    EventGate OPEN = (client, event) -> {};

    /**
     * Lets an event through, or not; asked in the socket's order, just before the event is carried out.
     *
     * @param event the name on the wire, also of events that there are not
     * @throws HubException why not
     */
    void pass(HubClient client, String event);

    /**
     * Hears that an event with a payload of the right shape came; on the event loop, before it waits to be carried out.
     * Must not block.
     *
     * @return what to do once it was carried out or refused, on any thread
     */
    default Runnable arrived(HubClient client, String event) {
        return NOTHING;
    }
}
