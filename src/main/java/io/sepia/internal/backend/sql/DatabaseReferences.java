package io.sepia.internal.backend.sql;

import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.sql.statement.StatementCache;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Maintains the table of references of a database. Stateless. See decision 0038. */
public interface DatabaseReferences {
    /** The beginning of a query for a row's number, class name, id, content and checksum. */
    String COLUMNS = "SELECT o.id, o.class_name, o.object_id, o.content, o.checksum";

    /**
     * Replaces the references of existing rows of a class.
     *
     * @param targets the new targets by id
     */
    void put(StatementCache statements, String className, Map<String, Set<ObjectKey>> targets) throws SQLException;

    /**
     * Returns the query for {@link #COLUMNS} of the rows with a checksum that may refer to a target, in the order of
     * rows. Its parameters are the hash of the target, the number of the row to begin after, and the maximum number of
     * rows.
     */
    String byTarget();

    /**
     * Returns the query for {@link #COLUMNS} of the rows with a checksum whose references are not entered yet, in the
     * order of rows. Its parameters are the number of the row to begin after, and the maximum number of rows.
     */
    String behind();

    /** Returns a query like {@link #behind} for rows without a checksum, which were written by SQL or as entities. */
    String unsealed();

    /**
     * Returns whether {@link #byTarget}, {@link #behind} and {@link DatabaseGraph#objects} do not show all of the
     * references of a row with a checksum, given as hashes.
     */
    boolean lacks(StatementCache statements, long row, Set<Long> targets) throws SQLException;

    /**
     * Returns what is wrong with the tables of references themselves; empty if nothing is, or if that cannot be told.
     */
    default Optional<String> damage(StatementCache statements) throws SQLException {
        return Optional.empty();
    }

    /** Makes the tables of references from the documents again, if {@link #damage} finds something. */
    default void rebuild(StatementCache statements) throws SQLException {}

    /** Returns whether more than a few rows are {@link #behind}. */
    boolean isBehind(StatementCache statements) throws SQLException;

    /**
     * Enters the references of up to {@code limit} rows that are behind.
     *
     * @return the number of rows; fewer than {@code limit} if none are left
     */
    int enter(StatementCache statements, int limit) throws SQLException;
}
