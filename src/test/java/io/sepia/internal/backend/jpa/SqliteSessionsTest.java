package io.sepia.internal.backend.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.error.StorageClosedException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.hibernate.ConnectionSession;
import io.sepia.internal.backend.hibernate.HibernateSession;
import io.sepia.internal.backend.hibernate.StoreSession;
import io.sepia.internal.backend.sql.SchemaAction;
import io.sepia.internal.backend.sqlite.SqliteSchema;
import io.sepia.internal.backend.sqlite.connection.SqliteConnectionProvider;
import io.sepia.internal.backend.sqlite.connection.SqliteConnections;
import io.sepia.internal.backend.sqlite.connection.SqliteFile;
import io.sepia.internal.backend.sqlite.connection.SqliteSettings;
import io.sepia.internal.option.Options;
import jakarta.persistence.PersistenceException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SqliteSessionsTest {
    private static final long NEVER = TimeUnit.DAYS.toNanos(1);
    private static final Logger SQL = Logger.getLogger("org.hibernate.SQL");

    @TempDir
    Path directory;

    private SqliteConnectionProvider provider;

    @BeforeEach
    void open() {
        SqliteSettings settings =
                new SqliteSettings(Options.parse("test", SqliteSettings.ALL, Map.of("database_path", file())));
        SqliteFile file = SqliteFile.check(file(), false);
        provider = new SqliteConnectionProvider(
                file,
                SqliteConnections.open(file, settings, SqliteSchema.IN_FILE, SchemaAction.CREATE),
                settings,
                null);
        provider.outliveUnits();
    }

    private Path file() {
        return directory.resolve("store.db");
    }

    /** Inserts a row in a transaction that it leaves open. */
    private StoreSession write(SqliteSessions sessions, String id) {
        StoreSession session = provider.with(Access.READ_WRITE, deadline(), sessions::begin);
        provider.with(
                Access.READ_WRITE,
                deadline(),
                () -> session.doReturningWork(connection -> {
                    try (Statement statement = connection.createStatement()) {
                        return statement.executeUpdate(
                                "insert into objects (class_name, object_id, content, object_type,"
                                        + " version, created_at, updated_at) values ('note', '" + id
                                        + "', '{}', 'serializable', 1, 1, 1)");
                    }
                }));
        return session;
    }

    private long count(SqliteSessions sessions) {
        StoreSession session = provider.with(Access.READ_ONLY, deadline(), sessions::begin);
        try {
            return provider.with(
                    Access.READ_ONLY,
                    deadline(),
                    () -> session.doReturningWork(connection -> {
                        try (Statement statement = connection.createStatement()) {
                            return statement
                                    .executeQuery("select count(*) from objects")
                                    .getLong(1);
                        }
                    }));
        } finally {
            session.rollback();
            session.close();
        }
    }

    private static long deadline() {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    }

    @Test
    void begin_transactionsWithAndWithoutFactory_commitAndRollBack() {
        SqliteSessions sessions = SqliteSessions.own(provider, NEVER);
        for (Class<?> expected : new Class<?>[] {ConnectionSession.class, HibernateSession.class}) {
            long before = count(sessions);
            StoreSession kept = write(sessions, "kept in " + expected);
            assertThat(kept).isInstanceOf(expected);
            kept.commit();
            kept.close();
            StoreSession undone = write(sessions, "undone in " + expected);
            undone.rollback();
            undone.close();
            StoreSession left = write(sessions, "left in " + expected);
            left.abandon(new IllegalStateException());
            assertThat(count(sessions)).isEqualTo(before + 1);
            sessions.factory();
        }
        sessions.close();
    }

    @Test
    void begin_failuresOfTheDatabase_areOfTheSameTypeWithAndWithoutFactory() {
        SqliteSessions sessions = SqliteSessions.own(provider, NEVER);
        for (int i = 0; i < 2; i++) {
            StoreSession session = provider.with(Access.READ_WRITE, deadline(), sessions::begin);
            assertThatThrownBy(() -> provider.with(
                            Access.READ_WRITE,
                            deadline(),
                            () -> session.doReturningWork(
                                    connection -> connection.prepareStatement("insert into nothing values (1)"))))
                    .isInstanceOf(PersistenceException.class)
                    .hasCauseInstanceOf(SQLException.class);
            session.rollback();
            session.close();
            session.close();
            sessions.factory();
        }
        sessions.close();
    }

    @Test
    @Timeout(60)
    void begin_openForAWhile_makesTheFactoryWithoutWaitingForIt() throws InterruptedException {
        SqliteSessions sessions = SqliteSessions.own(provider, 0);
        StoreSession first = provider.with(Access.READ_ONLY, deadline(), sessions::begin);
        assertThat(first).isInstanceOf(ConnectionSession.class);
        first.close();
        StoreSession later;
        do {
            later = provider.with(Access.READ_ONLY, deadline(), sessions::begin);
            later.rollback();
            later.close();
            Thread.sleep(10);
        } while (later instanceof ConnectionSession);
        assertThat(count(sessions)).isZero();
        sessions.close();
    }

    @Test
    void begin_sqlIsLogged_usesTheFactoryAtOnce() {
        Level before = SQL.getLevel();
        SQL.setLevel(Level.FINE);
        try {
            SqliteSessions sessions = SqliteSessions.own(provider, NEVER);
            StoreSession session = provider.with(Access.READ_ONLY, deadline(), sessions::begin);
            assertThat(session.report()).isNotNull();
            session.rollback();
            session.close();
            sessions.close();
        } finally {
            SQL.setLevel(before);
        }
    }

    @Test
    void close_closesTheFactoryAndItsMaker() {
        SqliteSessions sessions = SqliteSessions.own(provider, NEVER);
        SessionFactory factory = sessions.factory();
        sessions.close();
        assertThat(factory.isClosed()).isTrue();

        SqliteSessions unmade = SqliteSessions.own(provider, NEVER);
        unmade.close();
        assertThatThrownBy(unmade::factory).isInstanceOf(StorageClosedException.class);
    }
}
