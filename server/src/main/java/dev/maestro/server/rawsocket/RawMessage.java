package dev.maestro.server.rawsocket;

import dev.maestro.protocol.json.JsonBytes;
import java.util.Set;

/**
 * A message for those raw clients of a family who may see a project and listen to what it concerns.
 *
 * @param family who is spoken to
 * @param projectId the project it belongs to
 * @param projectLevel whether clients that chose some sessions get it whatever they chose
 * @param sessionIds the sessions it concerns; empty when it concerns none, and then it goes to everyone
 * @param message the text, sent as it stands
 */
public record RawMessage(
        RawFamily family, String projectId, boolean projectLevel, Set<String> sessionIds, JsonBytes message) {
    public RawMessage {
        sessionIds = Set.copyOf(sessionIds);
    }
}
