package io.sepia.internal.backend.sql.writers;

import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.sql.ChangeRecorder.LockedRows;
import io.sepia.internal.backend.sql.statement.StatementCache;
import java.sql.SQLException;
import java.util.List;

/** Appends the writes of one transaction to the log of changes, while the log is kept. Not thread-safe. */
public interface LogAppender {
    /** Appends saves that took place. */
    void saved(StatementCache statements, List<DocumentWrite> writes) throws SQLException;

    /** Appends the deletion of rows that are about to be deleted. */
    void deleting(StatementCache statements, LockedRows rows) throws SQLException;

    /** Implements {@link io.sepia.internal.backend.sql.ChangeRecorder#defer}. */
    default void defer() {}

    /** Implements {@link io.sepia.internal.backend.sql.ChangeRecorder#hasDeferred}. */
    default boolean hasDeferred() {
        return false;
    }

    /** Implements {@link io.sepia.internal.backend.sql.ChangeRecorder#append}. */
    default void append(StatementCache statements) throws SQLException {}
}
