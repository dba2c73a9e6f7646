package io.sepia.dialect;

import java.util.List;
import org.hibernate.metamodel.model.domain.ReturnableType;
import org.hibernate.query.sqm.function.AbstractSqmFunctionDescriptor;
import org.hibernate.query.sqm.function.AbstractSqmSelfRenderingFunctionDescriptor;
import org.hibernate.query.sqm.function.SqmFunctionDescriptor;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.spi.SqlAppender;
import org.hibernate.sql.ast.tree.SqlAstNode;

/** Renders {@code mod}, which is an error if the divisor is zero. */
final class Remainder extends AbstractSqmSelfRenderingFunctionDescriptor {
    Remainder(SqmFunctionDescriptor found) {
        this((AbstractSqmFunctionDescriptor) found);
    }

    private Remainder(AbstractSqmFunctionDescriptor found) {
        super("mod", found.getArgumentsValidator(), found.getReturnTypeResolver(), found.getArgumentTypeResolver());
    }

    @Override
    public void render(
            SqlAppender appender,
            List<? extends SqlAstNode> arguments,
            ReturnableType<?> returnType,
            SqlAstTranslator<?> walker) {
        appender.appendSql("(");
        arguments.get(0).accept(walker);
        appender.appendSql("% ");
        ArithmeticSql.renderDivisor(appender, arguments.get(1), walker);
        appender.appendSql(")");
    }
}
