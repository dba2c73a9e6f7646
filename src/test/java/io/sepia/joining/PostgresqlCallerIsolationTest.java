package io.sepia.joining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.Storage;
import io.sepia.StorageTransaction;
import io.sepia.document.HistoryRule;
import io.sepia.document.OnDelete;
import io.sepia.error.NotUniqueException;
import io.sepia.error.ReferencedException;
import io.sepia.error.RetryableException;
import io.sepia.internal.backend.jpa.Postgresql;
import io.sepia.model.Indexed;
import io.sepia.model.Stored;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What joined transactions that must be alone promise when others have committed since their snapshot. See decision
 * 0321.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PostgresqlCallerIsolationTest {
    @Stored(value = "held", onDelete = OnDelete.REFUSE)
    record Held(String id) {}

    @Stored(value = "dropped", onDelete = OnDelete.CLEAR)
    record Dropped(String id) {}

    @Stored("keeper")
    record Keeper(String id, Held held, Dropped dropped) {}

    @Stored("plain")
    record Plain(String id, int number) {}

    @Stored("letter")
    record Letter(String id, @Indexed(unique = true) String text) {}

    private EntityManagerFactory factory;
    private Storage storage;
    private EntityManager em;
    private StorageTransaction joined;

    private void open(int isolation) {
        factory = new HibernatePersistenceConfiguration("isolation")
                .jdbcUrl(Postgresql.url())
                .property("hibernate.connection.isolation", String.valueOf(isolation))
                .createEntityManagerFactory();
        storage = Storage.of(factory);
        storage.save(new Keeper("first", new Held("h"), new Dropped("d")));
        storage.delete(Keeper.class, "first");
        storage.save(new Plain("a", 1));
        em = factory.createEntityManager();
        joined = storage.joining(em);
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

    /** Runs work whose transaction has read objects before another transaction; refused, it runs again. */
    private void workAfter(Runnable other, Consumer<StorageTransaction> work) throws Exception {
        workAfter(() -> assertThat(joined.query(Plain.class).list()).hasSize(1), other, work);
    }

    private void workAfter(Runnable snapshot, Runnable other, Consumer<StorageTransaction> work) throws Exception {
        em.getTransaction().begin();
        snapshot.run();
        CompletableFuture.runAsync(other).get(60, TimeUnit.SECONDS);
        assertThatThrownBy(() -> work.accept(joined)).isInstanceOf(RetryableException.class);
        em.getTransaction().rollback();
        em.getTransaction().begin();
        work.accept(joined);
        em.getTransaction().commit();
    }

    @ParameterizedTest
    @ValueSource(ints = {Connection.TRANSACTION_REPEATABLE_READ, Connection.TRANSACTION_SERIALIZABLE})
    void delete_ofAnObjectThatIsReferredToSince_isRetryableAndThenRefused(int isolation) {
        open(isolation);
        assertThatThrownBy(() -> workAfter(
                        () -> storage.save(new Keeper("k", new Held("h"), null)), tx -> tx.delete(Held.class, "h")))
                .isInstanceOf(ReferencedException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {Connection.TRANSACTION_REPEATABLE_READ, Connection.TRANSACTION_SERIALIZABLE})
    void delete_ofAnObjectWhoseReferencesAreCleared_isRetryableAndThenClearsThem(int isolation) throws Exception {
        open(isolation);
        workAfter(() -> storage.save(new Keeper("k", null, new Dropped("d"))), tx -> tx.delete(Dropped.class, "d"));
        assertThat(storage.load(Keeper.class, "k").dropped()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {Connection.TRANSACTION_REPEATABLE_READ, Connection.TRANSACTION_SERIALIZABLE})
    void uniqueIndex_ofObjectsThatWereStoredSince_isRetryableAndThenRefused(int isolation) {
        open(isolation);
        assertThatThrownBy(() -> workAfter(
                        () -> storage.documents("letter").save("a", "{\"text\":\"dear\"}"),
                        tx -> tx.save(new Letter("b", "dear"))))
                .isInstanceOf(NotUniqueException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {Connection.TRANSACTION_REPEATABLE_READ, Connection.TRANSACTION_SERIALIZABLE})
    void historyRule_ofObjectsThatWereStoredSince_isRetryableAndThenSet(int isolation) throws Exception {
        open(isolation);
        workAfter(
                () -> storage.save(new Plain("b", 1)),
                tx -> tx.documents("plain").keepHistory(HistoryRule.ALL));
        storage.save(new Plain("b", 2));
        assertThat(storage.history(Plain.class, "b").count()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {Connection.TRANSACTION_REPEATABLE_READ, Connection.TRANSACTION_SERIALIZABLE})
    void save_afterTheRulesWereChangedSince_isRetryableAndThenFollowsThem(int isolation) throws Exception {
        open(isolation);
        // A read of the store shares the lock, which would keep others from changing rules.
        workAfter(
                () -> em.createNativeQuery("SELECT count(*) FROM objects").getSingleResult(),
                () -> storage.documents("plain").keepHistory(HistoryRule.ALL),
                tx -> tx.save(new Plain("a", 2)));
        assertThat(storage.history(Plain.class, "a").count()).isEqualTo(2);
    }

    /** Its own changes do not count, in whatever savepoints it made them. */
    @ParameterizedTest
    @ValueSource(ints = {Connection.TRANSACTION_REPEATABLE_READ, Connection.TRANSACTION_SERIALIZABLE})
    void delete_afterChangesOfTheTransaction_isNotRefused(int isolation) {
        open(isolation);
        em.getTransaction().begin();
        joined.save(new Plain("b", 1));
        joined.saveAll(List.of(new Plain("c", 1), new Plain("d", 1)));
        em.createNativeQuery("SAVEPOINT own").executeUpdate();
        joined.save(new Plain("e", 1));
        em.createNativeQuery("ROLLBACK TO SAVEPOINT own").executeUpdate();
        joined.delete(Held.class, "h");
        joined.save(new Plain("f", 1));
        joined.delete(Dropped.class, "d");
        em.getTransaction().commit();
        assertThat(storage.ids(Plain.class)).containsExactly("a", "b", "c", "d", "f");
        assertThat(storage.count(Held.class) + storage.count(Dropped.class)).isZero();
    }
}
