package dev.maestro.server.broadcast;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.model.SessionStatus;
import dev.maestro.server.backend.CommittedEvent;
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

    /** Returns the session that has ended or is gone; empty for any other event. */
    public static Optional<String> of(CommittedEvent event) {
        boolean over = event.name() == EventName.SESSION_DELETED
                || event.name() == EventName.SESSION_UPDATED
                        && ENDED.contains(event.data().tree().path("status").asText());
        return over ? event.sessionIds().stream().findFirst() : Optional.empty();
    }
}
