package io.sepia.internal.notice;

import io.sepia.internal.backend.BackendTransaction;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which classes have events: those that the store says, read in the first transaction that writes, and those whose Java
 * class says so, which the store is told when they are first written. Thread-safe.
 */
final class EventClasses {
    private final Set<String> declared;
    private volatile @Nullable Set<String> stored;

    /** @param declared a view that may grow */
    EventClasses(Set<String> declared) {
        this.declared = declared;
    }

    /** What the store says, which is read in {@code transaction} if it is not known yet. */
    Set<String> stored(BackendTransaction transaction) {
        Set<String> known = stored;
        if (known == null) {
            known = Set.copyOf(transaction.events().classes());
            stored = known;
        }
        return known;
    }

    boolean has(String className, BackendTransaction transaction) {
        return declared.contains(className) || stored(transaction).contains(className);
    }

    /** Whether any class has. */
    boolean any(BackendTransaction transaction) {
        return !declared.isEmpty() || !stored(transaction).isEmpty();
    }

    /** Takes note of what a committed transaction has told the store. */
    synchronized void learn(Set<String> classNames) {
        Set<String> known = stored;
        if (known != null) {
            Set<String> more = new HashSet<>(known);
            more.addAll(classNames);
            stored = Set.copyOf(more);
        }
    }
}
