package io.sepia.internal.backend.sqlite.connection;

import io.sepia.error.OutcomeUnknownException;
import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageClosedException;
import io.sepia.error.StorageException;
import io.sepia.error.StorageFailureException;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The meaning of SQLite's result codes. The driver's errors have no SQLState. */
public final class SqliteErrors {
    /** The message with which triggers refuse writes that concern objects being deleted as garbage. */
    public static final String CONDEMNED = "sepia: condemned";

    private static final int PRIMARY_CODE = 0xff;

    private SqliteErrors() {}

    private static boolean isRefusalOfCondemned(SQLException error) {
        return String.valueOf(error.getMessage()).contains(CONDEMNED);
    }

    /** The error to throw for one of the driver. */
    public static StorageException translate(String doing, SQLException error) {
        String failed = doing + " failed: " + error.getMessage();
        if (error instanceof SQLiteException sqlite && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_BUSY_SNAPSHOT) {
            return new StorageBusyException(
                    doing
                            + " failed, because this transaction had read, and another one has committed since: SQLite lets"
                            + " it write no more, however long it waits. Roll back and run it again. A transaction that"
                            + " writes before it reads is not refused: write first.",
                    error);
        }
        if (isRefusalOfCondemned(error)) {
            return new StorageBusyException(
                    doing
                            + " was refused, because it saves, or refers to, one of many objects in a circle that a garbage"
                            + " collection is deleting. Run the transaction again: the object is gone in a moment. If no"
                            + " collection is running, one was killed; run another, or open the store anew.",
                    error);
        }
        return switch (code(error)) {
            case SQLITE_BUSY, SQLITE_LOCKED ->
                new StorageBusyException(
                        doing + " failed, because another connection or process holds the lock of the file, or changed"
                                + " what was read (" + error.getMessage()
                                + "). Run the transaction again, or raise busy_timeout.",
                        error);
            case SQLITE_FULL ->
                new StorageFailureException(
                        doing + " failed, because the disk or the file's page limit is full. Nothing of the transaction"
                                + " was stored; free some space and run it again.",
                        error);
            case SQLITE_CORRUPT, SQLITE_NOTADB ->
                new StorageFailureException(
                        failed + ". The file is damaged; keep a copy of it and restore a backup.", error);
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN ->
                new StorageFailureException(
                        failed + ". Check the permissions of the file and its directory, which SQLite writes too.",
                        error);
            case SQLITE_TOOBIG ->
                new StorageFailureException(failed + ". SQLite keeps at most 1,000,000,000 bytes in a value.", error);
            case SQLITE_INTERRUPT ->
                new StorageFailureException(failed + ". It was interrupted; nothing was stored.", error);
            default ->
                "database connection closed".equals(error.getMessage())
                        ? new StorageClosedException(doing + " failed, because the store was closed.", error)
                        : new StorageFailureException(failed, error);
        };
    }

    /** As {@link #translate}, for an error of the commit itself: unknown outcomes are told apart. */
    public static StorageException translateCommit(String doing, SQLException error) {
        return switch (code(error)) {
            // None of these commits: the transaction is open still, was rolled back by SQLite, or never got that far.
            case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_CONSTRAINT, SQLITE_FULL, SQLITE_ABORT -> translate(doing, error);
            default ->
                new OutcomeUnknownException(
                        doing + " failed: " + error.getMessage()
                                + ". Whether the transaction was stored is unknown; look its objects up before writing"
                                + " again.",
                        error);
        };
    }

    /** Tells whether the connection may not be used again: SQLite may have ended its transaction by itself. */
    public static boolean isFatal(SQLException error) {
        return switch (code(error)) {
            case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_CONSTRAINT, SQLITE_TOOBIG, SQLITE_MISMATCH, SQLITE_RANGE -> false;
            default -> true;
        };
    }

    /** The primary result code of an error; {@code UNKNOWN_ERROR} for errors of the driver itself. */
    public static SQLiteErrorCode code(SQLException error) {
        return error instanceof SQLiteException sqlite
                ? SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & PRIMARY_CODE)
                : SQLiteErrorCode.UNKNOWN_ERROR;
    }
}
