package dev.maestro.server.backend;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.json.JsonBytes;
import java.util.List;

/**
 * News that a commit causes.
 *
 * @param name what happened
 * @param projectId the project it happened in
 * @param sessionIds the sessions it concerns, without repetition; empty when it concerns none
 * @param data the event's payload, complete
 */
public record NewEvent(EventName name, String projectId, List<String> sessionIds, JsonBytes data) {
    public NewEvent {
        sessionIds = List.copyOf(sessionIds);
    }
}
