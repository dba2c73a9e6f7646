package io.sepia.report;

/**
 * How far a garbage collection has come.
 *
 * @param phase what it is doing
 * @param done objects so far
 * @param total objects in this phase
 */
public record GarbageProgress(Phase phase, long done, long total) {
    /** What a collection does, one after the other. */
    public enum Phase {
        /** Reads all references; objects are those that are stored. */
        MARKING,
        /** Deletes; objects are those that were found to be garbage. */
        SWEEPING
    }
}
