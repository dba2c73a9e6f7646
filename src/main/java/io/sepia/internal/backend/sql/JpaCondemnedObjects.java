package io.sepia.internal.backend.sql;

import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.CondemnedObjects;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Condemned objects of a database, in one transaction. */
record JpaCondemnedObjects(TransactionSession session, DatabaseCondemnation condemnation) implements CondemnedObjects {
    @Override
    public void condemn(Set<ObjectKey> keys, long[] numbers) {
        write(
                () -> "Condemning " + keys.size() + " objects",
                statements -> condemnation.condemn(statements, keys, numbers));
    }

    @Override
    public void seal() {
        write(() -> "Sealing condemned objects", condemnation::seal);
    }

    @Override
    public boolean isSealed() {
        return session.<Boolean>read(() -> "Looking for condemned objects", condemnation::isSealed);
    }

    @Override
    public List<Condemned> some(long after, int limit) {
        return session.read(
                () -> "Looking for condemned objects", statements -> condemnation.some(statements, after, limit));
    }

    @Override
    public void pardon(Set<ObjectKey> keys, long[] numbers) {
        write(
                () -> "Pardoning " + keys.size() + " objects",
                statements -> condemnation.pardon(statements, keys, numbers));
    }

    @Override
    public void pardon() {
        write(() -> "Forgetting condemned objects", condemnation::pardon);
    }

    /** Work that changes no documents and has no result. */
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
