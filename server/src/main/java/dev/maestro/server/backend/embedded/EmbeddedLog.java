package dev.maestro.server.backend.embedded;

import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.backend.feed.Portion;
import dev.maestro.server.backend.feed.StoredLog;
import java.sql.SQLException;
import java.util.List;

/** The log as the file has it. Threads: thread-safe. */
final class EmbeddedLog implements StoredLog {
    private static final long PORTION_BYTES = 4L << 20;

    private final ReadPool reads;

    EmbeddedLog(ReadPool reads) {
        this.reads = reads;
    }

    @Override
    public Portion read(Offset after, int limit) {
        return reads.readAtOneMoment(connection -> portion(connection, after, limit));
    }

    @Override
    public Portion replay(Offset after, int limit) {
        return reads.replayAtOneMoment(connection -> portion(connection, after, limit));
    }

    private static Portion portion(StoreConnection connection, Offset after, int limit) throws SQLException {
        LogState log = LogState.read(connection);
        if (!log.reachesBackTo(after)) {
            return Portion.gapUpTo(log.trimmedOffset());
        }
        List<CommittedEvent> events = connection.events().read(log.epoch(), after.sequence(), limit, PORTION_BYTES);
        return Portion.of(
                events, events.isEmpty() ? after : events.get(events.size() - 1).offset());
    }
}
