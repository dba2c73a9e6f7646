package io.sepia.report;

import io.sepia.document.ObjectKey;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The result of a garbage collection: the objects that it deleted or would delete. Immutable. Holds all keys, in little
 * more memory than their bytes.
 */
public final class GarbageReport {
    private final boolean dryRun;
    private final List<ObjectKey> keys;
    private final SortedMap<String, Long> counts = new TreeMap<>(ObjectKey.TEXT_ORDER);
    private final long reached;
    private final long spared;
    private final Duration duration;

    /** @param keys the deleted keys in order of deletion; not copied, must not change */
    public GarbageReport(boolean dryRun, List<ObjectKey> keys, long reached, long spared, Duration duration) {
        this.dryRun = dryRun;
        this.keys = keys;
        this.reached = reached;
        this.spared = spared;
        this.duration = duration;
        keys.forEach(key -> counts.merge(key.className(), 1L, Long::sum));
    }

    /** Returns whether this was a dry run, which deletes nothing. */
    public boolean isDryRun() {
        return dryRun;
    }

    /** Returns the number of objects that were deleted, or would be. */
    public long total() {
        return keys.size();
    }

    /**
     * Returns the number of objects of each class that were deleted, or would be, by the storage names of the classes.
     */
    public SortedMap<String, Long> counts() {
        return Collections.unmodifiableSortedMap(counts);
    }

    /** Returns the keys of the objects that were deleted, or would be, in order of deletion. */
    public Stream<ObjectKey> keys() {
        return keys.stream();
    }

    /** Returns the ids of the deleted objects of one class. */
    public Stream<String> ids(String className) {
        return keys.stream().filter(key -> key.className().equals(className)).map(ObjectKey::id);
    }

    /** Returns the number of objects that can be reached from a root, including the roots. */
    public long reached() {
        return reached;
    }

    /**
     * Returns the number of objects that were found to be garbage and not deleted, because other transactions
     * concurrently saved them, saved references to them, or deleted them.
     */
    public long spared() {
        return spared;
    }

    /** Returns how long the collection took. */
    public Duration duration() {
        return duration;
    }

    /** Returns a summary in one line. */
    @Override
    public String toString() {
        return (dryRun ? "would delete " : "deleted ") + total() + " of " + (total() + reached + spared) + " objects "
                + counts + (spared == 0 ? "" : ", spared " + spared) + " in " + duration.toMillis() + " ms";
    }

    /**
     * The progress of a garbage collection.
     *
     * @param phase the current phase
     * @param done the number of objects processed in this phase so far
     * @param total the number of objects in this phase
     */
    public record Progress(Phase phase, long done, long total) {
        /** The phases of a collection, in order. */
        public enum Phase {
            /** Reads all references. Objects are all stored objects. */
            MARKING,
            /** Deletes. Objects are those that were found to be garbage. */
            SWEEPING
        }
    }
}
