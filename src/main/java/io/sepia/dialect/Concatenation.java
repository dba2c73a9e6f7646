package io.sepia.dialect;

import java.util.List;
import java.util.Objects;
import org.hibernate.metamodel.mapping.JdbcMappingContainer;
import org.hibernate.metamodel.model.domain.ReturnableType;
import org.hibernate.query.sqm.CastType;
import org.hibernate.query.sqm.function.AbstractSqmFunctionDescriptor;
import org.hibernate.query.sqm.function.AbstractSqmSelfRenderingFunctionDescriptor;
import org.hibernate.query.sqm.function.SqmFunctionRegistry;
import org.hibernate.query.sqm.produce.function.internal.PatternRenderer;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.spi.SqlAppender;
import org.hibernate.sql.ast.tree.SqlAstNode;
import org.hibernate.sql.ast.tree.expression.Expression;
import org.hibernate.sql.ast.tree.expression.SqlTuple;
import org.hibernate.sql.ast.tree.expression.SqlTupleContainer;

/** Renders {@code concat} and {@code ||}, of values in the form in which {@code cast} converts them to text. */
final class Concatenation extends AbstractSqmSelfRenderingFunctionDescriptor {
    private Concatenation(AbstractSqmFunctionDescriptor found) {
        super("concat", found.getArgumentsValidator(), found.getReturnTypeResolver(), found.getArgumentTypeResolver());
    }

    static void register(SqmFunctionRegistry functions) {
        functions.register("concat", new Concatenation((AbstractSqmFunctionDescriptor)
                Objects.requireNonNull(functions.findFunctionDescriptor("concat"))));
    }

    @Override
    public void render(
            SqlAppender appender,
            List<? extends SqlAstNode> arguments,
            ReturnableType<?> returnType,
            SqlAstTranslator<?> walker) {
        String separator = "(";
        for (SqlAstNode each : arguments) {
            appender.appendSql(separator);
            separator = "||";
            renderText(appender, each, walker);
        }
        appender.appendSql(")");
    }

    private static void renderText(SqlAppender appender, SqlAstNode node, SqlAstTranslator<?> walker) {
        SqlTuple time = SqlTupleContainer.getSqlTuple(node);
        SqlAstNode value = time == null ? node : time.getExpressions().get(0); // A time and its offset.
        JdbcMappingContainer mapping = ((Expression) value).getExpressionType();
        if (mapping == null || mapping.getJdbcTypeCount() != 1) {
            value.accept(walker);
            return;
        }
        CastType type = TemporalPatterns.type(value);
        SqliteCast.checkReadable(mapping.getSingleJdbcMapping(), "concat");
        if (SqliteCast.isUuid(mapping.getSingleJdbcMapping())) {
            new JsonSql(appender, walker).addUuid(value);
        } else if (DecimalType.is(value)) {
            DecimalType.render(appender, value, walker);
        } else if (TemporalPatterns.isTemporal(type)
                || type == CastType.BOOLEAN
                || type == CastType.FLOAT
                || type == CastType.DOUBLE) {
            String pattern =
                    walker.getSessionFactory().getJdbcServices().getDialect().castPattern(type, CastType.STRING);
            new PatternRenderer(pattern).render(appender, List.of(value), walker);
        } else {
            value.accept(walker);
        }
    }
}
