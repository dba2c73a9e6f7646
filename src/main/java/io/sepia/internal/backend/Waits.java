package io.sepia.internal.backend;

import java.time.Duration;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** Counts how often and how long somebody waited. Thread-safe; a count may lag behind for a moment. */
public final class Waits {
    private final LongAdder count = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final LongAccumulator longest = new LongAccumulator(Math::max, 0);

    /** One wait. */
    public void waited(long nanoseconds) {
        count.increment();
        nanos.add(nanoseconds);
        longest.accumulate(nanoseconds);
    }

    /** How often somebody waited. */
    public long count() {
        return count.sum();
    }

    /** How long in all. */
    public Duration total() {
        return Duration.ofNanos(nanos.sum());
    }

    /** How long at most. */
    public Duration longest() {
        return Duration.ofNanos(longest.get());
    }
}
