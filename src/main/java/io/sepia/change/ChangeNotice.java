package io.sepia.change;

import io.sepia.document.ObjectKey;

/**
 * What a listener is told: a change that was committed.
 *
 * @param change the object and what became of it
 * @param foreign whether somebody else made it, another store or process, and not this store
 */
public record ChangeNotice(Change change, boolean foreign) {
    /** The object. */
    public ObjectKey key() {
        return change.key();
    }

    /** What became of it. */
    public ChangeKind kind() {
        return change.kind();
    }

    /** Its version, the last one that it had if it was deleted. */
    public long version() {
        return change.version();
    }
}
