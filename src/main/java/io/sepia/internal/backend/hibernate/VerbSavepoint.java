package io.sepia.internal.backend.hibernate;

import io.sepia.internal.backend.Effects;
import io.sepia.internal.backend.sql.statement.StatementCache;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A savepoint to which an operation rolls back if it fails. It is set before the first write. Code of the application
 * that the operation calls may roll back to an earlier savepoint of its own, which loses this one.
 */
final class VerbSavepoint {
    private final String name;
    private final List<Effects> effects = new ArrayList<>(0);
    private final @Nullable CallerMarks marks;
    private int timesTakenBack;
    private boolean set;

    /**
     * @param depth the number of savepoints around it
     * @param marks the marks by which the loss of the savepoint is noticed, or null if the database notices it, or the
     *     operation calls no code of the application
     */
    VerbSavepoint(int depth, @Nullable CallerMarks marks) {
        this.name = "sepia" + depth;
        this.marks = marks;
    }

    boolean isSet() {
        return set;
    }

    /** Returns the effects of the writes since the savepoint, for the entities that the caller's session holds. */
    List<Effects> effects() {
        return effects;
    }

    /** Sets the savepoint. Returns false if the application has rolled back to one of its own in this operation. */
    boolean set(StatementCache statements) throws SQLException {
        statements.update("SAVEPOINT " + name);
        set = true;
        if (marks != null) {
            timesTakenBack = marks.timesTakenBack();
            return marks.addWithin(statements);
        }
        return true;
    }

    /** Returns whether the savepoint was not lost. */
    boolean isThere(StatementCache statements) throws SQLException {
        return marks == null || marks.timesTakenBack() == timesTakenBack && !marks.isTakenBack(statements);
    }

    /** Releases the savepoint. Rolls back to it first, unless the operation is done. */
    void end(StatementCache statements, boolean done) throws SQLException {
        if (!done) {
            statements.update("ROLLBACK TO SAVEPOINT " + name);
        }
        statements.update("RELEASE SAVEPOINT " + name);
        if (!done && marks != null) {
            marks.forgetWithin();
        }
    }
}
