package io.sepia.internal.notice;

import io.sepia.change.Change;
import io.sepia.change.ChangeKind;
import io.sepia.document.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Changes that this store makes or has made, used to tell them from external changes in the log. A save is identified
 * by its version, which is given once, and a deletion by the version that it deleted. A change from the log that equals
 * one of a running transaction is held back until that transaction ends: if it did not commit, another one was given
 * the same version, so the change is external. Each change of the log is read once. Thread-safe. See decision 0036.
 */
final class LocalChanges {
    /** A change and the pass in which it was settled; {@link Long#MAX_VALUE} while its transaction runs. */
    private static final class Entry {
        private final Change change;
        private long settled = Long.MAX_VALUE;
        /** The change in the log that equals this one, read while the transaction was running. */
        private @Nullable Change held;

        Entry(Change change) {
            this.change = change;
        }

        boolean isOpen() {
            return settled == Long.MAX_VALUE;
        }
    }

    private final Map<ObjectKey, List<Entry>> entries = new HashMap<>();
    /** Changes that were held back and turned out to be external. */
    private final Map<ObjectKey, Change> released = new LinkedHashMap<>();

    private long pass;
    private int size;

    /** Adds the change of a running transaction. */
    synchronized void expect(Change change) {
        entries.computeIfAbsent(change.key(), key -> new ArrayList<>(1)).add(new Entry(change));
        size++;
    }

    /**
     * Removes the changes of a transaction that did not commit them, or may not have.
     *
     * @return whether changes of the log that were held back are external
     */
    synchronized boolean withdraw(List<Change> changes) {
        changes.forEach(this::withdraw);
        return !released.isEmpty();
    }

    private void withdraw(Change change) {
        for (Entry entry : List.copyOf(entries.getOrDefault(change.key(), List.of()))) {
            if (entry.change == change) {
                remove(change.key(), each -> each == entry);
                // A later local change may have been given the same version.
                if (entry.held != null && !contains(entry.held)) {
                    released.put(change.key(), entry.held);
                }
            }
        }
    }

    /** Returns and forgets the changes that were held back and turned out to be external. */
    synchronized List<Change> takeReleased() {
        List<Change> taken = List.copyOf(released.values());
        released.clear();
        return taken;
    }

    /** Forgets all changes that are held back. */
    synchronized void forgetHeld() {
        released.clear();
        entries.values().forEach(ofKey -> ofKey.forEach(entry -> entry.held = null));
    }

    /** Marks changes as committed. */
    synchronized void settle(List<Change> changes) {
        for (Change change : changes) {
            for (Entry entry : entries.getOrDefault(change.key(), List.of())) {
                if (entry.change == change) {
                    entry.settled = pass;
                    entry.held = null;
                }
            }
        }
    }

    /**
     * Returns whether a change from the log is a local one. If so, it is held back while the local transaction is
     * running. An earlier change of the object that was held back is dropped, because the log replaced it by this one.
     */
    synchronized boolean contains(Change change) {
        released.remove(change.key());
        boolean contains = false;
        for (Entry entry : entries.getOrDefault(change.key(), List.of())) {
            boolean same = isSame(entry.change, change);
            entry.held = same && entry.isOpen() ? change : null;
            contains |= same;
        }
        return contains;
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
