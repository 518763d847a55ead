package dev.maestro.server;

import dev.maestro.server.config.HubConfig;
import dev.maestro.server.limit.Bans;
import dev.maestro.server.limit.GateRules;
import dev.maestro.server.limit.Gates;
import dev.maestro.server.limit.Guesses;
import dev.maestro.server.limit.Rate;
import dev.maestro.server.limit.SocketLimits;
import dev.maestro.server.namespace.NamespaceGate;
import dev.maestro.server.namespace.NamespaceLimits;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What everybody is held to, as the settings say; one set of bans for all of it.
 *
 * @param requests REST requests, by principal key
 * @param rawSockets raw WebSockets, which count with the sockets of native namespaces
 * @param namespaces sockets of all namespaces
 * @param logins tokens that do not hold
 * @param bans those of all of it
 */
record HubLimits(Gates requests, SocketLimits rawSockets, NamespaceLimits namespaces, LoginLimits logins, Bans bans) {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    /** A tunnel brings many people under one address. */
    private static final int PEOPLE_BEHIND_A_TUNNEL = 10;

    static HubLimits of(HubConfig config, LongSupplier nanos) {
        HubConfig.LimitSettings limits = config.limits();
        HubConfig.PortalSettings portal = config.portal();
        Bans bans = new Bans(limits.ban(), nanos);
        Rate requests = Rate.perSecond(limits.requestsPerSecond(), limits.requestsBurst());
        Rate events = Rate.perSecond(limits.eventsPerSecond(), limits.eventsBurst());
        Rate messages = Rate.perSecond(portal.messagesPerSecond(), portal.messagesPerSecond())
                .and(Rate.of(portal.messagesPerMinute(), MINUTE, portal.messagesPerMinute()));
        SocketLimits onNative =
                socketLimits(new GateRules(events, limits.banAfter(), bans), limits.connectionsPerPrincipal(), nanos);
        SocketLimits onPortal =
                socketLimits(new GateRules(messages, limits.banAfter(), bans), portal.connections(), nanos);
        return new HubLimits(
                new Gates(new GateRules(requests, limits.banAfter(), bans), nanos),
                onNative,
                new NamespaceLimits(
                        limits.roomsPerSocket(),
                        limits.subscriptionsPerCall(),
                        limits.authenticateWithin(),
                        NamespaceGate.ofNative(onNative),
                        NamespaceGate.ofPortal(onPortal)),
                new LoginLimits(
                        guesses(limits.refusedLoginsPerMinute(), nanos),
                        guesses(limits.refusedLoginsPerMinute() * PEOPLE_BEHIND_A_TUNNEL, nanos)),
                bans);
    }

    private static SocketLimits socketLimits(GateRules rules, int connections, LongSupplier nanos) {
        return new SocketLimits(new Gates(rules, nanos), connections);
    }

    private static Guesses guesses(int perMinute, LongSupplier nanos) {
        return new Guesses(Rate.of(perMinute, MINUTE, Math.max(1, perMinute / 2)), nanos);
    }
}
