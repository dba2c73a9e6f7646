package io.sepia.internal.backend.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.internal.backend.JoinedTransaction;
import io.sepia.internal.backend.Joining;
import io.sepia.internal.backend.Outcome;
import io.sepia.internal.backend.sql.SchemaAction;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.Test;

class JoinedEndTest {
    @Test
    void onCompletion_listenerEndsAtAnError_othersAreToldAndTheCommitStands() {
        String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
        List<Outcome> told = new ArrayList<>();
        try (EntityManagerFactory factory = new HibernatePersistenceConfiguration("end")
                        .jdbcUrl(url)
                        .createEntityManagerFactory();
                JpaStorage storage = JpaStorage.open(factory, SchemaAction.CREATE, false, Clock.systemUTC(), 0, 0);
                EntityManager caller = factory.createEntityManager()) {
            caller.getTransaction().begin();
            JoinedTransaction joined = Joining.of(storage).join(caller);
            for (RuntimeException each : List.of(new IllegalStateException("first"), new IllegalStateException())) {
                joined.onCompletion(outcome -> {
                    throw each;
                });
            }
            joined.onCompletion(outcome -> {
                throw new StackOverflowError("on purpose");
            });
            joined.onCompletion(told::add);

            caller.getTransaction().commit();

            assertThat(Joining.of(storage).current()).isNull();
        }
        assertThat(told).containsExactly(Outcome.COMMITTED);
    }
}
