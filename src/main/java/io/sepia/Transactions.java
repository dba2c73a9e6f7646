package io.sepia;

import io.sepia.internal.backend.Access;
import io.sepia.internal.engine.Engine;
import io.sepia.internal.engine.Work;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Transactions that run in another way than {@link Storage#useTransaction} and {@link Storage#inTransaction} do.
 * Immutable: {@link #readOnly}, {@link #retryFor} and {@link #identifiedBy} return another instance. Joining another
 * transaction, what they ask for has no effect, except that a transaction which only reads refuses to write.
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
     * Transactions that only read: all verbs see the store as it was at one moment. They never wait for those that
     * write, nor these for them. Verbs that write throw {@link IllegalStateException}.
     */
    public Transactions readOnly() {
        return with(Access.READ_ONLY, work.retryFor(), work.token());
    }

    /**
     * Runs the work again as a whole when it failed with a {@link io.sepia.error.RetryableException}, after pauses of
     * random length, until {@code budget} has passed since it first began. Objects have their ids and versions back
     * before each run. What else the work does outside the store is done again: it must bear that.
     *
     * @param budget zero to run it once, whatever the store's option {@code transaction_retry_timeout} says
     * @throws IllegalArgumentException if {@code budget} is negative
     */
    public Transactions retryFor(Duration budget) {
        if (budget.isNegative()) {
            throw new IllegalArgumentException("A time to retry in is not negative, as " + budget + " is");
        }
        return with(work.access(), budget, work.token());
    }

    /**
     * Gives the transaction a name, which is recorded as part of it: after an error that leaves its outcome open,
     * {@link #wasCommitted} tells whether it took place. Costs one small write; kept for 30 days.
     *
     * @param transaction a name that no other transaction has, such as {@link UUID#randomUUID}; a transaction with one
     *     that was used, or looked up before, is refused with an {@link IllegalArgumentException}
     * @throws IllegalArgumentException if the transaction only reads
     */
    public Transactions identifiedBy(UUID transaction) {
        return with(work.access(), work.retryFor(), transaction);
    }

    private Transactions with(Access access, @Nullable Duration retryFor, @Nullable UUID token) {
        if (access == Access.READ_ONLY && token != null) {
            throw new IllegalArgumentException(
                    "A transaction that only reads has no outcome to look up. Give it no name, or let it write.");
        }
        return new Transactions(engine, Work.transaction(access, retryFor, token));
    }

    /** Runs {@code action} in one transaction, as {@link Storage#useTransaction} does. */
    public void use(Consumer<StorageTransaction> action) {
        engine.run(work, unit -> {
            action.accept(new StorageTransaction(unit));
            return true;
        });
    }

    /**
     * As {@link #use}, with a result.
     *
     * @return what {@code action} returned
     */
    public <R extends @Nullable Object> R in(Function<StorageTransaction, R> action) {
        return engine.run(work, unit -> action.apply(new StorageTransaction(unit)));
    }

    /**
     * Tells whether the transaction that was {@linkplain #identifiedBy named} {@code transaction} was committed. After
     * an {@link io.sepia.error.OutcomeUnknownException} the answer is final: where it is false, nothing of it is stored
     * and nothing will be, and the work may run again under another name. For a name that is not known, or older than
     * 30 days, it is false too.
     *
     * @throws io.sepia.error.StorageException as verbs that write do, because it records the answer
     * @throws IllegalStateException inside a transaction of this store on the same thread
     */
    public boolean wasCommitted(UUID transaction) {
        return engine.wasCommitted(transaction);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Transactions that && engine == that.engine && work.equals(that.work);
    }

    @Override
    public int hashCode() {
        return work.hashCode();
    }

    /** Access, time to retry in, and name. */
    @Override
    public String toString() {
        return "Transactions[" + (work.access() == Access.READ_ONLY ? "read only, " : "") + "retryFor="
                + (work.retryFor() == null ? "as the store's option" : work.retryFor())
                + (work.token() == null ? "" : ", identifiedBy=" + work.token()) + "]";
    }
}
