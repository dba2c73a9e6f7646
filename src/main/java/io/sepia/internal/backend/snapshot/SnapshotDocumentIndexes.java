package io.sepia.internal.backend.snapshot;

import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.ClassChanges;
import io.sepia.internal.backend.DocumentIndexes;
import io.sepia.internal.matching.Query;
import io.sepia.query.IndexDefinition;
import io.sepia.query.IndexEntry;
import io.sepia.query.QueryPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The indexes in a transaction's snapshot. */
final class SnapshotDocumentIndexes implements DocumentIndexes {
    private final SnapshotTransaction transaction;

    SnapshotDocumentIndexes(SnapshotTransaction transaction) {
        this.transaction = transaction;
    }

    @Override
    public List<IndexEntry> list() {
        return transaction.read().indexes().list();
    }

    @Override
    public List<IndexEntry> list(String className) {
        return transaction.read().indexes().list(ObjectKey.checkClassName(className));
    }

    @Override
    public boolean add(IndexDefinition definition, boolean declared) {
        boolean[] built = {false};
        transaction.change(snapshot -> {
            IndexEntry there = snapshot.indexes().find(definition);
            built[0] = there == null;
            boolean asked = there == null ? declared : there.declared() && declared;
            return snapshot.with(new IndexEntry(definition, asked));
        });
        return built[0];
    }

    @Override
    public boolean drop(IndexDefinition definition) {
        boolean[] there = {false};
        transaction.change(snapshot -> {
            there[0] = snapshot.indexes().find(definition) != null;
            return snapshot.without(definition);
        });
        return there[0];
    }

    @Override
    public boolean rebuild(IndexDefinition definition) {
        boolean[] there = {false};
        transaction.change(snapshot -> {
            IndexEntry entry = snapshot.indexes().find(definition);
            there[0] = entry != null;
            return entry == null ? snapshot : snapshot.with(entry);
        });
        return there[0];
    }

    @Override
    public ClassChanges changes(String className, @Nullable Object since) {
        return transaction.read().changes(ObjectKey.checkClassName(className), since);
    }

    /** Always returns a scan: documents in memory are examined one after another. */
    @Override
    public QueryPlan explain(String className, Query query) {
        transaction.read();
        ObjectKey.checkClassName(className);
        return QueryPlan.scan("in memory, all documents of the class in the order of their ids");
    }
}
