package io.sepia.dialect;

import java.util.List;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.JdbcMappingContainer;
import org.hibernate.query.sqm.produce.function.internal.PatternRenderer;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.spi.SqlAppender;
import org.hibernate.sql.ast.tree.expression.Expression;
import org.hibernate.sql.ast.tree.expression.SelfRenderingExpression;

/**
 * A value that is converted for a comparison.
 *
 * @param pattern the SQL, with {@code ?1} for the value
 */
record Converted(Expression value, String pattern) implements SelfRenderingExpression {
    @Override
    public void renderToSql(SqlAppender sql, SqlAstTranslator<?> walker, SessionFactoryImplementor factory) {
        new PatternRenderer(pattern).render(sql, List.of(value), walker);
    }

    @Override
    public JdbcMappingContainer getExpressionType() {
        return value.getExpressionType();
    }
}
