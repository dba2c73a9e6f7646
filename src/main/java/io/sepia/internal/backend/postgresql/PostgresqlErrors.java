package io.sepia.internal.backend.postgresql;

import io.sepia.error.StorageException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.sql.Database;
import io.sepia.internal.backend.sql.writers.Failures;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The meaning of PostgreSQL's SQL states. */
final class PostgresqlErrors {
    static final String LOCK_NOT_AVAILABLE = "55P03";
    static final String CANCELED = "57014";
    private static final String REFERENCED = "23503";
    private static final String DUPLICATE = "23505";
    private static final String NOT_IN_ENCODING = "22021";
    private static final String INDEX_ROW_TOO_LARGE = "54000";

    /** The transaction is aborted: an earlier statement has failed. */
    private static final String ABORTED = "25P02";
    /** The classes of violated constraints and of errors that triggers raise, which may be deferred to the commit. */
    private static final String VIOLATION = "23";

    private static final String RAISED = "P0";

    /** The class of transactions that were rolled back because of others: serialization failures and deadlocks. */
    private static final String ROLLED_BACK = "40";

    private static final String CONNECTION = "08";
    /** The server is shutting down, has crashed, is starting, has no free connection, or has become a standby. */
    private static final Set<String> UNAVAILABLE = Set.of("57P01", "57P02", "57P03", "53300", "25006");

    private PostgresqlErrors() {}

    static SQLException conflict(String message) {
        return new SQLException(message, "40001");
    }

    static boolean isDuplicate(SQLException error) {
        return DUPLICATE.equals(error.getSQLState());
    }

    static StorageException translate(String doing, SQLException error) {
        if (isConflict(error)) {
            return Failures.conflict(doing, error);
        }
        if (isUnavailable(error)) {
            return Failures.unavailable(doing, error);
        }
        if (Failures.anyState(error, REFERENCED::equals)) {
            return Database.referenced(doing, error);
        }
        if (Failures.anyState(error, NOT_IN_ENCODING::equals)) {
            return new StorageFailureException(
                    doing + " failed, because a text contains U+0000, which PostgreSQL cannot store. Remove it from the"
                            + " text, or from what SQL binds.",
                    error);
        }
        if (Failures.anyState(error, INDEX_ROW_TOO_LARGE::equals)) {
            return new StorageFailureException(
                    doing + " failed, because a value is too long for an index of PostgreSQL, which takes about 2,700"
                            + " bytes (" + error.getMessage() + "). Drop the index, or shorten the value.",
                    error);
        }
        if (Failures.anyState(error, ABORTED::equals)) {
            return new StorageFailureException(
                    doing + " failed, because an earlier statement of the transaction had failed (" + first(error)
                            + "). Roll the transaction back, and run it again as a whole. Set a savepoint before a"
                            + " statement that may fail, and roll back to it.",
                    error);
        }
        return new StorageFailureException(doing + " failed: " + error.getMessage(), error);
    }

    static StorageException translateCommit(String doing, SQLException error) {
        if (!isConflict(error) && Failures.anyState(error, PostgresqlErrors::isRefusal)) {
            return new StorageFailureException(
                    doing + " failed, and nothing of the transaction was stored, because a statement had failed or a"
                            + " constraint is violated (" + first(error) + "). Run the transaction again as a whole.",
                    error);
        }
        return Failures.ofCommit(doing, error, isConflict(error));
    }

    /** Returns whether the server answers a commit so after it has rolled back. */
    private static boolean isRefusal(String state) {
        return state.equals(ABORTED) || state.startsWith(VIOLATION) || state.startsWith(RAISED);
    }

    /** Returns the message of the first error of the transaction, which is the last cause. */
    private static @Nullable String first(SQLException error) {
        Throwable first = error;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        return first.getMessage();
    }

    /** Returns whether the transaction lost against another one and was not committed. */
    private static boolean isConflict(SQLException error) {
        return Failures.anyState(error, state -> state.startsWith(ROLLED_BACK) || state.equals(LOCK_NOT_AVAILABLE));
    }

    private static boolean isUnavailable(SQLException error) {
        return Failures.anyState(error, state -> state.startsWith(CONNECTION) || UNAVAILABLE.contains(state));
    }
}
