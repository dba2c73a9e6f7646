package io.sepia;

import io.sepia.report.GarbageProgress;
import java.time.Duration;
import java.util.function.Consumer;

/** How garbage is collected. Immutable: each method returns other options. */
public final class GarbageOptions {
    /** One hour of grace; deletes. */
    public static final GarbageOptions DEFAULT = new GarbageOptions(Duration.ofHours(1), false, 1_000, progress -> {});

    private final Duration grace;
    private final boolean dryRun;
    private final int batch;
    private final Consumer<GarbageProgress> progress;

    private GarbageOptions(Duration grace, boolean dryRun, int batch, Consumer<GarbageProgress> progress) {
        this.grace = grace;
        this.dryRun = dryRun;
        this.batch = batch;
        this.progress = progress;
    }

    /**
     * Objects that were saved within {@code period} before the collection are roots: what an application has saved and
     * refers to only in a moment is left alone.
     *
     * @param period zero for none
     * @throws IllegalArgumentException if it is negative
     */
    public GarbageOptions grace(Duration period) {
        if (period.isNegative()) {
            throw new IllegalArgumentException("A grace period is not negative, as " + period + " is");
        }
        return new GarbageOptions(period, dryRun, batch, progress);
    }

    /** Only finds out what would be deleted, in one transaction that reads. */
    public GarbageOptions dryRun() {
        return new GarbageOptions(grace, true, batch, progress);
    }

    /**
     * At most so many objects are deleted in one transaction; 1,000 by default. Fewer are, if they take longer than
     * some hundredths of a second. Objects that refer to each other in a circle go together. On SQLite, larger circles,
     * and all garbage if it is more than 50 times as much, go in parts that nobody can bring back meanwhile.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public GarbageOptions batch(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("A transaction deletes at least 1 object, not " + most);
        }
        return new GarbageOptions(grace, dryRun, most, progress);
    }

    /**
     * Has {@code listener} told how far the collection has come: now and then while all references are read, in the
     * transaction that reads them; and then after each transaction that deletes. It runs on the thread that collects.
     * What it throws ends the collection; what was deleted by then stays deleted.
     */
    public GarbageOptions onProgress(Consumer<GarbageProgress> listener) {
        return new GarbageOptions(grace, dryRun, batch, listener);
    }

    Duration grace() {
        return grace;
    }

    boolean isDryRun() {
        return dryRun;
    }

    int batch() {
        return batch;
    }

    Consumer<GarbageProgress> progress() {
        return progress;
    }
}
