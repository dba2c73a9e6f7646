package io.sepia.internal.backend;

import io.sepia.error.QueryTimeoutException;
import io.sepia.internal.option.Option;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** When a read is stopped: at a moment, or when its thread is interrupted. Immutable. See decision 0028. */
public final class Deadline {
    /** The option that limits the duration of one read. */
    public static final Option<Long> QUERY_TIMEOUT = Option.number(
            "query_timeout",
            0,
            0,
            86_400_000,
            "Milliseconds that one read may take before it is stopped; 0 for no limit.");

    /** The deadline of a read without a time limit. */
    public static final Deadline NONE = new Deadline(0, 0, true);

    private final long millis;
    private final long nanoTime;
    private final boolean interruptible;

    private Deadline(long millis, long nanoTime, boolean interruptible) {
        this.millis = millis;
        this.nanoTime = nanoTime;
        this.interruptible = interruptible;
    }

    /** Returns the deadline that many milliseconds from now; {@link #NONE} for 0. */
    public static Deadline after(long millis) {
        return millis == 0
                ? NONE
                : new Deadline(millis, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis), true);
    }

    /** Returns this deadline for a read that its thread runs for another one, whose interrupts it does not receive. */
    public Deadline uninterruptible() {
        return new Deadline(millis, nanoTime, false);
    }

    /** Returns whether an interrupt of its thread stops the read. */
    public boolean isInterruptible() {
        return interruptible;
    }

    /** Returns the duration, in milliseconds, that the deadline was created with; 0 for {@link #NONE}. */
    public long millis() {
        return millis;
    }

    /** Returns whether the deadline has passed. */
    public boolean isOver() {
        return millis > 0 && System.nanoTime() - nanoTime >= 0;
    }

    /**
     * Throws if the deadline has passed.
     *
     * @param doing describes the read, as the beginning of a sentence: {@code Querying class note}
     * @throws QueryTimeoutException if the deadline has passed
     */
    public void check(Supplier<String> doing) {
        if (isOver()) {
            throw exceeded(doing.get(), null);
        }
    }

    /** Returns the error for a read that exceeded its time limit. */
    public QueryTimeoutException exceeded(String doing, @Nullable Throwable cause) {
        return new QueryTimeoutException(
                doing + " took longer than query_timeout (" + millis + " ms) allows and was stopped. Read less at a"
                        + " time, add an index for the query, or raise query_timeout.",
                cause);
    }
}
