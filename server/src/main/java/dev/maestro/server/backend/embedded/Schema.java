package dev.maestro.server.backend.embedded;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tables of the store, and the numbers in the file's header by which a hub knows its own. */
final class Schema {
    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);

    /** The application id in the header of every store: "MHUB". */
    static final int APPLICATION_ID = 0x4D485542;

    /** The format this hub reads and writes. */
    static final int VERSION = 2;

    /** The oldest format this hub makes into its own. */
    static final int OLDEST_VERSION = 1;

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

    // What version 2 added.
    private static final List<String> RECOVERY_TABLES = List.of(
            """
            CREATE TABLE recovery_sessions (
              pid TEXT NOT NULL UNIQUE,
              gone_at INTEGER NOT NULL,
              state BLOB NOT NULL
            )""",
            "CREATE INDEX recovery_sessions_by_going ON recovery_sessions (gone_at)",
            // One row: when the node that keeps them was last known to run.
            "CREATE TABLE recovery_node (one INTEGER PRIMARY KEY CHECK (one = 1), at INTEGER NOT NULL)",
            "INSERT INTO recovery_node VALUES (1, 0)");

    private Schema() {}

    /** Makes the tables of a new store in an empty file, with a new epoch. */
    static void create(StoreConnection connection) throws SQLException {
        connection.execute("PRAGMA journal_mode = WAL");
        connection.beginWriting();
        executeAll(connection, TABLES);
        executeAll(connection, RECOVERY_TABLES);
        PreparedStatement meta = connection.prepared("INSERT INTO meta VALUES (1, ?, 0, 0, 0)");
        meta.setString(1, newEpoch());
        meta.executeUpdate();
        connection.execute("PRAGMA application_id = " + APPLICATION_ID);
        connection.execute("PRAGMA user_version = " + VERSION);
        connection.commit();
    }

    /**
     * Makes a store of an older format into one of this; all of it or nothing.
     *
     * @throws SQLException if it cannot be written, or is of no format known here
     */
    static void upgrade(StoreConnection connection) throws SQLException {
        int version = version(connection);
        if (version == VERSION) {
            return;
        }
        connection.beginWriting();
        switch (version) {
            case 1 -> executeAll(connection, RECOVERY_TABLES);
            default -> throw new SQLException("format " + version + " is not known");
        }
        connection.execute("PRAGMA user_version = " + VERSION);
        connection.commit();
        LOG.atInfo()
                .addKeyValue("from", version)
                .addKeyValue("to", VERSION)
                .log("the store was made into one of this hub's format");
    }

    /** Returns the format of a store, as its log has it. */
    static int version(StoreConnection connection) throws SQLException {
        return Integer.parseInt(connection.text("PRAGMA user_version"));
    }

    private static void executeAll(StoreConnection connection, List<String> statements) throws SQLException {
        for (String statement : statements) {
            connection.execute(statement);
        }
    }

    private static String newEpoch() {
        return new BigInteger(EPOCH_BITS, new SecureRandom()).toString(Character.MAX_RADIX);
    }
}
