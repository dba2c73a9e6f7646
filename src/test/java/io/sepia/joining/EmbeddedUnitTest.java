package io.sepia.joining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.dialect.SqliteDialect;
import io.sepia.error.ConfigurationException;
import io.sepia.error.IncompatibleStoreException;
import io.sepia.error.ObjectExistsException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceUnitTransactionType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.hibernate.Session;
import org.hibernate.SessionBuilder;
import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.hibernate.stat.Statistics;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Units that name only {@code sepia.database_path} and no other database. */
class EmbeddedUnitTest {
    @TempDir
    Path directory;

    private HibernatePersistenceConfiguration unit() {
        return Units.embedded(directory);
    }

    private static String pragma(EntityManager em, String name) {
        return em.createNativeQuery("PRAGMA " + name, String.class)
                .getSingleResult()
                .toString();
    }

    @Test
    void verbs_manyOnOneThread_useOneSessionThatCloseCloses() {
        try (EntityManagerFactory factory =
                unit().property("hibernate.generate_statistics", true).createEntityManagerFactory()) {
            Statistics statistics = factory.unwrap(SessionFactory.class).getStatistics();
            Storage storage = Storage.of(factory);
            storage.save(new Invoice("i1", "engine"));
            long opened = statistics.getSessionOpenCount();
            for (int i = 0; i < 20; i++) {
                storage.save(new Invoice("n" + i, "engine"));
                assertThat(storage.fresh().load(Invoice.class, "n" + i).text).isEqualTo("engine");
                assertThatThrownBy(() -> storage.insert(new Invoice("i1", "engine")))
                        .isInstanceOf(ObjectExistsException.class);
            }
            assertThat(statistics.getSessionOpenCount()).isEqualTo(opened);
            storage.close();
            assertThat(statistics.getSessionCloseCount()).isEqualTo(opened);
        }
    }

    @Test
    void unit_pathAlone_isACompleteStoreForEntitiesAndDocuments() {
        try (EntityManagerFactory factory = unit().createEntityManagerFactory();
                Storage storage = Storage.of(factory)) {
            Units.commit(factory, em -> {
                Customer ada = new Customer(1, "ada");
                em.persist(ada);
                em.persist(new Purchase(1, "p1", ada));
                storage.joining(em).save(new Invoice("i1", "engine", new Item("a", 1)));
            });
            assertThat(storage.load(Invoice.class, "i1").items).hasSize(1);
            Units.commit(factory, em -> {
                assertThat(em.find(Purchase.class, 1L).customer.name).isEqualTo("ada");
                assertThat(pragma(em, "journal_mode")).isEqualTo("wal");
                assertThat(pragma(em, "synchronous")).isEqualTo("2");
                assertThat(pragma(em, "foreign_keys")).isEqualTo("1");
            });
            assertThat(factory.unwrap(SessionFactoryImplementor.class)
                            .getJdbcServices()
                            .getDialect())
                    .isInstanceOf(SqliteDialect.class);
        }
        assertThat(directory.resolve("app.db-wal")).doesNotExist();
        try (Storage storage = Storage.open(directory.resolve("app.db"))) {
            assertThat(storage.ids(Invoice.class)).containsExactly("i1");
        }
    }

    private static final String CUSTOMERS =
            "create table customer (id bigint not null, name varchar(255) not null, version bigint not null,"
                    + " primary key (id))";

    private void ownTables(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("app.db"));
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    @Test
    void unit_fileOfAnApplicationWithTables_isAdopted() throws SQLException {
        ownTables(CUSTOMERS, "INSERT INTO customer VALUES (7, 'ada', 0)");
        for (int time = 1; time <= 2; time++) {
            try (EntityManagerFactory factory = unit().createEntityManagerFactory();
                    Storage storage = Storage.of(factory)) {
                storage.save(new Item("a" + time, 1));
                Units.commit(
                        factory,
                        em -> assertThat(em.find(Customer.class, 7L).name).isEqualTo("ada"));
                assertThat(storage.count(Item.class)).isEqualTo(time);
            }
        }
        try (Storage storage = Storage.open(directory.resolve("app.db"))) {
            assertThat(storage.count(Item.class)).isEqualTo(2);
        }
    }

    @Test
    void unit_fileWithTheMarksOfAnotherApplication_isRefused() throws SQLException {
        ownTables(CUSTOMERS, "PRAGMA user_version = 3");
        assertThatThrownBy(() -> unit().createEntityManagerFactory())
                .hasStackTraceContaining(IncompatibleStoreException.class.getName())
                .hasStackTraceContaining("user_version 3");
    }

