package io.sepia.internal.backend.sql;

import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.MarkedObjects;
import io.sepia.internal.backend.ReferenceGraph;
import java.util.Optional;
import java.util.Set;

/** All references between the documents of a database, for one transaction. See decision 0060. */
final class JpaReferenceGraph implements ReferenceGraph {
    private static final int PAGE = 2_000;

    private final TransactionSession session;
    private final Database database;
    private final DatabaseGraph graph;

    JpaReferenceGraph(TransactionSession session, Database database) {
        this.session = session;
        this.database = database;
        this.graph = database.graph();
    }

    @Override
    public void check() {
        session.<Boolean>read(() -> "Comparing all references", statements -> {
            new RowVerification(database, statements).check();
            return true;
        });
    }

    @Override
    public void objects(ObjectVisitor visitor) {
        long last;
        long next = 0;
        do {
            last = next;
            long after = last;
            next = session.<Long>read(
                    () -> "Reading all references", statements -> graph.objects(statements, after, PAGE, visitor));
        } while (next != last);
    }

    @Override
    public Watch watch() {
        return session.write(() -> "Beginning to watch references", graph::watch);
    }

    @Override
    public void alone() {
        session.alone(() -> "Waiting for other transactions");
    }

    @Override
    public Watch saved(Watch since, Set<ObjectKey> batch, SavedVisitor visitor) {
        return session.read(
                () -> "Looking for new references", statements -> graph.saved(statements, since, batch, visitor));
    }

    @Override
    public void unwatch(Watch watch) {
        session.execute(() -> "Ending the watch of references", statements -> graph.unwatch(statements, watch));
    }

    @Override
    public Optional<MarkedObjects> markedObjects() {
        return graph.markedObjects(session);
    }

    @Override
    public void forgetDeleted() {
        session.execute(() -> "Deleting references of deleted objects", graph::forgetDeleted);
    }

    @Override
    public Optional<Place> tidy(Optional<Place> from) {
        return session.write(() -> "Tidying the index of references", statements -> graph.tidy(statements, from));
    }
}
