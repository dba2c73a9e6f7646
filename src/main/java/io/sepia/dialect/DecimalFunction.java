package io.sepia.dialect;

import java.util.List;
import java.util.Objects;
import org.hibernate.metamodel.model.domain.ReturnableType;
import org.hibernate.query.sqm.function.AbstractSqmFunctionDescriptor;
import org.hibernate.query.sqm.function.AbstractSqmSelfRenderingFunctionDescriptor;
import org.hibernate.query.sqm.function.FunctionKind;
import org.hibernate.query.sqm.function.FunctionRenderer;
import org.hibernate.query.sqm.function.SqmFunctionRegistry;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.spi.SqlAppender;
import org.hibernate.sql.ast.tree.SqlAstNode;
import org.hibernate.sql.ast.tree.expression.Distinct;
import org.hibernate.sql.ast.tree.predicate.Predicate;
import org.jspecify.annotations.Nullable;

/** A function that is rendered differently if one of its arguments is an exact number. */
final class DecimalFunction extends AbstractSqmSelfRenderingFunctionDescriptor {
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
        } else {
            others.render(appender, arguments, returnType, walker);
        }
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
