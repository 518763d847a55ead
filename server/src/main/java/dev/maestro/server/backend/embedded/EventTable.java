package dev.maestro.server.backend.embedded;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.backend.form.WordList;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The log of events, and the last native event of each project. */
final class EventTable {
    private final StoreConnection connection;

    EventTable(StoreConnection connection) {
        this.connection = connection;
    }

    void append(CommittedEvent event) throws SQLException {
        PreparedStatement insert = connection.prepared(
                "INSERT INTO events (seq, ts, name, project_id, session_ids, data) VALUES (?, ?, ?, ?, ?, ?)");
        insert.setLong(1, event.offset().sequence());
        insert.setLong(2, event.timestamp());
        insert.setString(3, event.name().wire());
        insert.setString(4, event.projectId());
        insert.setString(5, WordList.write(event.sessionIds()));
        insert.setBytes(6, event.data().array());
        insert.executeUpdate();
    }

    /** Notes the last native event of a project. */
    void setProjectHead(String projectId, long sequence) throws SQLException {
        PreparedStatement upsert = connection.prepared("INSERT INTO project_heads (project_id, seq) VALUES (?, ?)"
                + " ON CONFLICT (project_id) DO UPDATE SET seq = excluded.seq");
        upsert.setString(1, projectId);
        upsert.setLong(2, sequence);
        upsert.executeUpdate();
    }

    /** Returns the sequence of a project's last native event, 0 when it never had one. */
    long projectHead(String projectId) throws SQLException {
        PreparedStatement select = connection.prepared("SELECT seq FROM project_heads WHERE project_id = ?");
        select.setString(1, projectId);
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /**
     * Reads events in order.
     *
     * @param after the sequence before the first
     * @param limit the most events
     * @param maxBytes no further event is read once the payloads together have this many bytes
     */
    List<CommittedEvent> read(String epoch, long after, int limit, long maxBytes) throws SQLException {
        PreparedStatement select =
                connection.prepared("SELECT seq, ts, name, project_id, session_ids, data FROM events WHERE seq > ?"
                        + " ORDER BY seq LIMIT ?");
        select.setLong(1, after);
        select.setInt(2, limit);
        List<CommittedEvent> events = new ArrayList<>();
        long bytes = 0;
        try (ResultSet rows = select.executeQuery()) {
            while (bytes < maxBytes && rows.next()) {
                CommittedEvent event = event(epoch, rows);
                bytes += event.data().lengthBytes();
                events.add(event);
            }
        }
        return events;
    }

    /** Returns the first event after {@code after}, up to {@code last}, that is not older than the given time. */
    OptionalLong firstSince(long after, long last, long timestamp) throws SQLException {
        PreparedStatement select = connection.prepared(
                "SELECT seq FROM events WHERE seq > ? AND seq <= ? AND ts >= ? ORDER BY seq LIMIT 1");
        select.setLong(1, after);
        select.setLong(2, last);
        select.setLong(3, timestamp);
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
        }
    }

    /** Removes the events up to and with {@code last}. */
    void removeUpTo(long last) throws SQLException {
        PreparedStatement delete = connection.prepared("DELETE FROM events WHERE seq <= ?");
        delete.setLong(1, last);
        delete.executeUpdate();
    }

    private static CommittedEvent event(String epoch, ResultSet row) throws SQLException {
        long sequence = row.getLong(1);
        String wire = row.getString(3);
        EventName name = EventName.find(wire)
                .orElseThrow(() -> new SQLException("event " + sequence + " has the unknown name " + wire));
        return new CommittedEvent(
                new Offset(epoch, sequence),
                row.getLong(2),
                name,
                row.getString(4),
                WordList.read(row.getString(5)),
                JsonBytes.ofUtf8(row.getBytes(6)));
    }
}
