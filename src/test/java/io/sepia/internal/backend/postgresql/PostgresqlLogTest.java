package io.sepia.internal.backend.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.StorageTransaction;
import io.sepia.change.ChangeCursor;
import io.sepia.internal.backend.jpa.Postgresql;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
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
