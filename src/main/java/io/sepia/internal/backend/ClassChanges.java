package io.sepia.internal.backend;

import java.util.Collection;
import java.util.List;

/**
 * How the documents of a class in one transaction differ from those in an earlier one, for caches of what is in them.
 *
 * @param state the documents of this transaction, to be compared with later ones. Immutable; holds no document
 * @param all whether any document may differ
 * @param ids otherwise, the ids of the documents that were written or deleted, perhaps with some that are equal
 */
public record ClassChanges(Object state, boolean all, Collection<String> ids) {
    /** Returns a state that cannot be compared with the earlier one. */
    public static ClassChanges all(Object state) {
        return new ClassChanges(state, true, List.of());
    }
}
