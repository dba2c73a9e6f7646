package io.sepia.dialect;

import java.util.List;
import org.hibernate.dialect.function.json.JsonObjectFunction;
import org.hibernate.metamodel.model.domain.ReturnableType;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.spi.SqlAppender;
import org.hibernate.sql.ast.tree.SqlAstNode;
import org.hibernate.sql.ast.tree.expression.JsonNullBehavior;
import org.hibernate.type.spi.TypeConfiguration;

/** Renders {@code json_object}, with or without null members. */
final class JsonObject extends JsonObjectFunction {
    JsonObject(TypeConfiguration types) {
        super(types, false);
    }

    @Override
    public void render(
            SqlAppender appender,
            List<? extends SqlAstNode> arguments,
            ReturnableType<?> returnType,
            SqlAstTranslator<?> walker) {
        JsonSql sql = new JsonSql(appender, walker);
        int size = arguments.size();
        boolean absent = size > 0 && arguments.get(size - 1) == JsonNullBehavior.ABSENT;
        int members = size - size % 2;
        sql.add(absent ? "json_remove(json_object(" : "json_object(");
        for (int i = 0; i < members; i += 2) {
            sql.add(i == 0 ? "" : ",", arguments.get(i), ",").addValue(arguments.get(i + 1));
        }
        sql.add(")");
        if (absent) {
            for (int i = 0; i < members; i += 2) {
                // Removing a path that does not exist has no effect.
                sql.add(",case when ", arguments.get(i + 1), " is null then '$.\"'||", arguments.get(i));
                sql.add("||'\"' else '$[0]' end");
            }
            sql.add(")");
        }
    }
}
