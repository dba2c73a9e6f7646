package io.sepia.trial;

/**
 * Violations of the library that are known and not mended yet, so that the trial can look for others. Delete a rule
 * together with its fault.
 */
enum KnownViolations {
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
