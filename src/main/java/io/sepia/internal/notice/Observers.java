package io.sepia.internal.notice;

import io.sepia.change.ChangeListener;
import io.sepia.change.Subscription;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.ExternalCommits;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.TransactionLedger;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The observers of a store's writes: its listeners and its log of events. Thread-safe. See decisions 0036 and 0037. */
public final class Observers implements AutoCloseable {
    private final ChangeNotices notices;
    private final EventClasses events;

    /**
     * Creates the observers of one store. Does not read the store.
     *
     * @param declared the storage names of classes that have events regardless of what the store records; may grow
     */
    public Observers(StorageBackend backend, Set<String> declared) {
        this.notices = new ChangeNotices(backend);
        this.events = new EventClasses(declared, backend.capability(ExternalCommits.class));
    }

    /**
     * Observes a transaction that writes.
     *
     * @param ledger the ledger of the transaction, which tells its effects and its outcome
     */
    public Observation observe(BackendTransaction transaction, TransactionLedger ledger) {
        return new Observation(notices, events, transaction, ledger);
    }

    /**
     * Adds a listener.
     *
     * @param className the storage name of the class to listen to; null for all classes
     * @throws io.sepia.error.StorageClosedException after {@link #close}
     */
    public Subscription subscribe(@Nullable String className, ChangeListener listener) {
        return notices.subscribe(className, listener);
    }

    /**
     * Adds a recipient. It receives notices of all local changes of its classes that are committed from then on; of a
     * transaction that has begun before, it may be told that changes were missed.
     *
     * @throws io.sepia.error.StorageClosedException after {@link #close}
     */
    public <R extends Recipient> R subscribe(Recipient.Factory<R> recipient) {
        return notices.subscribe(recipient);
    }

    /** Ends all subscriptions and drops undelivered notices. Idempotent. */
    @Override
    public void close() {
        notices.close();
    }
}
