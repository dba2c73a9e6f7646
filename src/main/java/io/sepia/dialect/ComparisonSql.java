package io.sepia.dialect;

import java.util.List;
import java.util.UUID;
import org.hibernate.dialect.Dialect;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.metamodel.mapping.JdbcMappingContainer;
import org.hibernate.query.IllegalQueryOperationException;
import org.hibernate.query.sqm.CastType;
import org.hibernate.query.sqm.ComparisonOperator;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.spi.SqlAppender;
import org.hibernate.sql.ast.spi.SqlSelection;
import org.hibernate.sql.ast.tree.SqlAstNode;
import org.hibernate.sql.ast.tree.expression.Expression;
import org.hibernate.sql.ast.tree.expression.SqlTuple;
import org.hibernate.sql.ast.tree.expression.SqlTupleContainer;
import org.hibernate.sql.ast.tree.select.SelectStatement;
import org.jspecify.annotations.Nullable;

/**
 * Writes the SQL of comparisons of values that SQLite compares only after a conversion.
 *
 * @param exact whether decimals are exact
 */
record ComparisonSql(SqlAppender sql, SqlAstTranslator<?> walker, Dialect dialect, boolean exact) {
    boolean isExact(SqlAstNode node) {
        return exact && DecimalType.is(node);
    }

    /**
     * Renders a comparison with all rows of a subquery, or with any. As in standard SQL, the result is unknown if it
     * depends on a null.
     */
    void renderQuantified(Expression left, ComparisonOperator operator, SelectStatement subquery, boolean every) {
        if (SqlTupleContainer.getSqlTuple(left) != null) {
            throw new IllegalQueryOperationException(
                    "SQLite cannot compare a 'tuple' with all or any rows of a subquery. Use 'exists'.");
        }
        Expression selected = selected(subquery);
        CastType temporal = TemporalPatterns.common(List.of(left, selected));
        sql.appendSql("(with sepia_q(c) as (");
        subquery.getQueryPart().accept(walker);
        sql.appendSql(") select case when ");
        sql.appendSql(every ? "min(t)=0 then 0" : "max(t)=1 then 1");
        sql.appendSql(" when count(*)=count(t) then " + (every ? 1 : 0) + " end from (select ");
        renderSimple(
                temporal == null ? left : converted(left, temporal),
                operator,
                () -> sql.appendSql(
                        temporal == null
                                ? "sepia_q.c"
                                : conversion(selected, temporal).replace("?1", "sepia_q.c")),
                isExact(selected),
                false);
        sql.appendSql(" t from sepia_q))");
    }

    void renderSimple(
            Expression left, ComparisonOperator operator, Runnable right, boolean rightIsExact, boolean canonical) {
        boolean equality = operator == ComparisonOperator.EQUAL || operator == ComparisonOperator.NOT_EQUAL;
        boolean distinct =
                operator == ComparisonOperator.DISTINCT_FROM || operator == ComparisonOperator.NOT_DISTINCT_FROM;
        boolean decimal = rightIsExact || isExact(left);
        boolean function = decimal && !distinct && !(equality && canonical && DecimalType.isCanonical(left));
        if (function) {
            sql.appendSql("sepia_compare(");
        }
        if (decimal && distinct) {
            DecimalType.render(sql, left, walker);
        } else {
            left.accept(walker);
        }
        sql.appendSql(
                switch (operator) {
                    case DISTINCT_FROM -> " is not ";
                    case NOT_DISTINCT_FROM -> " is ";
                    default -> function ? "," : operator.sqlText();
                });
        boolean convert = decimal && distinct && !canonical;
        sql.appendSql(convert ? "sepia_decimal(" : "");
        right.run();
        sql.appendSql(function ? ")" + operator.sqlText() + "0" : convert ? ")" : "");
    }

    /** Returns the expression that a subquery selects, which is a tuple if it selects several. */
    static Expression selected(SelectStatement subquery) {
        List<Expression> selected = subquery.getQuerySpec().getSelectClause().getSqlSelections().stream()
                .map(SqlSelection::getExpression)
                .toList();
        return selected.size() == 1 ? selected.get(0) : new SqlTuple(selected, null);
    }

    Expression converted(Expression value, @Nullable CastType temporal) {
        return new Converted(value, conversion(value, temporal));
    }

    /** Returns the pattern that converts a value to a type of times, or to the canonical form of decimals. */
    String conversion(Expression value, @Nullable CastType temporal) {
        return temporal == null ? "sepia_decimal(?1)" : dialect.castPattern(TemporalPatterns.type(value), temporal);
    }

    /** Refuses a comparison of UUIDs of two forms, and one of tuples with texts that differ from their values. */
    void checkTypes(Expression left, Expression right, boolean equality) {
        SqlTuple a = SqlTupleContainer.getSqlTuple(left);
        SqlTuple b = SqlTupleContainer.getSqlTuple(right);
        if (a == null && b == null) {
            checkUuids(left, right);
        }
        if (a == null || b == null) {
            return;
        }
        if (exact && !DecimalType.areComparable(a, b, equality)) {
            throw new IllegalQueryOperationException(
                    "SQLite cannot compare a 'tuple' with decimals by size or with other numbers. Compare each value.");
        }
        for (int i = 0; i < a.getExpressions().size(); i++) {
            if (TemporalPatterns.common(List.of(
                            a.getExpressions().get(i), b.getExpressions().get(i)))
                    != null) {
                throw new IllegalQueryOperationException(
                        "SQLite cannot compare a 'tuple' with dates and times of different types. Compare each value.");
            }
        }
    }

    /** Refuses a comparison of UUIDs of which one is bytes and one is text, which would never be equal. */
    private static void checkUuids(Expression left, Expression right) {
        JdbcMapping a = uuid(left);
        JdbcMapping b = uuid(right);
        if (a != null && b != null && SqliteCast.isUuid(a) != SqliteCast.isUuid(b)) {
            throw new IllegalQueryOperationException("SQLite cannot compare a UUID that is stored as text with one that"
                    + " is bytes. Use a parameter for the value.");
        }
    }

    private static @Nullable JdbcMapping uuid(Expression expression) {
        JdbcMappingContainer type = expression.getExpressionType();
        return type == null
                        || type.getJdbcTypeCount() != 1
                        || type.getSingleJdbcMapping().getJavaTypeDescriptor().getJavaTypeClass() != UUID.class
                ? null
                : type.getSingleJdbcMapping();
    }
}
