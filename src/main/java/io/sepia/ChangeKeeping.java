package io.sepia;

/** What becomes of a store's log of changes when the store is opened. */
enum ChangeKeeping {
    /** It stays as it is: off in a new store. */
    AS_STORED,
    /** It is switched on. */
    ON,
    /** It is switched off and dropped. */
    OFF
}
