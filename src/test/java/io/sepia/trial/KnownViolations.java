package io.sepia.trial;

/**
 * Violations of the library that are known and not mended yet, so that the trial can look for others. Delete a rule
 * together with its fault.
 */
enum KnownViolations {
    /** In persistence units, an external notice may rarely come after a later notice of its object, or twice. */
    ORDER_OF_EXTERNAL_NOTICES {
        @Override
        boolean contains(Place.Kind kind, String violation) {
            return (kind == Place.Kind.H2_UNIT || kind == Place.Kind.SQLITE_UNIT)
                    && violation.contains("foreign=true] of store ")
                    && violation.contains(" comes after a later notice ");
        }
    },
    /**
     * A change of unknown outcome is to be notified as an external one, but is not if the log is read after the commit
     * and before the writer learns that the outcome is unknown.
     */
    UNKNOWN_OUTCOMES {
        @Override
        boolean contains(Place.Kind kind, String violation) {
            return violation.contains(" was not notified of the last change ") && violation.endsWith(", in doubt");
        }
    };

    abstract boolean contains(Place.Kind kind, String violation);

    /** Returns whether a violation on a kind of place is known. */
    static boolean contain(Place.Kind kind, String violation) {
        for (KnownViolations each : values()) {
            if (each.contains(kind, violation)) {
                return true;
            }
        }
        return false;
    }
}
