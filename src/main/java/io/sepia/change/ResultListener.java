package io.sepia.change;

import io.sepia.error.StorageException;
import java.util.List;

/**
 * A listener that is notified of changes of the result of a query; see {@code Changes.onChange}. The store calls it on
 * a thread of its own, one call at a time; it may use the store. See decision 0280.
 *
 * @param <T> the type of the results
 */
@FunctionalInterface
public interface ResultListener<T> {
    /**
     * Called once with the whole result as objects that have entered, even if there are none, and then whenever the
     * result has changed. An exception that it throws is logged, and the next call is made nevertheless.
     *
     * @param changes what has changed since the previous call, each object at most once: first those that have left,
     *     then the others in the order of the result. {@link ResultChange#apply} applies them to a list
     */
    void changed(List<ResultChange<T>> changes);

    /**
     * Called when the result cannot be read. The store retries until it can, without calling this method again. Then it
     * calls {@link #changed} with the changes since the previous call of {@code changed}, if there are any. Each
     * failure is logged.
     */
    default void failed(StorageException failure) {}
}
