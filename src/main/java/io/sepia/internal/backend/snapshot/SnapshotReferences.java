package io.sepia.internal.backend.snapshot;

import io.sepia.document.ObjectKey;
import io.sepia.document.OnDelete;
import io.sepia.internal.backend.DocumentReferences;
import io.sepia.internal.backend.ReferenceGraph;
import io.sepia.internal.backend.Referrer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The references in a transaction's snapshot. */
final class SnapshotReferences implements DocumentReferences {
    private final SnapshotTransaction transaction;
    private boolean hasLooked;

    SnapshotReferences(SnapshotTransaction transaction) {
        this.transaction = transaction;
    }

    /** Returns all references: those of the files at the first call, with the changes of the transaction since. */
    ReferenceIndex index() {
        ReferenceIndex index = transaction.read().references(!hasLooked);
        hasLooked = true;
        return index;
    }

    @Override
    public List<Referrer> referrers(ObjectKey target, long after, int limit) {
        return index().page(target, after, limit);
    }

    @Override
    public Set<String> referred(String className, Collection<String> ids) {
        ReferenceIndex references = index();
        return references.referred(ObjectKey.checkClassName(className), ids);
    }

    @Override
    public boolean isBehind() {
        transaction.read();
        return false;
    }

    @Override
    public boolean catchUp() {
        transaction.change(snapshot -> snapshot);
        return false;
    }

    @Override
    public ReferenceGraph graph() {
        return new SnapshotGraph(transaction, this);
    }

    @Override
    public Map<String, OnDelete> rules() {
        return transaction.read().rules();
    }

    @Override
    public void rule(String className, OnDelete rule) {
        ObjectKey.checkClassName(className);
        transaction.change(snapshot -> snapshot.with(className, rule));
    }
}
