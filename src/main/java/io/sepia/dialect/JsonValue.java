package io.sepia.dialect;

import org.hibernate.dialect.function.json.JsonValueFunction;
import org.hibernate.metamodel.model.domain.ReturnableType;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.spi.SqlAppender;
import org.hibernate.sql.ast.tree.expression.CastTarget;
import org.hibernate.sql.ast.tree.expression.Expression;
import org.hibernate.sql.ast.tree.expression.JsonValueEmptyBehavior;
import org.hibernate.sql.ast.tree.expression.JsonValueErrorBehavior;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.jdbc.JdbcType;
import org.hibernate.type.spi.TypeConfiguration;
import org.jspecify.annotations.Nullable;

/** Renders {@code json_value}, which returns a scalar of a document. Objects and arrays are errors. */
final class JsonValue extends JsonValueFunction {
    JsonValue(TypeConfiguration types) {
        super(types, true, true);
    }

    @Override
    protected void render(
            SqlAppender appender,
            JsonValueArguments arguments,
            ReturnableType<?> returnType,
            SqlAstTranslator<?> walker) {
        JsonSql sql = new JsonSql(appender, walker);
        Expression document = arguments.jsonDocument();
        JsonSql.Path path = new JsonSql.Path(arguments.jsonPath(), arguments.passingClause());
        Object onError = onError(arguments.errorBehavior());
        sql.add("case when ", document, " is null then null when not json_valid(", document, ") then ", onError);
        sql.add(" else case json_type(", document, ",", path, ")");
        sql.add(" when 'object' then ", onError, " when 'array' then ", onError, " when 'null' then null");
        addScalar(sql, document, path, arguments.returningType(), onError);
        Object onEmpty = onEmpty(arguments.emptyBehavior());
        if (!onEmpty.equals("null")) {
            sql.add(" else case when json_type(", document, ",", path, ") is null then ", onEmpty, " end");
        }
        sql.add(" end end");
    }

    private static void addScalar(
            JsonSql sql, Expression document, JsonSql.Path path, @Nullable CastTarget target, Object onError) {
        JdbcType type = target == null ? null : target.getJdbcMapping().getJdbcType();
        if (type != null && type.isBoolean()) {
            sql.add(" when 'true' then true when 'false' then false when 'text' then case lower(json_extract(");
            sql.add(document, ",", path, ")) when 'true' then true when 'false' then false end");
            return;
        }
        if (type != null && type.isNumber()) {
            String end = "," + size(type) + "," + (onError == JsonSql.FAIL ? 1 : 0) + "),";
            for (String kind : new String[] {"integer", "real", "text"}) {
                sql.add(" when '", kind, "' then coalesce(sepia_json_number(");
                if (kind.equals("text")) {
                    sql.add("json_extract(", document, ",", path, ")");
                } else {
                    sql.add(document, "->", path);
                }
                sql.add(end, onError == JsonSql.FAIL ? "null" : onError, ")");
            }
            return;
        }
        sql.add(" when 'true' then 'true' when 'false' then 'false'");
        sql.add(" when 'text' then json_extract(", document, ",", path, ")");
        // Returns the digits as written: json_extract would convert 1.10 to a floating-point number.
        for (String kind : new String[] {"integer", "real"}) {
            sql.add(" when '", kind, "' then ", document, "->", path);
        }
    }

    /** Returns the bytes of a type of integers, 0 for decimals, and -1 for floating-point numbers. */
    private static int size(JdbcType type) {
        return switch (type.getDefaultSqlTypeCode()) {
            case SqlTypes.TINYINT -> Byte.BYTES;
            case SqlTypes.SMALLINT -> Short.BYTES;
            case SqlTypes.INTEGER -> Integer.BYTES;
            case SqlTypes.BIGINT -> Long.BYTES;
            default -> type.isDecimal() ? 0 : -1;
        };
    }

    private static Object onError(@Nullable JsonValueErrorBehavior behavior) {
        if (behavior == JsonValueErrorBehavior.ERROR) {
            return JsonSql.FAIL;
        }
        return behavior == null || behavior.getDefaultExpression() == null ? "null" : behavior.getDefaultExpression();
    }

    private static Object onEmpty(@Nullable JsonValueEmptyBehavior behavior) {
        if (behavior == JsonValueEmptyBehavior.ERROR) {
            return JsonSql.FAIL;
        }
        return behavior == null || behavior.getDefaultExpression() == null ? "null" : behavior.getDefaultExpression();
    }
}
