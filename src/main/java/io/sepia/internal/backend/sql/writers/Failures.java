package io.sepia.internal.backend.sql.writers;

import io.sepia.error.OutcomeUnknownException;
import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageException;
import java.sql.SQLException;
import java.util.function.Predicate;

/** The errors of databases that let several transactions write at a time. */
public final class Failures {
    private Failures() {}

    /** Returns whether the error, one of its causes or one of its chained errors meets a condition. */
    public static boolean any(SQLException error, Predicate<SQLException> test) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            SQLException each = cause instanceof SQLException sql ? sql : null;
            for (; each != null; each = each.getNextException()) {
                if (test.test(each)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Returns whether the error, one of its causes or one of its chained errors has a SQL state. */
    public static boolean anyState(SQLException error, Predicate<String> test) {
        return any(error, each -> each.getSQLState() != null && test.test(each.getSQLState()));
    }

    /** Returns the error of a transaction that lost against another one. */
    public static StorageBusyException conflict(String doing, SQLException error) {
        return new StorageBusyException(
                doing + " failed, because another transaction holds the row or changed it (" + error.getMessage()
                        + "). Run the transaction again.",
                error);
    }

    /** Returns the error of a transaction whose server cannot be reached, before its commit. */
    public static StorageBusyException unavailable(String doing, SQLException error) {
        return new StorageBusyException(
                doing + " failed, because the connection to the server was lost or the server is not ready ("
                        + error.getMessage() + "). Nothing of the transaction was stored. Run it again.",
                error);
    }

    /** Returns the error of a commit, whose outcome is unknown unless the transaction lost against another one. */
    public static StorageException ofCommit(String doing, SQLException error, boolean isConflict) {
        return isConflict
                ? new StorageBusyException(doing + " failed: " + error.getMessage(), error)
                : new OutcomeUnknownException(
                        doing + " failed: " + error.getMessage()
                                + ". Whether the transaction was stored is unknown; look its objects up before writing"
                                + " again.",
                        error);
    }
}
