package io.sepia;

import io.sepia.internal.engine.RunOptions;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a transaction is run, where it is to be another way than the store's options say. Immutable: each method returns
 * other options.
 *
 * <pre>{@code
 * storage.inTransaction(TransactionOptions.DEFAULT.retryFor(Duration.ofSeconds(10)), tx -> …);
 * }</pre>
 */
public final class TransactionOptions implements RunOptions {
    /** As the store's options say. */
    public static final TransactionOptions DEFAULT = new TransactionOptions(null, null);

    private final @Nullable Duration retryFor;
    private final @Nullable UUID token;

    private TransactionOptions(@Nullable Duration retryFor, @Nullable UUID token) {
        this.retryFor = retryFor;
        this.token = token;
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
        return new TransactionOptions(budget, token);
    }

    /**
     * Gives the transaction a name, which is recorded as part of it: after an error that leaves its outcome open,
     * {@link Storage#wasCommitted} tells whether it took place. Costs one small write; kept for 30 days.
     *
     * @param transaction a name that no other transaction has, such as {@link UUID#randomUUID}; a transaction with one
     *     that was used, or looked up before, is refused with an {@link IllegalArgumentException}
     */
    public TransactionOptions identifiedBy(UUID transaction) {
        return new TransactionOptions(retryFor, transaction);
    }

    @Override
    public Duration retryForOr(Duration fallback) {
        return retryFor == null ? fallback : retryFor;
    }

    @Override
    @Nullable
    public UUID token() {
        return token;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TransactionOptions that
                && Objects.equals(retryFor, that.retryFor)
                && Objects.equals(token, that.token);
    }

    @Override
    public int hashCode() {
        return Objects.hash(retryFor, token);
    }

    @Override
    public String toString() {
        return "TransactionOptions[retryFor=" + (retryFor == null ? "as the store's option" : retryFor)
                + (token == null ? "" : ", identifiedBy=" + token) + "]";
    }
}
