package io.sepia.internal.backend.snapshot;

import io.sepia.change.Change;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.StorageClosedException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.ChangeLog;
import io.sepia.internal.backend.DocumentIndexes;
import io.sepia.internal.backend.DocumentReferences;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.Effects;
import io.sepia.internal.backend.Effects.Extent;
import io.sepia.internal.backend.EventLog;
import io.sepia.internal.backend.Generations;
import io.sepia.internal.backend.Ledger;
import io.sepia.internal.backend.Outcome;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.condition.Term;
import io.sepia.internal.matching.Query;
import io.sepia.internal.matching.RankedDocument;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A transaction that changes its own snapshot. A rollback discards the snapshot. */
public final class SnapshotTransaction implements BackendTransaction {
    private final SnapshotStorage storage;
    private final Access access;
    private final Snapshot before;
    private final Set<ObjectKey> touched = new LinkedHashSet<>();
    private final Map<ObjectKey, Long> versions = new HashMap<>(0);
    private final SnapshotReferences references = new SnapshotReferences(this);
    private Snapshot snapshot;
    private Ledger ledger = Ledger.NONE;
    private boolean writeFailed;
    private boolean ended;

    SnapshotTransaction(SnapshotStorage storage, Access access, Snapshot snapshot) {
        this.storage = storage;
        this.access = access;
        this.before = snapshot;
        this.snapshot = snapshot;
    }

    @Override
    public void report(Ledger to) {
        ledger = to;
    }

    @Override
    public Effects save(List<DocumentWrite> writes) {
        return change(ledger.wantsDetails(writes), writer -> {
            writes.forEach(writer::save);
            return Effects.saved(writes, writer.count(), writer.begun(), writer.details());
        });
    }

    @Override
    public Effects restore(List<StoredDocument> documents) {
        return change(false, writer -> {
            documents.forEach(writer::restore);
            return Effects.restored(documents);
        });
    }

    @Override
    public Optional<StoredDocument> load(ObjectKey key) {
        return Optional.ofNullable(read().get(key));
    }

