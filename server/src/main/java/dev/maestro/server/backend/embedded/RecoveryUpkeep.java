package dev.maestro.server.backend.embedded;

import dev.maestro.server.backend.RecoverySessions;
import dev.maestro.server.backend.writing.RecoveryChange;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes recovery sessions whose window is over, and those over the most that are kept; notes that the node runs while
 * sockets are connected to it. Times are epoch milliseconds.
 *
 * <p>Threads: confined to the writer thread.
 */
final class RecoveryUpkeep {
    private static final Logger LOG = LoggerFactory.getLogger(RecoveryUpkeep.class);

    // Some milliseconds of work: the longest that a commit waits because of it.
    private static final int A_BITE = 500;

    private final long windowMs;
    private boolean toldOfTooMany;

    RecoveryUpkeep(Duration window) {
        this.windowMs = window.toMillis();
    }

    boolean isDue(RecoveryTable table, long now) throws SQLException {
        return table.anyGoneBy(now - windowMs) || table.isNoteDue(now) || table.count() > RecoverySessions.MAX_KEPT;
    }

    /** Does what is due, removing at most a bite of each sort; in a transaction of the caller. */
    void bite(RecoveryTable table, long now) throws SQLException {
        if (table.isNoteDue(now)) {
            table.noteRunning(now);
        }
        table.removeGoneBy(now - windowMs, A_BITE);
        int tooMany = table.count() - RecoverySessions.MAX_KEPT;
        if (tooMany > 0) {
            tellOnce();
            table.removeGoneBy(RecoveryChange.CONNECTED, Math.min(tooMany, A_BITE));
        }
    }

    private void tellOnce() {
        if (!toldOfTooMany) {
            toldOfTooMany = true;
            LOG.atWarn()
                    .addKeyValue("max", RecoverySessions.MAX_KEPT)
                    .log("too many sockets to keep for recovery; those that went first are forgotten");
        }
    }
}
