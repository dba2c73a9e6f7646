package io.sepia.joining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sepia.error.ConfigurationException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.LockTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code jakarta.persistence.lock.timeout} in SQLite. */
@Timeout(60)
abstract class LockTimeoutContract {
    static final String PROPERTY = "jakarta.persistence.lock.timeout";

    @TempDir
    Path directory;

    /** Returns a unit whose connections wait for {@code busyTimeout} milliseconds. */
    abstract HibernatePersistenceConfiguration unit(Path place, int busyTimeout);

    /** Runs work while another transaction writes. Returns its error. */
    static Throwable whileLocked(EntityManagerFactory factory, Consumer<EntityManager> work) {
        try (EntityManager em = factory.createEntityManager()) {
            em.getTransaction().begin();
            em.persist(new Customer(1, "ada"));
            em.flush();
            Throwable refused = CompletableFuture.supplyAsync(() -> catchThrowable(() -> Units.commit(factory, work)))
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
            em.getTransaction().rollback();
            return refused;
        }
    }

    static void write(EntityManager em) {
        em.createQuery("delete from Customer").executeUpdate();
    }

    @Test
    void lockTimeout_ofTheUnit_limitsTheWait() {
        try (EntityManagerFactory factory =
                unit(directory, 30_000).property(PROPERTY, "100").createEntityManagerFactory()) {
            assertThat(whileLocked(factory, LockTimeoutContract::write)).isInstanceOf(LockTimeoutException.class);
        }
    }

    @Test
    void lockTimeout_ofTheEntityManager_limitsTheWait() {
        try (EntityManagerFactory factory = unit(directory, 30_000).createEntityManagerFactory()) {
            assertThat(whileLocked(factory, em -> {
                        em.setProperty(PROPERTY, 100);
                        restart(em);
                        write(em);
                    }))
                    .isInstanceOf(LockTimeoutException.class);
        }
    }

    /** The timeout of a transaction is the one that is set when it begins. */
    private static void restart(EntityManager em) {
        em.getTransaction().rollback();
        em.getTransaction().begin();
    }

    @Test
    void lockTimeout_ofAnotherEntityManager_isNotLeftOnItsConnection() {
        try (EntityManagerFactory factory =
                unit(directory, 1_500).jdbcPoolSize(2).createEntityManagerFactory()) {
            for (boolean commit : new boolean[] {true, false}) {
                try (EntityManager em = factory.createEntityManager()) {
                    em.setProperty(PROPERTY, 0);
                    em.getTransaction().begin();
                    write(em);
                    if (commit) {
                        em.getTransaction().commit();
                    } else {
                        em.getTransaction().rollback();
                    }
                }
                long start = System.nanoTime();
                assertThat(whileLocked(factory, LockTimeoutContract::write)).isInstanceOf(LockTimeoutException.class);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(1_200));
            }
        }
    }

    @Test
    void lockTimeout_thatIsNoNumber_isRefusedByName() {
        for (String value : new String[] {"soon", "", "1.5"}) {
            assertThatThrownBy(() ->
                            unit(directory, 1_000).property(PROPERTY, value).createEntityManagerFactory())
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(PROPERTY)
                    .hasMessageContaining("'" + value + "'");
        }
        assertThatCode(() -> unit(directory, 1_000)
                        .property(PROPERTY, "-1")
                        .createEntityManagerFactory()
                        .close())
                .doesNotThrowAnyException();
    }
}
