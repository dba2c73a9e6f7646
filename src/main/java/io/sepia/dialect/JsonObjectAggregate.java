package io.sepia.dialect;

import org.hibernate.dialect.function.json.JsonObjectAggFunction;
import org.hibernate.metamodel.model.domain.ReturnableType;
import org.hibernate.query.IllegalQueryOperationException;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.spi.SqlAppender;
import org.hibernate.sql.ast.tree.expression.JsonNullBehavior;
import org.hibernate.sql.ast.tree.expression.JsonObjectAggUniqueKeysBehavior;
import org.hibernate.sql.ast.tree.predicate.Predicate;
import org.hibernate.type.spi.TypeConfiguration;
import org.jspecify.annotations.Nullable;

/** Renders {@code json_objectagg}. */
final class JsonObjectAggregate extends JsonObjectAggFunction {
    JsonObjectAggregate(TypeConfiguration types) {
        super(",", true, types);
    }

    @Override
    protected void render(
            SqlAppender appender,
            JsonObjectAggArguments arguments,
            @Nullable Predicate filter,
            ReturnableType<?> returnType,
            SqlAstTranslator<?> walker) {
        if (arguments.uniqueKeysBehavior() == JsonObjectAggUniqueKeysBehavior.WITH) {
            throw new IllegalQueryOperationException("SQLite has no 'json_objectagg' with 'unique keys'.");
        }
        JsonSql sql = new JsonSql(appender, walker);
        boolean guarded = sql.beginAggregate(filter);
        sql.add("json_group_object(", arguments.key(), ",")
                .addValue(arguments.value())
                .add(")");
        sql.addFilter(filter, arguments.nullBehavior() == JsonNullBehavior.ABSENT ? arguments.value() : null);
        sql.add(guarded ? " end" : "");
    }
}
