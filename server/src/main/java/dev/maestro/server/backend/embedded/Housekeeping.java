package dev.maestro.server.backend.embedded;

import java.sql.SQLException;
import java.time.Clock;

/**
 * Removes old events, expired answers and recovery sessions nobody came back for, a small bite at a time, each in a
 * transaction of its own; and notes now and then that the node runs.
 *
 * <p>Threads: confined to the writer thread.
 */
final class Housekeeping {
    // Some milliseconds of work: the longest that a commit waits because of it.
    private static final int EVENTS_A_BITE = 2_000;
    private static final int ANSWERS_A_BITE = 500;

    private final EmbeddedConfig config;
    private final Clock clock;
    private final RecoveryUpkeep recoveries;

    Housekeeping(EmbeddedConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.recoveries = new RecoveryUpkeep(config.recoveryWindow());
    }

    /**
     * Removes some of what is to go.
     *
     * @return the log as it is afterwards, and whether there may be more
     */
    Tidied bite(StoreConnection connection, LogState log) throws SQLException {
        long now = clock.millis();
        long trimTo = trimTo(connection, log, now);
        boolean trims = trimTo > log.trimmed();
        boolean prunes = connection.answers().anyExpired(now);
        boolean keepsUp = recoveries.isDue(connection.recoveries(), now);
        if (!trims && !prunes && !keepsUp) {
            return new Tidied(log, false);
        }
        LogState after = trims ? log.withTrimmed(trimTo) : log;
        connection.beginWriting();
        if (trims) {
            connection.events().removeUpTo(trimTo);
            after.write(connection);
        }
        if (prunes) {
            connection.answers().removeExpired(now, ANSWERS_A_BITE);
        }
        if (keepsUp) {
            recoveries.bite(connection.recoveries(), now);
        }
        connection.commit();
        return new Tidied(after, true);
    }

    /** What a bite left. */
    record Tidied(LogState log, boolean more) {}

    private long trimTo(StoreConnection connection, LogState log, long now) throws SQLException {
        long last = Math.min(log.head(), log.trimmed() + EVENTS_A_BITE);
        long byCount = Math.min(last, log.head() - config.eventMaxCount());
        long oldestKept = now - config.eventMaxAge().toMillis();
        long byAge =
                connection.events().firstSince(log.trimmed(), last, oldestKept).orElse(last + 1) - 1;
        return Math.max(byCount, byAge);
    }
}
