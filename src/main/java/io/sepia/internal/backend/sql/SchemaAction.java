package io.sepia.internal.backend.sql;

/** What a store does about its tables when it is opened. */
public enum SchemaAction {
    /** Makes the tables that are missing, and brings older ones up to date. */
    CREATE,
    /** Changes nothing, and refuses to open if something is not as it should be. */
    VALIDATE,
    /** Does not look. */
    NONE
}
