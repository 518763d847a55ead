package dev.maestro.server.backend.embedded;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.Sample;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.sqlite.SQLiteConfig;

/** States of sockets, and a look at what the file keeps of them. */
final class StateFill {
    private StateFill() {}

    /** Returns a state of the usual size, which a number can be told from. */
    static JsonBytes state(int n) {
        return JsonBytes.of(Map.of(
                "n",
                n,
                "sid",
                "Qm3vJpN0bTz5xW1cAAAB",
                "nsp",
                "/ui",
                "rooms",
                List.of("project:prj_4f9f2c1e", "session:sess_aa2b41", "session:sess_bb9c02"),
                "offset",
                "7vk3m1x9c2q8-1f4",
                "principal",
                Map.of("kind", "user", "subject", "0b8e6a4e-8d5c-4f7e-9b1a-3d2c1f0e9a87")));
    }

    /** Opens a store for a look or a change beside the hub; it waits for the hub's writes for as long as those may take. */
    static Connection toolOnTheSide(Path folder) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout((int) Sample.PATIENCE.toMillis());
        return config.createConnection("jdbc:sqlite:" + folder.resolve("hub.db"));
    }

    static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static long number(Connection connection, String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException("not readable: " + sql, e);
        }
    }

    static long count(Connection connection) {
        return number(connection, "SELECT count(*) FROM recovery_sessions");
    }
}
