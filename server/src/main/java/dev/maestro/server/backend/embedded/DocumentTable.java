package dev.maestro.server.backend.embedded;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.Change;
import dev.maestro.server.backend.DocumentKey;
import dev.maestro.server.backend.DocumentKind;
import dev.maestro.server.backend.DocumentPage;
import dev.maestro.server.backend.DocumentQuery;
import dev.maestro.server.backend.StoredDocument;
import dev.maestro.server.backend.form.Cursor;
import dev.maestro.server.backend.form.WordList;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The documents and the tags they are listed by. */
final class DocumentTable {
    private static final String COLUMNS = "d.ord, d.id, d.project_id, d.version, d.tags, d.body";

    private final StoreConnection connection;

    DocumentTable(StoreConnection connection) {
        this.connection = connection;
    }

    /** Where a document stands, without its body. */
    record Place(long ord, String projectId, long version, Set<String> tags) {}

    Optional<Place> place(DocumentKey key) throws SQLException {
        PreparedStatement select =
                connection.prepared("SELECT ord, project_id, version, tags FROM documents WHERE kind = ? AND id = ?");
        select.setString(1, key.kind().name());
        select.setString(2, key.id());
        try (ResultSet row = select.executeQuery()) {
            return row.next()
                    ? Optional.of(new Place(
                            row.getLong(1),
                            row.getString(2),
                            row.getLong(3),
                            Set.copyOf(WordList.read(row.getString(4)))))
                    : Optional.empty();
        }
    }

    Optional<StoredDocument> find(DocumentKey key) throws SQLException {
        PreparedStatement select =
                connection.prepared("SELECT " + COLUMNS + " FROM documents d WHERE d.kind = ? AND d.id = ?");
        select.setString(1, key.kind().name());
        select.setString(2, key.id());
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? Optional.of(document(key.kind(), row)) : Optional.empty();
        }
    }

    /** Returns all documents of a kind in a project, oldest first. */
    List<StoredDocument> ofProject(DocumentKind kind, String projectId) throws SQLException {
        PreparedStatement select = connection.prepared("SELECT " + COLUMNS
                + " FROM documents d INDEXED BY documents_by_project"
                + " WHERE d.kind = ? AND d.project_id = ? ORDER BY d.ord");
        select.setString(1, kind.name());
        select.setString(2, projectId);
        List<StoredDocument> found = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                found.add(document(kind, rows));
            }
        }
        return found;
    }

    DocumentPage list(DocumentQuery query, long afterOrd) throws SQLException {
        DocumentListing listing = DocumentListing.of(query, COLUMNS, afterOrd);
        List<StoredDocument> found = new ArrayList<>();
        long lastOrd = afterOrd;
        try (ResultSet rows = listing.bind(connection).executeQuery()) {
            while (rows.next()) {
                if (found.size() == query.limit()) {
                    return new DocumentPage(found, Cursor.of(query.kind(), lastOrd));
                }
                lastOrd = rows.getLong(1);
                found.add(document(query.kind(), rows));
            }
        }
        return new DocumentPage(found, null);
    }

    /** Counts the documents of a kind, or those of them that have a tag. */
    long count(DocumentKind kind, @Nullable String tag) throws SQLException {
        PreparedStatement select = connection.prepared(
                tag == null
                        ? "SELECT count(*) FROM documents INDEXED BY documents_by_kind WHERE kind = ?"
                        : "SELECT count(*) FROM tags WHERE kind = ? AND tag = ?");
        select.setString(1, kind.name());
        if (tag != null) {
            select.setString(2, tag);
        }
        try (ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    void insert(Change.Put put, long ord) throws SQLException {
        PreparedStatement insert = connection.prepared(
                "INSERT INTO documents (ord, kind, id, project_id, version, tags, body) VALUES (?, ?, ?, ?, 1, ?, ?)");
        insert.setLong(1, ord);
        insert.setString(2, put.key().kind().name());
        insert.setString(3, put.key().id());
        insert.setString(4, put.projectId());
        insert.setString(5, WordList.write(put.tags()));
        insert.setBytes(6, put.body().array());
        insert.executeUpdate();
        for (String tag : put.tags()) {
            addTag(put, tag, ord);
        }
    }

    void update(Change.Put put, Place place) throws SQLException {
        PreparedStatement update =
                connection.prepared("UPDATE documents SET version = ?, tags = ?, body = ? WHERE ord = ?");
        update.setLong(1, place.version() + 1);
        update.setString(2, WordList.write(put.tags()));
        update.setBytes(3, put.body().array());
        update.setLong(4, place.ord());
        update.executeUpdate();
        for (String tag : place.tags()) {
            if (!put.tags().contains(tag)) {
                removeTag(put.key().kind(), tag, place.ord());
            }
        }
        for (String tag : put.tags()) {
            if (!place.tags().contains(tag)) {
                addTag(put, tag, place.ord());
            }
        }
    }

    void delete(DocumentKey key, Place place) throws SQLException {
        PreparedStatement delete = connection.prepared("DELETE FROM documents WHERE ord = ?");
        delete.setLong(1, place.ord());
        delete.executeUpdate();
        for (String tag : place.tags()) {
            removeTag(key.kind(), tag, place.ord());
        }
    }

    private void addTag(Change.Put put, String tag, long ord) throws SQLException {
        PreparedStatement insert =
                connection.prepared("INSERT INTO tags (kind, tag, ord, project_id) VALUES (?, ?, ?, ?)");
        insert.setString(1, put.key().kind().name());
        insert.setString(2, tag);
        insert.setLong(3, ord);
        insert.setString(4, put.projectId());
        insert.executeUpdate();
    }

    private void removeTag(DocumentKind kind, String tag, long ord) throws SQLException {
        PreparedStatement delete = connection.prepared("DELETE FROM tags WHERE kind = ? AND tag = ? AND ord = ?");
        delete.setString(1, kind.name());
        delete.setString(2, tag);
        delete.setLong(3, ord);
        delete.executeUpdate();
    }

    private static StoredDocument document(DocumentKind kind, ResultSet row) throws SQLException {
        return new StoredDocument(
                DocumentKey.of(kind, row.getString(2)),
                row.getString(3),
                row.getLong(4),
                Set.copyOf(WordList.read(row.getString(5))),
                JsonBytes.ofUtf8(row.getBytes(6)));
    }
}
