package io.sepia.internal.backend;

import io.sepia.internal.jfr.WriteLockWaitEvent;
import io.sepia.report.StorageStats.WriteStats;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** Counts commits and waits for the write lock. Thread-safe; results may lag behind for a moment. */
public final class WriteRecorder {
    private final LongAdder works = new LongAdder();
    private final LongAccumulator largest = new LongAccumulator(Math::max, 0);
    /** Number of commits by size; index n counts sizes above 2^(n-1) and up to 2^n. */
    private final LongAdder[] commits = new LongAdder[Integer.SIZE];

    private final Waits waits = new Waits();
    private final LongAdder waitsForOtherProcesses = new LongAdder();

    /** Creates a recorder with all counts at zero. */
    public WriteRecorder() {
        Arrays.setAll(commits, bits -> new LongAdder());
    }

    /** Records one commit that {@code size} works share. */
    public void committed(int size) {
        commits[Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, size) - 1)].increment();
        works.add(size);
        largest.accumulate(size);
    }

    /** Records one wait for the write lock. */
    public void waited(long nanos) {
        waits.waited(nanos);
        WriteLockWaitEvent.record(nanos);
    }

    /** Records one transaction that found the database locked by another process. */
    public void waitedForAnotherProcess() {
        waitsForOtherProcesses.increment();
    }

    /** Returns the counts. */
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
                waitsForOtherProcesses.sum());
    }
}
