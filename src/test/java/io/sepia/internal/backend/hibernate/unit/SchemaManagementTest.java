package io.sepia.internal.backend.hibernate.unit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.dialect.SqliteDialect;
import io.sepia.internal.backend.hibernate.unit.TestDatabase.Kind;
import io.sepia.jpa.StoredObject;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hibernate.boot.model.relational.Namespace;
import org.hibernate.boot.model.relational.Sequence;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.hibernate.mapping.Table;
import org.hibernate.tool.schema.spi.SchemaFilter;
import org.hibernate.tool.schema.spi.SchemaFilterProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The application's schema management leaves the store's tables alone and is not disturbed by them. */
class SchemaManagementTest {
    @TempDir
    Path directory;

    /** How the entity comes into the unit. */
    enum Mapping {
        CONTRIBUTED {
            @Override
            void apply(HibernatePersistenceConfiguration unit) {}
        },
        LISTED {
            @Override
            void apply(HibernatePersistenceConfiguration unit) {
                unit.managedClass(StoredObject.class);
            }
        },
        MAPPING_FILE {
            @Override
            void apply(HibernatePersistenceConfiguration unit) {
                unit.mappingFile("META-INF/sepia-orm.xml");
            }
        },
        OFF {
            @Override
            void apply(HibernatePersistenceConfiguration unit) {
                unit.property("sepia.mapping", "false");
            }
        };

        abstract void apply(HibernatePersistenceConfiguration unit);
    }

    /** The values of both families of settings. */
    private static final Map<String, List<String>> ACTIONS = Map.of(
            "hibernate.hbm2ddl.auto",
            List.of("none", "validate", "update", "create", "create-only", "create-drop"),
            "jakarta.persistence.schema-generation.database.action",
            List.of("none", "create", "drop-and-create", "drop"));

