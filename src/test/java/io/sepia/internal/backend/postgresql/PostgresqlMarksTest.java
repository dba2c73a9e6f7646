package io.sepia.internal.backend.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.StorageTransaction;
import io.sepia.internal.backend.jpa.Postgresql;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import org.junit.jupiter.api.Test;

/** What the marks of joined transactions cost. See decision 0298. */
class PostgresqlMarksTest {
    private static Object first(EntityManager em, String sql) {
        return em.createNativeQuery(sql).getSingleResult();
    }

    @Test
    void joining_transactionThatOnlyQueries_takesNoIdAndNoTable() {
        try (EntityManagerFactory factory = Postgresql.factory(Postgresql.url());
                Storage storage = Storage.of(factory);
                EntityManager em = factory.createEntityManager()) {
            storage.documents("note").save("n", "{\"a\":1}");
            em.getTransaction().begin();
            StorageTransaction joined = storage.joining(em);
            assertThat(joined.documents("note").query().count()).isEqualTo(1);
            assertThat(joined.documents("note").ids()).containsExactly("n");
            assertThat(first(em, "SELECT CAST(pg_current_xact_id_if_assigned() AS text)"))
                    .isNull();

            joined.documents("note").save("n", "{}");
            assertThat(first(em, "SELECT count(*) FROM pg_class WHERE relname = 'sepia_marks'"))
                    .isEqualTo(0L);
            em.getTransaction().rollback();
        }
    }
}
