package io.sepia.change;

import io.sepia.document.ObjectKey;
import java.time.Instant;

/**
 * A change of one object.
 *
 * @param key the object
 * @param kind whether it was created, updated or deleted
 * @param version its version after a save; after a deletion, the last version that it had
 * @param at when it was saved or deleted, to the microsecond
 * @param sequence its position in the change log, at least 1; 0 if it was not read from the log
 */
public record Change(ObjectKey key, ChangeKind kind, long version, Instant at, long sequence) {
    /** Returns the change of the latest save of an object, not read from the log. */
    public static Change saved(ObjectKey key, long version, Instant createdAt, Instant updatedAt) {
        return new Change(key, ChangeKind.ofSave(createdAt, updatedAt), version, updatedAt, 0);
    }
}
