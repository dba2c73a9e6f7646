package io.sepia.change;

import io.sepia.document.ObjectKey;

/**
 * A notice to a listener of a committed change.
 *
 * @param change the object and the kind of change
 * @param foreign whether the change is external: made by another store or process, not by this store
 */
public record ChangeNotice(Change change, boolean foreign) {
    /** Returns the key of the object. */
    public ObjectKey key() {
        return change.key();
    }

    /** Returns the kind of the change. */
    public ChangeKind kind() {
        return change.kind();
    }

    /** Returns its version; after a deletion, the last version that it had. */
    public long version() {
        return change.version();
    }
}
