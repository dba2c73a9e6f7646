package io.sepia.internal.notice;

import io.sepia.change.Change;
import io.sepia.change.ChangeKind;
import io.sepia.document.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The changes that one transaction has made, in order. Thread-safe. */
final class WriteRecord {
    enum State {
        OPEN,
        COMMITTED,
        ROLLED_BACK
    }

    private final List<Change> written = new ArrayList<>();

    /** Guarded by the queue's lock in {@link ChangeNotices}. */
    State state = State.OPEN;

    boolean queued;

    /** The changes that {@link LocalChanges} expects from this transaction. */
    final List<Change> announced = new ArrayList<>();

    /** A savepoint: the numbers of changes written and announced. */
    record Mark(int written, int announced) {}

    synchronized void add(Change change) {
        written.add(change);
    }

    synchronized Mark mark() {
        return new Mark(written.size(), announced.size());
    }

    /** Drops all changes since {@code mark} and returns those that were announced. */
    synchronized List<Change> rollBackTo(Mark mark) {
        written.subList(Math.min(mark.written(), written.size()), written.size())
                .clear();
        List<Change> since = announced.subList(mark.announced(), announced.size());
        List<Change> withdrawn = List.copyOf(since);
        since.clear();
        return withdrawn;
    }

    /** Drops the changes of an object that came before {@code later}. */
    synchronized void dropBefore(Change later) {
        written.removeIf(each -> each.key().equals(later.key()) && LocalChanges.isLater(later, each));
    }

    /**
     * Returns the latest change of each object, in the order of their latest changes. An object that was created and
     * deleted by the transaction is not among them.
     */
    synchronized List<Change> changes() {
        Map<ObjectKey, Change> changes = new LinkedHashMap<>();
        Map<ObjectKey, Boolean> created = new HashMap<>();
        written.forEach(each -> add(each, changes, created));
        return List.copyOf(changes.values());
    }

    /**
     * Returns the changes that are followed by a later change of the same object. {@link #changes} omits objects that
     * count as created and deleted by the transaction, but some of them were stored before: a restored object counts as
     * created if it has not changed since its creation.
     */
    synchronized List<Change> superseded() {
        Map<ObjectKey, Change> latest = new HashMap<>();
        written.forEach(each -> latest.put(each.key(), each));
        return written.stream().filter(each -> latest.get(each.key()) != each).toList();
    }

    private static void add(Change change, Map<ObjectKey, Change> changes, Map<ObjectKey, Boolean> created) {
        ObjectKey key = change.key();
        boolean isNew = created.computeIfAbsent(key, first -> change.kind() == ChangeKind.CREATED);
        changes.remove(key);
        switch (change.kind()) {
            case DELETED -> {
                if (isNew) {
                    created.remove(key);
                } else {
                    changes.put(key, change);
                }
            }
            case CREATED, UPDATED ->
                changes.put(
                        key,
                        isNew
                                ? new Change(key, ChangeKind.CREATED, change.version(), change.at(), change.sequence())
                                : change);
        }
    }
}
