package io.sepia.report;

/** What becomes of an object that comes in under a key that is stored already, and is not equal to it. */
public enum ConflictPolicy {
    /** Nothing at all comes in. */
    FAIL,
    /** What is stored stays. */
    SKIP,
    /** What comes in takes its place. */
    OVERWRITE,
    /** What was written later stays, or takes the place of the other. */
    NEWER
}
