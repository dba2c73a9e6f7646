package io.sepia.internal.backend.sql;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.sql.statement.IdLists;
import io.sepia.internal.backend.sql.statement.StatementCache;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Applies the rules of a store to the writes of one transaction if the database does not do so itself: appends to the
 * log of changes, keeps generations, and maintains unique indexes. Not thread-safe. See decisions 0073 and 0074.
 */
public interface ChangeRecorder {
    /** A recorder that does nothing, for databases whose triggers and indexes enforce all rules. */
    ChangeRecorder NONE = new ChangeRecorder() {};

    /** Binds the parameters of a condition. */
    @FunctionalInterface
    interface Binder {
        void bind(PreparedStatement statement) throws SQLException;
    }

    /** Runs statements that change rules. */
    @FunctionalInterface
    interface RuleChange<T extends @Nullable Object> {
        T run() throws SQLException;
    }

    /**
     * Waits until the transactions of all processes that have written or may write have ended, and blocks new ones
     * until this transaction ends.
     *
     * @throws io.sepia.error.StorageBusyException if the other transactions do not end in time
     */
    default void alone(StatementCache statements) throws SQLException {}

    /**
     * Changes rules for every later write transaction of any process: no transaction that has not seen the change can
     * commit a write after it. Throws as {@link #alone} does.
     */
    default <T extends @Nullable Object> T changing(StatementCache statements, RuleChange<T> change)
            throws SQLException {
        return change.run();
    }

    default Set<String> eventClasses(StatementCache statements) throws SQLException {
        return JpaEventLog.classes(statements);
    }

    /** Returns whether these writes may affect indexes. */
    default boolean indexes(List<DocumentWrite> writes) {
        return true;
    }

    /** Returns whether saving one of these may be refused after rows were written. */
    default boolean mayRefuse(List<DocumentWrite> writes) {
        return false;
    }

    /** Saves documents and keeps the generations that they replace. */
    default void save(StatementCache statements, ConditionalWrites rows, List<DocumentWrite> writes, long now)
            throws SQLException {
        rows.save(writes, now);
    }

    /**
     * Keeps changes back until {@link #append}, if that shortens the time for which this transaction blocks others. Its
     * writes must not be undone by a rollback to a savepoint.
     */
    default void defer() {}

    /** Returns whether there are changes that were kept back. */
    default boolean hasDeferred() {
        return false;
    }

    /** Appends the changes that were kept back to the log. */
    default void append(StatementCache statements) throws SQLException {}

    /** Appends saves that took place to the log of changes, or keeps them back. Called after the save. */
    default void saved(StatementCache statements, List<DocumentWrite> writes) throws SQLException {}

    /**
     * Keeps the rows that restored documents are about to replace.
     *
     * @return the keys of which a row would have been kept, but there is none
     */
    default Set<ObjectKey> restoring(StatementCache statements, List<StoredDocument> documents) throws SQLException {
        return Set.of();
    }

    /** Keeps a row that a statement of the application is about to overwrite. */
    default void overwriting(StatementCache statements, ObjectKey key) throws SQLException {}

    /**
     * Records a row that a statement of the application has written.
     *
     * @throws io.sepia.error.NotUniqueException if its class has a unique index, and another object is equal
     */
    default void written(Database database, StatementCache statements, ObjectKey key) throws SQLException {}

    /** Keeps a row that a statement of the application is about to delete, and records the deletion. */
    default void deleting(StatementCache statements, ObjectKey key) throws SQLException {}

    /**
     * Returns whether deletions are recorded, so that the rows to delete must be locked and passed to this recorder.
     */
    default boolean recordsDeletions(StatementCache statements) throws SQLException {
        return false;
    }

    /** Keeps rows that are about to be deleted, and records their deletion. */
    default void deleting(StatementCache statements, LockedRows rows) throws SQLException {}

    /**
     * Rows of the table {@code objects} that a transaction has locked until it ends. What is decided about them holds
     * for later statements, which no concurrent insert can extend. See decision 0093.
     */
    final class LockedRows {
        private static final int BATCH = 1_000;

        private final List<Long> numbers;
        private final IdLists.Form form;

        private LockedRows(List<Long> numbers, Database database) {
            this.numbers = numbers;
            this.form = database.idLists();
        }

        /** A statement on some of the rows. */
        @FunctionalInterface
        public interface Action {
            /**
             * @param condition the condition on the rows, beginning with {@code WHERE}
             * @param binder binds its parameters
             */
            void run(String condition, Binder binder) throws SQLException;
        }

        /** Locks the rows that meet {@code condition}. */
        public static LockedRows lock(StatementCache statements, Database database, String condition, Binder binder)
                throws SQLException {
            PreparedStatement lock = statements.prepare("SELECT id FROM objects" + condition + database.rowLock());
            binder.bind(lock);
            List<Long> numbers = new ArrayList<>();
            try (ResultSet rows = lock.executeQuery()) {
                while (rows.next()) {
                    numbers.add(rows.getLong(1));
                }
            }
            return new LockedRows(numbers, database);
        }

        /** Locks the rows of the objects that lists name. */
        static LockedRows lock(StatementCache statements, Database database, IdLists lists) throws SQLException {
            List<Long> numbers = new ArrayList<>();
            lists.select(statements, "id", database.rowLock(), row -> numbers.add(row.getLong(1)));
            return new LockedRows(numbers, database);
        }

        /** Locks the row of an object, if it is stored. */
        public static LockedRows lock(StatementCache statements, Database database, ObjectKey key) throws SQLException {
            return lock(
                    statements,
                    database,
                    " WHERE class_name = ? AND object_id = ?",
                    statement -> Rows.bind(statement, key));
        }

        public boolean isEmpty() {
            return numbers.isEmpty();
        }

        public int size() {
            return numbers.size();
        }

        /** Runs statements on all of the rows, in batches. */
        public void forEach(Action action) throws SQLException {
            for (int from = 0; from < numbers.size(); from += BATCH) {
                List<Long> batch = numbers.subList(from, Math.min(numbers.size(), from + BATCH));
                action.run(" WHERE " + form.among("id", batch.size()), statement -> form.bindNumbers(statement, batch));
            }
        }
    }

    /** Returns whether {@link #deleted} must be called. */
    default boolean needsVersions() {
        return false;
    }

    /**
     * Records the versions that deleted objects had. Called after the deletion. See decision 0063.
     *
     * @param versions the highest version by class
     */
    default void deleted(StatementCache statements, Map<String, Long> versions) throws SQLException {}
}
