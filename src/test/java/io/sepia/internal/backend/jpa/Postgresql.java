package io.sepia.internal.backend.jpa;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.persistence.EntityManagerFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.opentest4j.TestAbortedException;

/**
 * Schemas of a PostgreSQL server that is started once for all tests of a process, on a free port of the loopback
 * address. Tests are skipped where it cannot start; the file {@value #ABSENT} tells the build so.
 */
public final class Postgresql {
    static final String ABSENT = "target/postgresql-absent";
    private static final AtomicInteger SCHEMAS = new AtomicInteger();
    private static final Map<Path, String> DATABASES = new ConcurrentHashMap<>();

    private Postgresql() {}

    /** The server, or why there is none. */
    private static final class Server {
        static EmbeddedPostgres running;
        static Exception failure;

        static {
            try {
                running = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .setServerConfig("full_page_writes", "off")
                        .setServerConfig("synchronous_commit", "off")
                        .setServerConfig("max_connections", "400")
                        .setServerConfig("deadlock_timeout", "300")
                        .setServerConfig("lock_timeout", "20000")
                        .start();
                Runtime.getRuntime().addShutdownHook(new Thread(Server::stop));
            } catch (IOException | RuntimeException e) {
                failure = e;
                try {
                    Files.writeString(
                            Path.of(ABSENT),
                            "The tests on PostgreSQL were skipped, because its server did not start: " + e + "\n");
                } catch (IOException ignored) {
                    e.addSuppressed(ignored);
                }
            }
        }

        static void stop() {
            try {
                running.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static String server() {
        if (Server.failure != null) {
            throw new TestAbortedException("PostgreSQL did not start", Server.failure);
        }
        return Server.running.getJdbcUrl("postgres", "postgres");
    }

    /** Returns the URL of a new, empty schema. Transactions wait for locks for 20 seconds. */
    public static String url() {
        String server = server();
        String schema = "test" + SCHEMAS.incrementAndGet();
        execute(server, "CREATE SCHEMA " + schema);
        return server + "&currentSchema=" + schema;
    }

    /**
     * Returns the URL of the database that belongs to a directory. Hibernate's schema tool takes sequences of other
     * schemas for its own.
     */
    public static String database(Path directory) {
        return DATABASES.computeIfAbsent(directory, none -> database());
    }

    private static String database() {
        String server = server();
        String name = "app" + SCHEMAS.incrementAndGet();
        execute(server, "CREATE DATABASE " + name);
        return server.replace("/postgres?", "/" + name + "?");
    }

    /** Empties the tables of the store in the schema of a URL, which takes less time than making them. */
    private static void empty(String url) {
        execute(
                url,
                "SET lock_timeout = 2000",
                "TRUNCATE objects, object_references, object_generations, object_events, object_changes,"
                        + " object_change_log, object_rules, object_indexes, unique_values, object_floors,"
                        + " object_writers, transaction_outcomes",
                "DO $$ DECLARE name TEXT; BEGIN FOR name IN SELECT indexname FROM pg_indexes WHERE schemaname ="
                        + " current_schema AND indexname LIKE 'objects_index_%' LOOP EXECUTE 'DROP INDEX ' || name;"
                        + " END LOOP; END $$",
                "INSERT INTO object_change_log (id) VALUES (1)",
                "INSERT INTO object_writers (slot, rules) VALUES (1, (random() * 1000000000)::bigint)");
    }

    /** Units that the tests of a class use one after the other. */
    public static final class Units extends ServerUnits {
        /** @param settings what follows the URL of each unit */
        public Units(String settings) {
            super(() -> url() + settings, Postgresql::empty, Postgresql::factory);
        }
    }

    public static void execute(String url, String... statements) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public static EntityManagerFactory factory(String url) {
        return new HibernatePersistenceConfiguration("postgresql")
                .jdbcUrl(url)
                .jdbcPoolSize(32)
                .createEntityManagerFactory();
    }
}
