package dev.maestro.server.namespace.event;

import dev.maestro.protocol.error.HubException;
import dev.maestro.server.socketio.adapter.HubClient;

/** Carries out one kind of client event. */
@FunctionalInterface
public interface EventHandler<T> {
    /**
     * Carries an event out and answers it. May block: it runs on a pool, after the socket's earlier events.
     *
     * @param payload what the event carries, checked
     * @throws HubException why the event is refused; it is answered with that
     */
    void handle(HubClient client, T payload, EventAnswer answer);
}
