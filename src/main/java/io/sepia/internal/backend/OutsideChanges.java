package io.sepia.internal.backend;

import io.sepia.change.Change;
import java.util.List;

/**
 * Finds changes of others where anybody may change what the store keeps, without writing to its log of changes. Each
 * one that a backend is asked for is new. Used by one thread at a time.
 */
public non-sealed interface OutsideChanges extends Capability {
    /** Takes note of how everything is now. */
    void begin();

    /**
     * The changes of others since {@link #begin} or the last call, whether by other stores or by other programs; never
     * those of the store itself. Of several changes of an object the latest. A look that would cost too much so soon
     * after the last one is put off, and finds nothing.
     */
    List<Change> look();
}
