package io.sepia.dialect;

import io.sepia.internal.functions.DialectOptions;
import io.sepia.internal.functions.LikePattern;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.function.Supplier;
import org.hibernate.community.dialect.SQLiteSqlAstTranslator;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.JdbcMappingContainer;
import org.hibernate.query.IllegalQueryOperationException;
import org.hibernate.query.SortDirection;
import org.hibernate.query.sqm.CastType;
import org.hibernate.query.sqm.ComparisonOperator;
import org.hibernate.query.sqm.SetOperator;
import org.hibernate.query.sqm.UnaryArithmeticOperator;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.spi.StandardSqlAstTranslatorFactory;
import org.hibernate.sql.ast.tree.SqlAstNode;
import org.hibernate.sql.ast.tree.Statement;
import org.hibernate.sql.ast.tree.expression.Any;
import org.hibernate.sql.ast.tree.expression.BinaryArithmeticExpression;
import org.hibernate.sql.ast.tree.expression.Every;
import org.hibernate.sql.ast.tree.expression.Expression;
import org.hibernate.sql.ast.tree.expression.Literal;
import org.hibernate.sql.ast.tree.expression.QueryLiteral;
import org.hibernate.sql.ast.tree.expression.SqlTuple;
import org.hibernate.sql.ast.tree.expression.SqlTupleContainer;
import org.hibernate.sql.ast.tree.expression.Summarization;
import org.hibernate.sql.ast.tree.expression.UnaryOperation;
import org.hibernate.sql.ast.tree.expression.UnparsedNumericLiteral;
import org.hibernate.sql.ast.tree.from.NamedTableReference;
import org.hibernate.sql.ast.tree.insert.ConflictClause;
import org.hibernate.sql.ast.tree.insert.InsertSelectStatement;
import org.hibernate.sql.ast.tree.predicate.BetweenPredicate;
import org.hibernate.sql.ast.tree.predicate.ComparisonPredicate;
import org.hibernate.sql.ast.tree.predicate.InListPredicate;
import org.hibernate.sql.ast.tree.predicate.LikePredicate;
import org.hibernate.sql.ast.tree.select.QueryGroup;
import org.hibernate.sql.ast.tree.select.SelectStatement;
import org.hibernate.sql.exec.spi.JdbcOperation;
import org.hibernate.sql.model.ast.ColumnWriteFragment;
import org.jspecify.annotations.Nullable;

