package io.sepia.internal.notice;

import io.sepia.change.ChangeListener;
import io.sepia.change.Subscription;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.ForeignCommits;
import io.sepia.internal.backend.Ledger;
import io.sepia.internal.backend.StorageBackend;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Those who want to know what a store's transactions write: its listeners, and its log of events. Thread-safe. */
public final class Observers implements AutoCloseable {
    private final ChangeNotices notices;
    private final EventClasses events;

    /**
     * Makes those of one store, which is not read yet.
     *
     * @param declared the storage names of classes that have events, whatever the store says; may grow
     */
    public Observers(StorageBackend backend, Set<String> declared) {
        this.notices = new ChangeNotices(backend);
        this.events = new EventClasses(declared, backend.capability(ForeignCommits.class));
    }

    /**
     * Observes a transaction that writes; the caller says how it ends.
     *
     * @param also takes the effects of its writes as well, and wants no details
     */
    public Observation observe(BackendTransaction transaction, Ledger also) {
        return new Observation(notices, events, transaction, also);
    }

    /**
     * Adds a listener.
     *
     * @param className storage name of the class whose changes it is told of; null for all
     * @throws io.sepia.error.StorageClosedException after {@link #close}
     */
    public Subscription subscribe(@Nullable String className, ChangeListener listener) {
        return notices.subscribe(className, listener);
    }

    /** Ends all subscriptions. Notices that wait are dropped. Idempotent. */
    @Override
    public void close() {
        notices.close();
    }
}
