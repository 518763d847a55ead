package dev.maestro.server.backend.embedded;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.Commit;
import dev.maestro.server.backend.IdempotentAnswer;
import dev.maestro.server.backend.Sample;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;

/** Kept answers, made and counted. */
final class AnswerFill {
    private AnswerFill() {}

    static void keep(Backend backend, int count, Duration keepFor) {
        for (int i = 0; i < count; i++) {
            Sample.committed(
                    backend,
                    Commit.builder()
                            .answer(new IdempotentAnswer(
                                    "scope", "key" + i, "hash", 201, JsonBytes.of(Map.of("n", i)), keepFor))
                            .build());
        }
    }

    static int count(Connection connection) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM answers")) {
            return row.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException("not countable", e);
        }
    }
}
