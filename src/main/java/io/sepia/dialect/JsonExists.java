package io.sepia.dialect;

import org.hibernate.dialect.function.json.JsonExistsFunction;
import org.hibernate.metamodel.model.domain.ReturnableType;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.spi.SqlAppender;
import org.hibernate.sql.ast.tree.expression.Expression;
import org.hibernate.sql.ast.tree.expression.JsonExistsErrorBehavior;
import org.hibernate.type.spi.TypeConfiguration;

/** Renders {@code json_exists}, which is true if a path leads to a value, even null. */
final class JsonExists extends JsonExistsFunction {
    JsonExists(TypeConfiguration types) {
        super(types, true, true);
    }

    @Override
    protected void render(
            SqlAppender appender,
            JsonExistsArguments arguments,
            ReturnableType<?> returnType,
            SqlAstTranslator<?> walker) {
        Expression document = arguments.jsonDocument();
        JsonSql.Path path = new JsonSql.Path(arguments.jsonPath(), arguments.passingClause());
        JsonExistsErrorBehavior behavior = arguments.errorBehavior();
        String onError = behavior == JsonExistsErrorBehavior.ERROR
                ? JsonSql.FAIL
                : behavior == JsonExistsErrorBehavior.TRUE ? "true" : "false";
        new JsonSql(appender, walker)
                .add("case when ", document, " is null then null when not json_valid(", document, ") then ", onError)
                .add(" else json_type(", document, ",", path, ") is not null end");
    }
}
