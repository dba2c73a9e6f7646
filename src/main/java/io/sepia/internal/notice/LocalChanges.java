package io.sepia.internal.notice;

import io.sepia.change.Change;
import io.sepia.change.ChangeKind;
import io.sepia.document.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Changes that this store makes or has made, used to tell them from external changes in the log. A save is identified
 * by its version, which is given once, and a deletion by the version that it deleted. Thread-safe.
 */
final class LocalChanges {
    /** A change and the pass in which it was settled; {@link Long#MAX_VALUE} while its transaction runs. */
    private static final class Entry {
        private final Change change;
        private long settled = Long.MAX_VALUE;
        /** Whether the log had such a change while the transaction was running. */
        private boolean seen;

        Entry(Change change) {
            this.change = change;
        }

        boolean isOpen() {
            return settled == Long.MAX_VALUE;
        }
    }

    private final Map<ObjectKey, List<Entry>> entries = new HashMap<>();
    private long pass;
    private int size;

    /** Adds the change of a running transaction. */
    synchronized void expect(Change change) {
        entries.computeIfAbsent(change.key(), key -> new ArrayList<>(1)).add(new Entry(change));
        size++;
    }

    /** Removes the changes of a transaction that did not commit them. */
    synchronized void withdraw(List<Change> changes) {
        changes.forEach(change -> remove(change.key(), entry -> entry.change == change));
    }

    /** Marks changes as committed. */
    synchronized void settle(List<Change> changes) {
        for (Change change : changes) {
            for (Entry entry : entries.getOrDefault(change.key(), List.of())) {
                if (entry.change == change) {
                    entry.settled = pass;
                }
            }
        }
    }

    /** Returns whether a change from the log is one of these. */
    synchronized boolean contains(Change change) {
        boolean contains = false;
        for (Entry entry : entries.getOrDefault(change.key(), List.of())) {
            if (isSame(entry.change, change)) {
                entry.seen |= entry.isOpen();
                contains = true;
            }
        }
        return contains;
    }

    /**
     * Returns whether the log had one of the changes of a transaction, or another one with the same version, while the
     * transaction was running.
     */
    synchronized boolean wereSeen(List<Change> changes) {
        return changes.stream()
                .anyMatch(change -> entries.getOrDefault(change.key(), List.of()).stream()
                        .anyMatch(entry -> entry.change == change && entry.seen));
    }

    /** Returns whether a committed change of the same object came after an external one. */
    synchronized boolean hasLater(Change external) {
        return entries.getOrDefault(external.key(), List.of()).stream()
                .anyMatch(entry -> !entry.isOpen() && isLater(entry.change, external));
    }

    /** Returns whether two changes are the same one, in memory and in the log. */
    static boolean isSame(Change one, Change other) {
        return one.key().equals(other.key())
                && one.version() == other.version()
                && (one.kind() == ChangeKind.DELETED) == (other.kind() == ChangeKind.DELETED);
    }

    /** Returns whether one change of an object came after another one: versions rise, and a deletion comes last. */
    static boolean isLater(Change one, Change other) {
        return one.version() > other.version()
                || one.version() == other.version()
                        && one.kind() == ChangeKind.DELETED
                        && other.kind() != ChangeKind.DELETED;
    }

    /** Begins a pass over the log. */
    synchronized void beginPass() {
        pass++;
    }

    /**
     * Removes the changes that were committed before the pass that has now reached the end of the log, except those of
     * objects that a running transaction has changed too: its change may turn out to have had the same version.
     */
    synchronized void endPass() {
        for (ObjectKey key : List.copyOf(entries.keySet())) {
            if (entries.getOrDefault(key, List.of()).stream().noneMatch(Entry::isOpen)) {
                remove(key, entry -> entry.settled < pass);
            }
        }
    }

    private void remove(ObjectKey key, Predicate<Entry> which) {
        List<Entry> ofKey = entries.get(key);
        if (ofKey != null) {
            int before = ofKey.size();
            ofKey.removeIf(which);
            size -= before - ofKey.size();
            if (ofKey.isEmpty()) {
                entries.remove(key);
            }
        }
    }

    synchronized int size() {
        return size;
    }
}
