package io.sepia.internal.backend.sql;

import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.sql.condition.Sql;
import io.sepia.internal.backend.sql.condition.SqlCondition;
import io.sepia.internal.matching.DocumentMatcher;
import io.sepia.internal.matching.Query;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the documents of a query that has no order of its own, in the order of their ids. It keeps no place of each
 * row, which {@link RowSearch} needs to sort them again. See decision 0310.
 */
final class PlainSearch {
    private final JpaQueries queries;
    private final Database database;
    private final String className;
    private final Query query;
    private final SqlCondition condition;

    PlainSearch(JpaQueries queries, Database database, String className, Query query, SqlCondition condition) {
        this.queries = queries;
        this.database = database;
        this.className = className;
        this.query = query;
        this.condition = condition;
    }

    List<StoredDocument> documents() throws SQLException {
        boolean exact = condition.isExact();
        DocumentMatcher matcher = null;
        List<StoredDocument> found = new ArrayList<>();
        long matches = 0;
        try (ResultSet rows = queries.prepare(select()).executeQuery()) {
            while (found.size() < query.limit() && rows.next()) {
                queries.checkDeadline();
                StoredDocument document = Rows.readOf(className, database, rows);
                if (!exact && rows.getBoolean(Rows.COLUMN_COUNT + 1)) {
                    matcher = matcher == null ? DocumentMatcher.of(query) : matcher;
                    if (!matcher.matches(document)) {
                        continue;
                    }
                }
                if (matches++ >= query.offset()) {
                    found.add(document);
                }
            }
        }
        return found;
    }

    private Sql select() {
        boolean exact = condition.isExact();
        boolean limited = exact && query.reach() != Query.UNLIMITED;
        Sql rows = queries.select(
                exact ? Rows.COLUMNS : Rows.COLUMNS + ", " + condition.unclear().text(),
                condition.may(),
                " ORDER BY " + database.idOrder() + (limited ? " LIMIT ?" : ""));
        List<Object> parameters =
                new ArrayList<>(exact ? List.of() : condition.unclear().parameters());
        parameters.addAll(rows.parameters());
        if (limited) {
            parameters.add(query.reach());
        }
        return new Sql(rows.text(), parameters);
    }
}
