package io.sepia.internal.backend.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.error.ConfigurationException;
import io.sepia.error.GraphLimitException;
import io.sepia.error.IncompatibleStoreException;
import io.sepia.error.MissingReferenceException;
import io.sepia.error.StorageException;
import io.sepia.error.StorageFailureException;
import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import org.assertj.core.util.Throwables;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stores in persistence units, configured by the properties of these. */
class PersistenceUnitTest {
    @Stored
    record Author(@ObjectId String id, String name) {}

    @Stored
    record Note(@ObjectId String id, Author author) {}

    private static final Note NOTE = new Note("n1", new Author("ada", "Ada"));

    private static Map<String, Object> url() {
        return Map.of("jakarta.persistence.jdbc.url", "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://localhost:1/db?user=u&password=hidden",
                "jdbc:unknown://u:hidden@localhost:1/db?password=hidden",
                "jdbc:unknown://u:hid/hidden@localhost:1/db",
                "jdbc:unknown:thin:u/hidden@localhost:1/db",
                "jdbc:unknown:mem:localhost:1/db;PASSWORD=hidden hidden"
            })
    void open_urlWithAPassword_isNamedWithoutIt(String url) {
        assertThatExceptionOfType(StorageFailureException.class)
                .isThrownBy(() -> Storage.open("jpa", Map.of("jdbc_url", url)))
                .satisfies(failure -> assertThat(failure).hasStackTraceContaining("localhost:1/db"))
                .satisfies(
                        failure -> assertThat(Throwables.getStackTrace(failure)).doesNotContain("hidden"));
    }

