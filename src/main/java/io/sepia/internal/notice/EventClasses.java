package io.sepia.internal.notice;

import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.ForeignCommits;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which classes have events: those that the store says, and those whose Java class says so, which the store is told
 * when they are first written. Thread-safe. Decision 0037.
 */
final class EventClasses {
    private final Set<String> declared;
    private final Optional<ForeignCommits> commits;
    private volatile @Nullable Known known;

    /**
     * Makes those of one store.
     *
     * @param declared a view that may grow
     * @param commits knows whether other stores may have changed what was read; without it, each transaction reads anew
     */
    EventClasses(Set<String> declared, Optional<ForeignCommits> commits) {
        this.declared = declared;
        this.commits = commits;
    }

    /** What the store said when other stores had committed so often. */
    private record Known(long count, Set<String> classes) {}

    boolean isDeclared(String className) {
        return declared.contains(className);
    }

    boolean areDeclared() {
        return !declared.isEmpty();
    }

    /** What the store says in a transaction that writes. */
    Set<String> stored(BackendTransaction transaction) {
        if (commits.isEmpty()) {
            return transaction.events().classes();
        }
        long count = commits.get().look().count();
        Known current = known;
        if (current == null || current.count() != count) {
            current = new Known(count, transaction.events().classes());
            known = current;
        }
        return current.classes();
    }

    /** To be called when a transaction of this store has changed the classes, or may have read what was rolled back. */
    void forget() {
        known = null;
    }
}
