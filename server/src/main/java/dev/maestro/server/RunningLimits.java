package dev.maestro.server;

import dev.maestro.server.config.HubConfig;
import dev.maestro.server.limit.Adjustable;
import dev.maestro.server.limit.Rate;
import java.time.Duration;

/**
 * The limits that can be changed while the hub runs, as they hold now, for sockets that are there as for those to come.
 *
 * @param requests REST requests of one principal
 * @param events events of one native socket
 * @param messages events of one principal on the portal
 * @param connections how many connections with native or raw sockets a principal may have
 * @param portalConnections how many with portal sockets
 */
record RunningLimits(
        Adjustable<Rate> requests,
        Adjustable<Rate> events,
        Adjustable<Rate> messages,
        Adjustable<Integer> connections,
        Adjustable<Integer> portalConnections) {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    static RunningLimits of(HubConfig config) {
        return new RunningLimits(
                new Adjustable<>(requests(config.limits())),
                new Adjustable<>(events(config.limits())),
                new Adjustable<>(messages(config.portal())),
                new Adjustable<>(config.limits().connectionsPerPrincipal()),
                new Adjustable<>(config.portal().connections()));
    }

    /** Holds everybody to other settings from now on. */
    void set(HubConfig config) {
        requests.set(requests(config.limits()));
        events.set(events(config.limits()));
        messages.set(messages(config.portal()));
        connections.set(config.limits().connectionsPerPrincipal());
        portalConnections.set(config.portal().connections());
    }

    private static Rate requests(HubConfig.LimitSettings limits) {
        return Rate.perSecond(limits.requestsPerSecond(), limits.requestsBurst());
    }

    private static Rate events(HubConfig.LimitSettings limits) {
        return Rate.perSecond(limits.eventsPerSecond(), limits.eventsBurst());
    }

    private static Rate messages(HubConfig.PortalSettings portal) {
        return Rate.perSecond(portal.messagesPerSecond(), portal.messagesPerSecond())
                .and(Rate.of(portal.messagesPerMinute(), MINUTE, portal.messagesPerMinute()));
    }
}
