package dev.maestro.server.backend.embedded;

import dev.maestro.server.backend.Offset;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The one row that says how far the store has come.
 *
 * @param epoch the life of the log
 * @param head the sequence of the last event; 0 before the first
 * @param trimmed the sequence of the last event that was removed; 0 when none was
 * @param lastOrd the place in creation order of the last document created, which may be removed since
 */
record LogState(String epoch, long head, long trimmed, long lastOrd) {
    static LogState read(StoreConnection connection) throws SQLException {
        try (ResultSet row = connection
                .prepared("SELECT epoch, head, trimmed, last_ord FROM meta WHERE one = 1")
                .executeQuery()) {
            if (!row.next()) {
                throw new SQLException("the store's meta row is missing");
            }
            return new LogState(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4));
        }
    }

    void write(StoreConnection connection) throws SQLException {
        PreparedStatement update =
                connection.prepared("UPDATE meta SET head = ?, trimmed = ?, last_ord = ? WHERE one = 1");
        update.setLong(1, head);
        update.setLong(2, trimmed);
        update.setLong(3, lastOrd);
        update.executeUpdate();
    }

    LogState withTrimmed(long sequence) {
        return new LogState(epoch, head, sequence, lastOrd);
    }

    /** Returns whether every event after the offset is still in the log. */
    boolean reachesBackTo(Offset offset) {
        // An offset past the head is of a log that went on after this file was copied: another life.
        return epoch.equals(offset.epoch()) && offset.sequence() >= trimmed && offset.sequence() <= head;
    }

    Offset headOffset() {
        return new Offset(epoch, head);
    }

    Offset trimmedOffset() {
        return new Offset(epoch, trimmed);
    }
}
