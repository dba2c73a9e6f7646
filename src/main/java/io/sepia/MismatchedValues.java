package io.sepia;

/**
 * The value of the option {@code mismatched_values}: what becomes of a stored value of another type or range than its
 * property's.
 */
enum MismatchedValues {
    /** The load fails and names the property. */
    FAIL,
    /** The value is converted as Jackson does: a text to the number in it, a number to an enum's constant. */
    CONVERT
}