/** Renders queries where SQLite's syntax, or its meaning of the same syntax, differs from other databases. */
final class SqliteTranslator<T extends JdbcOperation> extends SQLiteSqlAstTranslator<T> {
    private final DialectOptions options;

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
        // The update of a conflict clause refers to columns through the alias of the table.
        if (getStatementStack().getCurrent() instanceof InsertSelectStatement insert
                && insert.getConflictClause() != null
                && table.getIdentificationVariable() != null) {
            appendSql(" as " + table.getIdentificationVariable());
        }
    }

    @Override
    protected void renderComparison(Expression left, ComparisonOperator operator, Expression right) {
        if (right instanceof Any any) {
            renderQuantified(left, operator, any.getSubquery(), false);
        } else if (right instanceof Every every) {
            renderQuantified(left, operator, every.getSubquery(), true);
        } else {
            CastType common = TemporalPatterns.common(castType(left), castType(right));
            renderSimple(
                    common == null ? left : new Converted(left, getDialect().castPattern(castType(left), common)),
                    operator,
                    () -> (common == null
                                    ? right
                                    : new Converted(right, getDialect().castPattern(castType(right), common)))
                            .accept(this),
                    isExact(right),
                    DecimalType.isCanonical(right));
        }
    }

    /** Renders a value of a column. A generated time must have the form of the column's type. */
    @Override
    public void visitColumnWriteFragment(ColumnWriteFragment value) {
        String now = getDialect().currentTimestamp();
        CastType type = castType(value);
        if (now.equals(value.getFragment()) && type != CastType.TIMESTAMP && TemporalPatterns.isTemporal(type)) {
            appendSql(getDialect().castPattern(CastType.TIMESTAMP, type).replace("?1", now));
        } else {
            super.visitColumnWriteFragment(value);
        }
    }

    private static CastType castType(Expression expression) {
        JdbcMappingContainer type = expression.getExpressionType();
        return type == null || type.getJdbcTypeCount() != 1
                ? CastType.OTHER
                : type.getSingleJdbcMapping().getCastType();
    }

    /**
     * Renders a comparison with all rows of a subquery, or with any. As in standard SQL, the result is unknown if it
     * depends on a null.
     */
    private void renderQuantified(
            Expression left, ComparisonOperator operator, SelectStatement subquery, boolean every) {
        if (SqlTupleContainer.getSqlTuple(left) != null) {
            throw new IllegalQueryOperationException(
                    "SQLite cannot compare a 'tuple' with all or any rows of a subquery. Use 'exists'.");
        }
        boolean exact = isExact(subquery.getQuerySpec()
                .getSelectClause()
                .getSqlSelections()
                .get(0)
                .getExpression());
        appendSql("(with sepia_q(c) as (");
        subquery.getQueryPart().accept(this);
        appendSql(") select case when ");
        appendSql(every ? "min(t)=0 then 0" : "max(t)=1 then 1");
        appendSql(" when count(*)=count(t) then " + (every ? 1 : 0) + " end from (select ");
        renderSimple(left, operator, () -> appendSql("sepia_q.c"), exact, false);
        appendSql(" t from sepia_q))");
    }

    private void renderSimple(
            Expression left, ComparisonOperator operator, Runnable right, boolean exact, boolean canonical) {
        boolean equality = operator == ComparisonOperator.EQUAL || operator == ComparisonOperator.NOT_EQUAL;
        boolean distinct =
                operator == ComparisonOperator.DISTINCT_FROM || operator == ComparisonOperator.NOT_DISTINCT_FROM;
        boolean decimal = exact || isExact(left);
        boolean function = decimal && !distinct && !(equality && canonical && DecimalType.isCanonical(left));
        if (function) {
            appendSql("sepia_compare(");
        }
        if (decimal && distinct) {
            DecimalType.render(this, left, this);
        } else {
            left.accept(this);
        }
        appendSql(
                switch (operator) {
                    case DISTINCT_FROM -> " is not ";
                    case NOT_DISTINCT_FROM -> " is ";
                    default -> function ? "," : operator.sqlText();
                });
        boolean convert = decimal && distinct && !canonical;
        appendSql(convert ? "sepia_decimal(" : "");
        right.run();
        appendSql(function ? ")" + operator.sqlText() + "0" : convert ? ")" : "");
    }

    @Override
    public void visitBetweenPredicate(BetweenPredicate between) {
        Expression value = between.getExpression();
        if (!anyDecimal(List.of(value, between.getLowerBound(), between.getUpperBound()))) {
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
        values.forEach(each -> checkTuples(value, each, true));
        boolean plain = DecimalType.isCanonical(value) && values.stream().allMatch(DecimalType::isCanonical);
        if (values.isEmpty() || plain || !isExact(value) && !anyDecimal(values)) {
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
    public void visitRelationalPredicate(ComparisonPredicate comparison) {
        boolean equality = comparison.getOperator() == ComparisonOperator.EQUAL
                || comparison.getOperator() == ComparisonOperator.NOT_EQUAL;
        checkTuples(comparison.getLeftHandExpression(), comparison.getRightHandExpression(), equality);
        super.visitRelationalPredicate(comparison);
    }

    /** Refuses a comparison of tuples in which SQLite would compare decimals as texts that differ from their values. */
    private void checkTuples(Expression left, Expression right, boolean equality) {
        SqlTuple a = SqlTupleContainer.getSqlTuple(left);
        SqlTuple b = SqlTupleContainer.getSqlTuple(right);
        if (options.exact() && a != null && b != null && !DecimalType.areComparable(a, b, equality)) {
            throw new IllegalQueryOperationException(
                    "SQLite cannot compare a 'tuple' with decimals by size or with other numbers. Compare each value.");
        }
    }

    private boolean anyDecimal(List<? extends SqlAstNode> nodes) {
        return nodes.stream().anyMatch(this::isExact);
    }

    private boolean isExact(SqlAstNode node) {
        return options.exact() && DecimalType.is(node);
    }

    @Override
    public void visitQueryLiteral(QueryLiteral<?> literal) {
        Object value = literal.getLiteralValue();
        if (options.exact() && (value instanceof BigDecimal || value instanceof BigInteger)) {
            appendSql("'" + DecimalType.text(new BigDecimal(value.toString())) + "'");
        } else {
            super.visitQueryLiteral(literal);
        }
    }

    @Override
    public <N extends Number> void visitUnparsedNumericLiteral(UnparsedNumericLiteral<N> literal) {
        if (isExact(literal)) {
            appendSql("'" + DecimalType.text(new BigDecimal(literal.getUnparsedLiteralValue())) + "'");
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

    @Override
    public void visitBinaryArithmeticExpression(BinaryArithmeticExpression arithmetic) {
        if (!isExact(arithmetic)) {
            super.visitBinaryArithmeticExpression(arithmetic);
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
            super.visitUnaryOperationExpression(operation);
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
        if (!options.javaText()) {
            super.visitLikePredicate(like);
            return;
        }
        Expression text = like.getMatchExpression();
        Expression escape = like.getEscapeCharacter();
        boolean literal = like.getPattern() instanceof Literal && (escape == null || escape instanceof Literal);
        Object pattern = literal ? getLiteralValue(like.getPattern()) : null;
        appendSql(like.isNegated() ? "not (" : "(");
        if (pattern != null && like.isCaseSensitive()) {
            String escapeText = escape == null ? "" : getLiteralValue(escape).toString();
            text.accept(this);
            appendSql(" glob ");
            getDialect()
                    .appendLiteral(
                            this,
                            LikePattern.parse(pattern.toString(), escapeText).glob());
            appendSql(")");
            return;
        }
        if (like.isCaseSensitive() && text.getColumnReference() != null && isText(text)) {
            // The range lets SQLite use an index.
            text.accept(this);
            appendSql(" collate binary>=");
            renderPattern("sepia_prefix(", like);
            appendSql(" and ");
            text.accept(this);
            appendSql(" collate binary<");
            renderPattern("sepia_prefix_end(", like);
            appendSql(" and ");
        }
        if (like.isCaseSensitive()) {
            text.accept(this);
        } else {
            appendSql("sepia_lower(");
            text.accept(this);
            appendSql(")");
        }
        appendSql(" glob ");
        renderPattern("sepia_glob(", like);
        appendSql(")");
    }

    private static boolean isText(Expression expression) {
        return expression
                .getExpressionType()
                .getSingleJdbcMapping()
                .getJdbcType()
                .isString();
    }

    private void renderPattern(String function, LikePredicate like) {
        boolean lower = !like.isCaseSensitive();
        appendSql(function);
        appendSql(lower ? "sepia_lower(" : "");
        like.getPattern().accept(this);
        appendSql(lower ? ")," : ",");
        if (like.getEscapeCharacter() == null) {
            appendSql("''");
        } else {
            appendSql(lower ? "sepia_lower(" : "");
            like.getEscapeCharacter().accept(this);
            appendSql(lower ? ")" : "");
        }
        appendSql(")");
    }
}
