package io.sepia;

import io.sepia.internal.backend.Access;
import io.sepia.internal.engine.Engine;
import io.sepia.internal.engine.Work;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Transactions with other settings than {@link Storage#useTransaction} and {@link Storage#inTransaction}. Immutable:
 * {@link #readOnly}, {@link #retryFor} and {@link #identifiedBy} return another instance. Inside another transaction,
 * which the work then joins, the settings have no effect: {@link #readOnly} does not keep the work from writing there.
 * Inside a read-only transaction, writing is refused.
 *
 * <pre>{@code
 * storage.transactions().retryFor(Duration.ofSeconds(10)).in(tx -> …);
 * }</pre>
 */
public final class Transactions {
    private final Engine engine;
    private final Work work;

    Transactions(Engine engine, Work work) {
        this.engine = engine;
        this.work = work;
    }

    /**
     * Makes transactions read-only: all operations see the store as of one moment. Read-only transactions never wait
     * for writing ones, nor do writing ones wait for them. Operations that write throw {@link IllegalStateException}.
     */
    public Transactions readOnly() {
        return with(Access.READ_ONLY, work.retryFor(), work.token());
    }

    /**
     * Runs the whole work again when it fails with a {@link io.sepia.error.RetryableException}, after pauses of random
     * length, until {@code budget} has passed since it first began. Ids and versions in objects are restored before
     * each run. Side effects of the work outside the store are repeated and must allow that.
     *
     * @param budget zero to run it once, whatever the store's option {@code transaction_retry_timeout} says
     * @throws IllegalArgumentException if {@code budget} is negative
     */
    public Transactions retryFor(Duration budget) {
        if (budget.isNegative()) {
            throw new IllegalArgumentException("The time for retries must not be negative, but is " + budget + ".");
        }
        return with(work.access(), budget, work.token());
    }

    /**
     * Names the transaction and records the name as part of it: after an exception that leaves its outcome open,
     * {@link #wasCommitted} tells whether it took place. Costs one small write; the name is kept for 30 days. See
     * decision 0023.
     *
     * @param transaction a name that no other transaction has, such as {@link UUID#randomUUID}. A transaction whose
     *     name was used or looked up before is refused with an {@link IllegalArgumentException}
     * @throws IllegalArgumentException if the transaction is read-only
     */
    public Transactions identifiedBy(UUID transaction) {
        return with(work.access(), work.retryFor(), Objects.requireNonNull(transaction, "transaction"));
    }

    private Transactions with(Access access, @Nullable Duration retryFor, @Nullable UUID token) {
        if (access == Access.READ_ONLY && token != null) {
            throw new IllegalArgumentException(
                    "A read-only transaction has no outcome to look up. Remove its name, or let it write.");
        }
        return new Transactions(engine, Work.transaction(access, retryFor, token));
    }

    /** Runs {@code action} in one transaction, like {@link Storage#useTransaction}. */
    public void use(Consumer<StorageTransaction> action) {
        engine.run(work, unit -> {
            action.accept(new StorageTransaction(unit));
            return true;
        });
    }

    /**
     * Like {@link #use}, with a result.
     *
     * @return the result of {@code action}
     */
    public <R extends @Nullable Object> R in(Function<StorageTransaction, R> action) {
        return engine.run(work, unit -> action.apply(new StorageTransaction(unit)));
    }

    /**
     * Returns whether the transaction that was {@linkplain #identifiedBy named} {@code transaction} was committed.
     * After an {@link io.sepia.error.OutcomeUnknownException} the answer is final: if it is false, nothing of the
     * transaction is stored or ever will be, and the work may run again under another name. Returns false also for a
     * name that is unknown or older than 30 days.
     *
     * @throws io.sepia.error.StorageException like writing operations, because the answer is recorded
     * @throws IllegalStateException inside a transaction of this store on the same thread
     */
    public boolean wasCommitted(UUID transaction) {
        return engine.wasCommitted(Objects.requireNonNull(transaction, "transaction"));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Transactions that && engine == that.engine && work.equals(that.work);
    }

    @Override
    public int hashCode() {
        return work.hashCode();
    }

    /** Returns access, retry budget, and name. */
    @Override
    public String toString() {
        return "Transactions[" + (work.access() == Access.READ_ONLY ? "read only, " : "") + "retryFor="
                + (work.retryFor() == null ? "as the store's option" : work.retryFor())
                + (work.token() == null ? "" : ", identifiedBy=" + work.token()) + "]";
    }
}
