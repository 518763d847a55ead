package dev.maestro.server.limit;

import java.time.Duration;

/** Limits for tests that are not about limits: those the hub has when nobody sets them. */
public final class WideLimits {
    private WideLimits() {}

    /** Returns what REST requests are held to. */
    public static Gates requests() {
        return gates(Rate.perSecond(100, 200));
    }

    /** Returns what sockets are held to. */
    public static SocketLimits sockets() {
        return new SocketLimits(gates(Rate.perSecond(100, 200)), 1000);
    }

    private static Gates gates(Rate rate) {
        Bans bans = new Bans(Duration.ofMinutes(5), System::nanoTime);
        return new Gates(new GateRules(rate, Duration.ofSeconds(10), bans), System::nanoTime);
    }
}
