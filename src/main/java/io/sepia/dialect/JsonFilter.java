package io.sepia.dialect;

import org.hibernate.sql.ast.Clause;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.tree.SqlAstNode;
import org.hibernate.sql.ast.tree.predicate.Predicate;
import org.jspecify.annotations.Nullable;

/** Renders the filter clause of an aggregate. */
final class JsonFilter {
    private JsonFilter() {}

    /**
     * Appends the filter clause.
     *
     * @param notNull an expression that must not be null, or null to omit that condition
     */
    static void add(JsonSql sql, SqlAstTranslator<?> walker, @Nullable Predicate filter, @Nullable SqlAstNode notNull) {
        if (filter == null && notNull == null) {
            return;
        }
        walker.getCurrentClauseStack().push(Clause.WHERE);
        sql.add(" filter (where ");
        if (filter != null) {
            sql.add("(", filter, ")", notNull == null ? "" : " and ");
        }
        if (notNull != null) {
            sql.add(notNull, " is not null");
        }
        sql.add(")");
        walker.getCurrentClauseStack().pop();
    }
}
