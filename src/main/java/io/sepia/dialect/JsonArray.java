package io.sepia.dialect;

import java.util.List;
import org.hibernate.dialect.function.json.JsonArrayFunction;
import org.hibernate.metamodel.model.domain.ReturnableType;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.spi.SqlAppender;
import org.hibernate.sql.ast.tree.SqlAstNode;
import org.hibernate.sql.ast.tree.expression.JsonNullBehavior;
import org.hibernate.type.spi.TypeConfiguration;

/** Renders {@code json_array}, with or without null elements. */
final class JsonArray extends JsonArrayFunction {
    JsonArray(TypeConfiguration types) {
        super(types);
    }

    @Override
    public void render(
            SqlAppender appender,
            List<? extends SqlAstNode> arguments,
            ReturnableType<?> returnType,
            SqlAstTranslator<?> walker) {
        JsonSql sql = new JsonSql(appender, walker);
        List<? extends SqlAstNode> elements = arguments;
        boolean absent = true;
        if (!arguments.isEmpty() && arguments.get(arguments.size() - 1) instanceof JsonNullBehavior nulls) {
            elements = arguments.subList(0, arguments.size() - 1);
            absent = nulls == JsonNullBehavior.ABSENT;
        }
        if (!absent || elements.isEmpty()) {
            sql.add("json_array(");
            for (int i = 0; i < elements.size(); i++) {
                sql.add(i == 0 ? "" : ",").addValue(elements.get(i));
            }
            sql.add(")");
            return;
        }
        sql.add("('['||substr(");
        for (int i = 0; i < elements.size(); i++) {
            sql.add(i == 0 ? "" : "||", "case when ", elements.get(i), " is null then '' else ','||json_quote(");
            sql.addValue(elements.get(i)).add(") end");
        }
        sql.add(",2)||']')");
    }
}
