package io.sepia.dialect;

import java.util.List;
import org.hibernate.dialect.function.ListaggFunction;
import org.hibernate.metamodel.model.domain.ReturnableType;
import org.hibernate.query.IllegalQueryOperationException;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.spi.SqlAppender;
import org.hibernate.sql.ast.tree.SqlAstNode;
import org.hibernate.sql.ast.tree.expression.Distinct;
import org.hibernate.sql.ast.tree.expression.Literal;
import org.hibernate.sql.ast.tree.expression.Overflow;
import org.hibernate.sql.ast.tree.predicate.Predicate;
import org.hibernate.sql.ast.tree.select.SortSpecification;
import org.hibernate.type.spi.TypeConfiguration;
import org.jspecify.annotations.Nullable;

/** Renders {@code listagg} as {@code group_concat}. */
final class ListAggregate extends ListaggFunction {
    ListAggregate(TypeConfiguration types) {
        super("group_concat", types);
    }

    @Override
    public void render(
            SqlAppender appender,
            List<? extends SqlAstNode> arguments,
            @Nullable Predicate filter,
            @Nullable List<SortSpecification> order,
            ReturnableType<?> returnType,
            SqlAstTranslator<?> walker) {
        JsonSql sql = new JsonSql(appender, walker);
        // A text of SQLite has no limit that "on overflow" could be about.
        SqlAstNode separator =
                arguments.get(1) instanceof Overflow limited ? limited.getSeparatorExpression() : arguments.get(1);
        if (arguments.get(0) instanceof Distinct distinct) {
            if (!(separator instanceof Literal literal && ",".equals(literal.getLiteralValue()))) {
                throw new IllegalQueryOperationException("SQLite has no 'listagg' of distinct values with a separator"
                        + " other than a comma. Select the values in a subquery.");
            }
            sql.add("group_concat(distinct ", distinct.getExpression());
        } else {
            sql.add("group_concat(", arguments.get(0), ",", separator);
        }
        sql.addOrder(order);
        sql.add(")");
        sql.addFilter(filter, null);
    }
}
