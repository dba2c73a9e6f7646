package io.sepia.internal.backend.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.StorageTransaction;
import io.sepia.change.Change;
import io.sepia.change.ChangeCursor;
import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.error.CursorTooOldException;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.backend.jpa.PersistenceUnit;
import io.sepia.internal.backend.jpa.Postgresql;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Positions in the log of changes, whose numbers are those of transactions. See decision 0290. */
class PostgresqlLogTest {
    private static final int READS = 50;

    private EntityManagerFactory factory;
    private Storage storage;

    @BeforeEach
    void open() {
        factory = Postgresql.factory(Postgresql.url());
        storage = StorageBuilder.of(factory).option("changes", "on").open();
        storage.documents("note").save("first", "{}");
    }

    @AfterEach
    void close() {
        storage.close();
        factory.close();
    }

    private static Object first(EntityManager em, String sql) {
        return em.createNativeQuery(sql).getSingleResult();
    }

    @Test
    void since_transactionWithAnIdBeforeThoseOfOthers_staysBeforeWhatItMayStillWrite() {
        try (EntityManager em = factory.createEntityManager()) {
            em.getTransaction().begin();
            StorageTransaction joined = storage.joining(em);
            long id = Long.parseLong((String) first(em, "SELECT CAST(pg_current_xact_id() AS text)"));
            storage.documents("note").save("other", "{}");
            ChangeCursor read = joined.changes().since(ChangeCursor.BEGINNING).next();
            ChangeCursor end = joined.changes().end();
            em.getTransaction().rollback();

            assertThat(read.sequence()).isLessThan(id << 20);
            assertThat(end.sequence()).isLessThan(id << 20);
        }
    }

    /** Takes an id for a transaction of its own. */
    private EntityManager begun() {
        EntityManager em = factory.createEntityManager();
        em.getTransaction().begin();
        first(em, "SELECT CAST(pg_current_xact_id() AS text)");
        return em;
    }

    private void forget(Instant before) {
        try (StorageBackend backend = PersistenceUnit.store(factory, Map.of(), false)) {
            backend.<Long>write(transaction -> {
                // A number of its own that comes after all others.
                transaction.save(List.of(new DocumentWrite(
                        new ObjectKey("note", "forgetting"),
                        ObjectType.SERIALIZABLE,
                        "{}",
                        null,
                        WriteCondition.NONE)));
                return transaction.changes().forget(before);
            });
        }
    }

    @Test
    void forget_whileAnEarlierTransactionIsOpen_leavesWhatFollowersHaveNotReached() {
        ChangeCursor cursor;
        try (EntityManager early = begun()) {
            cursor = storage.changes().end();
            storage.documents("note").save("other", "{}");
            storage.documents("note").delete("other");
            forget(Instant.now().plusSeconds(60));
            ChangeCursor fresh = storage.changes().end();
            storage.joining(early).documents("note").delete("first");
            early.getTransaction().commit();

            assertThat(storage.changes().since(fresh).changes())
                    .extracting(each -> each.key().id())
                    .containsExactly("first", "other", "forgetting");
        }
        storage.documents("note").save("last", "{}");
        forget(Instant.now().plusSeconds(60));

        assertThat(storage.changes().since(storage.changes().end()).changes()).isEmpty();
        assertThatExceptionOfType(CursorTooOldException.class)
                .isThrownBy(() -> storage.changes().since(cursor));
    }

    @Test
    void since_deletionsInAnotherOrderThanTheirTransactionsBegan_returnsTheLatest() {
        try (EntityManager first = begun();
                EntityManager second = begun()) {
            storage.documents("note").delete("first");
            storage.joining(second).documents("note").save("first", "{}");
            second.getTransaction().commit();
            storage.joining(first).documents("note").delete("first");
            first.getTransaction().commit();
        }

        assertThat(storage.changes().since(ChangeCursor.BEGINNING).changes())
                .extracting(Change::version)
                .containsExactly(2L);

        forget(Instant.EPOCH);
        assertThat(storage.changes().since(ChangeCursor.BEGINNING).changes())
                .filteredOn(each -> each.key().id().equals("first"))
                .extracting(Change::version)
                .containsExactly(2L);
    }

    @Test
    void since_transactionsThatOnlyRead_takeNoIds() {
        long before = next();
        for (int i = 0; i < READS; i++) {
            storage.changes().since(ChangeCursor.BEGINNING);
        }

        // The server itself may take some.
        assertThat(next()).isLessThan(before + READS);
    }

    /** Returns the next transaction id. */
    private long next() {
        try (EntityManager em = factory.createEntityManager()) {
            return Long.parseLong((String) first(em, "SELECT CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text)"));
        }
    }
}
