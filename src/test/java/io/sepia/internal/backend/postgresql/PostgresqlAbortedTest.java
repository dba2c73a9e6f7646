package io.sepia.internal.backend.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.Storage;
import io.sepia.error.OutcomeUnknownException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.jpa.Postgresql;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What stores say of transactions that PostgreSQL has aborted. */
class PostgresqlAbortedTest {
    private final String url = Postgresql.url();
    private EntityManagerFactory factory;
    private Storage storage;

    @BeforeEach
    void open() {
        factory = Postgresql.factory(url);
        storage = Storage.of(factory);
    }

    @AfterEach
    void close() {
        storage.close();
        factory.close();
    }

    @Test
    void save_afterAFailedStatementOfTheApplication_namesItAndTheRemedy() {
        try (EntityManager em = factory.createEntityManager()) {
            em.getTransaction().begin();
            assertThatThrownBy(() ->
                            em.createNativeQuery("SELECT * FROM no_such_table").getResultList())
                    .isInstanceOf(PersistenceException.class);

            assertThatExceptionOfType(StorageFailureException.class)
                    .isThrownBy(() -> storage.joining(em).documents("note").save("n", "{}"))
                    .withMessageContaining("no_such_table")
                    .withMessageContaining("savepoint");
            em.getTransaction().rollback();
        }
        assertThat(storage.documents("note").find("n")).isEmpty();
    }

    @Test
    void delete_violatingADeferredConstraint_isCertainlyRolledBack() {
        Postgresql.execute(
                url,
                "CREATE TABLE wanted (class_name VARCHAR(255), object_id VARCHAR(512),"
                        + " FOREIGN KEY (class_name, object_id) REFERENCES objects DEFERRABLE INITIALLY DEFERRED)");
        storage.documents("note").save("n", "{}");
        Postgresql.execute(url, "INSERT INTO wanted VALUES ('note', 'n')");

        assertThatThrownBy(() -> storage.documents("note").delete("n"))
                .isInstanceOf(StorageFailureException.class)
                .isNotInstanceOf(OutcomeUnknownException.class)
                .hasMessageContaining("nothing of the transaction was stored")
                .hasMessageContaining("wanted");
        assertThat(storage.documents("note").find("n")).isPresent();
    }
}
