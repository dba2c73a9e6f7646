package io.sepia.internal.backend;

import io.sepia.error.ConfigurationException;
import jakarta.persistence.EntityManager;
import org.jspecify.annotations.Nullable;

/** Joins transactions that callers begin and end with EntityManagers of the backend's EntityManagerFactory. */
public non-sealed interface Joining extends Capability {
    /**
     * Checks that transactions of {@code caller} can be joined, as far as this is known outside a transaction.
     *
     * @throws ConfigurationException if {@code caller} belongs to another EntityManagerFactory than the backend
     */
    void check(EntityManager caller);

    /**
     * Joins the current transaction of {@code caller}. All calls in one transaction return the same object.
     *
     * @throws ConfigurationException as {@link #check}
     * @throws IllegalStateException if {@code caller} has no active transaction, or its transaction is suspended
     * @throws io.sepia.error.StorageClosedException after {@link StorageBackend#close}
     */
    JoinedTransaction join(EntityManager caller);

    /** Returns whether {@code caller} is in a transaction that can be joined. */
    boolean isInTransaction(EntityManager caller);

    /** Returns whether the transaction of {@code caller} is declared as one that only reads. */
    boolean isReadOnly(EntityManager caller);

    /** Returns the last joined transaction that this thread is in now, or null. */
    @Nullable
    JoinedTransaction current();

    /**
     * Returns the capability of {@code backend}.
     *
     * @throws ConfigurationException if the backend does not support it
     */
    static Joining of(StorageBackend backend) {
        return backend.capability(Joining.class)
                .orElseThrow(() -> new ConfigurationException("The backend " + backend.name()
                        + " cannot join the transaction of an"
                        + " EntityManager. Open the store with Storage.of(entityManagerFactory)."));
    }
}
