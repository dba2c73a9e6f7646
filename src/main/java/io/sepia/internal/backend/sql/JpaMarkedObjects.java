package io.sepia.internal.backend.sql;

import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.MarkedObjects;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** The marked objects of a database, for one transaction. */
record JpaMarkedObjects(TransactionSession session, DatabaseMarkedObjects marked) implements MarkedObjects {
    @Override
    public void mark(Set<ObjectKey> keys, long[] numbers) {
        write(() -> "Marking " + keys.size() + " objects", statements -> marked.mark(statements, keys, numbers));
    }

    @Override
    public void freeze() {
        write(() -> "Freezing marked objects", marked::freeze);
    }

    @Override
    public boolean isFrozen() {
        return session.<Boolean>read(() -> "Looking for marked objects", marked::isFrozen);
    }

    @Override
    public List<MarkedObject> some(long after, int limit) {
        return session.read(() -> "Looking for marked objects", statements -> marked.some(statements, after, limit));
    }

    @Override
    public void unmark(Set<ObjectKey> keys, long[] numbers) {
        write(() -> "Unmarking " + keys.size() + " objects", statements -> marked.unmark(statements, keys, numbers));
    }

    @Override
    public void unmark() {
        write(() -> "Unmarking all marked objects", marked::unmark);
    }

    /** Statements that change no documents and have no result. */
    @FunctionalInterface
    private interface Change {
        void run(StatementCache statements) throws SQLException;
    }

    private void write(Supplier<String> doing, Change change) {
        session.write(doing, statements -> {
            change.run(statements);
            return true;
        });
    }
}
