package io.sepia.dialect;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.hibernate.query.IllegalQueryOperationException;
import org.hibernate.query.common.FrameExclusion;
import org.hibernate.query.common.FrameKind;
import org.hibernate.query.common.FrameMode;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.spi.SqlAppender;
import org.hibernate.sql.ast.tree.SqlAstNode;
import org.hibernate.sql.ast.tree.expression.AggregateFunctionExpression;
import org.hibernate.sql.ast.tree.expression.Distinct;
import org.hibernate.sql.ast.tree.expression.Expression;
import org.hibernate.sql.ast.tree.expression.OrderedSetAggregateFunctionExpression;
import org.hibernate.sql.ast.tree.expression.Over;

/**
 * Writes the SQL of an aggregate over a window where SQLite's own is not right. An aggregate of the library over a
 * frame that may be empty would end the process, in the driver: it is computed from a list that SQLite's
 * {@code json_group_array} collects. See decision 0230.
 */
record WindowSql(Over<?> over) {
    private static final Set<String> STATISTICS =
            Set.of("stddev", "stddev_pop", "stddev_samp", "variance", "var_pop", "var_samp");
    private static final Set<String> OF_PAIRS = Set.of("covar_pop", "covar_samp", "corr", "regr_slope");

    private String function() {
        return over.getExpression() instanceof AggregateFunctionExpression aggregate
                ? aggregate.getFunctionName().toLowerCase(Locale.ROOT).replace("sepia_", "")
                : "";
    }

    private SqlAstNode argument() {
        return ((AggregateFunctionExpression) over.getExpression())
                .getArguments()
                .get(0);
    }

    /** Refuses what SQLite lacks or computes from texts. */
    void check() {
        Expression aggregate = over.getExpression();
        if (OF_PAIRS.contains(function())) {
            refuse("'" + function() + "'");
        }
        if (aggregate instanceof AggregateFunctionExpression each
                && each.getArguments().stream().anyMatch(Distinct.class::isInstance)) {
            refuse("aggregate of 'distinct' values");
        }
        if (aggregate instanceof OrderedSetAggregateFunctionExpression ordered
                && ordered.getWithinGroup() != null
                && !ordered.getWithinGroup().isEmpty()) {
            refuse("'" + function() + "' with 'within group'");
        }
        if (over.getMode() == FrameMode.RANGE
                && (isDistance(over.getStartKind()) || isDistance(over.getEndKind()))
                && over.getOrderList().stream()
                        .anyMatch(each -> DecimalType.is(each.getSortExpression())
                                || TemporalPatterns.isTemporal(TemporalPatterns.type(each.getSortExpression())))) {
            refuse("'range' of decimals, dates or times");
        }
    }

    private static void refuse(String construct) {
        throw new IllegalQueryOperationException("SQLite has no " + construct + " over a window. Use a subquery.");
    }

    private static boolean isDistance(FrameKind kind) {
        return kind == FrameKind.OFFSET_PRECEDING || kind == FrameKind.OFFSET_FOLLOWING;
    }

    /** Returns whether the aggregate is computed from a list of its values. */
    boolean isListed() {
        return STATISTICS.contains(function())
                || List.of("sum", "avg").contains(function()) && DecimalType.is(argument()) && mayBeEmpty();
    }

    private boolean mayBeEmpty() {
        return ((AggregateFunctionExpression) over.getExpression()).getFilter() != null
                || over.getExclusion() != FrameExclusion.NO_OTHERS
                || !hasCurrentRow();
    }

    private boolean hasCurrentRow() {
        FrameKind start = over.getStartKind();
        FrameKind end = over.getEndKind();
        return start != FrameKind.OFFSET_FOLLOWING && end != FrameKind.OFFSET_PRECEDING;
    }

    /** Appends the beginning of the call: the function's name, and the list, without its window. */
    void renderList(SqlAppender sql, SqlAstTranslator<?> walker) {
        String name = switch (function()) {
            case "stddev" -> "stddev_samp";
            case "variance" -> "var_samp";
            default -> function();
        };
        sql.appendSql("sepia_list_" + name + "(json_group_array(");
        argument().accept(walker);
        sql.appendSql(")");
        new JsonSql(sql, walker).addFilter(((AggregateFunctionExpression) over.getExpression()).getFilter(), null);
    }
}
