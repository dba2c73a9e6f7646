package io.sepia.report;

/** What a transfer does with an object whose key is already stored, unless both objects are equal. */
public enum ConflictPolicy {
    /** The transfer fails. */
    FAIL,
    /** The stored object is kept. */
    SKIP,
    /** The incoming object replaces the stored one. */
    OVERWRITE,
    /** The object that was written later is kept, or replaces the other. */
    NEWER
}
