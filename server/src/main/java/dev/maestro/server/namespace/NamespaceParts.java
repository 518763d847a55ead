package dev.maestro.server.namespace;

import dev.maestro.server.auth.Authenticator;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.namespace.event.ClientEvents;
import dev.maestro.server.namespace.event.EventGate;
import dev.maestro.server.namespace.event.EventLimit;
import dev.maestro.server.namespace.event.EventRules;
import dev.maestro.server.namespace.event.NativeRefusals;
import dev.maestro.server.namespace.event.PayloadLimits;
import dev.maestro.server.namespace.event.PortalRefusals;
import dev.maestro.server.namespace.event.RefusalForm;
import dev.maestro.server.socketio.adapter.HubNamespace;
import java.time.Clock;

/**
 * What every namespace is made of.
 *
 * @param authenticator tells who somebody is
 * @param backend where projects and sessions are looked up
 * @param limits what one socket may have
 * @param pools where work is done
 * @param tokens watches the tokens of sockets
 * @param clock what time it is
 * @param reports who is told how it goes
 */
public record NamespaceParts(
        Authenticator authenticator,
        Backend backend,
        NamespaceLimits limits,
        NamespacePools pools,
        TokenLife tokens,
        Clock clock,
        NamespaceReports reports) {
    /** Opens a native namespace: behind a door, and with what every native namespace takes. */
    ClientEvents open(HubNamespace namespace, Door door) {
        ClientEvents events = events(namespace, limits.onNative(), EventGate.OPEN, new NativeRefusals());
        Admittance.through(door, limits.onNative(), reports.logins(), namespace);
        SessionGuard guard = new SessionGuard(backend);
        namespace.setRecoveryListener(new RoomAccess(guard)::mayRecover);
        recheckReturns(namespace);
        new NativeEvents(guard, space(), clock).register(events);
        TokenEvents.register(namespace, events, this, guard);
        return events;
    }

    /** Opens a portal namespace: behind a door, and a gate for those who have not said yet who they are. */
    ClientEvents openPortal(HubNamespace namespace, Door door, EventGate gate) {
        ClientEvents events = events(namespace, limits.onPortal(), gate, new PortalRefusals(clock));
        Admittance.through(door, limits.onPortal(), reports.logins(), namespace);
        RoomAccess access = new RoomAccess(new SessionGuard(backend));
        namespace.setRecoveryListener(
                (client, rooms) -> Principals.find(client).isPresent() && access.mayRecover(client, rooms));
        recheckReturns(namespace);
        return events;
    }

    /** Between the check of its rooms and its return into them, a right may have gone. */
    private static void recheckReturns(HubNamespace namespace) {
        namespace.setReturnListener(client -> LiveAccess.recheck(client.socket()));
    }

    /** Returns how many rooms a socket may be in. */
    RoomSpace space() {
        return new RoomSpace(limits.rooms());
    }

    private ClientEvents events(HubNamespace namespace, EventLimit limit, EventGate gate, RefusalForm refusals) {
        PayloadLimits payloads = new PayloadLimits(limits.sessionsPerCall(), limits.messages());
        EventRules rules = new EventRules(limit, gate, payloads, refusals);
        return ClientEvents.of(namespace, rules, pools.events()).countedIn(reports.outcomes(), reports.events());
    }
}
