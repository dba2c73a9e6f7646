package io.sepia.internal.backend.sqlite.connection;

import io.sepia.error.ConfigurationException;
import io.sepia.error.OutcomeUnknownException;
import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageClosedException;
import io.sepia.error.StorageException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.sql.Database;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The meaning of SQLite's result codes. The driver's exceptions have no SQLState. */
public final class SqliteErrors {
    /** The message of triggers that refuse to save objects which are being deleted as garbage. */
    public static final String CONDEMNED = "sepia: condemned";

    private static final int PRIMARY_CODE = 0xff;

    private SqliteErrors() {}

    /**
     * Returns an error for a caller of JDBC that did not get a connection or a lock.
     *
     * @param error an error of the store, or an {@link IllegalStateException} if the thread would wait for itself
     */
    static SQLException busy(RuntimeException error) {
        SQLException translated = error instanceof StorageBusyException || error instanceof IllegalStateException
                ? new SQLiteException(String.valueOf(error.getMessage()), SQLiteErrorCode.SQLITE_BUSY)
                : new SQLException(error.getMessage());
        translated.initCause(error);
        return translated;
    }

    /** Returns an error for callers of JDBC, which {@link #translate} turns into {@code error} again. */
    static SQLException with(StorageException error) {
        return new SQLException(error.getMessage(), error);
    }

    /**
     * Refuses to run {@code sql} in a transaction of a session if it would end that. SQLite would commit each later
     * statement by itself.
     */
    public static void checkKeepsTransaction(String sql) throws SQLException {
        if (SqlKind.endsTransaction(sql)) {
            throw endsTransaction("The SQL statement '" + SqlKind.firstWord(sql) + " …'");
        }
    }

    /** Returns an error for a caller of JDBC that would end a session's transaction. */
    static SQLException endsTransaction(String doing) {
        return with(new StorageFailureException(doing + " was refused, because it may end the transaction without"
                + " Hibernate. Commit or roll back the EntityTransaction, and use 'or abort' instead of 'or"
                + " rollback'."));
    }

    private static boolean isRefusalOfCondemned(SQLException error) {
        return String.valueOf(error.getMessage()).contains(CONDEMNED);
    }

    /** Returns the error of the store in one that {@link #busy} or {@link #with} has created, or null. */
    private static @Nullable StorageException ours(SQLException error) {
        return error.getCause() instanceof StorageException ours
                        && String.valueOf(ours.getMessage()).equals(error.getMessage())
                ? ours
                : null;
    }

    public static StorageException translate(String doing, SQLException error) {
        StorageException ours = ours(error);
        if (ours != null) {
            return ours;
        }
        String failed = doing + " failed: " + error.getMessage();
        if (error.getCause() instanceof IllegalStateException) {
            return new StorageFailureException(failed, error);
        }
        if (error instanceof SQLiteException sqlite && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_BUSY_SNAPSHOT) {
            return new StorageBusyException(
                    doing
                            + " failed, because another transaction has committed since this one first read: SQLite does"
                            + " not let it write, however long it waits. Roll back and run it again. A transaction that"
                            + " writes before it reads is not refused: write first.",
                    error);
        }
        if (isRefusalOfCondemned(error)) {
            return new StorageBusyException(
                    doing
                            + " was refused, because it saves, or refers to, one of many objects in a cycle that a garbage"
                            + " collection is deleting. Run the transaction again: the object is gone in a moment. If no"
                            + " collection is running, one was killed; run another, or reopen the store.",
                    error);
        }
        if (error instanceof SQLiteException sqlite
                && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_CONSTRAINT_FOREIGNKEY) {
            return Database.referenced(doing, error);
        }
        return switch (code(error)) {
            case SQLITE_BUSY, SQLITE_LOCKED ->
                new StorageBusyException(
                        doing + " failed, because another connection or process holds the file's lock, or changed"
                                + " data that this one had read (" + error.getMessage()
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
                new StorageFailureException(failed + ". SQLite stores at most 1,000,000,000 bytes in a value.", error);
            case SQLITE_INTERRUPT ->
                new StorageFailureException(failed + ". It was interrupted; nothing was stored.", error);
            default ->
                "database connection closed".equals(error.getMessage())
                        ? new StorageClosedException(doing + " failed, because the store was closed.", error)
                        : new StorageFailureException(failed, error);
        };
    }

    /** Translates any failure; throws it if it is an {@link Error}. */
    static RuntimeException translated(String doing, Throwable error) {
        if (error instanceof SQLException sql) {
            return translate(doing, sql);
        }
        if (error instanceof Error fatal) {
            throw fatal;
        }
        return error instanceof RuntimeException known ? known : new ConfigurationException(doing + " failed", error);
    }

    /** Does the same as {@link #translate} for an error during a commit, whose outcome may be unknown. */
    public static StorageException translateCommit(String doing, SQLException error) {
        if (ours(error) instanceof OutcomeUnknownException unknown) {
            return unknown;
        }
        return switch (code(error)) {
            // None of these has committed: the transaction is still open, was rolled back by SQLite, or never got
            // that far.
            case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_CONSTRAINT, SQLITE_FULL, SQLITE_ABORT -> translate(doing, error);
            default ->
                new OutcomeUnknownException(
                        doing + " failed: " + error.getMessage()
                                + ". Whether the transaction was stored is unknown; look up its objects before writing"
                                + " again.",
                        error);
        };
    }

    /** Returns whether the connection must not be used again, because SQLite may have ended its transaction itself. */
    public static boolean isFatal(SQLException error) {
        return switch (code(error)) {
            case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_CONSTRAINT, SQLITE_TOOBIG, SQLITE_MISMATCH, SQLITE_RANGE -> false;
            default -> true;
        };
    }

    /** Returns whether a read-only connection failed because an unfinished transaction must be rolled back first. */
    static boolean needsRollback(SQLException error) {
        return error instanceof SQLiteException sqlite
                && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_READONLY_ROLLBACK;
    }

    /** Returns the primary result code of an error; {@code UNKNOWN_ERROR} for errors of the driver itself. */
    public static SQLiteErrorCode code(SQLException error) {
        return error instanceof SQLiteException sqlite
                ? SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & PRIMARY_CODE)
                : SQLiteErrorCode.UNKNOWN_ERROR;
    }
}
