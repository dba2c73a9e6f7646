package io.sepia.internal.backend;

import java.time.Duration;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** Counts waits and their durations. Thread-safe; results may lag behind for a moment. */
public final class Waits {
    private final LongAdder count = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final LongAccumulator longest = new LongAccumulator(Math::max, 0);

    /** Records one wait. */
    public void waited(long nanoseconds) {
        count.increment();
        nanos.add(nanoseconds);
        longest.accumulate(nanoseconds);
    }

    /** Returns the number of waits. */
    public long count() {
        return count.sum();
    }

    /** Returns the total duration. */
    public Duration total() {
        return Duration.ofNanos(nanos.sum());
    }

    /** Returns the longest duration. */
    public Duration longest() {
        return Duration.ofNanos(longest.get());
    }
}
