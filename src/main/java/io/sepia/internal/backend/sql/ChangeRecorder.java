package io.sepia.internal.backend.sql;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.DocumentWrite;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Applies the rules of a store to the writes of one transaction, where the database does not do so by itself: appends
 * to the log of changes, keeps generations, and maintains unique indexes. Used by one thread at a time.
 */
public interface ChangeRecorder {
    /** For databases whose triggers and indexes do all of that. */
    ChangeRecorder NONE = new ChangeRecorder() {};

    /** Binds the parameters of a condition. */
    @FunctionalInterface
    interface Binder {
        void bind(PreparedStatement statement) throws SQLException;
    }

    /** Statements that change rules. */
    @FunctionalInterface
    interface RuleChange<T extends @Nullable Object> {
        T run() throws SQLException;
    }

    /**
     * Waits until no other transaction of any process that has written, or may write, is left, and keeps such from
     * beginning until this transaction ends.
     *
     * @throws io.sepia.error.StorageBusyException if the others do not end in time
     */
    default void alone(StatementCache statements) throws SQLException {}

    /**
     * Changes rules, for each transaction that writes after this one, in any process: no write commits later without
     * having seen them. Errors as {@link #alone}.
     */
    default <T extends @Nullable Object> T changing(StatementCache statements, RuleChange<T> change)
            throws SQLException {
        return change.run();
    }

    /** The classes that have events. */
    default Set<String> eventClasses(StatementCache statements) throws SQLException {
        return JpaEventLog.classes(statements);
    }

    /** Whether indexes have to be told of these writes. */
    default boolean indexes(List<DocumentWrite> writes) {
        return true;
    }

    /** Whether saving one of these may be refused after something was written. */
    default boolean mayRefuse(List<DocumentWrite> writes) {
        return false;
    }

    /** Saves, and keeps what was there before. */
    default void save(StatementCache statements, ConditionalWrites rows, List<DocumentWrite> writes, long now)
            throws SQLException {
        rows.save(writes, now);
    }

    /** Enters saves into the log of changes, after they were made. */
    default void saved(StatementCache statements, List<DocumentWrite> writes) throws SQLException {}

    /** Keeps what documents from elsewhere are about to replace. */
    default void restoring(StatementCache statements, List<StoredDocument> documents) throws SQLException {}

    /** Keeps a row that a statement of the application is about to overwrite. */
    default void overwriting(StatementCache statements, ObjectKey key) throws SQLException {}

    /**
     * Records a row that a statement of the application has written.
     *
     * @throws io.sepia.error.NotUniqueException if its class has a unique index, and another object is equal
     */
    default void written(Database database, StatementCache statements, ObjectKey key) throws SQLException {}

    /** Keeps a row that a statement of the application is about to delete, and records that. */
    default void deleting(StatementCache statements, ObjectKey key) throws SQLException {
        deleting(statements, " WHERE class_name = ? AND object_id = ?", statement -> Rows.bind(statement, key));
    }

    /**
     * Enters the deletion of the objects that fulfil {@code condition}, and keeps them, before it is made.
     *
     * @return false if there are none, and nothing must be deleted
     */
    default boolean deleting(StatementCache statements, String condition, Binder binder) throws SQLException {
        return true;
    }
}
