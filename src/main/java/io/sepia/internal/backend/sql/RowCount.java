package io.sepia.internal.backend.sql;

import io.sepia.internal.backend.sql.condition.Sql;
import io.sepia.internal.backend.sql.condition.SqlCondition;
import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.internal.condition.Term;
import io.sepia.internal.matching.DocumentMatcher;
import io.sepia.internal.matching.Query;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Counts the rows that meet a condition. Only rows that the database cannot decide are read. See decision 0310. */
final class RowCount {
    private final JpaQueries queries;
    private final Database database;
    private final StatementCache statements;
    private final String className;
    private final Term condition;
    private final Term indexed;
    private final SqlCondition sql;

    /** @param indexed the condition with the numbers of its indexes of words */
    RowCount(
            JpaQueries queries,
            Database database,
            StatementCache statements,
            String className,
            Term condition,
            Term indexed) {
        this.queries = queries;
        this.database = database;
        this.statements = statements;
        this.className = className;
        this.condition = condition;
        this.indexed = indexed;
        this.sql = database.queries().condition(indexed);
    }

    long count() throws SQLException {
        if (sql.isExact()) {
            return number(sql.may());
        }
        boolean none = sql.sure().isFalse();
        long clear = none || indexed instanceof Term.Words ? -1 : clear();
        return clear >= 0 ? clear : (none ? 0 : sure()) + unclear();
    }

    /** Counts the rows in one pass; returns -1 if some of them have to be evaluated. */
    private long clear() throws SQLException {
        String unclear = "count(CASE WHEN " + sql.unclear().text() + " THEN 1 END)";
        Sql rows = queries.select("count(*), " + unclear, sql.may(), "");
        List<Object> parameters = new ArrayList<>(sql.unclear().parameters());
        parameters.addAll(rows.parameters());
        return statements
                .first(rows.text(), row -> row.getLong(2) == 0 ? row.getLong(1) : -1L, parameters.toArray())
                .orElse(-1L);
    }

    /**
     * Counts the rows that meet the condition for sure. An index of words counts its own entries without their rows.
     */
    private long sure() throws SQLException {
        Sql entered =
                indexed instanceof Term.Words words ? database.indexes().words().entered(words) : null;
        return entered == null
                ? number(sql.sure())
                : statements.number(
                        "SELECT count(*) FROM " + entered.text(),
                        entered.parameters().toArray());
    }

    private long unclear() throws SQLException {
        long matching = 0;
        DocumentMatcher matcher = DocumentMatcher.of(Query.ALL.where(condition));
        Sql rest = queries.select(Rows.COLUMNS, Sql.and(sql.unclear(), sql.may()), "");
        try (ResultSet rows = queries.prepare(rest).executeQuery()) {
            while (rows.next()) {
                queries.checkDeadline();
                matching += matcher.matches(Rows.readOf(className, database, rows)) ? 1 : 0;
            }
        }
        return matching;
    }

    private long number(Sql where) throws SQLException {
        Sql rows = queries.select("count(*)", where, "");
        return statements.number(rows.text(), rows.parameters().toArray());
    }
}
