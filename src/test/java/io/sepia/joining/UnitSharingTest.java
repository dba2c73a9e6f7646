package io.sepia.joining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sepia.Storage;
import io.sepia.error.StorageBusyException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.LockTimeoutException;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.PessimisticLockException;
import jakarta.persistence.RollbackException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hibernate.ConnectionReleaseMode;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.hibernate.resource.jdbc.spi.LogicalConnectionImplementor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How the sessions of a unit that names only {@code sepia.database_path} share SQLite's writer. */
@Timeout(60)
class UnitSharingTest {
    private static final Consumer<EntityManager> SET_READ_ONLY =
            em -> em.unwrap(Session.class).doWork(connection -> connection.setReadOnly(true));
    private static final Consumer<EntityManager> DEFAULT_READ_ONLY =
            em -> em.unwrap(Session.class).setDefaultReadOnly(true);

    @TempDir
    Path directory;

    private HibernatePersistenceConfiguration unit() {
        return Units.embedded(directory).property("sepia.busy_timeout", 1_000);
    }

    private static EntityManagerFactory withAda(HibernatePersistenceConfiguration unit) {
        EntityManagerFactory factory = unit.createEntityManagerFactory();
        Units.commit(factory, em -> em.persist(new Customer(1, "ada")));
        return factory;
    }

    @Test
    void statelessSession_outsideOfATransaction_commitsEachStatement() {
        try (EntityManagerFactory factory = unit().createEntityManagerFactory();
                StatelessSession session = factory.unwrap(SessionFactory.class).openStatelessSession()) {
            Customer customer = new Customer(1, "ada");
            session.insert(customer);
            Units.commit(
                    factory, em -> assertThat(em.find(Customer.class, 1L).name).isEqualTo("ada"));
            customer.name = "bob";
            session.update(customer);
            Units.commit(
                    factory, em -> assertThat(em.find(Customer.class, 1L).name).isEqualTo("bob"));
            session.delete(customer);
            Units.commit(factory, em -> assertThat(em.find(Customer.class, 1L)).isNull());
        }
    }

    @Test
    void work_outsideOfATransaction_isCommittedAndBlocksNobody() {
        try (EntityManagerFactory factory = withAda(unit());
                Storage storage = Storage.of(factory);
                EntityManager em = factory.createEntityManager()) {
            Customer ada = em.find(Customer.class, 1L);
            em.refresh(ada);
            em.unwrap(Session.class).doWork(connection -> {
                connection.createStatement().executeQuery("select 1");
                connection.prepareStatement("update customer set name = 'eve'").executeUpdate();
                connection
                        .createStatement()
                        .executeUpdate("insert into customer (id, name, version) values (2, 'bob', 0)");
            });
            Stream<Customer> unclosed =
                    em.createQuery("from Customer", Customer.class).getResultStream();
            assertThat(unclosed.iterator().hasNext()).isTrue();
            CompletableFuture.runAsync(() -> {
                        storage.save(new Item("a", 1));
                        Units.commit(factory, other -> {
                            assertThat(other.find(Customer.class, 1L).name).isEqualTo("eve");
                            assertThat(other.find(Customer.class, 2L).name).isEqualTo("bob");
                            other.persist(new Customer(3, "carl"));
                        });
                    })
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
        }
    }

    @Test
    void readers_declaredReadOnly_runConcurrentlyBesideAWriter() throws Exception {
        for (Consumer<EntityManager> declaration : List.of(SET_READ_ONLY, DEFAULT_READ_ONLY)) {
            assertReadersMeet(unit(), declaration);
        }
    }

    @Test
    void readers_undeclaredWithADeferredLock_runConcurrentlyBesideAWriter() throws Exception {
        assertReadersMeet(unit().property("sepia.deferred_lock", true), em -> {});
    }

    /** Four readers wait for each other within their transactions, and for a writer that is in its own. */
    private static void assertReadersMeet(HibernatePersistenceConfiguration unit, Consumer<EntityManager> declaration)
            throws Exception {
        try (EntityManagerFactory factory = unit.createEntityManagerFactory();
                Storage storage = Storage.of(factory)) {
            CyclicBarrier barrier = new CyclicBarrier(5);
            List<CompletableFuture<Void>> readers = IntStream.range(0, 4)
                    .mapToObj(each -> CompletableFuture.runAsync(
                            () -> Units.commit(factory, em -> {
                                declaration.accept(em);
                                em.createQuery("from Customer", Customer.class).getResultList();
                                assertThatCode(() -> barrier.await(20, TimeUnit.SECONDS))
                                        .doesNotThrowAnyException();
                                em.createQuery("from Purchase", Purchase.class).getResultList();
                            }),
                            task -> new Thread(task).start()))
                    .toList();
            storage.useTransaction(tx -> {
                tx.save(new Item("a", 1));
                assertThatCode(() -> barrier.await(20, TimeUnit.SECONDS)).doesNotThrowAnyException();
            });
            readers.forEach(each -> each.orTimeout(20, TimeUnit.SECONDS).join());
        }
    }

