package io.sepia.internal.backend.h2;

import io.sepia.internal.backend.sql.condition.ColumnConditions;
import io.sepia.internal.backend.sql.condition.QueryDialect;
import io.sepia.internal.backend.sql.condition.Sql;
import io.sepia.internal.backend.sql.condition.SqlCondition;
import io.sepia.internal.condition.Operand;
import io.sepia.internal.condition.Operand.Property;
import io.sepia.internal.condition.Term;
import org.jspecify.annotations.Nullable;

/**
 * H2's SQL for queries. H2 selects by the columns that every row has; conditions on the content are evaluated in Java,
 * because H2 cannot compare JSON numbers and fails on documents that other backends store. See decision 0031.
 */
public final class H2QueryDialect implements QueryDialect {
    public static final H2QueryDialect INSTANCE = new H2QueryDialect();

    private H2QueryDialect() {}

    @Override
    public Sql ofClass(String className) {
        return Sql.of("class_name = ?", className);
    }

    @Override
    public SqlCondition condition(Term condition) {
        return SqlCondition.of(condition, H2QueryDialect::leaf);
    }

    private static SqlCondition leaf(Term condition) {
        if (condition instanceof Term.Any || condition instanceof Term.All) {
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
