package io.sepia.joining;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Threads that are interrupted before they use a store on H2, whose waits end at an interrupt and clear the flag. */
class H2InterruptTest {
    private static final Pattern WAITING = Pattern.compile("getConnection|execute.*|commit|rollback");

    private EntityManagerFactory factory;
    private Storage storage;

    @BeforeEach
    void open() {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        factory = new HibernatePersistenceConfiguration("interrupts")
                .property("jakarta.persistence.nonJtaDataSource", waiting(DataSource.class, source))
                .createEntityManagerFactory();
        storage = StorageBuilder.of(factory).option("changes", "on").open();
        storage.documents("note").save("n", "{}");
    }

    @AfterEach
    void close() {
        Thread.interrupted();
        storage.close();
        factory.close();
    }

    /** Returns a proxy whose calls clear the interrupt flag, as H2 does if it has to wait. */
    private static <T> T waiting(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(
                H2InterruptTest.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (WAITING.matcher(method.getName()).matches()) {
                        // As H2 does after a wait that was interrupted.
                        Thread.interrupted();
                    }
                    Object result;
                    try {
                        result = method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (result instanceof Connection connection) {
                        return waiting(Connection.class, connection);
                    }
                    return result instanceof PreparedStatement statement
                            ? waiting(PreparedStatement.class, statement)
                            : result;
                }));
    }

    private static void assertKept(Runnable work) {
        Thread.currentThread().interrupt();
        work.run();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void operations_ofAnInterruptedThread_keepTheFlag() {
        assertKept(() -> storage.documents("note").save("n", "{\"a\":1}"));
        assertKept(() -> storage.documents("note").load("n"));
        assertKept(() -> storage.useTransaction(tx -> {
            tx.documents("note").save("m", "{}");
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            tx.documents("note").delete("n");
        }));
        assertThat(storage.documents("note").ids()).containsExactly("m");
    }

    @Test
    void rollback_ofAnInterruptedThread_keepsTheFlag() {
        assertKept(() -> {
            try {
                storage.useTransaction(tx -> {
                    tx.documents("note").save("m", "{}");
                    throw new IllegalArgumentException("on purpose");
                });
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessage("on purpose");
            }
        });
        assertThat(storage.documents("note").ids()).containsExactly("n");
    }

    @Test
    void joinedOperations_ofAnInterruptedThread_keepTheFlag() {
        try (EntityManager em = factory.createEntityManager()) {
            em.getTransaction().begin();
            assertKept(() -> storage.joining(em).documents("note").save("m", "{}"));
            assertKept(() -> storage.joining(em).documents("note").load("n"));
            em.getTransaction().commit();
        }
        assertThat(storage.documents("note").ids()).containsExactlyInAnyOrder("m", "n");
    }

    @Test
    void work_thatClearsTheFlagItself_findsItCleared() {
        Thread.currentThread().interrupt();
        storage.useTransaction(tx -> {
            tx.documents("note").save("m", "{}");
            assertThat(Thread.interrupted()).isTrue();
            tx.documents("note").save("m", "{\"a\":1}");
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        });
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}
