package io.sepia.internal.backend.sql;

import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.MarkedObjects.MarkedObject;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** Marks objects in a database, as specified by {@link io.sepia.internal.backend.MarkedObjects}. Stateless. */
public interface DatabaseMarkedObjects {
    void mark(StatementCache statements, Set<ObjectKey> keys, long[] numbers) throws SQLException;

    void freeze(StatementCache statements) throws SQLException;

    boolean isFrozen(StatementCache statements) throws SQLException;

    List<MarkedObject> some(StatementCache statements, long after, int limit) throws SQLException;

    void unmark(StatementCache statements, Set<ObjectKey> keys, long[] numbers) throws SQLException;

    void unmark(StatementCache statements) throws SQLException;
}
