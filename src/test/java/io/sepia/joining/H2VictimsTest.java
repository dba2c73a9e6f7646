package io.sepia.joining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.document.StoredDocument;
import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageFailureException;
import io.sepia.model.Stored;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transactions that H2 chooses as the victims of deadlocks, and that notice it at a later statement. */
class H2VictimsTest {
    private static final String VICTIM =
            "General error: \"Transaction 2 has status ROLLING_BACK, not OPEN [2.4.240/103]\"";

    private static final int OTHER = 99999;

    private final AtomicInteger failures = new AtomicInteger();
    private volatile int code = 50000;
    private volatile String failing = "none";
    private EntityManagerFactory factory;
    private Storage storage;

    @BeforeEach
    void open() {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        factory = new HibernatePersistenceConfiguration("victims")
                .property("jakarta.persistence.nonJtaDataSource", failing(DataSource.class, source, ""))
                .createEntityManagerFactory();
        storage = StorageBuilder.of(factory).option("changes", "on").open();
        storage.documents("note").save("n", "{}");
    }

    @AfterEach
    void close() {
        storage.close();
        factory.close();
    }

    /** Returns a proxy whose first statements that contain {@link #failing} fail. */
    private <T> T failing(Class<T> type, T real, String sql) {
        return type.cast(Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getName().startsWith("execute")
                            && sql.contains(failing)
                            && failures.getAndDecrement() > 0) {
                        throw new SQLException(VICTIM, "HY000", code);
                    }
                    Object result = invoke(real, method, arguments);
                    if (result instanceof Connection connection) {
                        return failing(Connection.class, connection, "");
                    }
                    return result instanceof PreparedStatement statement
                            ? failing(PreparedStatement.class, statement, String.valueOf(arguments[0]))
                            : result;
                }));
    }

    private static @Nullable Object invoke(Object real, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"object_writers", "UPDATE objects", "INSERT INTO object_changes"})
    void save_ofAVictim_runsAgain(String statement) {
        failing = statement;
        failures.set(2);

        storage.documents("note").save("n", "{\"a\":1}");

        assertThat(failures).hasNonPositiveValue();
        assertThat(storage.documents("note").load("n").content()).contains("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"object_writers", "UPDATE objects", "INSERT INTO object_changes"})
    void joinedSave_ofAVictim_isRefusedAsBusy(String statement) {
        failing = statement;
        failures.set(1);
        try (EntityManager em = factory.createEntityManager()) {
            em.getTransaction().begin();
            assertThatThrownBy(() -> storage.joining(em).documents("note").save("n", "{\"a\":1}"))
                    .isInstanceOf(StorageBusyException.class);
            assertThatThrownBy(() -> em.getTransaction().commit()).isInstanceOf(RuntimeException.class);
        }
        assertThat(storage.documents("note").load("n").version()).isEqualTo(1);
    }

    @Test
    void joinedStream_whoseFirstPageFails_throwsWhatFailed() {
        failing = "content";
        code = OTHER;
        failures.set(1);
        try (EntityManager em = factory.createEntityManager()) {
            em.getTransaction().begin();
            try (Stream<StoredDocument> notes = storage.joining(em).documents("note").stream()) {
                assertThatThrownBy(notes::toList)
                        .isInstanceOf(StorageFailureException.class)
                        .hasMessageContaining("ROLLING_BACK");
            }
            em.getTransaction().rollback();
        }
    }

    @Stored("colour")
    record Colour(String id) {}

    @Stored("car")
    record Car(String id, Colour colour) {}

    @Test
    void stream_ofAVictimThatLoadsTargets_throwsWhatFailed() {
        storage.save(new Car("c", new Colour("red")));
        failing = "UNNEST";
        failures.set(1);

        assertThatThrownBy(() -> storage.useTransaction(tx -> {
                    try (Stream<Car> cars = tx.stream(Car.class)) {
                        cars.forEach(each -> {});
                    }
                }))
                .isInstanceOf(StorageBusyException.class);
        assertThat(failures).hasValue(0);
    }
}
