package dev.maestro.server.namespace;

import dev.maestro.server.auth.Authenticator;
import dev.maestro.server.namespace.event.ClientEvents;
import dev.maestro.server.namespace.event.EventGate;
import dev.maestro.server.namespace.event.PayloadLimits;
import dev.maestro.server.socketio.adapter.HubNamespace;
import java.time.Clock;
import java.util.concurrent.Executor;

/**
 * What every namespace is made of.
 *
 * @param authenticator tells who somebody is
 * @param limits what one socket may have
 * @param pool where the work of events is done; when it rejects work, the client is told
 * @param tokens watches the tokens of sockets
 * @param clock what time it is
 */
public record NamespaceParts(
        Authenticator authenticator, NamespaceLimits limits, Executor pool, TokenLife tokens, Clock clock) {
    /** Begins to take a namespace's events. */
    ClientEvents events(HubNamespace namespace, EventGate gate) {
        return ClientEvents.of(namespace, gate, new PayloadLimits(limits.sessionsPerCall()), pool);
    }

    /** Returns how many rooms a socket may be in. */
    RoomSpace space() {
        return new RoomSpace(limits.rooms());
    }
}
