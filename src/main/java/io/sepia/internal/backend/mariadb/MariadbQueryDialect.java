package io.sepia.internal.backend.mariadb;

import io.sepia.internal.backend.sql.condition.ColumnConditions;
import io.sepia.internal.backend.sql.condition.QueryDialect;
import io.sepia.internal.backend.sql.condition.Sql;
import io.sepia.internal.backend.sql.condition.SqlCondition;
import io.sepia.internal.condition.Operand;
import io.sepia.internal.condition.Operand.Property;
import io.sepia.internal.condition.Term;
import org.jspecify.annotations.Nullable;

/**
 * MariaDB's SQL for queries. MariaDB selects by the columns that every row has; conditions on the content are evaluated
 * in Java. See decision 0295.
 */
final class MariadbQueryDialect implements QueryDialect {
    static final MariadbQueryDialect INSTANCE = new MariadbQueryDialect();

    private MariadbQueryDialect() {}

    @Override
    public Sql ofClass(String className) {
        return Sql.of("class_name = ?", className);
    }

    @Override
    public SqlCondition condition(Term condition) {
        return SqlCondition.of(condition, MariadbQueryDialect::leaf);
    }

    private static SqlCondition leaf(Term condition) {
        if (condition instanceof Term.Any || condition instanceof Term.All) {
            return SqlCondition.UNKNOWN;
        }
        return QueryDialect.operand(condition) instanceof Property property
                ? ColumnConditions.of(property, condition, "object_id", "?")
                : SqlCondition.UNKNOWN;
    }

    @Override
    public @Nullable SortKey sortKey(Operand operand) {
        if (operand == Property.ID) {
            return new SortKey("object_id", null);
        }
        return operand instanceof Property property ? new SortKey(ColumnConditions.column(property), null) : null;
    }
}
