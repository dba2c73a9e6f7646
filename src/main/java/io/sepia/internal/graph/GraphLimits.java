package io.sepia.internal.graph;

/**
 * How much one load may bring, and what becomes of references that lead nowhere.
 *
 * @param objects most objects of one load
 * @param levels most references in a row; each level costs a statement for each class
 * @param missing what a reference to an absent object is read as
 */
public record GraphLimits(long objects, long levels, MissingReferences missing) {}
