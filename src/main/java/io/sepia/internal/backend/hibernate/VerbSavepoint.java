package io.sepia.internal.backend.hibernate;

import io.sepia.internal.backend.Effects;
import io.sepia.internal.backend.sql.StatementCache;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A savepoint to which an operation rolls back if it fails. It is set before the first write. */
final class VerbSavepoint {
    private final String name;
    private final List<Effects> effects = new ArrayList<>(0);
    private boolean set;

    /** @param depth the number of savepoints around it */
    VerbSavepoint(int depth) {
        this.name = "sepia" + depth;
    }

    boolean isSet() {
        return set;
    }

    /** Returns the effects of the writes since the savepoint, for the entities that the caller's session holds. */
    List<Effects> effects() {
        return effects;
    }

    boolean set(StatementCache statements) throws SQLException {
        statements.update("SAVEPOINT " + name);
        set = true;
        return true;
    }

    /** Releases the savepoint. Rolls back to it first, unless the operation is done. */
    void end(StatementCache statements, boolean done) throws SQLException {
        if (!done) {
            statements.update("ROLLBACK TO SAVEPOINT " + name);
        }
        statements.update("RELEASE SAVEPOINT " + name);
    }
}
