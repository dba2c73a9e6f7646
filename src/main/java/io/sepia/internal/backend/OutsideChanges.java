package io.sepia.internal.backend;

import io.sepia.change.Change;
import java.util.List;
import java.util.Optional;

/**
 * Finds external changes in a store that other programs may change without writing to its log of changes. Each request
 * for this capability returns a new instance. Used by one thread at a time.
 */
public non-sealed interface OutsideChanges extends Capability {
    /** Records the current state as the base of comparison. */
    void begin();

    /**
     * Returns the changes by other stores or programs since {@link #begin} or the last call, never those of the store
     * itself. If an object changed several times, returns its latest change. If comparing again would cost too much so
     * soon after the last call, returns empty and finds the changes in a later call.
     */
    Optional<List<Change>> poll();
}
