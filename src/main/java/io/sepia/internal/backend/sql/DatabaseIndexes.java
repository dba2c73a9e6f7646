package io.sepia.internal.backend.sql;

import io.sepia.error.NotUniqueException;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.query.IndexDefinition;
import io.sepia.query.Order;
import io.sepia.query.QueryPlan;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a database keeps indexes that the table {@code object_indexes} records under a number. Stateless. */
public interface DatabaseIndexes {
    /**
     * Makes an index over the rows that are there.
     *
     * @throws NotUniqueException if rows are equal and it is unique
     * @throws io.sepia.error.DamagedDocumentException if a row of the class is no JSON, and the database minds
     */
    void build(StatementCache statements, long number, IndexDefinition definition) throws SQLException;

    /** Takes an index away, if it is there; called before its record goes. */
    void remove(StatementCache statements, long number) throws SQLException;

    /** Brings the indexes in line with rows that were just written. */
    void written(StatementCache statements, List<DocumentWrite> writes, boolean[] written) throws SQLException;

    /** What an error of writing means if a unique index caused it, else null. */
    @Nullable
    NotUniqueException violation(StatementCache statements, List<DocumentWrite> writes, SQLException error)
            throws SQLException;

    /**
     * What stands behind the table's name in a query for the first rows of a class in this order, so that they are read
     * along an index instead of sorting them all; empty if there is none or the database sees it by itself.
     */
    default String inOrder(StatementCache statements, String className, List<Order> order) throws SQLException {
        return "";
    }

    /** How the database would find the rows of a query. */
    QueryPlan plan(StatementCache statements, Sql query) throws SQLException;
}
