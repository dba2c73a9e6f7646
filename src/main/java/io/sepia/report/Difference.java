package io.sepia.report;

import io.sepia.document.ObjectKey;

/**
 * An object in which two stores differ.
 *
 * @param key of the object
 * @param kind how they differ
 */
public record Difference(ObjectKey key, Kind kind) {
    /** How two stores differ in an object. */
    public enum Kind {
        /** The other store does not have it. */
        ONLY_HERE,
        /** Only the other store has it. */
        ONLY_THERE,
        /** The contents differ as JSON values. */
        CONTENT,
        /** The contents are equal; version, times or metadata differ. */
        STATE
    }
}
