package io.sepia.internal.backend.sql;

import io.sepia.error.StorageException;
import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.report.VerifyReport.Finding;
import io.sepia.report.VerifyReport.Kind;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Verifies and seals the rows that the store writes besides documents: the rules of classes, the records of indexes,
 * the log of changes and its state, and events. Verification reads events by itself. See decision 0245.
 */
record RecordVerification(Database database, StatementCache statements) {
    /** Reads a table. */
    @FunctionalInterface
    private interface Check {
        void run() throws SQLException;
    }

    /** Verifies all of the rows except events. */
    void run(Consumer<Finding> found) throws SQLException {
        statements.forEach(RuleRows.SELECT, row -> check(() -> RuleRows.read(row), found));
        statements.forEach(IndexRecords.SELECT, row -> check(() -> IndexRecords.read(row), found));
        check(() -> JpaChangeLog.isKept(statements), found);
        JpaChangeLog.damage(database, statements, Long.MIN_VALUE, Long.MAX_VALUE)
                .ifPresent(each -> found.accept(new Finding(Kind.CHANGE, Optional.empty(), each)));
    }

    private static void check(Check check, Consumer<Finding> found) throws SQLException {
        try {
            check.run();
        } catch (StorageException e) {
            found.accept(new Finding(Kind.RULE, Optional.empty(), e.getMessage()));
        }
    }

    /** Gives the rows that have no checksum one, unless they are damaged. */
    void adopt() throws SQLException {
        RuleRows.adopt(statements);
        new IndexRecords(statements).adopt();
        JpaChangeLog.adopt(database, statements);
        JpaEventLog.adopt(statements);
    }
}
