package dev.maestro.server.backend.embedded;

import dev.maestro.server.backend.StoreHead;
import dev.maestro.server.backend.StoreImport;
import dev.maestro.server.backend.StoreRecord;
import dev.maestro.server.backend.StoreTransferException;
import dev.maestro.server.backend.form.WordList;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * A store that is filled in a data folder, whose lock this holds, under another name until it is whole: while a file of
 * that name is there, no hub makes a store in the folder.
 */
public final class EmbeddedImport implements StoreImport {
    private static final int RECORDS_A_COMMIT = 5_000;
    private static final int CONSTRAINT = 19;

    private final Path folder;
    private final FolderLock lock;
    private final StoreConnection connection;
    // Confined, as the import is.
    private int uncommitted;
    private boolean ended;

    private EmbeddedImport(Path folder, FolderLock lock, StoreConnection connection) {
        this.folder = folder;
        this.lock = lock;
        this.connection = connection;
    }

    /**
     * Begins to fill the store of a folder, made when it does not exist; what an import before this left is removed.
     *
     * @throws StoreTransferException if there is a store, or none can be made
     * @throws dev.maestro.server.backend.BackendStartException if a hub uses the folder, or it cannot be made
     */
    public static EmbeddedImport open(Path folder) {
        StoreFile.makeFolder(folder);
        FolderLock lock = FolderLock.take(folder);
        try {
            StoreConnection connection = StoreConnection.forWriting(StoreFile.beginImport(folder));
            connection.beginWriting();
            return new EmbeddedImport(folder, lock, connection);
        } catch (IOException | SQLException e) {
            lock.close();
            throw new StoreTransferException("no store can be made in " + folder + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    @Override
    public void take(StoreRecord record) {
        try {
            switch (record.type()) {
                case DOCUMENT -> document((StoreRecord.Document) record);
                case EVENT -> event((StoreRecord.Event) record);
                case PROJECT_HEAD -> projectHead((StoreRecord.ProjectHead) record);
                case ANSWER -> answer((StoreRecord.Answer) record);
                case RECOVERY -> recovery((StoreRecord.Recovery) record);
            }
            if (++uncommitted == RECORDS_A_COMMIT) {
                connection.commit();
                connection.beginWriting();
                uncommitted = 0;
            }
        } catch (SQLException e) {
            throw (e.getErrorCode() & 0xff) == CONSTRAINT
                    ? new StoreTransferException("it comes twice, or its place is another's", e)
                    : unwritable(e);
        }
    }

    private void document(StoreRecord.Document document) throws SQLException {
        PreparedStatement insert = connection.prepared(
                "INSERT INTO documents (ord, kind, id, project_id, version, tags, body) VALUES (?, ?, ?, ?, ?, ?, ?)");
        insert.setLong(1, document.order());
        insert.setString(2, document.key().kind().name());
        insert.setString(3, document.key().id());
        insert.setString(4, document.projectId());
        insert.setLong(5, document.version());
        insert.setString(6, WordList.write(document.tags()));
        insert.setBytes(7, document.body().array());
        insert.executeUpdate();
        for (String tag : document.tags()) {
            PreparedStatement tagged =
                    connection.prepared("INSERT INTO tags (kind, tag, ord, project_id) VALUES (?, ?, ?, ?)");
            tagged.setString(1, document.key().kind().name());
            tagged.setString(2, tag);
            tagged.setLong(3, document.order());
            tagged.setString(4, document.projectId());
            tagged.executeUpdate();
        }
    }

    private void event(StoreRecord.Event event) throws SQLException {
        PreparedStatement insert = connection.prepared(
                "INSERT INTO events (seq, ts, name, project_id, session_ids, data) VALUES (?, ?, ?, ?, ?, ?)");
        insert.setLong(1, event.sequence());
        insert.setLong(2, event.timestamp());
        insert.setString(3, event.name().wire());
        insert.setString(4, event.projectId());
        insert.setString(5, WordList.write(event.sessionIds()));
        insert.setBytes(6, event.data().array());
        insert.executeUpdate();
    }

    private void projectHead(StoreRecord.ProjectHead head) throws SQLException {
        PreparedStatement insert = connection.prepared("INSERT INTO project_heads (project_id, seq) VALUES (?, ?)");
        insert.setString(1, head.projectId());
        insert.setLong(2, head.sequence());
        insert.executeUpdate();
    }

    private void answer(StoreRecord.Answer answer) throws SQLException {
        PreparedStatement insert =
                connection.prepared("INSERT INTO answers (scope, key, request_hash, status, body, keep_ms, expires_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)");
        insert.setString(1, answer.kept().scope());
        insert.setString(2, answer.kept().key());
        insert.setString(3, answer.kept().requestHash());
        insert.setInt(4, answer.kept().status());
        insert.setBytes(5, answer.kept().body().array());
        insert.setLong(6, answer.kept().keepFor().toMillis());
        insert.setLong(7, answer.expiresAt());
        insert.executeUpdate();
    }

    private void recovery(StoreRecord.Recovery recovery) throws SQLException {
        PreparedStatement insert =
                connection.prepared("INSERT INTO recovery_sessions (pid, gone_at, state) VALUES (?, ?, ?)");
        insert.setString(1, recovery.pid());
        insert.setLong(2, recovery.goneAt());
        insert.setBytes(3, recovery.state().array());
        insert.executeUpdate();
    }

    @Override
    public void finish(StoreHead head) {
        try {
            PreparedStatement update =
                    connection.prepared("UPDATE meta SET epoch = ?, head = ?, trimmed = ?, last_ord = ? WHERE one = 1");
            update.setString(1, head.epoch());
            update.setLong(2, head.head());
            update.setLong(3, head.trimmed());
            update.setLong(4, head.lastOrder());
            update.executeUpdate();
            connection.commit();
            // The file alone gets the store's name: nothing may be left in the log beside it.
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            connection.close();
            StoreFile.endImport(folder);
            ended = true;
            lock.close();
        } catch (IOException | SQLException e) {
            throw unwritable(e);
        }
    }

    private StoreTransferException unwritable(Exception e) {
        return new StoreTransferException("the store in " + folder + " cannot be written: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        if (ended) {
            return;
        }
        ended = true;
        connection.close();
        try {
            StoreFile.abandonImport(folder);
        } catch (IOException e) {
            throw unwritable(e);
        } finally {
            lock.close();
        }
    }
}