    @Test
    void open_fileOfAnApplicationWithTables_isRefusedWithTheRemedy() throws SQLException {
        ownTables(CUSTOMERS);
        assertThatThrownBy(() -> Storage.open(directory.resolve("app.db")))
                .isInstanceOf(IncompatibleStoreException.class)
                .hasMessageContainingAll("another application", "sepia.database_path", "Storage.of");
    }

    @Test
    void ofUnit_pathGivenForAUnitOfPersistenceXml_opensItAndItsOptions() {
        Path file = directory.resolve("named.db");
        for (int time = 1; time <= 2; time++) {
            try (Storage storage = Storage.configure(
                    "jpa", Map.of("persistence_unit", "embedded", "database_path", file, "journal_mode", "TRUNCATE"))) {
                storage.save(new Item("a" + time, 1));
                assertThat(storage.count(Item.class)).isEqualTo(time);
            }
        }
    }

    @Test
    void unit_secondDatabase_isRefusedWithBothProperties() {
        HibernatePersistenceConfiguration both = unit().jdbcUrl("jdbc:h2:mem:both");
        assertThatThrownBy(both::createEntityManagerFactory)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("sepia.database_path", "jakarta.persistence.jdbc.url", "'embedded'");
    }

    @Test
    void unit_jta_isRefusedWithTheRemedy() {
        HibernatePersistenceConfiguration jta = unit();
        jta.transactionType(PersistenceUnitTransactionType.JTA);
        assertThatThrownBy(jta::createEntityManagerFactory)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("sepia.database_path", "RESOURCE_LOCAL");
    }

    @Test
    void unit_pathInASystemProperty_leavesUnitsWithADatabaseAlone() {
        System.setProperty("sepia.database_path", directory.resolve("other.db").toString());
        try (EntityManagerFactory factory = Units.h2(directory).createEntityManagerFactory();
                Storage storage = Storage.of(factory);
                Storage file = Storage.open(directory.resolve("plain.db"))) {
            storage.save(new Item("a", 1));
            file.save(new Item("b", 1));
        } finally {
            System.clearProperty("sepia.database_path");
        }
        assertThat(directory.resolve("other.db")).doesNotExist();
    }

    @Test
    void unit_unknownOption_isRefusedWithWhatIsAllowed() {
        try (EntityManagerFactory factory =
                unit().property("sepia.journal", "WAL").createEntityManagerFactory()) {
            assertThatThrownBy(() -> Storage.of(factory))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContainingAll("journal", "journal_mode", "database_path", "schema");
        }
    }

    @Test
    void unit_badOption_isRefusedAndLeavesTheFileClosed() {
        HibernatePersistenceConfiguration bad = unit().property("sepia.synchronous", "OFF");
        assertThat(catchThrowable(bad::createEntityManagerFactory))
                .hasStackTraceContaining("Option synchronous of the persistence unit 'embedded'");
        assertThat(directory.resolve("app.db")).doesNotExist();
    }

    @Test
    void unit_thatFailsToOpen_letsGoOfTheFile() {
        HibernatePersistenceConfiguration broken = unit().managedClass(WithoutId.class);
        assertThatThrownBy(broken::createEntityManagerFactory).isInstanceOf(RuntimeException.class);
        assertThat(directory.resolve("app.db-wal")).doesNotExist();
    }

