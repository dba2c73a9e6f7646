package io.sepia.trial;

/**
 * Violations of the library that are known and not mended yet, so that the trial can look for others. Delete a rule
 * together with its fault.
 */
enum KnownViolations {
    /** Numbers of generations are derived from the generations that are still kept. */
    GENERATION_NUMBERS {
        @Override
        boolean contains(Place.Kind kind, String violation) {
            return violation.startsWith("generation ") && violation.contains(" of kept ");
        }
    },
    /** Joined transactions enter the queue of notices after their commit. */
    ORDER_OF_JOINED_NOTICES {
        @Override
        boolean contains(Place.Kind kind, String violation) {
            return (kind == Place.Kind.H2_UNIT || kind == Place.Kind.SQLITE_UNIT)
                    && violation.contains("foreign=false] of store ")
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

    /**
     * Returns whether the programs take turns to write. On H2, transactions that write concurrently lock each other
     * out: after a deadlock, H2 has rolled a transaction back, but the store lets it, or the group that it is part of,
     * go on, and locks may stay for ever; an object that is saved while several are deleted loses a generation and an
     * event.
     */
    static boolean takeTurns(Place.Kind kind) {
        return kind == Place.Kind.H2_UNIT;
    }

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
