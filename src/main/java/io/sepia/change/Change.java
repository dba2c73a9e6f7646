package io.sepia.change;

import io.sepia.document.ObjectKey;
import java.time.Instant;

/**
 * What became of one object.
 *
 * @param key the object
 * @param kind what became of it
 * @param version its version after a save; the last one that it had, if it was deleted
 * @param at when it was saved or deleted, to the microsecond
 * @param sequence its place in the log of changes, at least 1; 0 if it was not read from the log
 */
public record Change(ObjectKey key, ChangeKind kind, long version, Instant at, long sequence) {
    /** A save that led to {@code version}, not read from the log. */
    public static Change saved(ObjectKey key, long version, Instant at) {
        return new Change(key, ChangeKind.ofSave(version), version, at, 0);
    }
}
