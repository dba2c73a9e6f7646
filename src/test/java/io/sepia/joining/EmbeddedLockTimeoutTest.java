package io.sepia.joining;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.LockModeType;
import jakarta.persistence.LockTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.Test;

class EmbeddedLockTimeoutTest extends LockTimeoutContract {
    @Override
    HibernatePersistenceConfiguration unit(Path place, int busyTimeout) {
        return Units.embedded(place).property("sepia.busy_timeout", busyTimeout);
    }

    @Test
    void lockTimeout_asAHint_limitsTheWaitOfThatStatement() {
        List<Consumer<EntityManager>> hinted = List.of(
                em -> em.find(Customer.class, 1L, LockModeType.PESSIMISTIC_WRITE, Map.of(PROPERTY, 100)),
                em -> em.createQuery("from Customer", Customer.class)
                        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                        .setHint(PROPERTY, 100)
                        .getResultList());
        try (EntityManagerFactory factory = unit(directory, 30_000).createEntityManagerFactory()) {
            for (Consumer<EntityManager> each : hinted) {
                assertThat(whileLocked(factory, each))
                        .isInstanceOf(LockTimeoutException.class)
                        .hasStackTraceContaining("for 100 ms");
            }
        }
    }

    @Test
    void lockTimeout_asAHint_isOverAfterItsStatement() {
        try (EntityManagerFactory factory = unit(directory, 1_000).createEntityManagerFactory();
                EntityManager em = factory.createEntityManager()) {
            Map<String, Object> hint = Map.of(PROPERTY, 0);
            em.getTransaction().begin();
            em.find(Customer.class, 1L, LockModeType.PESSIMISTIC_WRITE, hint);
            em.getTransaction().commit();
            long start = System.nanoTime();
            assertThat(whileLocked(factory, other -> {
                        em.getTransaction().begin();
                        em.find(Customer.class, 1L);
                    }))
                    .isInstanceOf(LockTimeoutException.class)
                    .hasStackTraceContaining("for 1000 ms");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(900));
        }
    }
}
