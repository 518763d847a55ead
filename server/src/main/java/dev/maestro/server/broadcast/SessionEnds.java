package dev.maestro.server.broadcast;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.json.Json;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.Session;
import dev.maestro.protocol.model.SessionStatus;
import dev.maestro.server.backend.CommittedEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which session's end an event tells: from then on its agent has no place here. */
public final class SessionEnds {
    private static final Set<String> ENDED = Arrays.stream(SessionStatus.values())
            .filter(SessionStatus::ended)
            .map(SessionStatus::wire)
            .collect(Collectors.toUnmodifiableSet());

    private SessionEnds() {}

    /**
     * Returns the session that has ended or is gone; empty for any other event. One that has failed only because its
     * agent was lost waits for that agent.
     */
    public static Optional<String> of(CommittedEvent event) {
        boolean over = event.name() == EventName.SESSION_DELETED
                || event.name() == EventName.SESSION_UPDATED && hasEnded(event.data());
        return over ? event.sessionIds().stream().findFirst() : Optional.empty();
    }

    private static boolean hasEnded(JsonBytes session) {
        return ENDED.contains(status(session))
                && !session.asKnown(Session.class).lost();
    }

    /** Reads as far as the status and no further: every change of every session comes by here. */
    private static String status(JsonBytes session) {
        try (JsonParser parser = Json.mapper().createParser(session.array())) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean isStatus = parser.currentName().equals("status");
                parser.nextToken();
                if (isStatus) {
                    return parser.getText();
                }
                parser.skipChildren();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an event is no session", e);
        }
        return "";
    }
}