    @Test
    void open_nameOfAnotherDatabase_pointsToTheUnit() {
        assertThatThrownBy(() -> Storage.configure("h2", Map.of("database_path", directory.resolve("app"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("h2", "Storage.of(entityManagerFactory)");
    }

    @Test
    void builder_optionOfTheOpenConnections_isRefusedWithTheRemedy() {
        try (EntityManagerFactory factory = unit().createEntityManagerFactory()) {
            assertThatThrownBy(() ->
                            StorageBuilder.of(factory).option("busy_timeout", 7).open())
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContainingAll("busy_timeout", "sepia.busy_timeout");
            StorageBuilder.of(factory).option("graph_limit", 7).open().close();
        }
    }

    @Test
    void entityManager_betweenItsTransactions_blocksNoWriter() {
        try (EntityManagerFactory factory = unit().createEntityManagerFactory();
                Storage storage = Storage.of(factory);
                EntityManager em = factory.createEntityManager()) {
            em.getTransaction().begin();
            em.persist(new Customer(1, "ada"));
            em.getTransaction().commit();
            storage.save(new Item("a", 1));
            assertThat(em.find(Customer.class, 1L).name).isEqualTo("ada");
            em.clear();
            assertThat(em.find(Customer.class, 1L).name).isEqualTo("ada");
            storage.save(new Item("b", 1));
            em.getTransaction().begin();
            em.persist(new Customer(2, "bob"));
            assertThat(CompletableFuture.supplyAsync(() -> storage.count(Item.class))
                            .orTimeout(20, TimeUnit.SECONDS)
                            .join())
                    .isEqualTo(2);
            em.getTransaction().rollback();
            assertThat(em.find(Customer.class, 2L)).isNull();
        }
    }

    @Test
    void entityManager_onTheThreadThatWritesWithTheStore_readsAndIsRefusedToWriteAtOnce() {
        try (EntityManagerFactory factory = unit().createEntityManagerFactory();
                Storage storage = Storage.of(factory)) {
            storage.useTransaction(tx -> {
                tx.save(new Item("a", 1));
                Units.commit(
                        factory, em -> assertThat(em.find(Customer.class, 1L)).isNull());
                long begin = System.nanoTime();
                assertThatThrownBy(() -> Units.commit(factory, em -> em.persist(new Customer(1, "ada"))))
                        .hasStackTraceContaining("would wait for itself");
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
            });
            assertThat(storage.count(Item.class)).isEqualTo(1);
        }
    }

    @Test
    void readOnlySession_whileAnotherWrites_readsWithoutWaiting() {
        try (EntityManagerFactory factory = unit().createEntityManagerFactory();
                Storage storage = Storage.of(factory)) {
            Units.commit(factory, em -> em.persist(new Customer(1, "ada")));
            storage.useTransaction(tx -> {
                tx.save(new Item("a", 1));
                try (Session reading = readOnly(factory.unwrap(SessionFactory.class))) {
                    assertThat(reading.find(Customer.class, 1L).name).isEqualTo("ada");
                }
            });
        }
    }

    /** Called by reflection, because it exists since Hibernate 7.2. */
    private static Session readOnly(SessionFactory factory) {
        try {
            return ((SessionBuilder) SessionBuilder.class
                            .getMethod("readOnly", boolean.class)
                            .invoke(factory.withOptions(), true))
                    .openSession();
        } catch (ReflectiveOperationException e) {
            return Assumptions.abort("This Hibernate has no sessions that only read: " + e);
        }
    }

    @Test
    void writers_ofBothKinds_neverConflict() {
        int each = 100;
        try (EntityManagerFactory factory = unit().createEntityManagerFactory();
                Storage storage = Storage.of(factory)) {
            List<CompletableFuture<Void>> writers = List.of(
                    CompletableFuture.runAsync(() -> {
                        for (int i = 0; i < each; i++) {
                            Customer customer = new Customer(i, "c" + i);
                            Units.commit(factory, em -> {
                                em.find(Customer.class, -1L);
                                em.persist(customer);
                            });
                        }
                    }),
                    CompletableFuture.runAsync(() -> {
                        for (int i = 0; i < each; i++) {
                            storage.save(new Item("a" + i, i));
                        }
                    }),
                    CompletableFuture.runAsync(() -> {
                        for (int i = 0; i < each; i++) {
                            Item item = new Item("b" + i, i);
                            Units.commit(factory, em -> storage.joining(em).save(item));
                        }
                    }));
            writers.forEach(writer -> writer.orTimeout(60, TimeUnit.SECONDS).join());
            assertThat(storage.count(Item.class)).isEqualTo(2 * each);
        }
    }

    @Test
    void close_storeOverAnOpenFactory_leavesTheFactoryAndItsFileOpen() {
        try (EntityManagerFactory factory = unit().createEntityManagerFactory()) {
            for (int time = 1; time <= 2; time++) {
                try (Storage storage = Storage.of(factory)) {
                    storage.save(new Item("a" + time, 1));
                }
            }
            Units.commit(factory, em -> em.persist(new Customer(1, "ada")));
        }
    }

    @Test
    void schemaValidate_fileThatIsNotThere_isRefusedAndMakesNone() {
        HibernatePersistenceConfiguration validating = unit().property("sepia.schema", "validate");
        assertThat(catchThrowable(validating::createEntityManagerFactory))
                .hasStackTraceContaining("does not exist")
                .hasStackTraceContaining("schema=CREATE");
        assertThat(Files.exists(directory.resolve("app.db"))).isFalse();
    }

    @Test
    void schemaValidate_unknownTrigger_isReportedWithTheRemedy() {
        try (EntityManagerFactory factory = unit().createEntityManagerFactory()) {
            Units.commit(
                    factory,
                    em -> em.createNativeQuery("CREATE TRIGGER foreign_one AFTER INSERT ON objects BEGIN SELECT 1; END")
                            .executeUpdate());
        }
        HibernatePersistenceConfiguration validating = unit().property("sepia.schema", "validate");
        assertThat(catchThrowable(validating::createEntityManagerFactory))
                .hasRootCauseInstanceOf(IncompatibleStoreException.class)
                .hasStackTraceContaining("There is an unknown trigger foreign_one on objects")
                .hasStackTraceContaining("drop the trigger");
    }

    /** Not an entity, and not usable as one. */
    @jakarta.persistence.Entity
    static class WithoutId {
        String name;
    }
}
