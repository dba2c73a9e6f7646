package io.sepia.report;

import io.sepia.document.ObjectKey;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a garbage collection has deleted, or would delete. Immutable; holds all keys, in little more than their bytes.
 */
public final class GarbageReport {
    private final boolean dryRun;
    private final List<ObjectKey> keys;
    private final SortedMap<String, Long> counts = new TreeMap<>(ObjectKey.TEXT_ORDER);
    private final long reached;
    private final long spared;
    private final Duration duration;

    /** @param keys what was deleted, in that order; is kept, and must not change */
    public GarbageReport(boolean dryRun, List<ObjectKey> keys, long reached, long spared, Duration duration) {
        this.dryRun = dryRun;
        this.keys = keys;
        this.reached = reached;
        this.spared = spared;
        this.duration = duration;
        keys.forEach(key -> counts.merge(key.className(), 1L, Long::sum));
    }

    /** Whether nothing was deleted, because only the answer was wanted. */
    public boolean isDryRun() {
        return dryRun;
    }

    /** How many objects were deleted, or would be. */
    public long total() {
        return keys.size();
    }

    /** How many objects of each class were deleted, or would be, by the classes' storage names. */
    public SortedMap<String, Long> counts() {
        return Collections.unmodifiableSortedMap(counts);
    }

    /** The keys of what was deleted, in that order, or would be. */
    public Stream<ObjectKey> keys() {
        return keys.stream();
    }

    /** The ids of those of one class. */
    public Stream<String> ids(String className) {
        return keys.stream().filter(key -> key.className().equals(className)).map(ObjectKey::id);
    }

    /** How many objects there were that can be reached from a root, the roots among them. */
    public long reached() {
        return reached;
    }

    /**
     * How many objects had been found to be garbage and were not deleted all the same, because of what others did
     * meanwhile: saved them, saved references to them, or deleted them.
     */
    public long spared() {
        return spared;
    }

    /** How long the collection took. */
    public Duration duration() {
        return duration;
    }

    /** One line about it. */
    @Override
    public String toString() {
        return (dryRun ? "would delete " : "deleted ") + total() + " of " + (total() + reached + spared) + " objects "
                + counts + (spared == 0 ? "" : ", spared " + spared) + " in " + duration.toMillis() + " ms";
    }

    /**
     * How far a garbage collection has come.
     *
     * @param phase what it is doing
     * @param done objects so far
     * @param total objects in this phase
     */
    public record Progress(Phase phase, long done, long total) {
        /** What a collection does, one after the other. */
        public enum Phase {
            /** Reads all references; objects are those that are stored. */
            MARKING,
            /** Deletes; objects are those that were found to be garbage. */
            SWEEPING
        }
    }
}
