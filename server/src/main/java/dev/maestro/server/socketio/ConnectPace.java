package dev.maestro.server.socketio;

/**
 * How fast one engine session may ask for namespaces: so many at once after a rest, then one each interval.
 *
 * <p>One number says it all: when everything that was taken will have been earned.
 */
@EventLoopConfined
final class ConnectPace {
    private final EngineConfig.Connects rule;
    private long earnedAt;

    /**
     * Begins with everything that may be asked for at once.
     *
     * @param now the time, on the scale of {@link System#nanoTime}
     */
    ConnectPace(EngineConfig.Connects rule, long now) {
        this.rule = rule;
        this.earnedAt = now;
    }

    /**
     * Takes one, if it may be.
     *
     * @return 0, or after how many nanoseconds it could be taken
     */
    long take(long now) {
        long interval = rule.each().toNanos();
        long owed = Math.max(0, earnedAt - now) + interval;
        long wait = owed - interval * rule.burst();
        if (wait > 0) {
            return wait;
        }
        earnedAt = now + owed;
        return 0;
    }
}
