package io.sepia.internal.backend.jpa;

import jakarta.persistence.EntityManagerFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.opentest4j.TestAbortedException;

/**
 * Databases of a MariaDB server that is started once for all tests of a process. Tests are skipped where it cannot
 * start; the file {@value #ABSENT} tells the build so.
 */
public final class Mariadb {
    static final String ABSENT = "target/mariadb-absent";
    private static final List<String> TABLES = List.of(
            "object_references",
            "objects",
            "object_generations",
            "object_events",
            "object_changes",
            "object_change_log",
            "object_rules",
            "object_indexes",
            "unique_values",
            "object_floors",
            "object_writers",
            "transaction_outcomes");
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final Map<Path, String> DATABASES = new ConcurrentHashMap<>();

    private Mariadb() {}

    /** The server, or why there is none. */
    private static final class Server {
        static MariadbServer running;
        static Exception failure;

        static {
            try {
                Path directory = Files.createTempDirectory("sepia-mariadb");
                running = MariadbServer.start(directory.resolve("data"));
                Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(directory)));
            } catch (IOException | RuntimeException | InterruptedException e) {
                failure = e;
                try {
                    Files.writeString(
                            Path.of(ABSENT),
                            "The tests on MariaDB were skipped, because its server did not start: " + e + "\n");
                } catch (IOException ignored) {
                    e.addSuppressed(ignored);
                }
            }
        }

        private static void stop(Path directory) {
            running.close();
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(each -> each.toFile().delete());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static MariadbServer server() {
        if (Server.failure != null) {
            throw new TestAbortedException("MariaDB did not start", Server.failure);
        }
        return Server.running;
    }

    /** Returns the URL of a new, empty database. Transactions wait for locks for 20 seconds. */
    public static String url() {
        return create("test" + NUMBERS.incrementAndGet(), "");
    }

    /**
     * Returns the URL of the database that belongs to a directory. Tables of entities get the collation of the store's
     * keys there, so that they can refer to documents.
     */
    public static String database(Path directory) {
        return DATABASES.computeIfAbsent(
                directory,
                none -> create("app" + NUMBERS.incrementAndGet(), " CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin"));
    }

    /** Returns the name of a variable of the server; skips the test if the server does not have it. */
    public static String ifKnown(String variable) {
        try {
            Postgresql.execute(server().url(""), "SELECT @@" + variable);
            return variable;
        } catch (IllegalStateException e) {
            throw new TestAbortedException("This release of MariaDB has no " + variable, e);
        }
    }

    private static String create(String name, String collation) {
        Postgresql.execute(server().url(""), "CREATE DATABASE " + name + collation);
        return server().url(name);
    }

    private static void empty(String url) {
        Postgresql.execute(
                url,
                Stream.of(
                                Stream.of("SET innodb_lock_wait_timeout = 2"),
                                TABLES.stream().map(each -> "DELETE FROM " + each),
                                Stream.of(
                                        "INSERT INTO object_change_log (id) VALUES (1)",
                                        "INSERT INTO object_writers (slot, rules) VALUES (1, floor(rand() * 1000000000))"))
                        .flatMap(each -> each)
                        .toArray(String[]::new));
    }

    /** Units that the tests of a class use one after the other. */
    public static final class Units extends ServerUnits {
        /** @param settings what follows the URL of each unit */
        public Units(String settings) {
            super(() -> url() + settings, Mariadb::empty, Mariadb::factory);
        }
    }

    public static EntityManagerFactory factory(String url) {
        return new HibernatePersistenceConfiguration("mariadb")
                .jdbcUrl(url)
                .jdbcPoolSize(32)
                .createEntityManagerFactory();
    }
}
