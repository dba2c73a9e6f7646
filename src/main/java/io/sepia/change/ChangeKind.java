package io.sepia.change;

/** What became of an object. */
public enum ChangeKind {
    /** It was stored for the first time, or for the first time since it was deleted: it is at version 1. */
    CREATED,
    /** It was stored again. */
    UPDATED,
    /** It was deleted. */
    DELETED;

    /** What a save that led to {@code version} was. */
    public static ChangeKind ofSave(long version) {
        return version <= 1 ? CREATED : UPDATED;
    }
}
