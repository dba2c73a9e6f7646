package io.sepia.dialect;

import jakarta.persistence.TemporalType;
import java.sql.Types;
import java.util.List;
import org.hibernate.dialect.function.TruncFunction;
import org.hibernate.metamodel.model.domain.ReturnableType;
import org.hibernate.query.common.TemporalUnit;
import org.hibernate.query.spi.QueryEngine;
import org.hibernate.query.sqm.function.FunctionRenderer;
import org.hibernate.query.sqm.function.SelfRenderingSqmFunction;
import org.hibernate.query.sqm.produce.function.ArgumentTypesValidator;
import org.hibernate.query.sqm.produce.function.FunctionParameterType;
import org.hibernate.query.sqm.produce.function.StandardArgumentsValidators;
import org.hibernate.query.sqm.produce.function.internal.PatternRenderer;
import org.hibernate.query.sqm.tree.SqmTypedNode;
import org.hibernate.query.sqm.tree.expression.SqmExtractUnit;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.spi.SqlAppender;
import org.hibernate.sql.ast.tree.SqlAstNode;
import org.hibernate.sql.ast.tree.expression.Expression;
import org.hibernate.type.descriptor.jdbc.JdbcType;
import org.hibernate.type.spi.TypeConfiguration;

/** Renders {@code trunc} of numbers, dates and times. */
final class TruncateFunction extends TruncFunction {
    private static final ArgumentTypesValidator DATE_AND_UNIT = new ArgumentTypesValidator(
            StandardArgumentsValidators.exactly(2),
            FunctionParameterType.TEMPORAL,
            FunctionParameterType.TEMPORAL_UNIT);

    private final boolean exact;

    /** @param exact whether decimals are exact */
    TruncateFunction(TypeConfiguration types, boolean exact) {
        super("trunc(?1)", "cast(sepia_trunc(?1,?2) as real)", null, null, types);
        this.exact = exact;
    }

    @Override
    protected <T> SelfRenderingSqmFunction<T> generateSqmFunctionExpression(
            List<? extends SqmTypedNode<?>> arguments, ReturnableType<T> impliedResultType, QueryEngine queryEngine) {
        boolean temporal = arguments.size() == 2 && arguments.get(1) instanceof SqmExtractUnit<?>;
        return new SelfRenderingSqmFunction<>(
                this,
                temporal ? truncate(((SqmExtractUnit<?>) arguments.get(1)).getUnit()) : this::truncateNumber,
                arguments,
                impliedResultType,
                temporal ? DATE_AND_UNIT : getArgumentsValidator(),
                getReturnTypeResolver(),
                queryEngine.getCriteriaBuilder(),
                getName());
    }

    private void truncateNumber(
            SqlAppender appender,
            List<? extends SqlAstNode> arguments,
            ReturnableType<?> returnType,
            SqlAstTranslator<?> walker) {
        String exactly = arguments.size() == 1 ? "sepia_trunc(?1)" : "sepia_trunc(?1,?2)";
        String pattern = arguments.size() == 1 ? "trunc(?1)" : "cast(" + exactly + " as real)";
        new PatternRenderer(exact && DecimalType.is(arguments.get(0)) ? exactly : pattern)
                .render(appender, arguments, walker);
    }

    @SuppressWarnings("deprecation") // Hibernate's own parameter type.
    private static FunctionRenderer truncate(TemporalUnit unit) {
        return (appender, arguments, returnType, walker) -> {
            JdbcType type = ((Expression) arguments.get(0))
                    .getExpressionType()
                    .getSingleJdbcMapping()
                    .getJdbcType();
            TemporalType temporal = switch (type.getJdbcTypeCode()) {
                case Types.DATE -> TemporalType.DATE;
                case Types.TIME -> TemporalType.TIME;
                default -> TemporalType.TIMESTAMP;
            };
            new PatternRenderer(TemporalPatterns.truncate(unit, temporal))
                    .render(appender, arguments.subList(0, 1), walker);
        };
    }
}
