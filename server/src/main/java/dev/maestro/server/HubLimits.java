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
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What everybody is held to, as the settings say; one set of bans for all of it.
 *
 * @param requests REST requests, by principal key
 * @param rawSockets raw WebSockets, which count with the sockets of native namespaces
 * @param portal sockets of portal namespaces
 * @param namespaces sockets of all namespaces
 * @param logins tokens that do not hold
 * @param bans those of all of it
 * @param running what of it can be changed while the hub runs
 */
record HubLimits(
        Gates requests,
        SocketLimits rawSockets,
        SocketLimits portal,
        NamespaceLimits namespaces,
        LoginLimits logins,
        Bans bans,
        RunningLimits running) {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    /** A tunnel brings many people under one address. */
    private static final int PEOPLE_BEHIND_A_TUNNEL = 10;

    static HubLimits of(HubConfig config, LongSupplier nanos) {
        HubConfig.LimitSettings limits = config.limits();
        Bans bans = new Bans(limits.ban(), nanos);
        RunningLimits running = RunningLimits.of(config);
        SocketLimits onNative =
                socketLimits(running.events(), limits.banAfter(), bans, running.connections()::get, nanos);
        SocketLimits onPortal =
                socketLimits(running.messages(), limits.banAfter(), bans, running.portalConnections()::get, nanos);
        return new HubLimits(
                new Gates(new GateRules(running.requests(), limits.banAfter(), bans), nanos),
                onNative,
                onPortal,
                new NamespaceLimits(
                        limits.roomsPerSocket(),
                        limits.subscriptionsPerCall(),
                        limits.authenticateWithin(),
                        PartConfigs.messages(config),
                        NamespaceGate.ofNative(onNative),
                        NamespaceGate.ofPortal(onPortal)),
                new LoginLimits(
                        guesses(limits.refusedLoginsPerMinute(), nanos),
                        guesses(limits.refusedLoginsPerMinute() * PEOPLE_BEHIND_A_TUNNEL, nanos)),
                bans,
                running);
    }

    private static SocketLimits socketLimits(
            Supplier<Rate> rates, Duration banAfter, Bans bans, IntSupplier connections, LongSupplier nanos) {
        return new SocketLimits(new Gates(new GateRules(rates, banAfter, bans), nanos), connections);
    }

    /** Returns how many refusals of one, by any key, are worth being written down one by one. */
    static Guesses toldRefusals(HubConfig config, LongSupplier nanos) {
        return guesses(config.limits().refusedLoginsPerMinute(), nanos);
    }

    private static Guesses guesses(int perMinute, LongSupplier nanos) {
        return new Guesses(Rate.of(perMinute, MINUTE, Math.max(1, perMinute / 2)), nanos);
    }
}
