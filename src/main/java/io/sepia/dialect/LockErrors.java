package io.sepia.dialect;

import io.sepia.error.QueryTimeoutException;
import io.sepia.error.StorageBusyException;
import java.sql.SQLException;
import org.hibernate.JDBCException;
import org.hibernate.PessimisticLockException;
import org.hibernate.exception.LockTimeoutException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Converts SQLite's errors about locks and time-outs to those from which Hibernate makes JPA's exceptions. The driver's
 * error gets an exception of this library as its cause, unless it has one.
 */
final class LockErrors {
    private static final int PRIMARY_CODE = 0xff;
    /** What Hibernate says when work on a second connection fails. */
    private static final String ISOLATED = "isolated work";

    private LockErrors() {}

    /** Returns null for errors of other kinds. */
    static @Nullable JDBCException convert(SQLException error, String message, String sql) {
        if (!(error instanceof SQLiteException sqlite)) {
            return null;
        }
        SQLiteErrorCode code = sqlite.getResultCode();
        return switch (SQLiteErrorCode.getErrorCode(code.code & PRIMARY_CODE)) {
            case SQLITE_BUSY, SQLITE_LOCKED -> {
                boolean lost = code == SQLiteErrorCode.SQLITE_BUSY_SNAPSHOT;
                explain(sqlite, new StorageBusyException(busy(lost, message)));
                yield lost
                        ? new PessimisticLockException(message, error, sql)
                        : new LockTimeoutException(message, error, sql);
            }
            case SQLITE_INTERRUPT -> {
                explain(
                        sqlite,
                        new QueryTimeoutException(
                                "The query ran for longer than its timeout, or was interrupted. Raise the hint"
                                        + " jakarta.persistence.query.timeout, or make the query read less.",
                                null));
                yield new org.hibernate.QueryTimeoutException(message, error, sql);
            }
            default -> null;
        };
    }

    private static String busy(boolean lost, String message) {
        if (lost) {
            return "Another transaction has committed since this one first read, so SQLite does not let it write. Roll"
                    + " back and run it again.";
        }
        if (message.contains(ISOLATED)) {
            return "Hibernate uses a second connection for ids from a table here, which was not given the lock of the"
                    + " SQLite file. If this transaction has written, it holds the lock itself and fails again whenever"
                    + " it needs a new block of ids: use GenerationType.IDENTITY, or persist entities with generated"
                    + " ids before it writes. Else roll back and run it again.";
        }
        return "Another connection or process held the lock of the SQLite file for longer than the connection waits."
                + " Roll back and run the transaction again, or raise the connection's busy_timeout.";
    }

    private static void explain(SQLiteException error, RuntimeException cause) {
        if (error.getCause() == null) {
            error.initCause(cause);
        }
    }
}
