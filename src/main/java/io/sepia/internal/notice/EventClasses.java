package io.sepia.internal.notice;

import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.ExternalCommits;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The classes that have events. Some are recorded in the store. Others are declared by Java classes and recorded in the
 * store when they are first written. Thread-safe. See decision 0037.
 */
final class EventClasses {
    private final Set<String> declared;
    private final Optional<ExternalCommits> commits;
    private final AtomicLong changes = new AtomicLong();
    private volatile @Nullable Known known;

    /**
     * Creates the classes of one store. Does not read the store.
     *
     * @param declared the declared classes; a view that may grow
     * @param commits detects commits of other stores, which may have changed the recorded classes; without it, each
     *     transaction reads them again
     */
    EventClasses(Set<String> declared, Optional<ExternalCommits> commits) {
        this.declared = declared;
        this.commits = commits;
    }

    /**
     * The recorded classes at a count of external commits.
     *
     * @param changes the number of changes of this store before they were read
     */
    record Known(long count, long changes, Set<String> classes) {}

    boolean isDeclared(String className) {
        return declared.contains(className);
    }

    boolean areDeclared() {
        return !declared.isEmpty();
    }

    /** Returns the classes recorded in the store, as of a transaction that writes. */
    Known stored(BackendTransaction transaction) {
        long before = changes.get();
        if (commits.isEmpty()) {
            return new Known(0, before, transaction.events().classes());
        }
        long count = commits.get().poll().count();
        Known current = known;
        return current != null && current.count() == count && current.changes() == before
                ? current
                : new Known(count, before, transaction.events().classes());
    }

    /**
     * Must be called when a transaction has committed that has read classes, and has not changed them. Others may have
     * changed them since it gave up its locks.
     */
    void committed(Known read) {
        known = read;
    }

    /**
     * Must be called before a transaction commits that has changed the recorded classes: as soon as it gives up its
     * locks, others rely on the new ones.
     */
    void changing() {
        changes.incrementAndGet();
    }
}
