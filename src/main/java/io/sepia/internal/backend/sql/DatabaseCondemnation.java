package io.sepia.internal.backend.sql;

import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.CondemnedObjects.Condemned;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** How a database condemns objects. As {@link io.sepia.internal.backend.CondemnedObjects} says. Stateless. */
public interface DatabaseCondemnation {
    void condemn(StatementCache statements, Set<ObjectKey> keys, long[] numbers) throws SQLException;

    void seal(StatementCache statements) throws SQLException;

    boolean isSealed(StatementCache statements) throws SQLException;

    List<Condemned> some(StatementCache statements, long after, int limit) throws SQLException;

    void pardon(StatementCache statements, Set<ObjectKey> keys, long[] numbers) throws SQLException;

    void pardon(StatementCache statements) throws SQLException;
}
