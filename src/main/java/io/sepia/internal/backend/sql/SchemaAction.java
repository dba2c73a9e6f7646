package io.sepia.internal.backend.sql;

/** The action that a store takes on its tables when it is opened. */
public enum SchemaAction {
    /** Creates missing tables and migrates older ones. */
    CREATE,
    /** Changes nothing, and fails to open if the tables differ from what is expected. */
    VALIDATE,
    /** Does not examine the tables. */
    NONE
}