    @Test
    void transaction_declaredReadOnly_isRefusedToWriteWithAMessage() {
        try (EntityManagerFactory factory = withAda(unit());
                Storage storage = Storage.of(factory)) {
            for (Consumer<EntityManager> declaration : List.of(SET_READ_ONLY, DEFAULT_READ_ONLY)) {
                assertThatThrownBy(() -> Units.commit(factory, em -> {
                            declaration.accept(em);
                            em.find(Customer.class, 1L);
                            em.persist(new Customer(2, "bob"));
                            em.flush();
                        }))
                        .isInstanceOf(PersistenceException.class)
                        .hasStackTraceContaining("is read-only")
                        .hasStackTraceContaining("app.db");
                assertThatThrownBy(() -> Units.commit(factory, em -> {
                            declaration.accept(em);
                            storage.joining(em).save(new Item("a", 1));
                        }))
                        .hasMessageContaining("is read-only");
            }
            Units.commit(factory, em -> assertThat(em.find(Customer.class, 2L)).isNull());
            assertThat(storage.count(Item.class)).isZero();
        }
    }

    /** Spring declares a transaction on the connection before it begins, if the session keeps its connection. */
    @Test
    void setReadOnly_beforeTheTransactionBegins_declaresIt() {
        try (EntityManagerFactory factory = withAda(unit());
                EntityManager writing = factory.createEntityManager();
                EntityManager em = factory.createEntityManager()) {
            writing.getTransaction().begin();
            writing.persist(new Customer(2, "bob"));
            writing.flush();
            LogicalConnectionImplementor connection = em.unwrap(SharedSessionContractImplementor.class)
                    .getJdbcCoordinator()
                    .getLogicalConnection();
            assertThat(connection.getConnectionHandlingMode().getReleaseMode())
                    .isEqualTo(ConnectionReleaseMode.ON_CLOSE);
            assertThatCode(() -> connection.getPhysicalConnection().setReadOnly(true))
                    .doesNotThrowAnyException();
            em.getTransaction().begin();
            assertThat(em.find(Customer.class, 1L).name).isEqualTo("ada");
            em.persist(new Customer(3, "carl"));
            assertThatThrownBy(em::flush).hasStackTraceContaining("is read-only");
            em.getTransaction().rollback();
            writing.getTransaction().commit();
        }
    }

    @Test
    void setReadOnly_afterTheTransaction_canBeTakenBack() {
        try (EntityManagerFactory factory = withAda(unit());
                EntityManager em = factory.createEntityManager()) {
            em.getTransaction().begin();
            SET_READ_ONLY.accept(em);
            em.find(Customer.class, 1L);
            em.getTransaction().commit();
            em.unwrap(Session.class).doWork(connection -> connection.setReadOnly(false));
            em.getTransaction().begin();
            em.persist(new Customer(2, "bob"));
            em.getTransaction().commit();
        }
    }

    @Test
    void write_deferredAfterAForeignCommit_isALostRaceThatCanBeRepeated() {
        try (EntityManagerFactory factory = withAda(unit().property("sepia.deferred_lock", true));
                Storage storage = Storage.of(factory);
                EntityManager em = factory.createEntityManager()) {
            em.getTransaction().begin();
            em.find(Customer.class, 1L);
            storage.save(new Item("a", 1));
            em.persist(new Customer(2, "bob"));
            assertThatThrownBy(em::flush)
                    .isInstanceOf(PessimisticLockException.class)
                    .hasStackTraceContaining("StorageBusyException");
            em.getTransaction().rollback();
            em.clear();
            em.getTransaction().begin();
            em.find(Customer.class, 1L);
            storage.save(new Item("b", 1));
            em.persist(new Customer(2, "bob"));
            assertThatThrownBy(em.getTransaction()::commit)
                    .isInstanceOf(RollbackException.class)
                    .cause()
                    .isInstanceOf(PessimisticLockException.class);
            em.clear();
            em.getTransaction().begin();
            em.find(Customer.class, 1L);
            em.persist(new Customer(2, "bob"));
            em.getTransaction().commit();
        }
    }

    @Test
    void joinedSave_deferredAfterAForeignCommit_isBusy() {
        try (EntityManagerFactory factory = withAda(unit().property("sepia.deferred_lock", true));
                Storage storage = Storage.of(factory);
                EntityManager em = factory.createEntityManager()) {
            em.getTransaction().begin();
            em.find(Customer.class, 1L);
            CompletableFuture.runAsync(() -> storage.save(new Item("a", 1)))
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
            assertThatThrownBy(() -> storage.joining(em).save(new Item("b", 1)))
                    .isInstanceOf(StorageBusyException.class);
            em.getTransaction().rollback();
        }
    }

