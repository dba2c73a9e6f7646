package io.sepia.backend.jpa;

import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** Counts how transactions get to write and share commits. Thread-safe; a count may lag behind for a moment. */
final class WriteRecorder {
    private final LongAdder commits = new LongAdder();
    private final LongAdder works = new LongAdder();
    private final LongAccumulator largest = new LongAccumulator(Math::max, 0);
    private final LongAdder waits = new LongAdder();
    private final LongAdder waitedNanos = new LongAdder();
    private final LongAccumulator longestNanos = new LongAccumulator(Math::max, 0);
    private final LongAdder foreignWaits = new LongAdder();

    /** One commit of short works, {@code size} of which share it. */
    void committed(int size) {
        commits.increment();
        works.add(size);
        largest.accumulate(size);
    }

    /** One wait for the turn to write. */
    void waited(long nanos) {
        waits.increment();
        waitedNanos.add(nanos);
        longestNanos.accumulate(nanos);
    }

    /** One transaction that found the file locked by another process. */
    void waitedForAnotherProcess() {
        foreignWaits.increment();
    }

    /** Commits that short works have shared or had for themselves. */
    long commits() {
        return commits.sum();
    }

    /** Short works that were committed. */
    long works() {
        return works.sum();
    }

    /** The most works that shared one commit. */
    long largestGroup() {
        return largest.get();
    }

    /** How often somebody had to wait for the turn to write. */
    long waits() {
        return waits.sum();
    }

    /** How long they have waited in all. */
    long waitedNanos() {
        return waitedNanos.sum();
    }

    /** How long one of them has waited at most. */
    long longestWaitNanos() {
        return longestNanos.get();
    }

    /** How often another process had the file's lock. */
    long foreignWaits() {
        return foreignWaits.sum();
    }
}
