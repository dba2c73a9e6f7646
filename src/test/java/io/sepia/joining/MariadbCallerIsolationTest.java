package io.sepia.joining;

import static io.sepia.Field.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.StorageTransaction;
import io.sepia.change.ChangeCursor;
import io.sepia.document.HistoryRule;
import io.sepia.error.NotUniqueException;
import io.sepia.error.RetryableException;
import io.sepia.error.StaleVersionException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.jpa.Mariadb;
import io.sepia.model.Indexed;
import io.sepia.model.Stored;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What joined transactions of MariaDB's default level, REPEATABLE READ, promise when others have committed since their
 * snapshot. See decision 0295.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MariadbCallerIsolationTest {
    /** A class with all rules. */
    @Stored(value = "mailbox", events = true)
    record Mailbox(String id, @Indexed(unique = true) String address) {}

    @Stored("plain")
    record Plain(String id, int number) {}

    @Stored("letter")
    record Letter(String id, @Indexed(unique = true) String text) {}

    private EntityManagerFactory factory;
    private Storage storage;
    private EntityManager em;
    private StorageTransaction joined;

    /** Begins a joined transaction, with a snapshot of an object of each class. */
    private void begin(Consumer<StorageBuilder> options) {
        begin("", options);
    }

    private void begin(String settings, Consumer<StorageBuilder> options) {
        factory = new HibernatePersistenceConfiguration("isolation")
                .jdbcUrl(Mariadb.url() + settings)
                .createEntityManagerFactory();
        StorageBuilder builder = StorageBuilder.of(factory);
        options.accept(builder);
        storage = builder.open();
        storage.save(new Mailbox("a", "a@example.org"));
        storage.save(new Plain("a", 1));
        em = factory.createEntityManager();
        em.getTransaction().begin();
        joined = storage.joining(em);
        assertThat(joined.query(Plain.class).list()).hasSize(1);
    }

    private void others(Runnable work) throws Exception {
        CompletableFuture.runAsync(work).get(60, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() {
        if (em == null) {
            return;
        }
        if (em.getTransaction().isActive()) {
            em.getTransaction().rollback();
        }
        assertThat(em.unwrap(Session.class).<Integer>doReturningWork(Connection::getTransactionIsolation))
                .isEqualTo(Connection.TRANSACTION_REPEATABLE_READ);
        em.close();
        storage.close();
        factory.close();
    }

    @Test
    void save_ofAnObjectThatWasSavedSince_isItsNextVersion() throws Exception {
        begin(options -> {});
        others(() -> storage.save(new Plain("a", 2)));
        joined.save(new Plain("a", 3));
        em.getTransaction().commit();
        assertThat(storage.load(Plain.class, "a").number()).isEqualTo(3);
        assertThat(storage.documents("plain").find("a").orElseThrow().version()).isEqualTo(3);
    }

    /** The default of MariaDB 11.6 and newer. */
    @Test
    void save_ofAnObjectThatWasSavedSince_withSnapshotIsolation_isRetryable() throws Exception {
        begin("&sessionVariables=" + Mariadb.ifKnown("innodb_snapshot_isolation") + "=1", options -> {});
        others(() -> storage.save(new Plain("a", 2)));
        assertThatThrownBy(() -> joined.save(new Plain("a", 3))).isInstanceOf(RetryableException.class);
        assertThatThrownBy(() -> em.getTransaction().commit()).isInstanceOf(RuntimeException.class);
        assertThat(storage.load(Plain.class, "a").number()).isEqualTo(2);
    }

    @Test
    void save_ofAVersionThatWasReplacedSince_isRefusedWithTheStoredOne() throws Exception {
        begin(options -> {});
        others(() -> storage.documents("plain").save("a", "{\"number\":2}"));
        assertThatThrownBy(() -> joined.documents("plain").update("a", "{}", 1))
                .isInstanceOfSatisfying(
                        StaleVersionException.class, e -> assertThat(e.found()).isEqualTo(2));
    }

    @Test
    void save_ofAnObjectThatWasDeletedSince_getsAHigherVersion() throws Exception {
        begin(options -> {});
        others(() -> {
            storage.save(new Plain("a", 2));
            storage.delete(Plain.class, "a");
        });
        joined.save(new Plain("a", 3));
        em.getTransaction().commit();
        assertThat(storage.documents("plain").find("a").orElseThrow().version()).isEqualTo(3);
    }

    @Test
    void save_ofAUniqueValueThatWasStoredSince_isRefusedOrRetryable() throws Exception {
        begin(options -> {});
        others(() -> storage.save(new Mailbox("b", "b@example.org")));
        assertThatThrownBy(() -> joined.save(new Mailbox("c", "b@example.org")))
                .isInstanceOfAny(RetryableException.class, NotUniqueException.class);
    }

    @Test
    void save_afterTheRulesWereChangedSince_isRetryable() throws Exception {
        begin(options -> {});
        em.getTransaction().rollback();
        em.getTransaction().begin();
        em.createNativeQuery("SELECT count(*) FROM objects").getSingleResult();
        others(() -> storage.documents("plain").keepHistory(HistoryRule.ALL));
        assertThatThrownBy(() -> joined.save(new Plain("a", 2))).isInstanceOf(RetryableException.class);
    }

    @Test
    void save_afterTheLogOfChangesGrewSince_isRetryable() throws Exception {
        begin(options -> options.option("changes", "on"));
        others(() -> storage.save(new Plain("b", 1)));
        assertThatThrownBy(() -> joined.save(new Plain("a", 2))).isInstanceOf(RetryableException.class);
        em.getTransaction().rollback();
        em.getTransaction().begin();
        joined.save(new Plain("a", 2));
        ChangeCursor own = joined.changes().end();
        em.getTransaction().commit();
        assertThat(storage.changes().since(own).changes()).isEmpty();
    }

    @Test
    void deleteByQuery_ofWhatWasChangedSince_deletesWhatStillMatches() throws Exception {
        begin(options -> {});
        others(() -> storage.saveAll(List.of(new Plain("a", 2), new Plain("b", 1))));
        assertThat(joined.query(Plain.class).where(field("number").eq(1)).delete())
                .isZero();
        em.getTransaction().commit();
        assertThat(storage.ids(Plain.class)).containsExactly("a", "b");
    }

    /** The first save of the class makes its index, which must contain what the snapshot does not show. */
    @Test
    void uniqueIndex_ofObjectsThatWereStoredSince_isRefused() throws Exception {
        begin(options -> {});
        others(() -> storage.documents("letter").save("a", "{\"text\":\"dear\"}"));
        assertThatThrownBy(() -> joined.save(new Letter("b", "dear"))).isInstanceOf(NotUniqueException.class);
    }

    @Test
    void save_inATransactionThatReadsUncommittedRows_isRefused() {
        begin(options -> {});
        em.getTransaction().rollback();
        em.unwrap(Session.class)
                .doWork(connection -> connection.setTransactionIsolation(Connection.TRANSACTION_READ_UNCOMMITTED));
        em.getTransaction().begin();
        assertThatThrownBy(() -> storage.joining(em).save(new Plain("a", 2)))
                .isInstanceOf(StorageFailureException.class)
                .hasMessageContaining("READ UNCOMMITTED");
        em.getTransaction().rollback();
        em.unwrap(Session.class)
                .doWork(connection -> connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ));
    }
}
