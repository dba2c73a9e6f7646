package io.sepia.change;

/** The kind of a change of an object. */
public enum ChangeKind {
    /** The object was stored for the first time, or for the first time since its deletion: it has version 1. */
    CREATED,
    /** The object was stored again. */
    UPDATED,
    /** The object was deleted. */
    DELETED;

    /** Returns the kind of a save that resulted in {@code version}. */
    public static ChangeKind ofSave(long version) {
        return version <= 1 ? CREATED : UPDATED;
    }
}
