package io.sepia.joining;

import static io.sepia.Field.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.StorageTransaction;
import io.sepia.change.ChangeCursor;
import io.sepia.change.ChangeKind;
import io.sepia.document.HistoryRule;
import io.sepia.error.NotUniqueException;
import io.sepia.error.RetryableException;
import io.sepia.model.Indexed;
import io.sepia.model.Stored;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What joined transactions of each isolation level promise on H2. See decision 0093. */
class H2CallerIsolationTest {
    /** A class with all rules. */
    @Stored(value = "mailbox", events = true)
    record Mailbox(String id, @Indexed(unique = true) String address) {}

    /** A class without rules. */
    @Stored("plain")
    record Plain(String id, int number) {}

    private EntityManagerFactory factory;
    private Storage storage;
    private EntityManager em;

    private void open(int isolation, Consumer<StorageBuilder> options) {
        factory = new HibernatePersistenceConfiguration("isolation")
                .jdbcUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=500")
                .property("hibernate.connection.isolation", String.valueOf(isolation))
                .createEntityManagerFactory();
        StorageBuilder builder = StorageBuilder.of(factory);
        options.accept(builder);
        storage = builder.open();
        em = factory.createEntityManager();
    }

    @AfterEach
    void close() {
        if (em.getTransaction().isActive()) {
            em.getTransaction().rollback();
        }
        em.close();
        storage.close();
        factory.close();
    }

    /**
     * Writes in a caller's transaction that has read all tables before another transaction wrote. The write takes place
     * if the transaction sees what others commit. Otherwise it is refused as retryable, and takes place in the next
     * transaction.
     */
    private void writeAfter(int isolation, Runnable other, Consumer<StorageTransaction> work) throws Exception {
        em.getTransaction().begin();
        StorageTransaction joined = storage.joining(em);
        joined.query(Mailbox.class).list();
        joined.history(Mailbox.class, "a").list();
        CompletableFuture.runAsync(other).get(30, TimeUnit.SECONDS);
        if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
            assertThatThrownBy(() -> work.accept(joined)).isInstanceOf(RetryableException.class);
            em.getTransaction().rollback();
            em.getTransaction().begin();
        }
        work.accept(joined);
        em.getTransaction().commit();
        assertThat(em.unwrap(Session.class).<Integer>doReturningWork(Connection::getTransactionIsolation))
                .isEqualTo(isolation);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                Connection.TRANSACTION_READ_COMMITTED,
                Connection.TRANSACTION_REPEATABLE_READ,
                Connection.TRANSACTION_SERIALIZABLE
            })
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void save_ofAnObjectThatWasStoredSince_isSavedOrRetryable(int isolation) throws Exception {
        open(isolation, options -> {});
        storage.save(new Plain("a", 1));
        writeAfter(isolation, () -> storage.save(new Plain("b", 1)), joined -> joined.save(new Plain("b", 2)));
        assertThat(storage.load(Plain.class, "b").number()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                Connection.TRANSACTION_READ_COMMITTED,
                Connection.TRANSACTION_REPEATABLE_READ,
                Connection.TRANSACTION_SERIALIZABLE
            })
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void save_ofAnObjectWithHistoryThatWasStoredSince_isSavedOrRetryable(int isolation) throws Exception {
        open(isolation, options -> {});
        storage.documents("mailbox").keepHistory(HistoryRule.ALL);
        storage.save(new Mailbox("a", "a@example.org"));
        writeAfter(
                isolation,
                () -> storage.save(new Mailbox("b", "b@example.org")),
                joined -> joined.save(new Mailbox("b", "new@example.org")));
        assertThat(storage.load(Mailbox.class, "b").address()).isEqualTo("new@example.org");
        assertThat(storage.history(Mailbox.class, "b").count()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {Connection.TRANSACTION_REPEATABLE_READ, Connection.TRANSACTION_SERIALIZABLE})
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void save_ofAUniqueValueThatWasStoredSince_isRetryableAndThenRefused(int isolation) throws Exception {
        open(isolation, options -> {});
        storage.save(new Mailbox("a", "a@example.org"));
        assertThatThrownBy(() -> writeAfter(
                        isolation,
                        () -> storage.save(new Mailbox("b", "b@example.org")),
                        joined -> joined.save(new Mailbox("c", "b@example.org"))))
                .isInstanceOf(NotUniqueException.class);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                Connection.TRANSACTION_READ_COMMITTED,
                Connection.TRANSACTION_REPEATABLE_READ,
                Connection.TRANSACTION_SERIALIZABLE
            })
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void clear_afterAnotherTransactionStoredAnObject_recordsWhatItDeletesAndNoMore(int isolation) throws Exception {
        open(isolation, options -> options.option("changes", "on"));
        storage.documents("mailbox").keepHistory(HistoryRule.ALL);
        storage.save(new Mailbox("a", "a@example.org"));
        em.getTransaction().begin();
        StorageTransaction joined = storage.joining(em);
        joined.query(Mailbox.class).list();
        CompletableFuture.runAsync(() -> storage.save(new Mailbox("b", "b@example.org")))
                .get(30, TimeUnit.SECONDS);
        long deleted;
        try {
            deleted = joined.clear(Mailbox.class);
        } catch (RetryableException e) {
            em.getTransaction().rollback();
            em.getTransaction().begin();
            deleted = joined.clear(Mailbox.class);
        }
        em.getTransaction().commit();

        List<String> left = storage.ids(Mailbox.class);
        assertThat(left).hasSize((int) (2 - deleted));
        for (String id : List.of("a", "b")) {
            boolean isLeft = left.contains(id);
            assertThat(storage.history(Mailbox.class, id).list())
                    .singleElement()
                    .matches(each -> each.deletedAt().isEmpty() == isLeft);
            assertThat(storage.history(Mailbox.class, id).events()).hasSize(isLeft ? 1 : 2);
            assertThat(storage.changes().since(ChangeCursor.BEGINNING).changes())
                    .filteredOn(each -> each.key().id().equals(id))
                    .singleElement()
                    .matches(each -> each.kind() == (isLeft ? ChangeKind.CREATED : ChangeKind.DELETED));
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                Connection.TRANSACTION_READ_COMMITTED,
                Connection.TRANSACTION_REPEATABLE_READ,
                Connection.TRANSACTION_SERIALIZABLE
            })
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void deleteByQuery_ofWhatWasChangedSince_isDeletedOrRetryable(int isolation) throws Exception {
        open(isolation, options -> {});
        storage.saveAll(List.of(new Plain("a", 1), new Plain("b", 1), new Plain("c", 1)));
        em.getTransaction().begin();
        StorageTransaction joined = storage.joining(em);
        assertThat(joined.query(Plain.class).list()).hasSize(3);
        CompletableFuture.runAsync(() -> storage.saveAll(List.of(new Plain("a", 2), new Plain("b", 1))))
                .get(30, TimeUnit.SECONDS);
        try {
            joined.query(Plain.class).where(field("number").eq(1)).delete();
        } catch (RetryableException e) {
            assertThat(isolation).isNotEqualTo(Connection.TRANSACTION_READ_COMMITTED);
            em.getTransaction().rollback();
            em.getTransaction().begin();
            joined.query(Plain.class).where(field("number").eq(1)).delete();
        }
        em.getTransaction().commit();
        assertThat(storage.ids(Plain.class)).containsExactly("a");
    }
}
