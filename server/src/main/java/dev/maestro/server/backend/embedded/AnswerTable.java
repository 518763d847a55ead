package dev.maestro.server.backend.embedded;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.IdempotentAnswer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** The answers kept for repetitions of a request. Times are epoch milliseconds. */
final class AnswerTable {
    private final StoreConnection connection;

    AnswerTable(StoreConnection connection) {
        this.connection = connection;
    }

    Optional<IdempotentAnswer> find(String scope, String key, long now) throws SQLException {
        PreparedStatement select = connection.prepared("SELECT request_hash, status, body, keep_ms FROM answers"
                + " WHERE scope = ? AND key = ? AND expires_at > ?");
        select.setString(1, scope);
        select.setString(2, key);
        select.setLong(3, now);
        try (ResultSet row = select.executeQuery()) {
            return row.next()
                    ? Optional.of(new IdempotentAnswer(
                            scope,
                            key,
                            row.getString(1),
                            row.getInt(2),
                            JsonBytes.ofUtf8(row.getBytes(3)),
                            Duration.ofMillis(row.getLong(4))))
                    : Optional.empty();
        }
    }

    /** Keeps an answer, in the place of an expired one of the same key. */
    void keep(IdempotentAnswer answer, long now) throws SQLException {
        PreparedStatement insert = connection.prepared("INSERT OR REPLACE INTO answers"
                + " (scope, key, request_hash, status, body, keep_ms, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)");
        long keepMs = answer.keepFor().toMillis();
        insert.setString(1, answer.scope());
        insert.setString(2, answer.key());
        insert.setString(3, answer.requestHash());
        insert.setInt(4, answer.status());
        insert.setBytes(5, answer.body().array());
        insert.setLong(6, keepMs);
        insert.setLong(7, Math.addExact(now, keepMs));
        insert.executeUpdate();
    }

    /** Returns whether an answer's time is over. */
    boolean anyExpired(long now) throws SQLException {
        PreparedStatement select = connection.prepared("SELECT 1 FROM answers WHERE expires_at <= ? LIMIT 1");
        select.setLong(1, now);
        try (ResultSet row = select.executeQuery()) {
            return row.next();
        }
    }

    /** Removes at most {@code limit} answers whose time is over. */
    void removeExpired(long now, int limit) throws SQLException {
        PreparedStatement delete = connection.prepared("DELETE FROM answers WHERE rowid IN"
                + " (SELECT rowid FROM answers WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)");
        delete.setLong(1, now);
        delete.setInt(2, limit);
        delete.executeUpdate();
    }
}
