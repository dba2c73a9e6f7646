package io.sepia.joining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.StorageTransaction;
import io.sepia.error.ObjectExistsException;
import io.sepia.error.StorageClosedException;
import io.sepia.error.StorageFailureException;
import jakarta.persistence.EntityManager;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.Transaction;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.hibernate.Session;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Operations that join a JTA transaction. */
class JtaJoiningTest extends JtaFixture {
    @ParameterizedTest
    @EnumSource
    void commit_storesDocumentsAndEntities(Kind kind) throws Exception {
        open(kind);
        transactions.begin();
        try (EntityManager em = factory.createEntityManager()) {
            em.persist(new Customer(1, "ada"));
            storage.joining(em).save(new Invoice("i1", "engine", new Item("a", 1)));
            em.persist(new Customer(2, "bob"));
            storage.joining(em).save(new Invoice("i2", "loom", new Item("a", 1)));
            transactions.commit();
        }
        assertThat(customers()).isEqualTo(2);
        assertThat(storage.ids(Invoice.class)).containsExactly("i1", "i2");
        assertThat(storage.load(Invoice.class, "i1").items).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void rollback_storesNothingAndPutsObjectsBack(Kind kind) throws Exception {
        open(kind);
        Invoice invoice = new Invoice(null, "engine");
        transactions.begin();
        try (EntityManager em = factory.createEntityManager()) {
            em.persist(new Customer(1, "ada"));
            storage.joining(em).save(invoice);
            assertThat(invoice.id).isNotNull();
            transactions.rollback();
        }
        assertThat(invoice.id).isNull();
        assertThat(invoice.version).isZero();
        assertThat(customers()).isZero();
        assertThat(storage.count(Invoice.class)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void commit_ofATransactionMarkedForRollback_putsObjectsBack(Kind kind) throws Exception {
        open(kind);
        Invoice invoice = new Invoice(null, "engine");
        transactions.begin();
        try (EntityManager em = factory.createEntityManager()) {
            storage.joining(em).save(invoice);
            transactions.setRollbackOnly();
            assertThatThrownBy(transactions::commit).isInstanceOf(RollbackException.class);
        }
        assertThat(invoice.id).isNull();
        assertThat(storage.count(Invoice.class)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void verb_withoutTransaction_isRefused(Kind kind) throws SQLException {
        open(kind);
        try (EntityManager em = factory.createEntityManager()) {
            assertThatThrownBy(() -> storage.joining(em).save(new Item("a", 1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("joinTransaction()");
        }
    }

    @ParameterizedTest
    @EnumSource
    void verb_refused_leavesNothingAndTheTransactionGoesOn(Kind kind) throws Exception {
        open(kind);
        storage.save(new Item("taken", 0));
        transactions.begin();
        try (EntityManager em = factory.createEntityManager()) {
            StorageTransaction joined = storage.joining(em);
            assertThatThrownBy(() -> joined.insertAll(List.of(new Item("x", 1), new Item("taken", 1))))
                    .isInstanceOf(ObjectExistsException.class);
            joined.save(new Item("y", 1));
            transactions.commit();
        }
        assertThat(storage.ids(Item.class)).containsExactly("taken", "y");
    }

    @ParameterizedTest
    @EnumSource
    void database_failing_makesTheCommitFail(Kind kind) throws Exception {
        open(kind);
        transactions.begin();
        try (EntityManager em = factory.createEntityManager()) {
            em.persist(new Customer(1, "ada"));
            em.unwrap(Session.class).doWork(connection -> {
                try (var statement = connection.createStatement()) {
                    statement.execute("ALTER TABLE objects RENAME TO elsewhere");
                }
            });
            assertThatThrownBy(() -> storage.joining(em).save(new Item("a", 1)))
                    .isInstanceOf(StorageFailureException.class);
            assertThatThrownBy(transactions::commit).isInstanceOf(RollbackException.class);
        }
        assertThat(customers()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void suspendedTransaction_isNotWrittenToAndGoesOnWhenResumed(Kind kind) throws Exception {
        open(kind);
        transactions.begin();
        try (EntityManager em = factory.createEntityManager()) {
            StorageTransaction joined = storage.joining(em);
            em.persist(new Customer(1, "ada"));
            joined.save(new Item("outer", 1));
            Transaction outer = transactions.suspend();

            assertThatThrownBy(() -> joined.save(new Item("x", 1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("suspended");
            assertThat(storage.exists(Item.class, "outer")).isFalse();
            long before = System.nanoTime();
            assertThatThrownBy(() -> storage.save(new Item("own", 1))).isInstanceOf(IllegalStateException.class);
            transactions.begin();
            try (EntityManager inner = factory.createEntityManager()) {
                StorageTransaction second = storage.joining(inner);
                if (kind == Kind.SQLITE) {
                    assertThatThrownBy(() -> second.save(new Item("inner", 1)))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("wait for itself");
                } else {
                    second.save(new Item("inner", 1));
                }
                transactions.commit();
            }
            assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - before))
                    .isLessThan(4);

            transactions.resume(outer);
            joined.save(new Item("outer2", 1));
            transactions.rollback();
        }
        assertThat(storage.ids(Item.class))
                .containsExactlyElementsOf(kind == Kind.SQLITE ? List.of() : List.of("inner"));
        assertThat(customers()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void verbsOfTheStore_areTransactionsOfTheirOwn(Kind kind) throws Exception {
        open(kind);
        transactions.begin();
        Transaction outer = transactions.getTransaction();
        storage.save(new Item("a", 1));
        storage.useTransaction(tx -> tx.save(new Item("b", 1)));
        try (var stream = storage.stream(Item.class)) {
            assertThat(stream).hasSize(2);
        }
        assertThat(transactions.getTransaction()).isEqualTo(outer);
        transactions.rollback();
        assertThat(storage.ids(Item.class)).containsExactly("a", "b");
    }

    @ParameterizedTest
    @EnumSource
    void verb_afterTheTimeOutOfTheTransaction_isRefused(Kind kind) throws Exception {
        open(kind);
        Invoice invoice = new Invoice(null, "engine");
        transactions.setTransactionTimeout(1);
        EntityManager em = factory.createEntityManager();
        try {
            transactions.begin();
            em.joinTransaction();
            StorageTransaction joined = storage.joining(em);
            joined.save(invoice);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (transactions.getStatus() == Status.STATUS_ACTIVE && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
            TimeUnit.MILLISECONDS.sleep(300);
            assertThatThrownBy(() -> joined.save(invoice))
                    .isInstanceOf(StorageClosedException.class)
                    .hasMessageContaining("time-out");
            assertThatThrownBy(() -> joined.load(Item.class, "a")).isInstanceOf(StorageClosedException.class);
            transactions.rollback();
        } finally {
            transactions.setTransactionTimeout(0);
        }
        assertThatThrownBy(em::close).hasMessageContaining("different thread");
        assertThat(invoice.id).isNull();
        storage.save(invoice);
        assertThat(invoice.version).isEqualTo(1);
    }
}
