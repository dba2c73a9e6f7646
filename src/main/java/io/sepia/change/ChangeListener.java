package io.sepia.change;

/** A listener that is notified of committed changes; see {@code Changes.onChange}. See decision 0036. */
@FunctionalInterface
public interface ChangeListener {
    /**
     * Called after a change was committed, on a thread of the store, with one change at a time. An exception that it
     * throws is logged, and the next change is delivered nevertheless. It may use the store.
     */
    void changed(ChangeNotice notice);
}
