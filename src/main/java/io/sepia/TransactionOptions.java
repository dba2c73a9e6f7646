package io.sepia;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a transaction is run, where it is to be another way than the store's options say. Immutable: each method returns
 * other options.
 *
 * <pre>{@code
 * storage.inTransaction(TransactionOptions.DEFAULT.retryFor(Duration.ofSeconds(10)), tx -> …);
 * }</pre>
 */
public final class TransactionOptions {
    /** As the store's options say. */
    public static final TransactionOptions DEFAULT = new TransactionOptions(null);

    private final @Nullable Duration retryFor;

    private TransactionOptions(@Nullable Duration retryFor) {
        this.retryFor = retryFor;
    }

    /**
     * Runs the work again as a whole when it failed with a {@link io.sepia.error.RetryableException}, after pauses of
     * random length, as long as {@code budget} has not passed since it was first begun. Objects have their ids and
     * versions back before each run. What else the work does outside the store is done again: it must bear that.
     *
     * @param budget zero to run it once, whatever the store's option {@code transaction_retry_timeout} says
     * @throws IllegalArgumentException if {@code budget} is negative
     */
    public TransactionOptions retryFor(Duration budget) {
        if (budget.isNegative()) {
            throw new IllegalArgumentException("A time to retry in is not negative, as " + budget + " is");
        }
        return new TransactionOptions(budget);
    }

    Duration retryForOr(Duration fallback) {
        return retryFor == null ? fallback : retryFor;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TransactionOptions that && Objects.equals(retryFor, that.retryFor);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(retryFor);
    }

    @Override
    public String toString() {
        return "TransactionOptions[retryFor=" + (retryFor == null ? "as the store's option" : retryFor) + "]";
    }
}
