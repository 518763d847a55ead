package dev.maestro.server.backend.embedded;

import dev.maestro.server.backend.DocumentQuery;
import dev.maestro.server.backend.form.WordList;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A list query as one statement.
 *
 * <p>With tags it walks the index of the first tag; without, that of the project or of the kind. Each is in creation
 * order, so a page costs what it returns and skips, never a sort. Only of several projects without a tag the places are
 * sorted, without what stands there.
 *
 * @param sql with the number of tags, and whether none, one or more projects are asked for, its only variations
 * @param values in the order of its parameters
 */
record DocumentListing(String sql, List<Object> values) {
    /**
     * Returns the statement.
     *
     * @param afterOrd where the last page ended; {@link #start} for the first
     */
    static DocumentListing of(DocumentQuery query, String columns, long afterOrd) {
        List<String> tags = List.copyOf(query.tags());
        return tags.isEmpty() ? untagged(query, columns, afterOrd) : tagged(query, tags, columns, afterOrd);
    }

    /** Returns the place before the first document of a list. */
    static long start(DocumentQuery query) {
        return query.newestFirst() ? Long.MAX_VALUE : 0;
    }

    private static String follows(DocumentQuery query) {
        return query.newestFirst() ? " < ?" : " > ?";
    }

    private static String order(DocumentQuery query) {
        return query.newestFirst() ? " DESC" : "";
    }

    PreparedStatement bind(StoreConnection connection) throws SQLException {
        PreparedStatement statement = connection.prepared(sql);
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
        return statement;
    }

    private static DocumentListing untagged(DocumentQuery query, String columns, long afterOrd) {
        StringBuilder sql = new StringBuilder("SELECT ").append(columns).append(" FROM documents d INDEXED BY ");
        List<Object> values = new ArrayList<>();
        values.add(query.kind().name());
        if (query.projects().isEmpty()) {
            sql.append("documents_by_kind WHERE d.kind = ?");
        } else if (query.projects().get().size() == 1) {
            sql.append("documents_by_project WHERE d.kind = ? AND d.project_id = ?");
            values.addAll(query.projects().get());
        } else {
            return ofProjects(query, query.projects().get(), columns, afterOrd);
        }
        sql.append(" AND d.ord" + follows(query) + " ORDER BY d.ord" + order(query) + " LIMIT ?");
        values.add(afterOrd);
        values.add(query.limit() + 1);
        return new DocumentListing(sql.toString(), values);
    }

    private static DocumentListing ofProjects(
            DocumentQuery query, Set<String> projects, String columns, long afterOrd) {
        String sql = "SELECT " + columns + " FROM documents d WHERE d.ord IN ("
                + "SELECT x.ord FROM documents x INDEXED BY documents_by_project"
                + " WHERE x.kind = ? AND x.project_id IN (SELECT value FROM json_each(?)) AND x.ord"
                + follows(query) + " ORDER BY x.ord" + order(query) + " LIMIT ?) ORDER BY d.ord" + order(query);
        return new DocumentListing(
                sql, List.of(query.kind().name(), WordList.write(projects), afterOrd, query.limit() + 1));
    }

    private static DocumentListing tagged(DocumentQuery query, List<String> tags, String columns, long afterOrd) {
        StringBuilder sql = new StringBuilder("SELECT ")
                .append(columns)
                .append(" FROM tags t CROSS JOIN documents d ON d.ord = t.ord WHERE t.kind = ? AND t.tag = ?")
                .append(" AND t.ord")
                .append(follows(query));
        List<Object> values = new ArrayList<>();
        values.add(query.kind().name());
        values.add(tags.get(0));
        values.add(afterOrd);
        if (query.projects().isPresent()) {
            sql.append(" AND t.project_id IN (SELECT value FROM json_each(?))");
            values.add(WordList.write(query.projects().get()));
        }
        for (String other : tags.subList(1, tags.size())) {
            sql.append(" AND EXISTS (SELECT 1 FROM tags o WHERE o.kind = t.kind AND o.tag = ? AND o.ord = t.ord)");
            values.add(other);
        }
        sql.append(" ORDER BY t.ord").append(order(query)).append(" LIMIT ?");
        values.add(query.limit() + 1);
        return new DocumentListing(sql.toString(), values);
    }
}
