package io.sepia.dialect;

import java.util.List;
import org.hibernate.dialect.function.json.JsonArrayAggFunction;
import org.hibernate.metamodel.model.domain.ReturnableType;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.spi.SqlAppender;
import org.hibernate.sql.ast.tree.SqlAstNode;
import org.hibernate.sql.ast.tree.expression.Distinct;
import org.hibernate.sql.ast.tree.expression.JsonNullBehavior;
import org.hibernate.sql.ast.tree.predicate.Predicate;
import org.hibernate.sql.ast.tree.select.SortSpecification;
import org.hibernate.type.spi.TypeConfiguration;
import org.jspecify.annotations.Nullable;

/** Renders {@code json_arrayagg}. */
final class JsonArrayAggregate extends JsonArrayAggFunction {
    JsonArrayAggregate(TypeConfiguration types) {
        super(true, types);
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
        SqlAstNode value = arguments.get(0);
        boolean absent = arguments.size() < 2 || arguments.get(1) == JsonNullBehavior.ABSENT;
        boolean guarded = sql.beginAggregate(filter);
        sql.add("json_group_array(");
        if (value instanceof Distinct distinct) {
            sql.add("distinct ");
            value = distinct.getExpression();
        }
        sql.addValue(value);
        sql.addOrder(order);
        sql.add(")");
        sql.addFilter(filter, absent ? value : null);
        sql.add(guarded ? " end" : "");
    }
}