    @Test
    void wait_forAnotherThread_endsInALockTimeoutThatNamesTheThread() {
        try (EntityManagerFactory factory = withAda(unit());
                EntityManager em = factory.createEntityManager()) {
            em.getTransaction().begin();
            em.persist(new Customer(2, "bob"));
            em.flush();
            Throwable refused = CompletableFuture.supplyAsync(() ->
                            catchThrowable(() -> Units.commit(factory, other -> {
                                other.persist(new Customer(3, "carl"));
                                other.flush();
                            })))
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
            assertThat(refused)
                    .isInstanceOf(LockTimeoutException.class)
                    .hasRootCauseInstanceOf(StorageBusyException.class)
                    .rootCause()
                    .hasMessageContainingAll("'" + Thread.currentThread().getName() + "'", "of this process");
            // A find outside of a transaction does not wait.
            try (EntityManager reading = factory.createEntityManager()) {
                assertThat(reading.find(Customer.class, 1L).name).isEqualTo("ada");
                assertThat(reading.find(Customer.class, 2L)).isNull();
            }
            em.getTransaction().commit();
        }
    }

    @Test
    void lockTimeout_ofTheSession_limitsTheWait() {
        try (EntityManagerFactory factory = withAda(Units.embedded(directory).property("sepia.busy_timeout", 30_000));
                EntityManager em = factory.createEntityManager()) {
            em.getTransaction().begin();
            em.persist(new Customer(2, "bob"));
            em.flush();
            Throwable refused = CompletableFuture.supplyAsync(() ->
                            catchThrowable(() -> Units.commit(factory, other -> {
                                other.setProperty("jakarta.persistence.lock.timeout", 100);
                                other.find(Customer.class, 1L);
                            })))
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
            assertThat(refused).isInstanceOf(LockTimeoutException.class).hasStackTraceContaining("for 100 ms");
            em.getTransaction().commit();
        }
    }

    @Test
    void read_ofTheThreadThatHoldsTheLock_doesNotWaitForConnectionsOfThoseThatWaitForIt() throws Exception {
        try (EntityManagerFactory factory =
                        withAda(Units.embedded(directory).property("sepia.connection_pool_size", 1));
                EntityManager em = factory.createEntityManager()) {
            em.getTransaction().begin();
            em.persist(new Customer(2, "bob"));
            em.flush();
            CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
                try (StatelessSession session =
                        factory.unwrap(SessionFactory.class).openStatelessSession()) {
                    session.insert(new Customer(3, "carl"));
                }
            });
            // Gives the other thread the time to take the only connection; without it, the test proves nothing.
            Thread.sleep(300);
            long begin = System.nanoTime();
            try (EntityManager reading = factory.createEntityManager()) {
                assertThat(reading.find(Customer.class, 1L).name).isEqualTo("ada");
            }
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin)).isLessThan(3_000);
            em.getTransaction().commit();
            waiting.orTimeout(20, TimeUnit.SECONDS).join();
        }
    }

    @Test
    void nestedTransaction_ofOneThread_writesUnlessTheOuterOneHoldsTheLock() {
        try (EntityManagerFactory factory = withAda(unit());
                Storage storage = Storage.of(factory);
                EntityManager outer = factory.createEntityManager()) {
            outer.getTransaction().begin();
            SET_READ_ONLY.accept(outer);
            outer.find(Customer.class, 1L);
            Units.commit(factory, inner -> inner.persist(new Customer(2, "bob")));
            Units.commit(factory, inner -> storage.joining(inner).save(new Item("a", 1)));
            outer.getTransaction().commit();

            outer.unwrap(Session.class).doWork(connection -> connection.setReadOnly(false));
            outer.getTransaction().begin();
            outer.persist(new Customer(3, "carl"));
            outer.flush();
            Units.commit(
                    factory,
                    inner -> assertThat(inner.find(Customer.class, 2L).name).isEqualTo("bob"));
            long begin = System.nanoTime();
            assertThatThrownBy(() -> Units.commit(factory, inner -> inner.persist(new Customer(4, "dora"))))
                    .isInstanceOf(RollbackException.class)
                    .hasStackTraceContaining("another transaction that holds the write lock");
            assertThatThrownBy(() -> Units.commit(
                            factory, inner -> storage.joining(inner).save(new Item("b", 1))))
                    .hasMessageContaining("another transaction that holds the write lock");
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin)).isLessThan(900);
            outer.getTransaction().commit();
            Units.commit(
                    factory,
                    em -> assertThat(em.createQuery("from Customer", Customer.class)
                                    .getResultList())
                            .hasSize(3));
        }
    }
}
