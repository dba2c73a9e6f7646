package io.sepia.internal.backend;

import io.sepia.error.QueryTimeoutException;
import io.sepia.internal.option.Option;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The moment at which a read has exceeded its time limit. Immutable. See decision 0028. */
public final class Deadline {
    /** The option that limits the duration of one read. */
    public static final Option<Long> QUERY_TIMEOUT = Option.number(
            "query_timeout",
            0,
            0,
            86_400_000,
            "Milliseconds that one read may take before it is stopped; 0 for no limit.");

    /** The deadline of a read without a time limit. */
    public static final Deadline NONE = new Deadline(0, 0);

    private final long millis;
    private final long nanoTime;

    private Deadline(long millis, long nanoTime) {
        this.millis = millis;
        this.nanoTime = nanoTime;
    }

    /** Returns the deadline that many milliseconds from now; {@link #NONE} for 0. */
    public static Deadline after(long millis) {
        return millis == 0 ? NONE : new Deadline(millis, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
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
