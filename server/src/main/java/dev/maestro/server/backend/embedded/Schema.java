package dev.maestro.server.backend.embedded;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** The tables of the store, and the numbers in the file's header by which a hub knows its own. */
final class Schema {
    /** The application id in the header of every store: "MHUB". */
    static final int APPLICATION_ID = 0x4D485542;

    /** The format this hub reads and writes. */
    static final int VERSION = 1;

    private static final int EPOCH_BITS = 80;

    private static final List<String> TABLES = List.of(
            // One row. last_ord is kept apart from the documents so that the place of a removed one is never reused.
            """
            CREATE TABLE meta (
              one INTEGER PRIMARY KEY CHECK (one = 1),
              epoch TEXT NOT NULL,
              head INTEGER NOT NULL,
              trimmed INTEGER NOT NULL,
              last_ord INTEGER NOT NULL
            )""",
            """
            CREATE TABLE documents (
              ord INTEGER PRIMARY KEY,
              kind TEXT NOT NULL,
              id TEXT NOT NULL,
              project_id TEXT NOT NULL,
              version INTEGER NOT NULL,
              tags TEXT NOT NULL,
              body BLOB NOT NULL
            )""",
            "CREATE UNIQUE INDEX documents_by_id ON documents (kind, id)",
            // An index of a rowid table ends in the row id: both of these are in the order of ord.
            "CREATE INDEX documents_by_kind ON documents (kind)",
            "CREATE INDEX documents_by_project ON documents (kind, project_id)",
            """
            CREATE TABLE tags (
              kind TEXT NOT NULL,
              tag TEXT NOT NULL,
              ord INTEGER NOT NULL,
              project_id TEXT NOT NULL,
              PRIMARY KEY (kind, tag, ord)
            ) WITHOUT ROWID""",
            """
            CREATE TABLE events (
              seq INTEGER PRIMARY KEY,
              ts INTEGER NOT NULL,
              name TEXT NOT NULL,
              project_id TEXT NOT NULL,
              session_ids TEXT NOT NULL,
              data BLOB NOT NULL
            )""",
            // Apart from the events, which are trimmed.
            "CREATE TABLE project_heads (project_id TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID",
            """
            CREATE TABLE answers (
              scope TEXT NOT NULL,
              key TEXT NOT NULL,
              request_hash TEXT NOT NULL,
              status INTEGER NOT NULL,
              body BLOB NOT NULL,
              keep_ms INTEGER NOT NULL,
              expires_at INTEGER NOT NULL,
              UNIQUE (scope, key)
            )""",
            "CREATE INDEX answers_by_expiry ON answers (expires_at)");

    private Schema() {}

    /** Makes the tables of a new store in an empty file, with a new epoch. */
    static void create(StoreConnection connection) throws SQLException {
        connection.execute("PRAGMA journal_mode = WAL");
        connection.beginWriting();
        for (String table : TABLES) {
            connection.execute(table);
        }
        PreparedStatement meta = connection.prepared("INSERT INTO meta VALUES (1, ?, 0, 0, 0)");
        meta.setString(1, newEpoch());
        meta.executeUpdate();
        connection.execute("PRAGMA application_id = " + APPLICATION_ID);
        connection.execute("PRAGMA user_version = " + VERSION);
        connection.commit();
    }

    private static String newEpoch() {
        return new BigInteger(EPOCH_BITS, new SecureRandom()).toString(Character.MAX_RADIX);
    }
}
