package io.sepia.internal.backend.sql;

import io.sepia.error.StorageException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.Deadline;
import io.sepia.internal.backend.DocumentWrite;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What differs between databases: their SQL for writing and for tables, their limits, their errors. Stateless. */
public interface Database {
    /** The name that messages use. */
    String name();

    /** The steps that make the tables, from the first. */
    List<SchemaStep> schema();

    /** How statements are told many ids. */
    default IdLists.Form idLists() {
        return IdLists.IN;
    }

    /** The expression that sorts ids by their UTF-8 bytes; {@code object_id} itself where the database does so. */
    String idOrder();

    /** An id, or the parameter for one, as an expression that sorts like {@link #idOrder}, and is compared with it. */
    String inIdOrder(String id);

    /** How it is asked for documents by what they hold. */
    QueryDialect queries();

    /**
     * The id of a row of the class that holds no JSON, if that is what {@code error} is about and the database cannot
     * ask such a row; else null.
     */
    default @Nullable String malformed(StatementCache statements, String className, SQLException error)
            throws SQLException {
        return null;
    }

    /** Its indexes on what documents hold. */
    DatabaseIndexes indexes();

    /** What makes a read of a transaction that writes keep its rows from other writers until it ends; may be empty. */
    String rowLock();

    /** How it keeps what documents refer to. */
    DatabaseReferences references();

    /** Makes the triggers that keep generations, unless they are there; nothing where the database has none. */
    default void keepHistory(StatementCache statements) throws SQLException {}

    /** Makes or drops the triggers that keep the log of changes; nothing where the database has none. */
    default void keepChanges(StatementCache statements, boolean keep) throws SQLException {}

    /**
     * Compares the store's tables with what the steps of the schema make.
     *
     * @return a sentence for each difference, with the remedy
     */
    List<String> tableDifferences(Connection connection) throws SQLException;

    /** How it shows all of that. */
    DatabaseGraph graph();

    /** Has what is deleted from now on be overwritten, or not any more, where the database can do that. */
    default void overwriteDeleted(StatementCache statements, boolean overwrite) throws SQLException {}

    /** Whether a transaction that writes keeps all others from writing. */
    default boolean hasOneWriter() {
        return false;
    }

    /**
     * Has what is read on the connection fail once {@code deadline} is over, until the result is closed, with an error
     * for which {@link #isStopped} holds. The transaction stays as it is then.
     */
    ReadLimit limit(Connection connection, Deadline deadline) throws SQLException;

    /** Whether a statement did not come to its end because it was stopped. */
    boolean isStopped(SQLException error);

    /**
     * Prepares the connection of a transaction that has just begun. One that reads sees a single snapshot of all
     * tables.
     *
     * @return what is undone before the transaction ends; of a transaction that writes, {@link Preparation#NONE}
     */
    default Preparation begin(Connection connection, Access access) throws SQLException {
        return Preparation.NONE;
    }

    /**
     * Writes documents whose keys are not stored and leaves the others alone.
     *
     * @return for each, whether it was written
     */
    boolean[] insert(StatementCache statements, List<DocumentWrite> writes, long now) throws SQLException;

    /** The text of a column that is not null. */
    default Utf8Text text(ResultSet row, int column) throws SQLException {
        return Utf8Text.of(row.getString(column));
    }

    /** Writes documents, stored or not. */
    void upsert(StatementCache statements, List<DocumentWrite> writes, long now) throws SQLException;

    /** As {@link #upsert}; returns the versions that it led to. */
    long[] upsertReturning(StatementCache statements, List<DocumentWrite> writes, long now) throws SQLException;

    /** A query that runs {@code statement}, which writes rows, and returns {@code columns} of them as they are then. */
    String returning(String statement, String columns);

    /** A query that runs {@code statement}, which deletes rows, and returns {@code columns} of them. */
    String returningDeleted(String statement, String columns);

    /**
     * The error to throw for one of the driver. A connection that cannot be used any more is marked here.
     *
     * @param connection the connection that failed, if it is at hand
     * @param doing what failed, as the beginning of a sentence: {@code Saving note 'n1'}
     */
    StorageException translate(@Nullable Connection connection, String doing, SQLException error);

    /** As {@link #translate}, for an error of the commit itself: unknown outcomes are told apart. */
    StorageException translateCommit(String doing, SQLException error);
}
