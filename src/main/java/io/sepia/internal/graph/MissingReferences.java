package io.sepia.internal.graph;

/** What becomes of a reference whose target is not stored. */
public enum MissingReferences {
    /** Loading fails and names all of them. */
    FAIL,
    /** It is read as null, also as an element of a list or the value of a map. */
    NULL
}
