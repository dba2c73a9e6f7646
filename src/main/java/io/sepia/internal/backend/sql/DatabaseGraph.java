package io.sepia.internal.backend.sql;

import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.MarkedObjects;
import io.sepia.internal.backend.ReferenceGraph;
import io.sepia.internal.backend.ReferenceGraph.Place;
import io.sepia.internal.backend.ReferenceGraph.Watch;
import io.sepia.internal.backend.sql.statement.StatementCache;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/**
 * Reads and watches all references in a database, as specified by {@link ReferenceGraph}. By default, references are
 * entered with each save, so that saves need not be watched, and references of deleted objects do not remain.
 * Stateless.
 */
public interface DatabaseGraph {
    /**
     * Passes up to {@code limit} objects of the rows after {@code after} to the visitor, in the order of rows.
     *
     * @return the number of the last row; {@code after} if there are no more rows
     */
    long objects(StatementCache statements, long after, int limit, ReferenceGraph.ObjectVisitor visitor)
            throws SQLException;

    default Watch watch(StatementCache statements) throws SQLException {
        return new Watch(0, 0);
    }

    Watch saved(StatementCache statements, Watch since, Set<ObjectKey> batch, ReferenceGraph.SavedVisitor visitor)
            throws SQLException;

    default void unwatch(StatementCache statements, Watch watch) throws SQLException {}

    default Optional<MarkedObjects> markedObjects(TransactionSession session) {
        return Optional.empty();
    }

    default void forgetDeleted(StatementCache statements) throws SQLException {}

    default Optional<Place> tidy(StatementCache statements, Optional<Place> from) throws SQLException {
        return Optional.empty();
    }
}
