package io.sepia;

/** The value of the option {@code changes}: whether opening a store switches its change log. */
enum ChangeKeeping {
    /** The log keeps its recorded state, which is off in a new store. */
    AS_STORED,
    /** The log is switched on. */
    ON,
    /** The log is switched off and dropped. */
    OFF
}
