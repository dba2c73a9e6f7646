package io.sepia.internal.backend.sql;

import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.ReferenceGraph;
import io.sepia.internal.backend.ReferenceGraph.Place;
import io.sepia.internal.backend.ReferenceGraph.Watch;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/** How a database shows all references, and watches them. As {@link ReferenceGraph} says. Stateless. */
public interface DatabaseGraph {
    /**
     * Shows up to {@code limit} objects of the rows after {@code after}, in their order.
     *
     * @return the number of the last row; {@code after} if there are no more
     */
    long objects(StatementCache statements, long after, int limit, ReferenceGraph.ObjectVisitor visitor)
            throws SQLException;

    Watch watch(StatementCache statements) throws SQLException;

    Watch saved(StatementCache statements, Watch since, Set<ObjectKey> batch, ReferenceGraph.SavedVisitor visitor)
            throws SQLException;

    void unwatch(StatementCache statements, Watch watch) throws SQLException;

    Optional<DatabaseMarkedObjects> markedObjects();

    void forgetDeleted(StatementCache statements) throws SQLException;

    Optional<Place> tidy(StatementCache statements, Optional<Place> from) throws SQLException;
}
