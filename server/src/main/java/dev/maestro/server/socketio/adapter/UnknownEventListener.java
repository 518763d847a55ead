package dev.maestro.server.socketio.adapter;

import com.corundumstudio.socketio.AckRequest;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Hears of events nobody listens to; called on the event loop of the client's session. */
@FunctionalInterface
public interface UnknownEventListener {
    /** A client sent an event nobody listens to; what is thrown goes to the client as with any listener. */
    void onUnknownEvent(HubClient client, String name, List<JsonNode> args, AckRequest ack);
}
