package io.sepia.dialect;

import io.sepia.internal.functions.Decimals;
import io.sepia.internal.functions.DialectOptions;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.hibernate.community.dialect.SQLiteSqlAstTranslator;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.query.IllegalQueryOperationException;
import org.hibernate.query.SortDirection;
import org.hibernate.query.sqm.CastType;
import org.hibernate.query.sqm.ComparisonOperator;
import org.hibernate.query.sqm.SetOperator;
import org.hibernate.query.sqm.UnaryArithmeticOperator;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.spi.StandardSqlAstTranslatorFactory;
import org.hibernate.sql.ast.tree.AbstractUpdateOrDeleteStatement;
import org.hibernate.sql.ast.tree.SqlAstNode;
import org.hibernate.sql.ast.tree.Statement;
import org.hibernate.sql.ast.tree.expression.Any;
import org.hibernate.sql.ast.tree.expression.BinaryArithmeticExpression;
import org.hibernate.sql.ast.tree.expression.CaseSearchedExpression;
import org.hibernate.sql.ast.tree.expression.CaseSimpleExpression;
import org.hibernate.sql.ast.tree.expression.Every;
import org.hibernate.sql.ast.tree.expression.Expression;
import org.hibernate.sql.ast.tree.expression.Over;
import org.hibernate.sql.ast.tree.expression.QueryLiteral;
import org.hibernate.sql.ast.tree.expression.Summarization;
import org.hibernate.sql.ast.tree.expression.UnaryOperation;
import org.hibernate.sql.ast.tree.expression.UnparsedNumericLiteral;
import org.hibernate.sql.ast.tree.from.NamedTableReference;
import org.hibernate.sql.ast.tree.insert.ConflictClause;
import org.hibernate.sql.ast.tree.insert.InsertSelectStatement;
import org.hibernate.sql.ast.tree.predicate.BetweenPredicate;
import org.hibernate.sql.ast.tree.predicate.ComparisonPredicate;
import org.hibernate.sql.ast.tree.predicate.InListPredicate;
import org.hibernate.sql.ast.tree.predicate.InSubQueryPredicate;
import org.hibernate.sql.ast.tree.predicate.LikePredicate;
import org.hibernate.sql.ast.tree.select.QueryGroup;
import org.hibernate.sql.ast.tree.select.QuerySpec;
import org.hibernate.sql.exec.spi.JdbcOperation;
import org.hibernate.sql.model.ast.ColumnWriteFragment;
import org.jspecify.annotations.Nullable;

/** Renders queries where SQLite's syntax, or its meaning of the same syntax, differs from other databases. */
final class SqliteTranslator<T extends JdbcOperation> extends SQLiteSqlAstTranslator<T> {
    private final DialectOptions options;
    private boolean inWindow;

    /** Creates the translators of the dialect. */
    static final class Factory extends StandardSqlAstTranslatorFactory {
        private final Supplier<DialectOptions> options;

        /** @param options the options, which are not yet known when Hibernate asks for the factory */
        Factory(Supplier<DialectOptions> options) {
            this.options = options;
        }

        @Override
        protected <T extends JdbcOperation> SqlAstTranslator<T> buildTranslator(
                SessionFactoryImplementor factory, Statement statement) {
            return new SqliteTranslator<>(factory, statement, options.get());
        }
    }

    private SqliteTranslator(SessionFactoryImplementor factory, Statement statement, DialectOptions options) {
        super(factory, statement);
        this.options = options;
    }

    @Override
    protected void visitConflictClause(@Nullable ConflictClause clause) {
        if (clause != null && clause.getConstraintName() != null) {
            throw new IllegalQueryOperationException("SQLite's 'on conflict' takes columns, not the constraint '"
                    + clause.getConstraintName() + "'. Name its columns.");
        }
        visitStandardConflictClause(clause);
    }

    @Override
    protected void renderDmlTargetTableExpression(NamedTableReference table) {
        super.renderDmlTargetTableExpression(table);
        // Filters, and the update of a conflict clause, refer to columns through the alias of the table.
        Statement statement = getStatementStack().getCurrent();
        boolean aliased = statement instanceof AbstractUpdateOrDeleteStatement
                || statement instanceof InsertSelectStatement insert && insert.getConflictClause() != null;
        if (aliased && table.getIdentificationVariable() != null) {
            appendSql(" as " + table.getIdentificationVariable());
        }
    }

    @Override
    protected void renderComparison(Expression left, ComparisonOperator operator, Expression right) {
        if (right instanceof Any any) {
            comparison().renderQuantified(left, operator, any.getSubquery(), false);
        } else if (right instanceof Every every) {
            comparison().renderQuantified(left, operator, every.getSubquery(), true);
        } else {
            CastType temporal = TemporalPatterns.common(List.of(left, right));
            comparison()
                    .renderSimple(
                            temporal == null ? left : comparison().converted(left, temporal),
                            operator,
                            () -> (temporal == null ? right : comparison().converted(right, temporal)).accept(this),
                            isExact(right),
                            DecimalType.isCanonical(right));
        }
    }

