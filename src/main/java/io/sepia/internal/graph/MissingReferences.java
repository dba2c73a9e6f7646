package io.sepia.internal.graph;

/** How a reference whose target is not stored is read. */
public enum MissingReferences {
    /** Loading fails with an exception that names all missing targets. */
    FAIL,
    /** The reference is read as null, also as an element of a list or the value of a map. */
    NULL
}
