package io.sepia.dialect;

import java.math.BigDecimal;
import org.hibernate.query.sqm.BinaryArithmeticOperator;
import org.hibernate.query.sqm.CastType;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.spi.SqlAppender;
import org.hibernate.sql.ast.tree.SqlAstNode;
import org.hibernate.sql.ast.tree.expression.BinaryArithmeticExpression;
import org.hibernate.sql.ast.tree.expression.Literal;

/**
 * Writes the SQL of arithmetic with SQLite's numbers. A division by zero and an integer beyond 64 bits with which a
 * query continues to compute are errors, as in other databases; in SQLite they are null and an approximate number. See
 * decision 0231.
 */
record ArithmeticSql(SqlAppender sql, SqlAstTranslator<?> walker, BinaryArithmeticExpression arithmetic) {
    void render() {
        sql.appendSql("(");
        renderOperand(arithmetic.getLeftHandOperand());
        // The space separates a minus from the minus of a number: two would begin a comment.
        sql.appendSql(arithmetic.getOperator().getOperatorSqlTextString() + " ");
        if (arithmetic.getOperator() == BinaryArithmeticOperator.DIVIDE) {
            renderDivisor(sql, arithmetic.getRightHandOperand(), walker);
        } else {
            renderOperand(arithmetic.getRightHandOperand());
        }
        sql.appendSql(")");
    }

    private void renderOperand(SqlAstNode operand) {
        boolean large = operand instanceof BinaryArithmeticExpression inner && mayBeLarge(inner);
        sql.appendSql(large ? "sepia_long(" : "");
        operand.accept(walker);
        sql.appendSql(large ? ")" : "");
    }

    /** Returns whether a result may have more than 64 bits. Two integers of 32 bits have no such result. */
    private static boolean mayBeLarge(BinaryArithmeticExpression inner) {
        CastType type = TemporalPatterns.type(inner);
        return inner.getOperator() != BinaryArithmeticOperator.DIVIDE
                && (type == CastType.LONG
                        || type == CastType.INTEGER
                                && (inner.getLeftHandOperand() instanceof BinaryArithmeticExpression
                                        || inner.getRightHandOperand() instanceof BinaryArithmeticExpression));
    }

    static void renderDivisor(SqlAppender sql, SqlAstNode divisor, SqlAstTranslator<?> walker) {
        boolean checked = divisor instanceof Literal literal
                && literal.getLiteralValue() instanceof Number number
                && new BigDecimal(number.toString()).signum() != 0;
        sql.appendSql(checked ? "" : "sepia_divisor(");
        divisor.accept(walker);
        sql.appendSql(checked ? "" : ")");
    }
}
