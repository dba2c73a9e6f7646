package io.sepia.change;

/** Is told of changes; see {@code Storage.onChange}. */
@FunctionalInterface
public interface ChangeListener {
    /**
     * Called after a change was committed, on a thread of the store's, for one change at a time. What it throws is
     * logged, and the next change is told all the same. It may use the store.
     */
    void changed(ChangeNotice notice);
}