    @Test
    void open_unitWithAPassword_isReportedWithoutIt() {
        String url = "jdbc:unknown://localhost:1/db?user=u&password=hidden";
        assertThatExceptionOfType(StorageFailureException.class)
                .isThrownBy(() -> PersistenceUnit.open("small", Map.of("jakarta.persistence.jdbc.url", url)))
                .withMessageContaining("jdbc:unknown://localhost:1/db")
                .satisfies(
                        failure -> assertThat(Throwables.getStackTrace(failure)).doesNotContain("hidden"));
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:unknown://localhost/db, add the JDBC driver",
        "jdbc:postgresql://127.0.0.1:1/db, that the server is running",
        "jdbc:mariadb://127.0.0.1:1/db, that the server is running",
        "jdbc:h2:mem:closed;IFEXISTS=TRUE, not found"
    })
    void open_databaseThatCannotBeOpened_isReportedWithTheRemedy(String url, String remedy) {
        assertThatExceptionOfType(StorageFailureException.class)
                .isThrownBy(() -> Storage.open("jpa", Map.of("jdbc_url", url)))
                .withMessageContaining(remedy)
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("org.hibernate"));
    }

    @Test
    void open_urlWithAPassword_isNotLogged() {
        StringBuffer logged = new StringBuffer();
        Handler handler = new StreamHandler(OutputStream.nullOutputStream(), new SimpleFormatter()) {
            @Override
            public void publish(LogRecord each) {
                logged.append(getFormatter().format(each));
            }
        };
        Logger root = Logger.getLogger("");
        root.addHandler(handler);
        try (Storage storage = Storage.open("jpa", Map.of("jdbc_url", "jdbc:h2:mem:logged;USER=sa;PASSWORD=hidden"))) {
            storage.save(NOTE);
        } finally {
            root.removeHandler(handler);
        }
        assertThat(logged.toString()).doesNotContain("hidden", "jdbc:h2");
    }

    @Test
    void ofUnit_optionInThePersistenceXml_isObeyed() {
        try (Storage storage = Storage.ofUnit("small")) {
            storage.save(NOTE);
            assertThat(storage.load(Author.class, "ada")).isEqualTo(NOTE.author());
            assertThatThrownBy(() -> storage.load(Note.class, "n1")).isInstanceOf(GraphLimitException.class);
        }
    }

    @Test
    void of_optionInThePersistenceXml_isObeyed() {
        try (EntityManagerFactory factory = Persistence.createEntityManagerFactory("small", url());
                Storage storage = Storage.of(factory)) {
            storage.save(NOTE);
            assertThatThrownBy(() -> storage.load(Note.class, "n1")).isInstanceOf(GraphLimitException.class);
        }
    }

    @Test
    void builder_optionGivenThere_overridesThatOfTheUnit() {
        try (EntityManagerFactory factory = Persistence.createEntityManagerFactory("small", url());
                Storage storage =
                        StorageBuilder.of(factory).option("graph_limit", 2).open()) {
            storage.save(NOTE);
            assertThat(storage.load(Note.class, "n1")).isEqualTo(NOTE);
        }
    }

    @Test
    void ofUnit_propertiesGivenThere_overrideThoseOfTheUnit() {
        try (Storage storage =
                StorageBuilder.ofUnit("small", Map.of("sepia.graph_limit", 2)).open()) {
            storage.save(NOTE);
            assertThat(storage.load(Note.class, "n1")).isEqualTo(NOTE);
        }
    }

    @Test
    void configure_jpa_opensTheUnitWithTheOptions() {
        try (Storage storage = Storage.configure("jpa", Map.of("persistence_unit", "small", "graph_limit", 2))) {
            storage.save(NOTE);
            assertThat(storage.load(Note.class, "n1")).isEqualTo(NOTE);
        }
        try (Storage storage = StorageBuilder.of("jpa")
                .option("persistence_unit", "small")
                .register(Note.class)
                .open()) {
            assertThat(storage.classes())
                    .as("the unit was closed with the store")
                    .isEmpty();
        }
    }

    @Test
    void units_several_goByTheirOwnOptions() {
        try (Storage small = Storage.ofUnit("small");
                Storage lenient = Storage.ofUnit("lenient");
                Storage strict = StorageBuilder.ofUnit("lenient", Map.of("sepia.missing_references", "fail"))
                        .open()) {
            lenient.save(NOTE);
            lenient.delete(Author.class, "ada");
            assertThat(lenient.load(Note.class, "n1").author()).isNull();
            assertThatThrownBy(() -> strict.load(Note.class, "n1")).isInstanceOf(MissingReferenceException.class);
            assertThat(small.find(Note.class, "n1")).isEmpty();
        }
    }

    @Test
    void open_unknownProperty_isRefusedWithWhatIsAllowed() {
        assertThatThrownBy(() -> Storage.ofUnit("mistaken"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("graph_limits", "'mistaken'", "sepia.*", "graph_limit,", "mapping", "schema");
        try (EntityManagerFactory factory = Persistence.createEntityManagerFactory("mistaken")) {
            assertThatThrownBy(() -> Storage.of(factory)).isInstanceOf(ConfigurationException.class);
            assertThat(factory.isOpen()).isTrue();
        }
        assertThatThrownBy(() -> Storage.configure("jpa", Map.of("persistence_unit", "small", "colour", "red")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("colour", "backend jpa", "persistence_unit");
    }

    @Test
    void of_systemPropertyOfSomethingElse_isLeftAlone() {
        System.setProperty("sepia.of.something.else", "x");
        try (Storage storage = Storage.ofUnit("lenient")) {
            assertThat(storage.classes()).isEmpty();
        } finally {
            System.clearProperty("sepia.of.something.else");
        }
    }

    @Test
    void open_unitThatIsNotThere_isRefusedWithItsName() {
        assertThatThrownBy(() -> Storage.ofUnit("nowhere"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("'nowhere'", "persistence.xml");
        assertThatThrownBy(() -> Storage.configure("jpa", Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("persistence_unit");
    }

    private static EntityManagerFactory factory(String url, String schema) {
        return new HibernatePersistenceConfiguration("schema")
                .jdbcUrl(url)
                .property("sepia.schema", schema)
                .createEntityManagerFactory();
    }

    @Test
    void schemaValidate_tablesAsTheyShouldBe_opens() {
        String url = url().get("jakarta.persistence.jdbc.url").toString();
        try (EntityManagerFactory creating = factory(url, "create");
                EntityManagerFactory validating = factory(url, "validate")) {
            Storage.of(creating).close();
            try (Storage storage = Storage.of(validating)) {
                storage.save(NOTE);
            }
        }
    }

    @Test
    void schemaValidate_nothingThere_changesNothingAndSaysWhatIsMissing() {
        String url = url().get("jakarta.persistence.jdbc.url").toString();
        try (EntityManagerFactory validating = factory(url, "validate")) {
            for (int time = 1; time <= 2; time++) {
                assertThatThrownBy(() -> Storage.of(validating))
                        .isInstanceOf(IncompatibleStoreException.class)
                        .hasMessageContainingAll("sepia_schema", "table objects is missing", "schema=CREATE");
            }
        }
    }

    @Test
    void schemaValidate_severalThingsWrong_saysAllOfThem() {
        String url = url().get("jakarta.persistence.jdbc.url").toString();
        try (EntityManagerFactory creating = factory(url, "create");
                EntityManagerFactory validating = factory(url, "validate")) {
            Storage.of(creating).close();
            creating.runInTransaction(entities -> {
                for (String sql : new String[] {
                    "ALTER TABLE object_events DROP COLUMN metadata",
                    "ALTER TABLE objects ALTER COLUMN version INTEGER",
                    "ALTER TABLE objects DROP CONSTRAINT objects_key CASCADE",
                    "INSERT INTO sepia_schema VALUES (999, 0)"
                }) {
                    entities.createNativeQuery(sql).executeUpdate();
                }
            });
            assertThatThrownBy(() -> Storage.of(validating))
                    .isInstanceOf(IncompatibleStoreException.class)
                    .hasMessageContainingAll(
                            "999",
                            "column metadata of the table object_events is missing, expected CHARACTER LARGE OBJECT",
                            "column version of the table objects is INTEGER",
                            "unique index on class_name, object_id of the table objects is missing");
        }
    }

    @Test
    void schemaNone_nothingThere_makesNothing() {
        String url = url().get("jakarta.persistence.jdbc.url").toString();
        try (EntityManagerFactory factory = factory(url, "none")) {
            assertThatThrownBy(() -> {
                        try (Storage storage = Storage.of(factory)) {
                            storage.save(NOTE);
                        }
                    })
                    .isInstanceOf(StorageException.class);
        }
    }

    private static EntityManagerFactory sqlite(Path file, String schema) {
        return new HibernatePersistenceConfiguration("schema")
                .jdbcUrl("jdbc:sqlite:" + file)
                .property("hibernate.dialect", "org.hibernate.community.dialect.SQLiteDialect")
                .property("sepia.schema", schema)
                .createEntityManagerFactory();
    }

    @Test
    void schemaValidate_sqliteWithoutTables_changesNothingAndSaysWhatIsMissing(@TempDir Path directory) {
        Path file = directory.resolve("app.db");
        try (EntityManagerFactory creating = sqlite(file, "create");
                EntityManagerFactory validating = sqlite(file, "validate")) {
            for (int time = 1; time <= 2; time++) {
                assertThatThrownBy(() -> Storage.of(validating))
                        .isInstanceOf(IncompatibleStoreException.class)
                        .hasMessageContainingAll(
                                "application_id 0", "step 0", "The table objects is missing", "schema=CREATE");
            }
            Storage.of(creating).close();
            try (Storage storage = Storage.of(validating)) {
                storage.save(NOTE);
            }
        }
    }

    @Test
    void schemaValidate_sqliteWithSeveralThingsWrong_saysAllOfThem(@TempDir Path directory) {
        Path file = directory.resolve("app.db");
        try (EntityManagerFactory creating = sqlite(file, "create");
                EntityManagerFactory validating = sqlite(file, "validate")) {
            Storage.of(creating).close();
            creating.runInTransaction(entities -> {
                for (String sql : new String[] {
                    "DROP TRIGGER objects_edited",
                    "DROP VIEW objects_readable",
                    "CREATE VIEW objects_readable AS SELECT 1",
                    "CREATE TRIGGER mine AFTER DELETE ON objects BEGIN SELECT 1; END",
                    "PRAGMA user_version = 999"
                }) {
                    entities.createNativeQuery(sql).executeUpdate();
                }
            });
            assertThatThrownBy(() -> Storage.of(validating))
                    .isInstanceOf(IncompatibleStoreException.class)
                    .hasMessageContainingAll(
                            "step 999",
                            "The trigger objects_edited is missing",
                            "The view objects_readable is defined differently",
                            "an unknown trigger mine on objects");
        }
    }

    private static EntityManagerFactory inSchema(String url) {
        return new HibernatePersistenceConfiguration("schema")
                .jdbcUrl(url)
                .property("hibernate.default_schema", "app")
                .createEntityManagerFactory();
    }

    @Test
    void of_defaultSchemaOfTheUnit_mustBeThatOfConnections() {
        String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;INIT=CREATE SCHEMA IF NOT EXISTS app";
        try (EntityManagerFactory factory = inSchema(url)) {
            assertThatThrownBy(() -> Storage.of(factory))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContainingAll("hibernate.default_schema", "app", "PUBLIC", "SCHEMA=app");
        }
        try (EntityManagerFactory factory = inSchema(url + "\\;SET SCHEMA app");
                Storage storage = Storage.of(factory)) {
            storage.save(NOTE);
            assertThat(factory.<List<String>>callInTransaction(entities -> entities.createQuery(
                                    "select objectId from StoredObject where className = 'Note'", String.class)
                            .getResultList()))
                    .containsExactly("n1");
        }
    }
}
