package dev.maestro.server.backend;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.json.JsonBytes;
import java.util.List;

/**
 * One entry of the feed.
 *
 * @param offset where it stands in the log
 * @param timestamp when it was committed, epoch milliseconds; the same for all events of one commit
 * @param name what happened
 * @param projectId the project it happened in
 * @param sessionIds the sessions it concerns
 * @param data its payload
 */
public record CommittedEvent(
        Offset offset, long timestamp, EventName name, String projectId, List<String> sessionIds, JsonBytes data) {
    public CommittedEvent {
        sessionIds = List.copyOf(sessionIds);
    }
}
