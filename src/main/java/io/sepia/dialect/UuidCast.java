package io.sepia.dialect;

import java.util.List;
import java.util.UUID;
import org.hibernate.dialect.Dialect;
import org.hibernate.dialect.function.CastFunction;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.metamodel.model.domain.ReturnableType;
import org.hibernate.query.sqm.CastType;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.spi.SqlAppender;
import org.hibernate.sql.ast.tree.SqlAstNode;
import org.hibernate.sql.ast.tree.expression.CastTarget;
import org.hibernate.sql.ast.tree.expression.Expression;

/** Renders {@code cast}, also of UUIDs, which are stored as bytes, to text. */
final class UuidCast extends CastFunction {
    UuidCast(Dialect dialect, int booleanType) {
        super(dialect, booleanType);
    }

    @Override
    public void render(
            SqlAppender appender,
            List<? extends SqlAstNode> arguments,
            ReturnableType<?> returnType,
            SqlAstTranslator<?> walker) {
        JdbcMapping from = ((Expression) arguments.get(0)).getExpressionType().getSingleJdbcMapping();
        JdbcMapping to = ((CastTarget) arguments.get(1)).getJdbcMapping();
        if (isUuid(from) && to.getCastType() == CastType.STRING) {
            new JsonSql(appender, walker).addUuid(arguments.get(0));
        } else {
            super.render(appender, arguments, returnType, walker);
        }
    }

    static boolean isUuid(JdbcMapping type) {
        return type.getJavaTypeDescriptor().getJavaTypeClass() == UUID.class;
    }
}