    @Override
    public List<StoredDocument> load(String className, Collection<String> ids) {
        return held(className, ids)
                .map(HeldDocument::document)
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public boolean exists(ObjectKey key) {
        return read().contains(key);
    }

    @Override
    public Set<String> existing(String className, Collection<String> ids) {
        Snapshot now = read();
        ObjectKey.checkClassName(className);
        return ids.stream()
                .filter(id -> now.contains(new ObjectKey(className, id)))
                .collect(Collectors.toCollection(HashSet::new));
    }

    private Stream<HeldDocument> held(String className, Collection<String> ids) {
        Snapshot now = read();
        ObjectKey.checkClassName(className);
        return ids.stream()
                .distinct()
                .map(id -> now.held(new ObjectKey(className, id)))
                .filter(Objects::nonNull);
    }

    @Override
    public Effects delete(ObjectKey key, WriteCondition condition) {
        if (condition.kind() != WriteCondition.Kind.NONE && condition.kind() != WriteCondition.Kind.VERSION) {
            throw new IllegalArgumentException(
                    "A delete takes place under NONE or VERSION, not under " + condition.kind() + ".");
        }
        return change(ledger.wantsDetails(key.className()), writer -> {
            HeldDocument held = snapshot.held(key);
            StoredDocument stored = held == null ? null : held.replaced();
            if (stored != null && condition.kind() == WriteCondition.Kind.VERSION) {
                ConditionalWrite.requireVersion(key, condition.version(), stored);
            }
            writer.delete(key);
            return Effects.deleted(new Extent.Keys(List.of(key)), writer.count(), writer.details());
        });
    }

    @Override
    public Effects delete(String className, Collection<String> ids) {
        return change(ledger.wantsDetails(className), writer -> {
            ObjectKey.checkClassName(className);
            writer.delete(className, ids);
            return Effects.deleted(new Extent.Ids(className, ids), writer.count(), writer.details());
        });
    }

    @Override
    public Effects forget(String className, Collection<String> ids) {
        return change(ledger.wantsDetails(className), writer -> {
            ObjectKey.checkClassName(className);
            ids.forEach(id -> writer.forget(new ObjectKey(className, id)));
            return Effects.forgotten(new Extent.Ids(className, ids), writer.count(), writer.details());
        });
    }

    @Override
    public List<String> ids(String className) {
        return read().ids(ObjectKey.checkClassName(className));
    }

    @Override
    public List<StoredDocument> page(String className, String afterId, int limit) {
        Snapshot now = read();
        if (limit < 1) {
            throw new IllegalArgumentException("A page takes at least 1 document, not " + limit + ".");
        }
        ObjectKey.checkClassName(className);
        return (afterId.isEmpty() ? now.readable(className) : now.after(new ObjectKey(className, afterId)))
                .limit(limit)
                .toList();
    }

    @Override
    public List<StoredDocument> query(String className, Query query) {
        return queries(className).query(query);
    }

    @Override
    public List<RankedDocument> search(String className, Query query) {
        return queries(className).search(query);
    }

    private SnapshotQueries queries(String className) {
        return new SnapshotQueries(read(), ObjectKey.checkClassName(className), storage.queryTimeout());
    }

    @Override
    public List<String> queryIds(String className, Query query) {
        return query(className, query).stream()
                .map(document -> document.key().id())
                .toList();
    }

    @Override
    public long count(String className, Term condition) {
        return queries(className).count(condition);
    }

    @Override
    public Effects delete(String className, Query query) {
        return change(true, writer -> {
            List<String> ids = queryIds(className, query);
            writer.delete(className, ids);
            return Effects.deleted(new Extent.Ids(className, ids), writer.count(), writer.details());
        });
    }

    @Override
    public long count(String className) {
        return read().count(ObjectKey.checkClassName(className));
    }

    @Override
    public SortedMap<String, Long> classes() {
        return read().classes();
    }

    @Override
    public Effects clear(String className) {
        return change(ledger.wantsDetails(className), writer -> {
            writer.clear(ObjectKey.checkClassName(className));
            return Effects.deleted(new Extent.OfClass(className), writer.count(), writer.details());
        });
    }

    @Override
    public Effects clear() {
        return change(ledger.wantsDetails(), writer -> {
            writer.clear();
            return Effects.deleted(new Extent.Everything(), writer.count(), writer.details());
        });
    }

    /** Records that the stored data of an object may have changed. */
    void touch(ObjectKey key) {
        touched.add(key);
    }

    @Override
    public Map<String, Change> latest(String className, Collection<String> ids) {
        return held(className, ids)
                .map(HeldDocument::listed)
                .filter(Objects::nonNull)
                .map(each -> Change.saved(each.key(), each.version(), each.createdAt(), each.updatedAt()))
                .collect(Collectors.toUnmodifiableMap(change -> change.key().id(), change -> change));
    }

    @Override
    public Optional<Outcome> record(UUID token, Outcome outcome) {
        Outcome recorded = read().outcome(token);
        if (recorded == null) {
            write(() -> {
                snapshot = snapshot.with(token, outcome);
                return 1;
            });
        }
        return Optional.ofNullable(recorded);
    }

    @Override
    public ChangeLog changes() {
        return new SnapshotChangeLog(this);
    }

    @Override
    public DocumentIndexes indexes() {
        return new SnapshotDocumentIndexes(this);
    }

    @Override
    public EventLog events() {
        return new SnapshotEventLog(this);
    }

    @Override
    public DocumentReferences references() {
        return references;
    }

    @Override
    public Generations generations() {
        return new SnapshotGenerations(this);
    }

    @Override
    public void commit() {
        requireOpen();
        requireNoFailedWrite();
        try {
            if (access == Access.READ_WRITE) {
                storage.publish(new SnapshotStorage.Commit(before, snapshot, touched, versions));
            }
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        if (!ended) {
            ended = true;
            snapshot = Snapshot.EMPTY;
            storage.ended(access);
        }
    }

    /** Changes objects, and enters the effects into the ledger. */
    private Effects change(boolean detailed, Function<SnapshotWriter, Effects> change) {
        List<Effects> done = new ArrayList<>(1);
        write(() -> {
            Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
            SnapshotWriter writer = new SnapshotWriter(snapshot, touched, versions, detailed, now);
            done.add(change.apply(writer));
            snapshot = writer.snapshot();
            return 1;
        });
        Effects effects = done.get(0);
        ledger.enter(effects);
        return effects;
    }

    /** A snapshot after a change, and the result of the change. */
    record Written(Snapshot snapshot, long result) {}

    /** Replaces this transaction's snapshot and returns the result of the change. */
    long write(Function<Snapshot, Written> change) {
        return write(() -> {
            Written written = change.apply(snapshot);
            snapshot = written.snapshot();
            return written.result();
        });
    }

    /** Replaces this transaction's snapshot. */
    void change(UnaryOperator<Snapshot> change) {
        write(() -> {
            snapshot = change.apply(snapshot);
            return 1;
        });
    }

    /** Returns the snapshot that the transaction sees. */
    Snapshot read() {
        requireOpen();
        return snapshot;
    }

    /** Runs {@code change}. If it throws, the transaction can no longer commit. */
    private long write(LongSupplier change) {
        requireOpen();
        if (access == Access.READ_ONLY) {
            throw new StorageFailureException("This transaction of " + storage.described()
                    + " was begun to read, so it cannot write. Begin one with READ_WRITE.");
        }
        requireNoFailedWrite();
        writeFailed = true;
        long result = change.getAsLong();
        writeFailed = false;
        return result;
    }

    private void requireOpen() {
        if (ended) {
            throw new StorageClosedException("This transaction of " + storage.described()
                    + " has ended: it was committed or closed. Begin a new one.");
        }
        if (storage.isClosed()) {
            throw storage.closed();
        }
        if (access == Access.READ_WRITE) {
            storage.usedByThisThread();
        }
    }

    private void requireNoFailedWrite() {
        if (writeFailed) {
            throw new IllegalStateException("A write of this transaction failed, so it must not be continued. Close it,"
                    + " which rolls it back, and run it again as a whole.");
        }
    }
}
