package dev.maestro.server.backend.embedded;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;

/**
 * One connection to the store, its prepared statements kept for its whole life.
 *
 * <p>Threads: used by one thread at a time.
 */
final class StoreConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoreConnection.class);

    // Nobody but this process writes; only a person with a tool of their own can make us wait.
    private static final int BUSY_TIMEOUT_MS = 2_000;

    // Never make a file: one that vanished must be missed, not replaced by an empty one.
    private static final String EXISTING = "?mode=rw";

    private final Connection connection;
    // Confined to whichever thread uses the connection now.
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    private StoreConnection(Connection connection) {
        this.connection = connection;
    }

    /** Opens a connection that can write; what it commits is on disk when {@link #commit} returns. */
    static StoreConnection forWriting(Path file) throws SQLException {
        return open(file, EXISTING, "PRAGMA synchronous = FULL", "PRAGMA journal_size_limit = 67108864");
    }

    /** Opens a connection that cannot write. */
    static StoreConnection forReading(Path file) throws SQLException {
        return open(file, EXISTING, "PRAGMA query_only = ON");
    }

    /**
     * Opens a connection to look at a file that may be anything; leaves the file and its log byte for byte as they are.
     *
     * @param hasLog whether a write-ahead log lies beside the file and belongs to its content
     */
    static StoreConnection forLooking(Path file, boolean hasLog) throws SQLException {
        // Immutable also keeps SQLite from making its side files, but would not read the log.
        return open(file, hasLog ? "?mode=ro" : "?immutable=1", "PRAGMA query_only = ON");
    }

    private static StoreConnection open(Path file, String parameters, String... pragmas) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_TIMEOUT_MS);
        // As a URI, so that no character of the path is taken for a parameter.
        Connection connection = config.createConnection("jdbc:sqlite:" + file.toUri() + parameters);
        StoreConnection opened = new StoreConnection(connection);
        try {
            for (String pragma : pragmas) {
                opened.execute(pragma);
            }
        } catch (SQLException e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    /** Returns the statement of this text; it is closed with the connection. */
    PreparedStatement prepared(String sql) throws SQLException {
        PreparedStatement known = statements.get(sql);
        if (known != null) {
            return known;
        }
        PreparedStatement made = connection.prepareStatement(sql);
        statements.put(sql, made);
        return made;
    }

    /** Runs a statement without parameters whose result does not matter. */
    void execute(String sql) throws SQLException {
        PreparedStatement statement = prepared(sql);
        if (statement.execute()) {
            statement.getResultSet().close();
        }
    }

    /** Returns the first column of the first row of a statement without parameters. */
    String text(String sql) throws SQLException {
        try (ResultSet rows = prepared(sql).executeQuery()) {
            if (!rows.next()) {
                throw new SQLException("no row: " + sql);
            }
            return rows.getString(1);
        }
    }

    /** Starts a transaction that will write. */
    void beginWriting() throws SQLException {
        execute("BEGIN IMMEDIATE");
    }

    /** Starts a transaction in which everything read is of the moment of the first read. */
    void beginReading() throws SQLException {
        execute("BEGIN");
    }

    /** Ends the transaction; what was written is on disk when this returns. */
    void commit() throws SQLException {
        execute("COMMIT");
    }

    DocumentTable documents() {
        return new DocumentTable(this);
    }

    EventTable events() {
        return new EventTable(this);
    }

    AnswerTable answers() {
        return new AnswerTable(this);
    }

    RecoveryTable recoveries() {
        return new RecoveryTable(this);
    }

    /** Closes the connection; an open transaction is undone. */
    @Override
    public void close() {
        try {
            for (PreparedStatement statement : statements.values()) {
                statement.close();
            }
            statements.clear();
            connection.close();
        } catch (SQLException e) {
            // What was committed is safe, and nothing more can be done with this connection.
            LOG.atWarn().setCause(e).log("a connection to the store did not close cleanly");
        }
    }
}
