package io.sepia.internal.backend;

import io.sepia.report.StorageStats.WriteStats;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** Counts how transactions get to write and share commits. Thread-safe; a count may lag behind for a moment. */
public final class WriteRecorder {
    private final LongAdder works = new LongAdder();
    private final LongAccumulator largest = new LongAccumulator(Math::max, 0);
    /** Commits by the number of bits of the largest size that they are counted with. */
    private final LongAdder[] commits = new LongAdder[Integer.SIZE];

    private final Waits waits = new Waits();
    private final LongAdder foreignWaits = new LongAdder();

    /** Nothing counted yet. */
    public WriteRecorder() {
        Arrays.setAll(commits, bits -> new LongAdder());
    }

    /** One commit, {@code size} works of which share it. */
    public void committed(int size) {
        commits[Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, size) - 1)].increment();
        works.add(size);
        largest.accumulate(size);
    }

    /** One wait for the turn to write. */
    public void waited(long nanos) {
        waits.waited(nanos);
    }

    /** One transaction that found the database locked by another process. */
    public void waitedForAnotherProcess() {
        foreignWaits.increment();
    }

    /** What was counted. */
    public WriteStats stats() {
        SortedMap<Integer, Long> groups = new TreeMap<>();
        long all = 0;
        for (int bits = 0; bits < commits.length - 1; bits++) {
            long count = commits[bits].sum();
            if (count > 0) {
                groups.put(1 << bits, count);
                all += count;
            }
        }
        return new WriteStats(
                all,
                works.sum(),
                groups,
                largest.get(),
                waits.count(),
                waits.total(),
                waits.longest(),
                foreignWaits.sum());
    }
}
