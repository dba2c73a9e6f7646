package io.sepia.internal.backend.sql;

import io.sepia.error.StorageException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.Deadline;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.sql.condition.QueryDialect;
import io.sepia.internal.backend.sql.statement.IdLists;
import io.sepia.internal.backend.sql.statement.StatementCache;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The differences between databases: their SQL for writes and tables, their limits and their errors. Stateless. */
public interface Database {
    String name();

    /** Returns the migrations of the tables, from the first. */
    List<SchemaStep> schema();

    /** Returns the form in which a list of ids is passed to a statement. */
    default IdLists.Form idLists() {
        return IdLists.IN;
    }

    /** Returns the expression that sorts ids by their UTF-8 bytes. */
    default String idOrder() {
        return "object_id";
    }

    /** Converts an id, or the parameter for one, to an expression that is compared with {@link #idOrder}. */
    default String inIdOrder(String id) {
        return id;
    }

    /** Returns the expression for the name of the schema in which the tables are. */
    default String currentSchema() {
        return "current_schema";
    }

    /** Returns the SQL for queries by content. */
    QueryDialect queries();

    /**
     * Returns the id of a row of the class whose content is not JSON, if such a row caused {@code error}; else null.
     * Databases that do not evaluate JSON return null.
     */
    default @Nullable String malformed(StatementCache statements, String className, SQLException error)
            throws SQLException {
        return null;
    }

    /** Returns the indexes on the content of documents. */
    DatabaseIndexes indexes();

    /** Returns the suffix of a query that locks its rows until the write transaction ends. */
    default String rowLock() {
        return "";
    }

    /** Returns whether a query with the {@link #rowLock} also keeps other transactions from inserting absent rows. */
    default boolean locksAbsent(Connection connection) throws SQLException {
        return false;
    }

    /** Returns the suffix of a query that reads what is committed, if the transaction's snapshot may be older. */
    default String committed() {
        return "";
    }

    /** Returns the table of references. */
    DatabaseReferences references();

    /** Returns the form of the log of changes. */
    default ChangeRows changes() {
        return ChangeRows.BY_NUMBER;
    }

    /** Creates the triggers that keep generations, unless they exist. Does nothing if the database has no triggers. */
    default void keepHistory(StatementCache statements) throws SQLException {}

    /** Creates or drops the triggers that keep the log of changes. Does nothing if the database has no triggers. */
    default void keepChanges(StatementCache statements, boolean keep) throws SQLException {}

    /**
     * Returns a query for the numbers of the rows of the log of changes, from one number to another, that do not match
     * their checksums; null if these rows have none.
     */
    default @Nullable String damagedChanges() {
        return null;
    }

    /** Gives the rows of the log of changes that have no checksum one. */
    default void adoptChanges(StatementCache statements) throws SQLException {}

    /**
     * Compares the store's tables with the tables that the migrations create.
     *
     * @return one sentence for each difference, with the remedy
     */
    List<String> tableDifferences(Connection connection) throws SQLException;

    /**
     * Passes on the damage that the database finds in its own structures, one sentence each.
     *
     * @return whether the database has compared its indexes with the rows, and found no difference
     */
    default boolean examine(StatementCache statements, Consumer<String> damage) throws SQLException {
        return false;
    }

    /** Returns the reader of all references. */
    DatabaseGraph graph();

    /**
     * Switches the overwriting of deleted content on or off for later deletions. Does nothing if the database cannot do
     * that.
     */
    default void overwriteDeleted(StatementCache statements, boolean overwrite) throws SQLException {}

    /** Returns the marks by which a caller's rollback to a savepoint is noticed. */
    TransactionMarks marks();

    /** Returns whether releasing a savepoint fails if a rollback to an earlier one has removed it. */
    default boolean checksSavepoints() {
        return true;
    }

    /** Returns whether only one transaction can write at a time. */
    default boolean hasOneWriter() {
        return false;
    }

    /**
     * Makes reads on this connection fail after {@code deadline}, with an error for which {@link #isStopped} returns
     * true, until the returned limit is closed. Such a failure leaves the transaction intact.
     */
    ReadLimit limit(Connection connection, Deadline deadline) throws SQLException;

    /** Returns whether a statement failed because it was stopped. */
    boolean isStopped(SQLException error);

    /**
     * Prepares the connection of a transaction that has just begun. A read transaction sees a single snapshot of all
     * tables.
     *
     * @return the preparation to undo before the transaction ends; {@link Preparation#NONE} for a write transaction
     */
    default Preparation begin(Connection connection, Access access) throws SQLException {
        return Preparation.NONE;
    }

    /**
     * Inserts the documents whose keys are not stored, and leaves the others alone. The version of a new object is
     * higher than all versions that deleted objects with the same key had. See decision 0063.
     */
    Rows.Written[] insert(StatementCache statements, List<DocumentWrite> writes, long now) throws SQLException;

    /**
     * Returns the highest version that a deleted object of the class had; 0 for none. If the database has one writer,
     * it stays so until the transaction ends. See decision 0063.
     */
    long floor(StatementCache statements, String className) throws SQLException;

    /** Returns the text of a column that is not null. */
    default Utf8Text text(ResultSet row, int column) throws SQLException {
        return Utf8Text.of(row.getString(column));
    }

    /** Inserts or updates documents. */
    void upsert(StatementCache statements, List<DocumentWrite> writes, long now) throws SQLException;

    /** Inserts or updates documents as {@link #upsert} does, and returns what was written. */
    Rows.Written[] upsertReturning(StatementCache statements, List<DocumentWrite> writes, long now) throws SQLException;

    /** Updates documents whose keys are stored, and returns what was written. */
    default Rows.Written[] updateReturning(StatementCache statements, List<DocumentWrite> writes, long now)
            throws SQLException {
        return Rows.executeReturning(statements, returning(Rows.UPDATE, Rows.WRITTEN), writes, now, Rows::bindUpdate);
    }

    /** Returns a query that runs {@code statement}, which writes rows, and selects {@code columns} of the new rows. */
    String returning(String statement, String columns);

    /**
     * Returns a query that runs {@code statement}, which deletes rows, and selects {@code columns} of the deleted rows.
     */
    default String returningDeleted(String statement, String columns) {
        return returning(statement, columns);
    }

    /**
     * Translates an error of the driver to the exception to throw. Marks a connection that cannot be used any more.
     *
     * @param connection the connection that failed, if known
     * @param doing the operation that failed, as the beginning of a sentence: {@code Saving note 'n1'}
     */
    StorageException translate(@Nullable Connection connection, String doing, SQLException error);

    /**
     * Translates an error of the commit itself as {@link #translate} does; an unknown outcome becomes an
     * {@link io.sepia.error.OutcomeUnknownException}.
     */
    StorageException translateCommit(String doing, SQLException error);

    /** Returns whether the database clears the checksum of a row that SQL changes. See decision 0146. */
    default boolean clearsChecksums() {
        return false;
    }

    /** Returns the error of a deletion that a foreign key of the application refuses. See decision 0145. */
    static StorageFailureException referenced(String doing, SQLException error) {
        return new StorageFailureException(
                doing + " failed, because a row of another table refers to the document by a foreign key ("
                        + error.getMessage()
                        + "). Delete or change that row first, or let its foreign key say what becomes of it: @OnDelete"
                        + " on the association.",
                error);
    }
}
