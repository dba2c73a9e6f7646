package io.sepia.internal.backend.hibernate;

import io.sepia.error.StorageException;
import io.sepia.internal.backend.sql.statement.StatementCache;
import java.sql.Connection;
import java.sql.SQLException;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.resource.jdbc.spi.LogicalConnectionImplementor;
import org.jspecify.annotations.Nullable;

/**
 * The prepared statements of a caller's transaction. They live as long as the transaction keeps its connection;
 * Hibernate closes them before it releases the connection.
 */
final class CallerStatements {
    private final SessionImplementor session;
    private @Nullable StatementCache statements;

    CallerStatements(SessionImplementor session) {
        this.session = session;
    }

    StatementCache of(Connection connection) throws SQLException {
        StatementCache known = statements;
        if (known == null || !known.isOf(connection)) {
            close();
            known = new StatementCache(
                    connection,
                    session.getJdbcCoordinator().getLogicalConnection().getResourceRegistry());
            statements = known;
        }
        return known;
    }

    /**
     * Closes the statements because one has failed, and returns the failure. If rows of a statement are still open when
     * SQLite's driver rolls back and begins the next transaction, which it does at once without auto-commit, the next
     * user of the connection reads the old snapshot.
     */
    StorageException closeAfter(StorageException failure) {
        try {
            close();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    void close() throws SQLException {
        StatementCache known = statements;
        statements = null;
        if (known != null) {
            known.close();
        }
    }

    /**
     * Closes the statements before a commit, and releases the connection if Hibernate has done so already or would do
     * so after a statement. Pools of JTA transactions close what is open at the commit, with a warning.
     */
    void beforeCommit() throws SQLException {
        close();
        LogicalConnectionImplementor connection = session.getJdbcCoordinator().getLogicalConnection();
        connection.afterStatement();
        connection.beforeTransactionCompletion();
    }
}
