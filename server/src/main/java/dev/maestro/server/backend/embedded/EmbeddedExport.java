package dev.maestro.server.backend.embedded;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.DocumentKey;
import dev.maestro.server.backend.DocumentKind;
import dev.maestro.server.backend.IdempotentAnswer;
import dev.maestro.server.backend.StoreExport;
import dev.maestro.server.backend.StoreHead;
import dev.maestro.server.backend.StoreRecord;
import dev.maestro.server.backend.StoreTransferException;
import dev.maestro.server.backend.form.WordList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The store of a data folder, whose lock this holds. As when a hub opens it, a store of an older format becomes one of
 * this, and sockets that were connected count as gone.
 */
public final class EmbeddedExport implements StoreExport {
    private final FolderLock lock;
    private final StoreConnection connection;
    private final StoreHead head;

    private EmbeddedExport(FolderLock lock, StoreConnection connection, StoreHead head) {
        this.lock = lock;
        this.connection = connection;
        this.head = head;
    }

    /**
     * Opens the store of a folder.
     *
     * @throws StoreTransferException if there is none
     * @throws dev.maestro.server.backend.BackendStartException if a hub uses it, or it is not whole
     */
    public static EmbeddedExport open(Path folder, Clock clock) {
        if (!Files.exists(folder.resolve(StoreFile.NAME))) {
            throw new StoreTransferException("there is no store in " + folder.toAbsolutePath()
                    + ". Name the data folder of the hub with --data-dir.");
        }
        FolderLock lock = FolderLock.take(folder);
        try {
            return open(lock, StoreFile.in(folder), clock);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static EmbeddedExport open(FolderLock lock, Path file, Clock clock) {
        StoreConnection connection = null;
        try {
            connection = StoreConnection.forWriting(file);
            Schema.upgrade(connection);
            connection.recoveries().endConnections(clock.millis());
            connection.beginReading();
            LogState log = LogState.read(connection);
            return new EmbeddedExport(
                    lock, connection, new StoreHead(log.epoch(), log.head(), log.trimmed(), log.lastOrd()));
        } catch (SQLException e) {
            if (connection != null) {
                connection.close();
            }
            throw unreadable(e);
        }
    }

    @Override
    public StoreHead head() {
        return head;
    }

    @Override
    public long rows() {
        try {
            long rows = 0;
            for (String table : List.of("documents", "events", "project_heads", "answers", "recovery_sessions")) {
                rows += Long.parseLong(connection.text("SELECT count(*) FROM " + table));
            }
            return rows;
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    @Override
    public void read(Consumer<StoreRecord> to) {
        try {
            for (DocumentKind kind : DocumentKind.values()) {
                documents(kind, to);
            }
            each("SELECT seq, ts, name, project_id, session_ids, data FROM events ORDER BY seq", to, this::event);
            each(
                    "SELECT project_id, seq FROM project_heads ORDER BY project_id",
                    to,
                    row -> new StoreRecord.ProjectHead(row.getString(1), row.getLong(2)));
            each(
                    "SELECT scope, key, request_hash, status, body, keep_ms, expires_at FROM answers ORDER BY rowid",
                    to,
                    EmbeddedExport::answer);
            each(
                    "SELECT pid, gone_at, state FROM recovery_sessions ORDER BY rowid",
                    to,
                    row -> new StoreRecord.Recovery(
                            row.getString(1), row.getLong(2), JsonBytes.ofUtf8(row.getBytes(3))));
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    /** Makes a record of a row. */
    private interface Reading {
        StoreRecord of(ResultSet row) throws SQLException;
    }

    private void each(String sql, Consumer<StoreRecord> to, Reading reading) throws SQLException {
        each(connection.prepared(sql), to, reading);
    }

    private static void each(PreparedStatement select, Consumer<StoreRecord> to, Reading reading) throws SQLException {
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                to.accept(reading.of(rows));
            }
        }
    }

    private void documents(DocumentKind kind, Consumer<StoreRecord> to) throws SQLException {
        PreparedStatement select = connection.prepared("SELECT id, project_id, version, tags, ord, body FROM documents"
                + " INDEXED BY documents_by_kind WHERE kind = ? ORDER BY ord");
        select.setString(1, kind.name());
        each(
                select,
                to,
                row -> new StoreRecord.Document(
                        DocumentKey.of(kind, row.getString(1)),
                        row.getString(2),
                        row.getLong(3),
                        Set.copyOf(WordList.read(row.getString(4))),
                        row.getLong(5),
                        JsonBytes.ofUtf8(row.getBytes(6))));
    }

    private StoreRecord event(ResultSet row) throws SQLException {
        String name = row.getString(3);
        return new StoreRecord.Event(
                row.getLong(1),
                row.getLong(2),
                EventName.find(name).orElseThrow(() -> new SQLException("there is no event " + name)),
                row.getString(4),
                WordList.read(row.getString(5)),
                JsonBytes.ofUtf8(row.getBytes(6)));
    }

    private static StoreRecord answer(ResultSet row) throws SQLException {
        IdempotentAnswer kept = new IdempotentAnswer(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getInt(4),
                JsonBytes.ofUtf8(row.getBytes(5)),
                Duration.ofMillis(row.getLong(6)));
        return new StoreRecord.Answer(kept, row.getLong(7));
    }

    private static StoreTransferException unreadable(SQLException e) {
        return new StoreTransferException("the store cannot be read: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        connection.close();
        lock.close();
    }
}
