package io.sepia.internal.backend.snapshot;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.MarkedObjects;
import io.sepia.internal.backend.ReferenceGraph;
import io.sepia.internal.backend.ReferenceHash;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;

/** All references in a transaction's snapshot. Each transaction looks at the files, so nothing is watched. */
final class SnapshotGraph implements ReferenceGraph {
    private static final Watch WATCH = new Watch(0, 0);

    private final SnapshotTransaction transaction;
    private final SnapshotReferences all;

    SnapshotGraph(SnapshotTransaction transaction, SnapshotReferences all) {
        this.transaction = transaction;
        this.all = all;
    }

    @Override
    public void check() {
        all.index();
        transaction.read().requireReferences();
    }

    @Override
    public void objects(ObjectVisitor visitor) {
        ReferenceIndex references = all.index();
        Snapshot snapshot = transaction.read();
        for (String className : snapshot.classes().keySet()) {
            for (Iterator<StoredDocument> each = snapshot.all(className).iterator(); each.hasNext(); ) {
                StoredDocument document = each.next();
                visitor.object(document.key(), document.updatedAt(), numbers(references.targets(document.key())));
            }
        }
    }

    private static long[] numbers(Set<ObjectKey> keys) {
        return keys.stream().mapToLong(ReferenceHash::of).toArray();
    }

    @Override
    public Watch watch() {
        transaction.change(snapshot -> snapshot);
        return WATCH;
    }

    /** Does nothing: a single transaction writes at a time. */
    @Override
    public void alone() {
        transaction.read();
    }

    @Override
    public Watch saved(Watch since, Set<ObjectKey> batch, SavedVisitor visitor) {
        ReferenceIndex references = all.index();
        for (ObjectKey target : batch) {
            long[] told = {ReferenceHash.of(target)};
            references.sources(target).forEach(source -> visitor.saved(source, told));
        }
        return since;
    }

    @Override
    public void unwatch(Watch watch) {
        transaction.read();
    }

    /** Returns empty: a single transaction writes at a time, and its commit replaces the snapshot as a whole. */
    @Override
    public Optional<MarkedObjects> markedObjects() {
        return Optional.empty();
    }

    @Override
    public void forgetDeleted() {
        transaction.read();
    }

    @Override
    public Optional<Place> tidy(Optional<Place> from) {
        transaction.read();
        return Optional.empty();
    }
}