    static Stream<Arguments> combinations() {
        List<Arguments> all = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (Mapping mapping : Mapping.values()) {
                ACTIONS.forEach((setting, values) -> values.forEach(value -> {
                    all.add(Arguments.of(kind, mapping, setting, value, false));
                    if (mapping == Mapping.CONTRIBUTED) {
                        all.add(Arguments.of(kind, mapping, setting, value, true));
                    }
                }));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void unit_anySchemaAction_leavesTheStoreAloneAndManagesItsOwn(
            Kind kind, Mapping mapping, String setting, String value, boolean filtered) throws Exception {
        TestDatabase database = TestDatabase.create(kind, directory);
        database.makeStore();
        boolean present = List.of("none", "validate", "drop", "drop-and-create").contains(value);
        if (present) {
            makeTablesOfTheApplication(database);
        }
        HibernatePersistenceConfiguration unit = unit(database, mapping).property(setting, value);
        if (filtered) {
            unit.property("hibernate.hbm2ddl.schema_filter_provider", WithoutDeliveries.class.getName());
        }

        try (EntityManagerFactory factory = unit.createEntityManagerFactory()) {
            assertThat(database.documents()).containsExactly("{\"a\":1}");
            if (value.equals("drop")) {
                assertThat(database.tables()).doesNotContain("suppliers");
            } else {
                assertThat(database.tables()).contains("suppliers");
                factory.runInTransaction(entities -> entities.persist(new Supplier("Ada")));
            }
            boolean deliveries = filtered ? present : !value.equals("drop");
            assertThat(database.tables().contains("deliveries")).isEqualTo(deliveries);
            if (mapping != Mapping.OFF) {
                factory.runInTransaction(
                        entities -> assertThat(entities.createQuery("select o from StoredObject o", StoredObject.class)
                                        .getResultList())
                                .hasSize(1));
            }
        }

        assertThat(database.documents()).containsExactly("{\"a\":1}");
        boolean dropped = value.equals("create-drop") || value.equals("drop");
        assertThat(database.tables().contains("suppliers")).isEqualTo(!dropped);
    }

    @ParameterizedTest
    @CsvSource({
        "H2, validate", "H2, update", "H2, create", "H2, create-drop",
        "SQLITE, validate", "SQLITE, update", "SQLITE, create", "SQLITE, create-drop"
    })
    void unit_anySchemaAction_doesNotMakeTheStore(Kind kind, String value) throws Exception {
        TestDatabase database = TestDatabase.create(kind, directory);
        makeTablesOfTheApplication(database);
        unit(database, Mapping.CONTRIBUTED)
                .property("hibernate.hbm2ddl.auto", value)
                .createEntityManagerFactory()
                .close();
        assertThat(database.tables()).doesNotContain(StoredObject.TABLE);
    }

    private static HibernatePersistenceConfiguration unit(TestDatabase database, Mapping mapping) {
        HibernatePersistenceConfiguration unit = database.unit("application");
        unit.managedClass(Supplier.class).managedClass(Delivery.class);
        mapping.apply(unit);
        return unit;
    }

    private static void makeTablesOfTheApplication(TestDatabase database) throws SQLException {
        String text = "VARCHAR(255)";
        database.execute(
                "CREATE TABLE suppliers (id BIGINT PRIMARY KEY, name " + text + ")",
                "CREATE TABLE deliveries (number " + text + " PRIMARY KEY)");
        database.execute(
                database.kind() == Kind.H2
                        ? "CREATE SEQUENCE suppliers_seq START WITH 1 INCREMENT BY 50"
                        : "CREATE TABLE suppliers_SEQ (next_val BIGINT)");
        if (database.kind() == Kind.SQLITE) {
            database.execute("INSERT INTO suppliers_SEQ VALUES (1)");
        }
    }

    @ParameterizedTest
    @EnumSource
    void unit_scripts_holdTheTablesOfTheApplicationOnly(Kind kind) throws Exception {
        TestDatabase database = TestDatabase.create(kind, directory);
        database.makeStore();
        Path create = directory.resolve("create.sql");
        Path drop = directory.resolve("drop.sql");
        unit(database, Mapping.CONTRIBUTED)
                .property("jakarta.persistence.schema-generation.scripts.action", "drop-and-create")
                .property("jakarta.persistence.schema-generation.scripts.create-target", create.toString())
                .property("jakarta.persistence.schema-generation.scripts.drop-target", drop.toString())
                .createEntityManagerFactory()
                .close();
        assertThat(Files.readString(create)).contains("create table suppliers").doesNotContain(StoredObject.TABLE);
        assertThat(Files.readString(drop)).contains("suppliers").doesNotContain(StoredObject.TABLE);
    }

    @ParameterizedTest
    @EnumSource
    void generateSchema_databaseAndScripts_leaveTheStoreAlone(Kind kind) throws Exception {
        TestDatabase database = TestDatabase.create(kind, directory);
        database.makeStore();
        Path create = directory.resolve("create.sql");
        Map<String, Object> settings = new HashMap<>();
        settings.put("jakarta.persistence.jdbc.url", database.url());
        settings.put("jakarta.persistence.schema-generation.database.action", "drop-and-create");
        settings.put("jakarta.persistence.schema-generation.scripts.action", "create");
        settings.put("jakarta.persistence.schema-generation.scripts.create-target", create.toString());
        if (kind == Kind.SQLITE) {
            settings.put("hibernate.dialect", "org.hibernate.community.dialect.SQLiteDialect");
        }

        Persistence.generateSchema("suppliers", settings);

        assertThat(database.documents()).containsExactly("{\"a\":1}");
        assertThat(database.tables()).contains("suppliers");
        assertThat(Files.readString(create)).contains("create table suppliers").doesNotContain(StoredObject.TABLE);
    }

    @ParameterizedTest
    @EnumSource
    void schemaManager_everyTask_leavesTheStoreAlone(Kind kind) throws Exception {
        TestDatabase database = TestDatabase.create(kind, directory);
        database.makeStore();
        HibernatePersistenceConfiguration unit = unit(database, Mapping.CONTRIBUTED);
        if (kind == Kind.SQLITE) {
            unit.property("hibernate.dialect", SqliteDialect.class.getName()); // Hibernate's own cannot truncate.
        }
        try (EntityManagerFactory factory = unit.createEntityManagerFactory()) {
            factory.getSchemaManager().create(false);
            factory.getSchemaManager().validate();
            factory.runInTransaction(entities -> entities.persist(new Supplier("Ada")));
            factory.getSchemaManager().truncate();
            assertThat(database.query("SELECT name FROM suppliers")).isEmpty();
            assertThat(database.documents()).containsExactly("{\"a\":1}");
            factory.getSchemaManager().drop(false);
            assertThat(database.tables()).doesNotContain("suppliers");
            assertThat(database.documents()).containsExactly("{\"a\":1}");
        }
    }

    /** An application's own filter. */
    public static final class WithoutDeliveries implements SchemaFilterProvider, SchemaFilter {
        @Override
        public SchemaFilter getCreateFilter() {
            return this;
        }

        @Override
        public SchemaFilter getDropFilter() {
            return this;
        }

        @Override
        public SchemaFilter getTruncatorFilter() {
            return this;
        }

        @Override
        public SchemaFilter getMigrateFilter() {
            return this;
        }

        @Override
        public SchemaFilter getValidateFilter() {
            return this;
        }

        @Override
        public boolean includeNamespace(Namespace namespace) {
            return true;
        }

        @Override
        public boolean includeTable(Table table) {
            return !table.getName().equalsIgnoreCase("deliveries");
        }

        @Override
        public boolean includeSequence(Sequence sequence) {
            return true;
        }
    }
}
