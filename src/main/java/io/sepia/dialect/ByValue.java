package io.sepia.dialect;

import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.JdbcMappingContainer;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.spi.SqlAppender;
import org.hibernate.sql.ast.tree.expression.Expression;
import org.hibernate.sql.ast.tree.expression.SelfRenderingExpression;
import org.hibernate.sql.ast.tree.expression.SqlSelectionExpression;

/** An exact number by which a query is sorted. */
record ByValue(Expression number) implements SelfRenderingExpression {
    @Override
    public void renderToSql(SqlAppender sql, SqlAstTranslator<?> walker, SessionFactoryImplementor factory) {
        if (number instanceof SqlSelectionExpression) {
            number.accept(walker); // The position or the alias of a selected value.
        } else {
            DecimalType.render(sql, number, walker);
        }
        DecimalType.collate(sql);
    }

    @Override
    public JdbcMappingContainer getExpressionType() {
        return number.getExpressionType();
    }
}
