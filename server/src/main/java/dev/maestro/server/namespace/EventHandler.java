package dev.maestro.server.namespace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.socketio.adapter.HubClient;

/** Carries out one kind of client event. */
@FunctionalInterface
interface EventHandler {
    /**
     * Carries an event out and answers it. May block: it runs on a pool, after the socket's earlier events.
     *
     * @param payload the event's first argument; a missing node when there is none
     * @throws HubException why the event is refused; it is answered with that
     */
    void handle(HubClient client, JsonNode payload, EventAnswer answer);
}
