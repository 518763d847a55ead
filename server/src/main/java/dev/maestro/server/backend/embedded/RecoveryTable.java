package dev.maestro.server.backend.embedded;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.writing.RecoveryBatch;
import dev.maestro.server.backend.writing.RecoveryChange;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What is kept of sockets, and when the node that keeps them was last known to run. Times are epoch milliseconds.
 *
 * <p>A connected socket's connection goes at {@link RecoveryChange#CONNECTED}, so that those who went first are first by
 * {@code gone_at}, and connected ones last.
 */
final class RecoveryTable {
    /** By how much a node that is killed may be wrong about when its sockets went. */
    private static final Duration NOTE_EVERY = Duration.ofSeconds(5);

    private final StoreConnection connection;

    RecoveryTable(StoreConnection connection) {
        this.connection = connection;
    }

    /** Returns the state kept under a pid, if its connection went after a time, or did not go. */
    Optional<JsonBytes> find(String pid, long goneAfter) throws SQLException {
        PreparedStatement select =
                connection.prepared("SELECT state FROM recovery_sessions WHERE pid = ? AND gone_at > ?");
        select.setString(1, pid);
        select.setLong(2, goneAfter);
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? Optional.of(JsonBytes.ofUtf8(row.getBytes(1))) : Optional.empty();
        }
    }

    void apply(RecoveryBatch batch, long now) throws SQLException {
        if (batch.forgetsAll()) {
            connection.execute("DELETE FROM recovery_sessions");
        }
        for (Map.Entry<String, RecoveryChange> entry : batch.changes().entrySet()) {
            apply(entry.getKey(), entry.getValue());
        }
        if (batch.keepsAny()) {
            noteRunning(now);
        }
    }

    private void apply(String pid, RecoveryChange change) throws SQLException {
        switch (change.type()) {
            case KEEP -> keep(pid, (RecoveryChange.Keep) change);
            case LEAVE -> leave(pid, ((RecoveryChange.Leave) change).goneAt());
            case FORGET -> forget(pid);
        }
    }

    private void keep(String pid, RecoveryChange.Keep keep) throws SQLException {
        PreparedStatement upsert = connection.prepared(
                "INSERT INTO recovery_sessions (pid, gone_at, state)"
                        + " VALUES (?, ?, ?) ON CONFLICT (pid) DO UPDATE SET gone_at = excluded.gone_at, state = excluded.state");
        upsert.setString(1, pid);
        upsert.setLong(2, keep.goneAt());
        upsert.setBytes(3, keep.state().array());
        upsert.executeUpdate();
    }

    private void leave(String pid, long goneAt) throws SQLException {
        PreparedStatement update =
                connection.prepared("UPDATE recovery_sessions SET gone_at = ? WHERE pid = ? AND gone_at = ?");
        update.setLong(1, goneAt);
        update.setString(2, pid);
        update.setLong(3, RecoveryChange.CONNECTED);
        update.executeUpdate();
    }

    private void forget(String pid) throws SQLException {
        PreparedStatement delete = connection.prepared("DELETE FROM recovery_sessions WHERE pid = ?");
        delete.setString(1, pid);
        delete.executeUpdate();
    }

    /** Returns whether sockets count as connected and it is time to note that the node runs. */
    boolean isNoteDue(long now) throws SQLException {
        PreparedStatement select = connection.prepared("SELECT 1 FROM recovery_node WHERE (at > ? OR at <= ?)"
                + " AND EXISTS (SELECT 1 FROM recovery_sessions WHERE gone_at = ?)");
        select.setLong(1, now);
        select.setLong(2, now - NOTE_EVERY.toMillis());
        select.setLong(3, RecoveryChange.CONNECTED);
        return hasRow(select);
    }

    /** Notes that the node runs, unless that was noted a moment ago. */
    void noteRunning(long now) throws SQLException {
        PreparedStatement update = connection.prepared("UPDATE recovery_node SET at = ? WHERE at > ? OR at <= ?");
        update.setLong(1, now);
        update.setLong(2, now);
        update.setLong(3, now - NOTE_EVERY.toMillis());
        update.executeUpdate();
    }

    /** Notes that the node runs, but not for long. */
    void noteEnd(long now) throws SQLException {
        PreparedStatement update = connection.prepared("UPDATE recovery_node SET at = ?");
        update.setLong(1, now);
        update.executeUpdate();
    }

    /** Notes that no socket is connected: those that were went when the node was last known to run. */
    void endConnections(long now) throws SQLException {
        PreparedStatement update = connection.prepared(
                "UPDATE recovery_sessions" + " SET gone_at = min(?, (SELECT at FROM recovery_node)) WHERE gone_at = ?");
        update.setLong(1, now);
        update.setLong(2, RecoveryChange.CONNECTED);
        update.executeUpdate();
    }

    /** Returns whether any went at or before a time. */
    boolean anyGoneBy(long time) throws SQLException {
        PreparedStatement select = connection.prepared("SELECT 1 FROM recovery_sessions WHERE gone_at <= ? LIMIT 1");
        select.setLong(1, time);
        return hasRow(select);
    }

    /** Removes at most {@code limit} of those that went at or before a time. */
    void removeGoneBy(long time, int limit) throws SQLException {
        PreparedStatement delete = connection.prepared("DELETE FROM recovery_sessions WHERE rowid IN"
                + " (SELECT rowid FROM recovery_sessions WHERE gone_at <= ? ORDER BY gone_at LIMIT ?)");
        delete.setLong(1, time);
        delete.setInt(2, limit);
        delete.executeUpdate();
    }

    int count() throws SQLException {
        try (ResultSet row =
                connection.prepared("SELECT count(*) FROM recovery_sessions").executeQuery()) {
            return row.next() ? row.getInt(1) : 0;
        }
    }

    private static boolean hasRow(PreparedStatement select) throws SQLException {
        try (ResultSet row = select.executeQuery()) {
            return row.next();
        }
    }
}
