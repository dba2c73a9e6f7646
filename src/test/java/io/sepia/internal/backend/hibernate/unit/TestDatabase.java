package io.sepia.internal.backend.hibernate.unit;

import io.sepia.Storage;
import io.sepia.jpa.StoredObject;
import jakarta.persistence.EntityManagerFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

/** A database of a test, and what an application would do with it. */
record TestDatabase(Kind kind, String url) {
    enum Kind {
        H2,
        SQLITE
    }

    static TestDatabase create(Kind kind, Path directory) {
        return new TestDatabase(
                kind,
                switch (kind) {
                    case H2 -> "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
                    case SQLITE -> "jdbc:sqlite:" + directory.resolve(UUID.randomUUID() + ".db");
                });
    }

    /** A unit in this database with no schema management and no entities. */
    HibernatePersistenceConfiguration unit(String name) {
        HibernatePersistenceConfiguration unit = new HibernatePersistenceConfiguration(name);
        unit.jdbcUrl(url).jdbcPoolSize(4);
        if (kind == Kind.SQLITE) {
            unit.property("hibernate.dialect", "org.hibernate.community.dialect.SQLiteDialect");
        }
        return unit;
    }

    /** Makes the store's tables by the store itself, and saves one document. */
    void makeStore() throws IOException, SQLException {
        switch (kind) {
            case H2 -> execute(StoreOnH2.SCRIPT.toArray(String[]::new));
            case SQLITE -> Files.write(Path.of(url.substring("jdbc:sqlite:".length())), StoreOnSqlite.FILE);
        }
    }

    private static void save(Storage storage) {
        storage.documents("note").save("n1", "{\"a\":1}");
    }

    /** Made once: an entity manager factory for each test would take most of its time. */
    private static final class StoreOnH2 {
        static final List<String> SCRIPT = make();

        private static List<String> make() {
            TestDatabase database = create(Kind.H2, Path.of(""));
            try (EntityManagerFactory factory = database.unit("maker").createEntityManagerFactory();
                    Storage storage = Storage.of(factory)) {
                save(storage);
                return database.query("SCRIPT").stream()
                        .filter(sql -> !sql.startsWith("CREATE USER"))
                        .toList();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static final class StoreOnSqlite {
        static final byte[] FILE = make();

        private static byte[] make() {
            try {
                Path file = Files.createTempDirectory("sepia").resolve("store.db");
                try (Storage storage = Storage.open(file)) {
                    save(storage);
                }
                byte[] bytes = Files.readAllBytes(file);
                Files.delete(file);
                Files.delete(file.getParent());
                return bytes;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The contents of all documents. */
    List<String> documents() throws SQLException {
        return query("SELECT content FROM " + StoredObject.TABLE + " ORDER BY object_id");
    }

    /** The tables, in lower case. */
    Set<String> tables() throws SQLException {
        return new TreeSet<>(query(
                kind == Kind.H2
                        ? "SELECT lower(table_name) FROM information_schema.tables WHERE table_schema = 'PUBLIC'"
                        : "SELECT lower(name) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"));
    }

    /** The first column of what a query gives. */
    List<String> query(String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    void execute(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
