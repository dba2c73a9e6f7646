package io.sepia.internal.notice;

import io.sepia.internal.backend.BackendTransaction;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The classes that have events. Some are recorded in the store and read in the first transaction that writes. Others
 * are declared by Java classes and recorded in the store when they are first written. Thread-safe. See decision 0037.
 */
final class EventClasses {
    private final Set<String> declared;
    private volatile @Nullable Set<String> stored;

    /** @param declared the declared classes; a view that may grow */
    EventClasses(Set<String> declared) {
        this.declared = declared;
    }

    /** Returns the classes recorded in the store. Reads them in {@code transaction} if they are not known yet. */
    Set<String> stored(BackendTransaction transaction) {
        Set<String> known = stored;
        if (known == null) {
            known = Set.copyOf(transaction.events().classes());
            stored = known;
        }
        return known;
    }

    /** Returns whether a class has events. */
    boolean has(String className, BackendTransaction transaction) {
        return declared.contains(className) || stored(transaction).contains(className);
    }

    /** Returns whether any class has events. */
    boolean any(BackendTransaction transaction) {
        return !declared.isEmpty() || !stored(transaction).isEmpty();
    }

    /** Adds classes that a committed transaction has recorded in the store. */
    synchronized void learn(Set<String> classNames) {
        Set<String> known = stored;
        if (known != null) {
            Set<String> more = new HashSet<>(known);
            more.addAll(classNames);
            stored = Set.copyOf(more);
        }
    }
}
