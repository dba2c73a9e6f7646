package io.sepia;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.jpa.SqliteStorage;
import io.sepia.internal.backend.sqlite.connection.SqliteConnectionProvider;
import io.sepia.model.ObjectId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.hibernate.SessionFactory;
import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.ProgressHandler;

/**
 * Limits the number of the library's methods between a call of the store and the driver, since a debugger steps through
 * all of them.
 */
class CallDepthTest {
    private static final int SAVE = 25;
    private static final int LOAD = 21;
    private static final int QUERY = 24;

    private static final String OWN = "io.sepia.";

    @TempDir
    private Path directory;

    private final List<List<String>> stacks = new ArrayList<>();
    private Storage storage;

    /** A class to save and load. */
    record Note(@ObjectId String id, String title) {}

    @BeforeEach
    void open() {
        AtomicReference<SqliteStorage> backend = new AtomicReference<>();
        StorageBuilder builder = new StorageBuilder(
                "a store whose calls are counted",
                SqliteStorage.options(),
                options -> {
                    SqliteStorage opened = SqliteStorage.open(options);
                    backend.set(opened);
                    return opened;
                },
                true);
        storage = builder.option("database_path", directory.resolve("store.db")).open();
        // Work that a store does only once is not counted.
        storage.save(new Note("a", "first"));
        storage.load(Note.class, "a");
        titled("first");
        SessionFactory sessions = backend.get().sessions();
        SqliteConnectionProvider provider = (SqliteConnectionProvider) sessions.unwrap(SessionFactoryImplementor.class)
                .getServiceRegistry()
                .requireService(ConnectionProvider.class);
        for (Access access : Access.values()) {
            sessions.inTransaction(
                    session -> provider.with(access, System.nanoTime() + TimeUnit.SECONDS.toNanos(10), () -> {
                        session.doWork(this::watch);
                        return true;
                    }));
        }
    }

    @AfterEach
    void close() {
        storage.close();
    }

    /** Records the stack whenever SQLite calls back while it runs a statement. */
    private void watch(Connection connection) throws SQLException {
        ProgressHandler.setHandler(connection, 1, new ProgressHandler() {
            @Override
            protected int progress() {
                stacks.add(StackWalker.getInstance()
                        .walk(frames -> frames.filter(
                                        each -> each.getClassName().startsWith(OWN))
                                .filter(each -> !each.getClassName().startsWith(CallDepthTest.class.getName()))
                                .map(each -> each.getClassName() + "." + each.getMethodName())
                                .toList()));
                return 0;
            }
        });
    }

    private List<Note> titled(String title) {
        return storage.query(Note.class).where(Field.field("title").eq(title)).list();
    }

    private List<String> deepest(Runnable verb) {
        stacks.clear();
        verb.run();
        return stacks.stream().max(Comparator.comparingInt(List::size)).orElse(List.of());
    }

    @Test
    void save_passesFewMethods() {
        assertThat(deepest(() -> storage.save(new Note("a", "second"))))
                .isNotEmpty()
                .hasSizeLessThanOrEqualTo(SAVE);
    }

    @Test
    void load_ofAnObjectThatIsNotCached_passesFewMethods() {
        storage.save(new Note("b", "other"));
        assertThat(deepest(() -> storage.load(Note.class, "b")))
                .contains(SqliteStorage.class.getName() + ".read")
                .hasSizeLessThanOrEqualTo(LOAD);
    }

    @Test
    void query_passesFewMethods() {
        assertThat(deepest(() -> titled("first"))).isNotEmpty().hasSizeLessThanOrEqualTo(QUERY);
    }
}
