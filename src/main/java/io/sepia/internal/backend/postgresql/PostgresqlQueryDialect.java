package io.sepia.internal.backend.postgresql;

import io.sepia.internal.backend.sql.condition.ColumnConditions;
import io.sepia.internal.backend.sql.condition.QueryDialect;
import io.sepia.internal.backend.sql.condition.Sql;
import io.sepia.internal.backend.sql.condition.SqlCondition;
import io.sepia.internal.condition.Operand;
import io.sepia.internal.condition.Operand.Property;
import io.sepia.internal.condition.Term;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's SQL for queries. It selects by the columns that every row has; Java evaluates the content. */
public final class PostgresqlQueryDialect implements QueryDialect {
    public static final PostgresqlQueryDialect INSTANCE = new PostgresqlQueryDialect();

    private static final String ID = "object_id";

    private PostgresqlQueryDialect() {}

    @Override
    public Sql ofClass(String className) {
        return Sql.of("class_name = ?", className);
    }

    @Override
    public SqlCondition condition(Term condition) {
        return SqlCondition.of(condition, PostgresqlQueryDialect::leaf);
    }

    private static SqlCondition leaf(Term condition) {
        if (condition instanceof Term.Any || condition instanceof Term.All) {
            return SqlCondition.UNKNOWN;
        }
        return QueryDialect.operand(condition) instanceof Property property
                ? ColumnConditions.of(property, condition, ID, "?")
                : SqlCondition.UNKNOWN;
    }

    @Override
    public @Nullable SortKey sortKey(Operand operand) {
        return operand instanceof Property property ? new SortKey(ColumnConditions.column(property), null) : null;
    }
}
