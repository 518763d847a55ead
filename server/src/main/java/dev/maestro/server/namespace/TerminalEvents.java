package dev.maestro.server.namespace;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.namespace.event.ClientEvents;
import java.util.List;

/** What clients say of terminals, which this hub does not carry yet: it is refused as that, not as unknown. */
final class TerminalEvents {
    private static final List<String> OF_OWNERS = List.of("terminal:register", "terminal:output", "terminal:exit");
    private static final List<String> OF_VIEWERS =
            List.of("terminal:watch", "terminal:unwatch", "terminal:input", "terminal:resize", "terminal:list");
    private static final HubException NOT_YET =
            HubException.of(ErrorCode.UNAVAILABLE, "this hub does not carry terminals yet");

    private TerminalEvents() {}

    /** Refuses what owners of terminals say. */
    static void refuseOwners(ClientEvents events) {
        events.refuse(OF_OWNERS, NOT_YET);
    }

    /** Refuses what viewers of terminals say. */
    static void refuseViewers(ClientEvents events) {
        events.refuse(OF_VIEWERS, NOT_YET);
    }
}