    /** Renders a value of a column. A generated time must have the form of the column's type. */
    @Override
    public void visitColumnWriteFragment(ColumnWriteFragment value) {
        String now = getDialect().currentTimestamp();
        CastType type = TemporalPatterns.type(value);
        if (now.equals(value.getFragment()) && type != CastType.TIMESTAMP && TemporalPatterns.isTemporal(type)) {
            appendSql(getDialect().castPattern(CastType.TIMESTAMP, type).replace("?1", now));
        } else {
            super.visitColumnWriteFragment(value);
        }
    }

    @Override
    public void visitBetweenPredicate(BetweenPredicate between) {
        Expression value = between.getExpression();
        List<Expression> values = List.of(value, between.getLowerBound(), between.getUpperBound());
        if (!anyDecimal(values) && TemporalPatterns.common(values) == null) {
            super.visitBetweenPredicate(between);
            return;
        }
        appendSql(between.isNegated() ? "not (" : "(");
        renderComparison(value, ComparisonOperator.GREATER_THAN_OR_EQUAL, between.getLowerBound());
        appendSql(" and ");
        renderComparison(value, ComparisonOperator.LESS_THAN_OR_EQUAL, between.getUpperBound());
        appendSql(")");
    }

    @Override
    public void visitInListPredicate(InListPredicate in) {
        Expression value = in.getTestExpression();
        List<Expression> values = in.getListExpressions();
        values.forEach(each -> comparison().checkTypes(value, each, true));
        boolean decimal = (isExact(value) || anyDecimal(values))
                && !(DecimalType.isCanonical(value) && values.stream().allMatch(DecimalType::isCanonical));
        if (!decimal && values.stream().allMatch(each -> TemporalPatterns.common(List.of(value, each)) == null)) {
            super.visitInListPredicate(in);
            return;
        }
        appendSql(in.isNegated() ? "not (" : "(");
        String separator = "";
        for (Expression each : values) {
            appendSql(separator);
            renderComparison(value, ComparisonOperator.EQUAL, each);
            separator = " or ";
        }
        appendSql(")");
    }

    @Override
    public void visitInSubQueryPredicate(InSubQueryPredicate in) {
        Expression value = in.getTestExpression();
        Expression selected = ComparisonSql.selected(in.getSubQuery());
        comparison().checkTypes(value, selected, true);
        CastType temporal = TemporalPatterns.common(List.of(value, selected));
        boolean canonical = DecimalType.isCanonical(value)
                && DecimalType.isCanonical(selected)
                && in.getSubQuery().getQueryPart() instanceof QuerySpec;
        if (temporal == null && (canonical || !isExact(value) && !isExact(selected))) {
            super.visitInSubQueryPredicate(in);
            return;
        }
        comparison().converted(value, temporal).accept(this);
        appendSql(in.isNegated() ? " not in (" : " in (");
        appendSql("with sepia_q(c) as (");
        in.getSubQuery().getQueryPart().accept(this);
        appendSql(") select " + comparison().conversion(selected, temporal).replace("?1", "c") + " from sepia_q)");
    }

    @Override
    public void visitRelationalPredicate(ComparisonPredicate predicate) {
        boolean equality = switch (predicate.getOperator()) {
            case EQUAL, NOT_EQUAL, DISTINCT_FROM, NOT_DISTINCT_FROM -> true;
            default -> false;
        };
        comparison().checkTypes(predicate.getLeftHandExpression(), predicate.getRightHandExpression(), equality);
        super.visitRelationalPredicate(predicate);
    }

    private boolean anyDecimal(List<? extends SqlAstNode> nodes) {
        return nodes.stream().anyMatch(this::isExact);
    }

    private ComparisonSql comparison() {
        return new ComparisonSql(this, this, getDialect(), options.exact());
    }

    private boolean isExact(SqlAstNode node) {
        return options.exact() && DecimalType.is(node);
    }

    @Override
    public void visitQueryLiteral(QueryLiteral<?> literal) {
        Object value = literal.getLiteralValue();
        if (options.exact() && (value instanceof BigDecimal || value instanceof BigInteger)) {
            appendSql("'" + Decimals.text(new BigDecimal(value.toString())) + "'");
        } else {
            super.visitQueryLiteral(literal);
        }
    }

    @Override
    public <N extends Number> void visitUnparsedNumericLiteral(UnparsedNumericLiteral<N> literal) {
        if (isExact(literal)) {
            appendSql("'" + Decimals.text(new BigDecimal(literal.getUnparsedLiteralValue())) + "'");
        } else {
            super.visitUnparsedNumericLiteral(literal);
        }
    }

