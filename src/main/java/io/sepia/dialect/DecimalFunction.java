package io.sepia.dialect;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.hibernate.dialect.Dialect;
import org.hibernate.metamodel.mapping.JdbcMappingContainer;
import org.hibernate.metamodel.model.domain.ReturnableType;
import org.hibernate.query.IllegalQueryOperationException;
import org.hibernate.query.sqm.function.AbstractSqmFunctionDescriptor;
import org.hibernate.query.sqm.function.AbstractSqmSelfRenderingFunctionDescriptor;
import org.hibernate.query.sqm.function.FunctionKind;
import org.hibernate.query.sqm.function.FunctionRenderer;
import org.hibernate.query.sqm.function.SqmFunctionRegistry;
import org.hibernate.query.sqm.produce.function.internal.PatternRenderer;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.spi.SqlAppender;
import org.hibernate.sql.ast.tree.SqlAstNode;
import org.hibernate.sql.ast.tree.expression.Distinct;
import org.hibernate.sql.ast.tree.expression.Expression;
import org.hibernate.sql.ast.tree.predicate.Predicate;
import org.hibernate.type.descriptor.jdbc.JdbcType;
import org.jspecify.annotations.Nullable;

/** A function that is rendered differently if one of its arguments is an exact number. */
final class DecimalFunction extends AbstractSqmSelfRenderingFunctionDescriptor {
    private static final Set<String> COMPARING = Set.of("nullif", "least", "greatest");

    private static final Set<String> ADDING = Set.of("sum", "avg");

    /** SQLite takes a negative number of digits for zero, and rounds 10.85 down because the double is less. */
    private static final String ROUND = "cast(sepia_round(?1,?2) as numeric)";

    private final FunctionRenderer others;
    private final String exact;
    private final boolean collated;

    private DecimalFunction(AbstractSqmFunctionDescriptor others, FunctionKind kind, String exact, boolean collated) {
        super(
                others.getName(),
                kind,
                others.getArgumentsValidator(),
                others.getReturnTypeResolver(),
                others.getArgumentTypeResolver());
        this.others = (FunctionRenderer) others;
        this.exact = exact;
        this.collated = collated;
    }

    static void register(SqmFunctionRegistry functions) {
        for (String name : List.of("abs", "sign", "floor", "ceiling", "round")) {
            replace(functions, name, FunctionKind.NORMAL, "sepia_" + name, false);
        }
        replace(functions, "coalesce", FunctionKind.NORMAL, "coalesce", false);
        replace(functions, "nullif", FunctionKind.NORMAL, "nullif", false);
        replace(functions, "least", FunctionKind.NORMAL, "min", true);
        replace(functions, "greatest", FunctionKind.NORMAL, "max", true);
        replace(functions, "sum", FunctionKind.AGGREGATE, "sepia_sum", false);
        replace(functions, "avg", FunctionKind.AGGREGATE, "sepia_avg", false);
        replace(functions, "min", FunctionKind.AGGREGATE, "min", true);
        replace(functions, "max", FunctionKind.AGGREGATE, "max", true);
    }

    private static void replace(
            SqmFunctionRegistry functions, String name, FunctionKind kind, String exact, boolean collated) {
        if (Objects.requireNonNull(functions.findFunctionDescriptor(name))
                        instanceof AbstractSqmFunctionDescriptor found
                && found instanceof FunctionRenderer) {
            functions.register(name, new DecimalFunction(found, kind, exact, collated));
        } else {
            throw new IllegalStateException(
                    "The function " + name + " of this version of Hibernate cannot be replaced");
        }
    }

    @Override
    public void render(
            SqlAppender appender,
            List<? extends SqlAstNode> arguments,
            ReturnableType<?> returnType,
            SqlAstTranslator<?> walker) {
        if (arguments.stream().anyMatch(DecimalType::is)) {
            renderExact(appender, arguments, walker);
            return;
        }
        if (COMPARING.contains(getName()) && TemporalPatterns.common(expressions(arguments)) != null) {
            throw new IllegalQueryOperationException("SQLite cannot compare dates and times of different types in '"
                    + getName() + "'. Cast its arguments to one type.");
        }
        if (getName().equals("coalesce") && TemporalPatterns.common(expressions(arguments)) != null) {
            renderTimes(appender, expressions(arguments), walker);
            return;
        }
        if (getName().equals("round") && arguments.size() > 1) {
            new PatternRenderer(ROUND).render(appender, arguments, walker);
            return;
        }
        others.render(appender, arguments, returnType, walker);
    }

    /** Refuses to add up texts, times and bytes, of which SQLite would take the digits at the beginning. */
    private void checkNumber(SqlAstNode value) {
        JdbcMappingContainer type = ((Expression) value).getExpressionType();
        if (!ADDING.contains(getName()) || type == null || type.getJdbcTypeCount() != 1) {
            return;
        }
        JdbcType jdbcType = type.getSingleJdbcMapping().getJdbcType();
        if (jdbcType.isString() || jdbcType.isTemporal() || jdbcType.isBinary() || jdbcType.isJson()) {
            throw new IllegalQueryOperationException(
                    "SQLite cannot compute the '" + getName() + "' of values that are no numbers.");
        }
    }

    /** Renders dates and times of different types in the type of the first. */
    private void renderTimes(SqlAppender appender, List<Expression> values, SqlAstTranslator<?> walker) {
        Dialect dialect = walker.getSessionFactory().getJdbcServices().getDialect();
        String separator = getName() + "(";
        for (Expression each : values) {
            appender.appendSql(separator);
            separator = ",";
            String pattern = dialect.castPattern(TemporalPatterns.type(each), TemporalPatterns.type(values.get(0)));
            new PatternRenderer(pattern).render(appender, List.of(each), walker);
        }
        appender.appendSql(")");
    }

    private static List<Expression> expressions(List<? extends SqlAstNode> nodes) {
        return nodes.stream().map(Expression.class::cast).toList();
    }

    @Override
    public void render(
            SqlAppender appender,
            List<? extends SqlAstNode> arguments,
            @Nullable Predicate filter,
            ReturnableType<?> returnType,
            SqlAstTranslator<?> walker) {
        SqlAstNode first = arguments.get(0);
        if (!DecimalType.is(first instanceof Distinct distinct ? distinct.getExpression() : first)) {
            checkNumber(first instanceof Distinct distinct ? distinct.getExpression() : first);
            others.render(appender, arguments, filter, returnType, walker);
            return;
        }
        renderExact(appender, arguments, walker);
        new JsonSql(appender, walker).addFilter(filter, null);
    }

    private void renderExact(SqlAppender appender, List<? extends SqlAstNode> arguments, SqlAstTranslator<?> walker) {
        appender.appendSql(exact + "(");
        String separator = "";
        for (SqlAstNode each : arguments) {
            appender.appendSql(separator);
            separator = ",";
            if (each instanceof Distinct distinct) {
                appender.appendSql("distinct ");
                DecimalType.render(appender, distinct.getExpression(), walker);
            } else {
                DecimalType.render(appender, each, walker);
            }
            if (collated) {
                DecimalType.collate(appender);
            }
        }
        appender.appendSql(")");
    }
}
