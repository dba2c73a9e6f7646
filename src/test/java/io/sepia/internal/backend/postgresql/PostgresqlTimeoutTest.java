package io.sepia.internal.backend.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.internal.backend.jpa.Postgresql;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import org.junit.jupiter.api.Test;

/** The time-outs of statements in joined transactions. */
class PostgresqlTimeoutTest {
    @Test
    void query_withATimeout_leavesThatOfTheTransaction() {
        try (EntityManagerFactory factory = Postgresql.factory(Postgresql.url());
                Storage storage = StorageBuilder.of(factory)
                        .option("query_timeout", 60_000)
                        .open();
                EntityManager em = factory.createEntityManager()) {
            storage.documents("note").save("n", "{}");
            em.getTransaction().begin();
            em.createNativeQuery("SET LOCAL statement_timeout = '77s'").executeUpdate();
            assertThat(storage.joining(em).documents("note").query().count()).isEqualTo(1);

            Object after = em.createNativeQuery("SELECT current_setting('statement_timeout')")
                    .getSingleResult();
            em.getTransaction().rollback();
            assertThat(after).isEqualTo("77s");
        }
    }
}
