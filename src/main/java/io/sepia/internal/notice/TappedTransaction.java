package io.sepia.internal.notice;

import io.sepia.change.Change;
import io.sepia.change.ChangeKind;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.ForwardingTransaction;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.matching.Query;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A transaction that finds out what each of its writes has led to and tells a tap. Costs a look at the written rows,
 * for classes that the tap wants to hear of, and nothing for others.
 */
final class TappedTransaction extends ForwardingTransaction {
    private static final int BATCH = 1_000;

    private final BackendTransaction delegate;
    private final WriteTap tap;

    TappedTransaction(BackendTransaction delegate, WriteTap tap) {
        this.delegate = delegate;
        this.tap = tap;
    }

    @Override
    protected BackendTransaction delegate() {
        return delegate;
    }

    @Override
    public void save(List<DocumentWrite> writes) {
        if (!wantsOneOf(writes)) {
            delegate.save(writes);
            return;
        }
        List<DocumentWrite> wanted = writes.stream()
                .filter(each -> tap.wants(each.key().className()))
                .toList();
        Set<ObjectKey> left = stored(wanted.stream()
                .filter(each -> each.condition().kind() == WriteCondition.Kind.IF_ABSENT)
                .toList());
        delegate.save(writes);
        List<DocumentWrite> made = wanted.stream()
                .filter(each -> each.condition().kind() != WriteCondition.Kind.IF_ABSENT || !left.contains(each.key()))
                .toList();
        if (!made.isEmpty()) {
            tap.wrote(saved(made));
        }
    }

    /** Tells listeners, but logs no events: what is restored brings its own. */
    @Override
    public void restore(List<StoredDocument> documents) {
        delegate.restore(documents);
        tap.restored(documents.stream()
                .filter(each -> tap.wants(each.key().className()))
                .map(each -> Change.saved(each.key(), each.version(), each.updatedAt()))
                .toList());
    }

    private boolean wantsOneOf(List<DocumentWrite> writes) {
        if (!tap.wantsAny()) {
            return false;
        }
        String unwanted = "";
        for (DocumentWrite each : writes) {
            String className = each.key().className();
            if (!className.equals(unwanted)) {
                if (tap.wants(className)) {
                    return true;
                }
                unwanted = className;
            }
        }
        return false;
    }

    private Set<ObjectKey> stored(List<DocumentWrite> writes) {
        Set<ObjectKey> stored = new HashSet<>();
        idsByClass(writes)
                .forEach((className, ids) ->
                        delegate.existing(className, ids).forEach(id -> stored.add(new ObjectKey(className, id))));
        return stored;
    }

    private static Map<String, Set<String>> idsByClass(List<DocumentWrite> writes) {
        Map<String, Set<String>> ids = new LinkedHashMap<>();
        for (DocumentWrite each : writes) {
            ids.computeIfAbsent(each.key().className(), name -> new LinkedHashSet<>())
                    .add(each.key().id());
        }
        return ids;
    }

    private List<WriteTap.Write> saved(List<DocumentWrite> writes) {
        Map<ObjectKey, Change> latest = new HashMap<>();
        idsByClass(writes)
                .forEach((className, ids) ->
                        delegate.latest(className, ids).values().forEach(each -> latest.put(each.key(), each)));
        // Several writes to one object: all but the last led to earlier versions than the one that is there now.
        Map<ObjectKey, Integer> later = new HashMap<>();
        List<WriteTap.Write> saved = new ArrayList<>(writes.size());
        for (int i = writes.size() - 1; i >= 0; i--) {
            DocumentWrite write = writes.get(i);
            Change last = latest.get(write.key());
            if (last != null) {
                int behind = later.merge(write.key(), 1, Integer::sum) - 1;
                saved.add(new WriteTap.Write(
                        Change.saved(write.key(), last.version() - behind, last.at()), write.metadata()));
            }
        }
        Collections.reverse(saved);
        return saved;
    }

    @Override
    public boolean delete(ObjectKey key, WriteCondition condition) {
        if (!tap.wants(key.className())) {
            return delegate.delete(key, condition);
        }
        List<Change> before = before(key.className(), List.of(key.id()));
        boolean deleted = delegate.delete(key, condition);
        if (deleted) {
            deleted(before);
        }
        return deleted;
    }

    @Override
    public long delete(String className, Collection<String> ids) {
        if (!tap.wants(className)) {
            return delegate.delete(className, ids);
        }
        List<Change> before = before(className, ids);
        long deleted = delegate.delete(className, ids);
        deleted(before);
        return deleted;
    }

    /** Tells listeners, but logs no events: those of the objects are gone, and no others come. */
    @Override
    public long forget(String className, Collection<String> ids) {
        if (!tap.wants(className)) {
            return delegate.forget(className, ids);
        }
        List<Change> before = before(className, ids);
        long forgotten = delegate.forget(className, ids);
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        tap.restored(before.stream()
                .map(each -> new Change(each.key(), ChangeKind.DELETED, each.version(), now, 0))
                .toList());
        return forgotten;
    }

    @Override
    public List<String> delete(String className, Query query) {
        if (!tap.wants(className)) {
            return delegate.delete(className, query);
        }
        Map<String, Change> before = new HashMap<>();
        before(className, delegate.queryIds(className, query))
                .forEach(each -> before.put(each.key().id(), each));
        List<String> deleted = delegate.delete(className, query);
        deleted(deleted.stream().filter(before::containsKey).map(before::get).toList());
        return deleted;
    }

    @Override
    public long clear(String className) {
        if (!tap.wants(className)) {
            return delegate.clear(className);
        }
        List<Change> before = before(className, delegate.ids(className));
        long cleared = delegate.clear(className);
        deleted(before);
        return cleared;
    }

    @Override
    public long clear() {
        if (!tap.wantsAny()) {
            return delegate.clear();
        }
        List<Change> before = new ArrayList<>();
        for (String className : delegate.classes().keySet()) {
            if (tap.wants(className)) {
                before.addAll(before(className, delegate.ids(className)));
            }
        }
        long cleared = delegate.clear();
        deleted(before);
        return cleared;
    }

    private List<Change> before(String className, Collection<String> ids) {
        List<String> distinct = List.copyOf(new LinkedHashSet<>(ids));
        List<Change> latest = new ArrayList<>();
        for (int from = 0; from < distinct.size(); from += BATCH) {
            List<String> part = distinct.subList(from, Math.min(distinct.size(), from + BATCH));
            Map<String, Change> found = delegate.latest(className, part);
            part.stream().filter(found::containsKey).map(found::get).forEach(latest::add);
        }
        return latest;
    }

    private void deleted(List<Change> before) {
        if (before.isEmpty()) {
            return;
        }
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        tap.wrote(before.stream()
                .map(each ->
                        new WriteTap.Write(new Change(each.key(), ChangeKind.DELETED, each.version(), now, 0), null))
                .toList());
    }
}
