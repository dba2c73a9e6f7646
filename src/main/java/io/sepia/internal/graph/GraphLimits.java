package io.sepia.internal.graph;

/**
 * The limits of one load, and the handling of references to absent objects.
 *
 * @param objects the maximum number of objects in one load
 * @param levels the maximum number of references in a row; each level costs one statement for each class
 * @param missing how a reference to an absent object is read
 */
public record GraphLimits(long objects, long levels, MissingReferences missing) {}
