package io.sepia.joining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.change.ChangeCursor;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.hibernate.Session;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class H2IsolationTest {
    private static final int SAVES = 100;

    @ParameterizedTest
    @ValueSource(
            ints = {
                Connection.TRANSACTION_READ_COMMITTED,
                Connection.TRANSACTION_REPEATABLE_READ,
                Connection.TRANSACTION_SERIALIZABLE
            })
    void save_concurrentlyWithTheLogOn_endsAtEveryIsolationOfTheUnit(int isolation) throws Exception {
        HibernatePersistenceConfiguration unit = new HibernatePersistenceConfiguration("isolation")
                .jdbcUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1")
                .property("hibernate.connection.isolation", String.valueOf(isolation));
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (EntityManagerFactory factory = unit.createEntityManagerFactory();
                Storage storage =
                        StorageBuilder.of(factory).option("changes", "on").open()) {
            List<Future<Boolean>> writers = IntStream.range(0, 2)
                    .mapToObj(writer -> threads.submit((Callable<Boolean>) () -> {
                        for (int i = 0; i < SAVES; i++) {
                            storage.documents("note").save(writer + "-" + i, "{}");
                        }
                        return true;
                    }))
                    .toList();
            for (Future<Boolean> each : writers) {
                assertThat(each.get(30, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(storage.documents("note").count()).isEqualTo(2 * SAVES);
            assertThat(storage.changes().since(ChangeCursor.BEGINNING, 1_000).changes())
                    .hasSize(2 * SAVES);
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Connection.TRANSACTION_REPEATABLE_READ, Connection.TRANSACTION_SERIALIZABLE})
    void transaction_thatFails_isRolledBackAndLeavesTheIsolationOfTheUnit(int isolation) {
        HibernatePersistenceConfiguration unit = new HibernatePersistenceConfiguration("isolation")
                .jdbcUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1")
                .property("hibernate.connection.isolation", String.valueOf(isolation))
                .property("hibernate.connection.pool_size", "1");
        try (EntityManagerFactory factory = unit.createEntityManagerFactory();
                Storage storage = Storage.of(factory)) {
            assertThatThrownBy(() -> storage.useTransaction(tx -> {
                        tx.documents("note").save("n", "{}");
                        throw new IllegalStateException("on purpose");
                    }))
                    .hasMessage("on purpose");
            assertThat(storage.documents("note").exists("n")).isFalse();
            storage.useTransaction(tx -> tx.documents("note").save("m", "{}"));
            assertThat(storage.documents("note").ids()).containsExactly("m");
            try (EntityManager entityManager = factory.createEntityManager()) {
                int found = entityManager.unwrap(Session.class).doReturningWork(Connection::getTransactionIsolation);
                assertThat(found).isEqualTo(isolation);
            }
        }
    }
}
