package io.sepia.spring;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.orm.jpa.EntityManagerFactoryUtils;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Spring's transactions in a persistence unit.
 *
 * @param factory the unit, as Spring hands it out
 */
record SpringTransactions(EntityManagerFactory factory) {
    /** Returns the EntityManager of the transaction that the thread is in, or null outside of one. */
    @Nullable
    EntityManager entityManager() {
        // Outside of a transaction, Spring may have bound an EntityManager for the duration of a web request.
        return TransactionSynchronizationManager.isActualTransactionActive()
                ? EntityManagerFactoryUtils.getTransactionalEntityManager(factory)
                : null;
    }
}
