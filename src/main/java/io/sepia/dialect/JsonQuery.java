package io.sepia.dialect;

import org.hibernate.dialect.function.json.JsonQueryFunction;
import org.hibernate.metamodel.model.domain.ReturnableType;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.spi.SqlAppender;
import org.hibernate.sql.ast.tree.expression.Expression;
import org.hibernate.sql.ast.tree.expression.JsonQueryWrapMode;
import org.hibernate.type.spi.TypeConfiguration;
import org.jspecify.annotations.Nullable;

/** Renders {@code json_query}, which returns a part of a document as JSON. */
final class JsonQuery extends JsonQueryFunction {
    JsonQuery(TypeConfiguration types) {
        super(types, true, true);
    }

    @Override
    protected void render(
            SqlAppender appender,
            JsonQueryArguments arguments,
            ReturnableType<?> returnType,
            SqlAstTranslator<?> walker) {
        JsonSql sql = new JsonSql(appender, walker);
        Expression document = arguments.jsonDocument();
        JsonSql.Path path = new JsonSql.Path(arguments.jsonPath(), arguments.passingClause());
        sql.add("case when ", document, " is null then null when not json_valid(", document, ") then ");
        sql.add(fallback(arguments.errorBehavior()));
        sql.add(" when json_type(", document, ",", path, ") is null then ", fallback(arguments.emptyBehavior()));
        JsonQueryWrapMode wrap = arguments.wrapMode();
        if (wrap == JsonQueryWrapMode.WITH_WRAPPER) {
            sql.add(" else '['||(", document, "->", path, ")||']' end");
            return;
        }
        // A path of SQLite leads to one value, which a conditional wrapper leaves as it is.
        sql.add(" else ", document, "->", path, " end");
    }

    /** Returns the value for a behavior on errors or empty results; null is the default. */
    private static String fallback(@Nullable Enum<?> behavior) {
        return switch (behavior == null ? "NULL" : behavior.name()) {
            case "ERROR" -> JsonSql.FAIL;
            case "EMPTY_ARRAY" -> "'[]'";
            case "EMPTY_OBJECT" -> "'{}'";
            default -> "null";
        };
    }
}
