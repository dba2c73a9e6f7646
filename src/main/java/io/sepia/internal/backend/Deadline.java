package io.sepia.internal.backend;

import io.sepia.error.QueryTimeoutException;
import io.sepia.internal.option.Option;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The moment at which a read has taken long enough. Immutable. */
public final class Deadline {
    /** The option that says how long one read may take. */
    public static final Option<Long> QUERY_TIMEOUT = Option.number(
            "query_timeout",
            0,
            0,
            86_400_000,
            "Milliseconds that one read may take before it is stopped; 0 for as long as it takes.");

    /** For a read that may take as long as it likes. */
    public static final Deadline NONE = new Deadline(0, 0);

    private final long millis;
    private final long nanoTime;

    private Deadline(long millis, long nanoTime) {
        this.millis = millis;
        this.nanoTime = nanoTime;
    }

    /** So many milliseconds from now; none at all for 0. */
    public static Deadline after(long millis) {
        return millis == 0 ? NONE : new Deadline(millis, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /** How long it was away when it was made, in milliseconds; 0 if there is none. */
    public long millis() {
        return millis;
    }

    /** Whether it is over. */
    public boolean isOver() {
        return millis > 0 && System.nanoTime() - nanoTime >= 0;
    }

    /**
     * Ends a read whose deadline is over.
     *
     * @param doing what reads, as the beginning of a sentence: {@code Querying class note}
     * @throws QueryTimeoutException if it is
     */
    public void check(Supplier<String> doing) {
        if (isOver()) {
            throw exceeded(doing.get(), null);
        }
    }

    /** The error for a read that took too long. */
    public QueryTimeoutException exceeded(String doing, @Nullable Throwable cause) {
        return new QueryTimeoutException(
                doing + " took longer than query_timeout (" + millis + " ms) allows and was stopped. Ask for less at a"
                        + " time, have an index for what is asked, or raise query_timeout.",
                cause);
    }
}
