package io.sepia.dialect;

import java.util.List;
import org.hibernate.boot.model.FunctionContributions;
import org.hibernate.dialect.Dialect;
import org.hibernate.dialect.function.ExtractFunction;
import org.hibernate.metamodel.model.domain.ReturnableType;
import org.hibernate.query.IllegalQueryOperationException;
import org.hibernate.query.common.TemporalUnit;
import org.hibernate.query.sqm.CastType;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.spi.SqlAppender;
import org.hibernate.sql.ast.tree.SqlAstNode;
import org.hibernate.sql.ast.tree.expression.ExtractUnit;

/** Renders {@code extract}. A part of a date is not part of a time of day. */
@SuppressWarnings("unchecked") // A method of the superclass returns a raw type.
final class ExtractPart extends ExtractFunction {
    private ExtractPart(Dialect dialect, FunctionContributions contributions) {
        super(dialect, contributions.getTypeConfiguration());
    }

    static void register(Dialect dialect, FunctionContributions contributions) {
        contributions.getFunctionRegistry().register("extract", new ExtractPart(dialect, contributions));
    }

    @Override
    public void render(
            SqlAppender appender,
            List<? extends SqlAstNode> arguments,
            ReturnableType<?> returnType,
            SqlAstTranslator<?> walker) {
        TemporalUnit unit = ((ExtractUnit) arguments.get(0)).getUnit();
        if (TemporalPatterns.type(arguments.get(1)) == CastType.TIME && unit.isDateUnit()) {
            throw new IllegalQueryOperationException("A time of day has no '" + unit + "' to extract.");
        }
        super.render(appender, arguments, returnType, walker);
    }
}
