package dev.maestro.server.limit;

import java.time.Duration;

/** Limits for tests that are not about limits: so wide that none is met. */
public final class WideLimits {
    private static final Rate VERY_FAST = Rate.perSecond(1_000_000, 1_000_000);

    private WideLimits() {}

    /** Returns what REST requests are held to. */
    public static Gates requests() {
        return gates(VERY_FAST);
    }

    /** Returns what sockets are held to. */
    public static SocketLimits sockets() {
        return new SocketLimits(gates(VERY_FAST), 1_000_000);
    }

    private static Gates gates(Rate rate) {
        Bans bans = new Bans(Duration.ofMinutes(5), System::nanoTime);
        return new Gates(new GateRules(rate, Duration.ofSeconds(10), bans), System::nanoTime);
    }
}
