package io.sepia.internal.backend.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.change.ChangeCursor;
import io.sepia.change.ChangePage;
import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import io.sepia.error.StorageBusyException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.document.GenerationHeader;
import io.sepia.internal.document.StoredGeneration;
import jakarta.persistence.EntityManagerFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Transactions on H2 into which another one writes between two of their statements. See decision 0093. */
@Timeout(60)
class H2RacesTest {
    private static final ObjectKey KEY = new ObjectKey("note", "n");
    private static final long LONG_ENOUGH_MILLIS = 300;

    private long patienceMillis = LONG_ENOUGH_MILLIS;
    private final AtomicReference<String> moment = new AtomicReference<>();
    private CompletableFuture<Void> other = CompletableFuture.completedFuture(null);
    private JpaStorage storage;
    private JpaStorage second;

    @BeforeEach
    void open() {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL(H2.url(";LOCK_TIMEOUT=5000"));
        storage = Fixtures.owning(factory(watched(DataSource.class, source, "")));
        second = Fixtures.owning(factory(source));
        write(storage, tx -> tx.generations().rule("note", HistoryRule.ALL));
    }

    @AfterEach
    void close() {
        storage.close();
        second.close();
    }

    private static EntityManagerFactory factory(DataSource source) {
        return new HibernatePersistenceConfiguration("races")
                .property("jakarta.persistence.nonJtaDataSource", source)
                .createEntityManagerFactory();
    }

    /** Returns a proxy that has the second store save the object before the statement that {@link #moment} begins. */
    private <T> T watched(Class<T> type, T real, String sql) {
        return type.cast(Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    String awaited = moment.get();
                    if (method.getName().startsWith("execute")
                            && awaited != null
                            && sql.contains(awaited)
                            && moment.compareAndSet(awaited, null)) {
                        saveInSecond();
                    }
                    Object result;
                    try {
                        result = method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (result instanceof Connection connection) {
                        return watched(Connection.class, connection, "");
                    }
                    return result instanceof PreparedStatement statement
                            ? watched(PreparedStatement.class, statement, String.valueOf(arguments[0]))
                            : result;
                }));
    }

    /** Saves the object in the second store. Does not wait for the end if it waits for the watched transaction. */
    private void saveInSecond() throws Exception {
        other = CompletableFuture.runAsync(() -> save(second, "{\"by\":\"other\"}"));
        try {
            other.get(patienceMillis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            assertThat(other).as("the other transaction waits").isNotDone();
        }
    }

    private static void write(JpaStorage storage, Consumer<BackendTransaction> work) {
        try (BackendTransaction transaction = storage.begin(Access.READ_WRITE)) {
            work.accept(transaction);
            transaction.commit();
        }
    }

    private static void save(JpaStorage storage, String content) {
        write(
                storage,
                tx -> tx.save(
                        List.of(new DocumentWrite(KEY, ObjectType.SERIALIZABLE, content, null, WriteCondition.NONE))));
    }

    private List<String> contents() throws InterruptedException, ExecutionException, TimeoutException {
        other.get(10, TimeUnit.SECONDS);
        try (BackendTransaction tx = storage.begin(Access.READ_ONLY)) {
            return tx.generations().page(KEY, 0, 100).stream()
                    .map(each -> each.number() + " "
                            + tx.generations()
                                    .at(KEY, each.number())
                                    .orElseThrow()
                                    .content())
                    .toList();
        }
    }

    @Test
    void drop_whileTheObjectIsSaved_keepsItsGenerationOfTheMoment() throws Exception {
        for (int i = 1; i <= 3; i++) {
            save(storage, String.valueOf(i));
        }
        moment.set("DELETE FROM object_generations");

        write(storage, tx -> tx.generations().drop("note", "", Instant.now(), 10));

        assertThat(contents()).containsExactly("3 3", "4 {\"by\":\"other\"}");
    }

    @Test
    void restoreOfGenerations_whileTheObjectIsSaved_isFollowedByTheSave() throws Exception {
        save(storage, "1");
        save(storage, "2");
        List<StoredGeneration> restored = List.of(generation(1), generation(2), generation(3));
        moment.set("INSERT INTO object_generations");

        write(storage, tx -> tx.generations().restore(KEY, restored));

        assertThat(contents()).containsExactly("1 {}", "2 {}", "3 {}", "4 2", "5 {\"by\":\"other\"}");
    }

    private static StoredGeneration generation(long number) {
        return new StoredGeneration(
                new GenerationHeader(KEY, number, ObjectType.SERIALIZABLE, null, number, Instant.now(), null), "{}");
    }

    @Test
    void since_commitBetweenItsStatements_givesEachChangeOnce() throws Exception {
        storage.keepChanges(true);
        // A reader holds nothing that the other transaction could wait for.
        patienceMillis = TimeUnit.SECONDS.toMillis(30);
        moment.set("c.sequence_number > ?");
        List<Long> versions = new ArrayList<>();

        // Unlike a transaction that only reads, this one sees what is committed while it runs.
        try (BackendTransaction transaction = storage.begin(Access.READ_WRITE)) {
            ChangeCursor cursor = ChangeCursor.BEGINNING;
            for (int i = 0; i < 3; i++) {
                ChangePage page = transaction.changes().since(cursor, 10);
                page.changes().forEach(each -> versions.add(each.version()));
                cursor = page.next();
            }
        }

        assertThat(versions).containsExactly(1L);
    }

    @Test
    void restoreOfAnObject_thatWasJustStored_isBusyAndKeepsItAfterwards() throws Exception {
        StoredDocument document =
                new StoredDocument(KEY, ObjectType.SERIALIZABLE, "{}", null, 7, Instant.EPOCH, Instant.EPOCH);
        moment.set("DELETE FROM objects");

        assertThatThrownBy(() -> write(storage, tx -> tx.restore(List.of(document))))
                .isInstanceOf(StorageBusyException.class)
                .hasMessageContaining("note 'n'");
        write(storage, tx -> tx.restore(List.of(document)));

        assertThat(contents()).containsExactly("1 {\"by\":\"other\"}", "2 {}");
    }
}
