package io.sepia.dialect;

import org.hibernate.community.dialect.SQLiteSqlAstTranslator;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.query.IllegalQueryOperationException;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.spi.StandardSqlAstTranslatorFactory;
import org.hibernate.sql.ast.tree.Statement;
import org.hibernate.sql.ast.tree.from.NamedTableReference;
import org.hibernate.sql.ast.tree.insert.ConflictClause;
import org.hibernate.sql.ast.tree.insert.InsertSelectStatement;
import org.hibernate.sql.exec.spi.JdbcOperation;
import org.jspecify.annotations.Nullable;

/** Renders {@code on conflict} in SQLite's syntax. */
final class SqliteTranslator<T extends JdbcOperation> extends SQLiteSqlAstTranslator<T> {
    /** Creates the translators of the dialect. */
    static final class Factory extends StandardSqlAstTranslatorFactory {
        @Override
        protected <T extends JdbcOperation> SqlAstTranslator<T> buildTranslator(
                SessionFactoryImplementor factory, Statement statement) {
            return new SqliteTranslator<>(factory, statement);
        }
    }

    private SqliteTranslator(SessionFactoryImplementor factory, Statement statement) {
        super(factory, statement);
    }

    @Override
    protected void visitConflictClause(@Nullable ConflictClause clause) {
        if (clause != null && clause.getConstraintName() != null) {
            throw new IllegalQueryOperationException("SQLite's 'on conflict' takes columns, not the constraint '"
                    + clause.getConstraintName() + "'. Name its columns.");
        }
        visitStandardConflictClause(clause);
    }

    @Override
    protected void renderDmlTargetTableExpression(NamedTableReference table) {
        super.renderDmlTargetTableExpression(table);
        // The update of a conflict clause refers to columns through the alias of the table.
        if (getStatementStack().getCurrent() instanceof InsertSelectStatement insert
                && insert.getConflictClause() != null
                && table.getIdentificationVariable() != null) {
            appendSql(" as " + table.getIdentificationVariable());
        }
    }
}
