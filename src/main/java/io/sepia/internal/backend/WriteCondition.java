package io.sepia.internal.backend;

/**
 * The condition under which a write or delete takes place.
 *
 * @param kind the rule
 * @param version the version that must be stored, for {@link Kind#VERSION}; 0 otherwise
 */
public record WriteCondition(Kind kind, long version) {
    /** The rule of a condition. */
    public enum Kind {
        /** No condition. */
        NONE,
        /** The object must not be stored, else {@link io.sepia.error.ObjectExistsException}. */
        ABSENT,
        /**
         * Like {@link #ABSENT}, for an object with a version: else {@link io.sepia.error.StaleVersionException},
         * expected 0.
         */
        NEW_VERSION,
        /** The write takes place if the object is not stored, and is skipped without an error otherwise. */
        IF_ABSENT,
        /** The object must be stored, else {@link io.sepia.error.ObjectNotFoundException}. */
        PRESENT,
        /** The object must be stored at exactly this version, else {@link io.sepia.error.StaleVersionException}. */
        VERSION
    }

    /**
     * Checks the version against the rule.
     *
     * @throws IllegalArgumentException if {@code version} is below 1 for {@code VERSION}, or not 0 for another rule
     */
    public WriteCondition {
        if (kind == Kind.VERSION ? version < 1 : version != 0) {
            throw new IllegalArgumentException("Rule " + kind + " does not allow version " + version);
        }
    }

    /** No condition. */
    public static final WriteCondition NONE = new WriteCondition(Kind.NONE, 0);
    /** The object must not be stored. */
    public static final WriteCondition ABSENT = new WriteCondition(Kind.ABSENT, 0);
    /** The object must not be stored; failure is reported as a stale version. */
    public static final WriteCondition NEW_VERSION = new WriteCondition(Kind.NEW_VERSION, 0);
    /** The write is skipped if the object is stored. */
    public static final WriteCondition IF_ABSENT = new WriteCondition(Kind.IF_ABSENT, 0);
    /** The object must be stored. */
    public static final WriteCondition PRESENT = new WriteCondition(Kind.PRESENT, 0);

    /** Returns the condition that the object is stored at {@code version}, which is at least 1. */
    public static WriteCondition version(long version) {
        return new WriteCondition(Kind.VERSION, version);
    }
}