    @Override
    protected void renderPartitionItem(Expression expression) {
        if (expression instanceof Summarization) {
            throw new IllegalQueryOperationException("SQLite has no 'rollup' and no 'cube'. Use several queries.");
        }
        super.renderPartitionItem(expression);
    }

    @Override
    public void visitQueryGroup(QueryGroup group) {
        SetOperator operator = group.getSetOperator();
        if (operator == SetOperator.INTERSECT_ALL || operator == SetOperator.EXCEPT_ALL) {
            throw new IllegalQueryOperationException("SQLite has no '" + operator.sqlString() + "'. Use '"
                    + operator.sqlString().replace(" all", "") + "' or 'exists'.");
        }
        super.visitQueryGroup(group);
    }

    /** Renders a case as a searched one if its values must be converted to be compared. */
    @Override
    protected void visitAnsiCaseSimpleExpression(CaseSimpleExpression simple, Consumer<Expression> results) {
        Expression value = simple.getFixture();
        List<CaseSimpleExpression.WhenFragment> cases = simple.getWhenFragments();
        Consumer<Expression> canonical = canonical(simple, results);
        if (cases.stream().map(each -> List.of(value, each.getCheckValue())).allMatch(this::arePlain)) {
            super.visitAnsiCaseSimpleExpression(simple, canonical);
            return;
        }
        appendSql("case");
        for (CaseSimpleExpression.WhenFragment each : cases) {
            appendSql(" when ");
            renderComparison(value, ComparisonOperator.EQUAL, each.getCheckValue());
            appendSql(" then ");
            canonical.accept(each.getResult());
        }
        if (simple.getOtherwise() != null) {
            appendSql(" else ");
            canonical.accept(simple.getOtherwise());
        }
        appendSql(" end");
    }

    @Override
    protected void visitAnsiCaseSearchedExpression(CaseSearchedExpression searched, Consumer<Expression> results) {
        super.visitAnsiCaseSearchedExpression(searched, canonical(searched, results));
    }

    private boolean arePlain(List<Expression> values) {
        return !anyDecimal(values) && TemporalPatterns.common(values) == null;
    }

    /** Returns how the results of a case are rendered, which are in one form. */
    private Consumer<Expression> canonical(Expression all, Consumer<Expression> results) {
        return isExact(all) ? each -> DecimalType.render(this, each, this) : results;
    }

    @Override
    protected void renderExpressionAsClauseItem(Expression expression) {
        expression.accept(this); // Conditions have values, and unknown is null.
    }

    /** Returns whether the aggregate that is being rendered is over a window. */
    boolean isInWindow() {
        return inWindow;
    }

    @Override
    public void visitOver(Over<?> over) {
        WindowSql window = new WindowSql(over);
        window.check();
        if (!window.isListed()) {
            boolean outer = inWindow;
            inWindow = true;
            super.visitOver(over);
            inWindow = outer;
            return;
        }
        window.renderList(this, this);
        visitOverClause(
                over.getPartitions(),
                over.getOrderList(),
                over.getMode(),
                over.getStartKind(),
                over.getStartExpression(),
                over.getEndKind(),
                over.getEndExpression(),
                over.getExclusion(),
                false);
        appendSql(")");
    }

    @Override
    public void visitBinaryArithmeticExpression(BinaryArithmeticExpression arithmetic) {
        if (!isExact(arithmetic)) {
            new ArithmeticSql(this, this, arithmetic).render();
            return;
        }
        appendSql(
                switch (arithmetic.getOperator()) {
                    case ADD -> "sepia_plus(";
                    case SUBTRACT -> "sepia_minus(";
                    case MULTIPLY -> "sepia_times(";
                    default -> "sepia_divide(";
                });
        arithmetic.getLeftHandOperand().accept(this);
        appendSql(",");
        arithmetic.getRightHandOperand().accept(this);
        appendSql(")");
    }

    @Override
    public void visitUnaryOperationExpression(UnaryOperation operation) {
        if (operation.getOperator() == UnaryArithmeticOperator.UNARY_MINUS && isExact(operation.getOperand())) {
            appendSql("sepia_minus(0,");
            operation.getOperand().accept(this);
            appendSql(")");
        } else {
            appendSql(operation.getOperator() == UnaryArithmeticOperator.UNARY_MINUS ? "(- " : "(+ ");
            operation.getOperand().accept(this);
            appendSql(")");
        }
    }

    @Override
    protected void visitSortSpecification(
            Expression expression,
            @Nullable SortDirection direction,
            jakarta.persistence.criteria.Nulls nulls,
            boolean ignoreCase) {
        super.visitSortSpecification(
                isExact(expression) ? new ByValue(expression) : expression, direction, nulls, ignoreCase);
    }

    @Override
    public void visitLikePredicate(LikePredicate like) {
        if (options.javaText()) {
            new LikeSql(this, this, like).render();
        } else {
            super.visitLikePredicate(like);
        }
    }
}
