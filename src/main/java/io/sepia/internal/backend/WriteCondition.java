package io.sepia.internal.backend;

/**
 * What must be stored for a write or delete to take place.
 *
 * @param kind the rule
 * @param version the version that must be stored, for {@link Kind#VERSION}; 0 otherwise
 */
public record WriteCondition(Kind kind, long version) {
    /** The rules. */
    public enum Kind {
        /** Always takes place. */
        NONE,
        /** The object must not be stored, else {@link io.sepia.error.ObjectExistsException}. */
        ABSENT,
        /**
         * As {@link #ABSENT}, but for a versioned object: {@link io.sepia.error.StaleVersionException} (expected 0).
         */
        NEW_VERSION,
        /** Takes place if the object is not stored; otherwise leaves it alone without an error. */
        IF_ABSENT,
        /** The object must be stored, else {@link io.sepia.error.ObjectNotFoundException}. */
        PRESENT,
        /** The object must be stored at exactly this version, else {@link io.sepia.error.StaleVersionException}. */
        VERSION
    }

    /**
     * Checks that the version fits the rule.
     *
     * @throws IllegalArgumentException if {@code version} is below 1 for {@code VERSION}, or not 0 for another rule
     */
    public WriteCondition {
        if (kind == Kind.VERSION ? version < 1 : version != 0) {
            throw new IllegalArgumentException("Rule " + kind + " does not go with version " + version);
        }
    }

    /** Always. */
    public static final WriteCondition NONE = new WriteCondition(Kind.NONE, 0);
    /** Must not be stored. */
    public static final WriteCondition ABSENT = new WriteCondition(Kind.ABSENT, 0);
    /** Must not be stored, said in terms of versions. */
    public static final WriteCondition NEW_VERSION = new WriteCondition(Kind.NEW_VERSION, 0);
    /** Only if not stored. */
    public static final WriteCondition IF_ABSENT = new WriteCondition(Kind.IF_ABSENT, 0);
    /** Must be stored. */
    public static final WriteCondition PRESENT = new WriteCondition(Kind.PRESENT, 0);

    /** Must be stored at {@code version}, which is at least 1. */
    public static WriteCondition version(long version) {
        return new WriteCondition(Kind.VERSION, version);
    }
}
