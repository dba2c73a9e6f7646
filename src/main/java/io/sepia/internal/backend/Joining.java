package io.sepia.internal.backend;

import io.sepia.error.ConfigurationException;
import jakarta.persistence.EntityManager;
import org.jspecify.annotations.Nullable;

/** Works in transactions that callers begin and end by EntityManagers of the backend's EntityManagerFactory. */
public non-sealed interface Joining extends Capability {
    /**
     * Checks that transactions of {@code caller} can be joined at all, as far as this can be told while there is none.
     *
     * @throws ConfigurationException if {@code caller} belongs to another EntityManagerFactory than the backend
     */
    void check(EntityManager caller);

    /**
     * Joins the transaction that {@code caller} is in. All calls in one transaction return the same one.
     *
     * @throws ConfigurationException as {@link #check}
     * @throws IllegalStateException if {@code caller} is in no transaction that is active, or in one that is suspended
     * @throws io.sepia.error.StorageClosedException after {@link StorageBackend#close}
     */
    JoinedTransaction join(EntityManager caller);

    /** The latest transaction that this thread has joined and is in now, or null. */
    @Nullable
    JoinedTransaction current();

    /**
     * The capability of {@code backend}.
     *
     * @throws ConfigurationException if it has none
     */
    static Joining of(StorageBackend backend) {
        return backend.capability(Joining.class)
                .orElseThrow(() -> new ConfigurationException("The backend " + backend.name()
                        + " has no EntityManager whose transaction could be"
                        + " joined. Open the store with Storage.of(entityManagerFactory)."));
    }
}
