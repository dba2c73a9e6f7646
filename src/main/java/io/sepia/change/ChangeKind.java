package io.sepia.change;

import java.time.Instant;

/** The kind of a change of an object. */
public enum ChangeKind {
    /** The object was stored for the first time, or for the first time since its deletion. */
    CREATED,
    /** The object was stored again. */
    UPDATED,
    /** The object was deleted. */
    DELETED;

    /** Returns the kind of the latest save of an object. An update is always later than the creation. */
    public static ChangeKind ofSave(Instant createdAt, Instant updatedAt) {
        return createdAt.equals(updatedAt) ? CREATED : UPDATED;
    }
}
