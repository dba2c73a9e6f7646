package io.sepia.dialect;

import io.sepia.internal.functions.LikePattern;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.spi.SqlAppender;
import org.hibernate.sql.ast.tree.expression.Expression;
import org.hibernate.sql.ast.tree.expression.Literal;
import org.hibernate.sql.ast.tree.predicate.LikePredicate;

/** Writes the SQL of {@code like} and {@code ilike}, with SQLite's {@code glob}, which is case-sensitive. */
record LikeSql(SqlAppender sql, SqlAstTranslator<?> walker, LikePredicate like) {
    void render() {
        Expression text = like.getMatchExpression();
        Expression escape = like.getEscapeCharacter();
        boolean literal = like.getPattern() instanceof Literal && (escape == null || escape instanceof Literal);
        Object pattern = literal ? walker.getLiteralValue(like.getPattern()) : null;
        sql.appendSql(like.isNegated() ? "not (" : "(");
        if (!like.isCaseSensitive()) {
            sql.appendSql("sepia_lower(");
            text.accept(walker);
            sql.appendSql(") glob ");
            renderPattern("sepia_iglob(");
        } else if (pattern != null) {
            String escapeText =
                    escape == null ? "" : walker.getLiteralValue(escape).toString();
            text.accept(walker);
            sql.appendSql(" glob ");
            walker.getSessionFactory()
                    .getJdbcServices()
                    .getDialect()
                    .appendLiteral(
                            sql,
                            LikePattern.parse(pattern.toString(), escapeText).glob());
        } else {
            renderParameter(text);
        }
        sql.appendSql(")");
    }

    private void renderParameter(Expression text) {
        if (text.getColumnReference() != null && isText(text)) {
            // The range lets SQLite use an index.
            text.accept(walker);
            sql.appendSql(" collate binary>=");
            renderPattern("sepia_prefix(");
            sql.appendSql(" and ");
            text.accept(walker);
            sql.appendSql(" collate binary<");
            renderPattern("sepia_prefix_end(");
            sql.appendSql(" and ");
        }
        text.accept(walker);
        sql.appendSql(" glob ");
        renderPattern("sepia_glob(");
    }

    private static boolean isText(Expression expression) {
        return expression
                .getExpressionType()
                .getSingleJdbcMapping()
                .getJdbcType()
                .isString();
    }

    private void renderPattern(String function) {
        sql.appendSql(function);
        like.getPattern().accept(walker);
        sql.appendSql(",");
        if (like.getEscapeCharacter() == null) {
            sql.appendSql("''");
        } else {
            like.getEscapeCharacter().accept(walker);
        }
        sql.appendSql(")");
    }
}
