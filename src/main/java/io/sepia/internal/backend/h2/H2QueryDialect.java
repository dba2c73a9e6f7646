package io.sepia.internal.backend.h2;

import io.sepia.internal.backend.sql.ColumnConditions;
import io.sepia.internal.backend.sql.QueryDialect;
import io.sepia.internal.backend.sql.Sql;
import io.sepia.internal.backend.sql.SqlCondition;
import io.sepia.query.Condition;
import io.sepia.query.Condition.Operand;
import io.sepia.query.Condition.Operand.Property;
import org.jspecify.annotations.Nullable;

/**
 * H2 is asked by the columns that every row has; what documents hold is looked up outside it. Its JSON has no numbers
 * to compare, and it fails over documents that others keep.
 */
public final class H2QueryDialect implements QueryDialect {
    /** The only one. */
    public static final H2QueryDialect INSTANCE = new H2QueryDialect();

    private H2QueryDialect() {}

    @Override
    public Sql ofClass(String className) {
        return Sql.of("class_name = ?", className);
    }

    @Override
    public SqlCondition condition(Condition condition) {
        return SqlCondition.of(condition, H2QueryDialect::leaf);
    }

    private static SqlCondition leaf(Condition condition) {
        if (condition instanceof Condition.Any || condition instanceof Condition.All) {
            return SqlCondition.UNKNOWN;
        }
        return QueryDialect.operand(condition) instanceof Property property
                ? ColumnConditions.of(property, condition, "sort_key", "STRINGTOUTF8(?)")
                : SqlCondition.UNKNOWN;
    }

    @Override
    public @Nullable SortKey sortKey(Operand operand) {
        if (operand == Property.ID) {
            return new SortKey("sort_key", null);
        }
        return operand instanceof Property property ? new SortKey(ColumnConditions.column(property), null) : null;
    }
}
