package io.sepia.report;

import io.sepia.document.ObjectKey;

/**
 * An object in which two stores differ.
 *
 * @param key the key of the object
 * @param kind the kind of difference
 */
public record Difference(ObjectKey key, Kind kind) {
    /** The kind of difference. */
    public enum Kind {
        /** Only this store has the object. */
        ONLY_HERE,
        /** Only the other store has the object. */
        ONLY_THERE,
        /** The contents differ as JSON values. */
        CONTENT,
        /** The contents are equal; version, times or metadata differ. */
        STATE
    }
}
