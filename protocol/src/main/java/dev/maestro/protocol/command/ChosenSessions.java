package dev.maestro.protocol.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * Sessions that are chosen: {@code {sessionIds: […]}} or a bare array.
 *
 * @param sessionIds the ids among the items, each of 1 to 200 characters
 * @param asked the items as they came, which {@code subscribed} repeats; items that are no strings are among them
 */
public record ChosenSessions(List<String> sessionIds, JsonNode asked) {
    public ChosenSessions {
        sessionIds = List.copyOf(sessionIds);
    }
}
