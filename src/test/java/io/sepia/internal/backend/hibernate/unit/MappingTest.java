package io.sepia.internal.backend.hibernate.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.Storage;
import io.sepia.document.ObjectKey;
import io.sepia.error.ConfigurationException;
import io.sepia.internal.backend.hibernate.unit.TestDatabase.Kind;
import io.sepia.jpa.StoredObject;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import jakarta.persistence.PrePersist;
import jakarta.persistence.SharedCacheMode;
import jakarta.persistence.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.boot.model.naming.Identifier;
import org.hibernate.boot.model.naming.PhysicalNamingStrategyStandardImpl;
import org.hibernate.engine.jdbc.env.spi.JdbcEnvironment;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How the entity comes into a unit, and what of the unit it is kept away from. */
class MappingTest {
    @TempDir
    Path directory;

    private static boolean isMapped(EntityManagerFactory factory) {
        return factory.getMetamodel().getEntities().stream().anyMatch(each -> each.getJavaType() == StoredObject.class);
    }

    private static void assertReadsAndWrites(EntityManagerFactory factory) {
        factory.runInTransaction(entities -> {
            StoredObject found = entities.createQuery(
                            "select o from StoredObject o where o.className = 'note' and o.version = 1",
                            StoredObject.class)
                    .getSingleResult();
            assertThat(found.getObjectId()).isEqualTo("n1");
            assertThat(found.getContent().get("a").intValue()).isEqualTo(1);
            found.setContent(found.getContent().deepCopy());
            found.setMetadata(found.getContent());
        });
        factory.runInTransaction(entities -> assertThat(
                        entities.find(StoredObject.class, new StoredObject.Key("note", "n1"))
                                .getVersion())
                .isEqualTo(2));
    }

    private TestDatabase withStore(Kind kind) throws Exception {
        TestDatabase database = TestDatabase.create(kind, directory);
        database.makeStore();
        return database;
    }

    @ParameterizedTest
    @EnumSource
    void unit_listsNothing_hasTheEntity(Kind kind) throws Exception {
        try (EntityManagerFactory factory = withStore(kind).unit("empty").createEntityManagerFactory()) {
            assertReadsAndWrites(factory);
        }
    }

    @ParameterizedTest
    @EnumSource
    void unit_listsTheClass_hasTheEntityOnce(Kind kind) throws Exception {
        try (EntityManagerFactory factory = withStore(kind)
                .unit("listing")
                .managedClass(StoredObject.class)
                .managedClass(Supplier.class)
                .createEntityManagerFactory()) {
            assertReadsAndWrites(factory);
            assertThat(factory.getMetamodel().getEntities()).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void unit_listsTheMappingFile_hasTheEntityOnce(Kind kind) throws Exception {
        try (EntityManagerFactory factory = withStore(kind)
                .unit("mapping file")
                .mappingFile("META-INF/sepia-orm.xml")
                .createEntityManagerFactory()) {
            assertReadsAndWrites(factory);
            assertThat(factory.getMetamodel().getEntities()).hasSize(1);
        }
    }

    @Test
    void unit_saysNo_doesNotHaveTheEntity() throws Exception {
        HibernatePersistenceConfiguration unit = withStore(Kind.H2).unit("without");
        unit.property("sepia.mapping", false);
        try (EntityManagerFactory factory = unit.createEntityManagerFactory();
                Storage storage = Storage.of(factory)) {
            assertThat(isMapped(factory)).isFalse();
            assertThat(storage.documents("note").load("n1").content()).isEqualTo("{\"a\":1}");
        }
    }

    @Test
    void unit_saysNoButListsTheClass_hasTheEntity() throws Exception {
        try (EntityManagerFactory factory = withStore(Kind.H2)
                .unit("listing")
                .managedClass(StoredObject.class)
                .property("sepia.mapping", "false")
                .createEntityManagerFactory()) {
            assertReadsAndWrites(factory);
        }
    }

    @Test
    void unit_saysSomethingElse_isRefusedWithTheRemedy() throws Exception {
        HibernatePersistenceConfiguration unit = withStore(Kind.H2).unit("orders");
        unit.property("sepia.mapping", "perhaps");
        assertThatThrownBy(unit::createEntityManagerFactory)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("mapping", "orders", "sepia.*", "true or false", "perhaps");
    }

    @Test
    void units_several_goByTheirOwnSettings() throws Exception {
        TestDatabase database = withStore(Kind.H2);
        TestDatabase other = withStore(Kind.SQLITE);
        try (EntityManagerFactory with = database.unit("with").createEntityManagerFactory();
                EntityManagerFactory without =
                        other.unit("without").property("sepia.mapping", "false").createEntityManagerFactory();
                EntityManagerFactory third = other.unit("third")
                        .managedClass(Supplier.class)
                        .property("hibernate.hbm2ddl.auto", "create-drop")
                        .createEntityManagerFactory()) {
            assertThat(isMapped(with)).isTrue();
            assertThat(isMapped(without)).isFalse();
            assertReadsAndWrites(with);
            assertReadsAndWrites(third);
        }
        assertThat(other.documents()).containsExactly("{\"a\":1}");
    }

    @Test
    void unit_entityWithTheSameName_keepsItsOwnOnly() throws Exception {
        try (EntityManagerFactory factory = withStore(Kind.H2)
                .unit("namesake")
                .managedClass(Namesake.class)
                .property("hibernate.hbm2ddl.auto", "create")
                .createEntityManagerFactory()) {
            assertThat(isMapped(factory)).isFalse();
            factory.runInTransaction(
                    entities -> assertThat(entities.createQuery("select o from StoredObject o", Namesake.class)
                                    .getResultList())
                            .isEmpty());
        }
    }

    @Test
    void unit_tableWithTheSameName_keepsItsOwnOnly() throws Exception {
        TestDatabase database = TestDatabase.create(Kind.H2, directory);
        try (EntityManagerFactory factory = database.unit("same table")
                .managedClass(Thing.class)
                .property("hibernate.hbm2ddl.auto", "create-drop")
                .createEntityManagerFactory()) {
            assertThat(isMapped(factory)).isFalse();
            assertThat(database.tables()).contains("objects");
        }
        assertThat(database.tables()).doesNotContain("objects");
    }

    @ParameterizedTest
    @EnumSource
    void namesOfTheTable_keptFromNamingStrategyAndQuoting(Kind kind) throws Exception {
        HibernatePersistenceConfiguration unit = withStore(kind).unit("own names");
        unit.managedClass(Supplier.class)
                .property("hibernate.hbm2ddl.auto", "create")
                .property("hibernate.physical_naming_strategy", Prefixing.class.getName())
                .property("hibernate.globally_quoted_identifiers", true);
        try (EntityManagerFactory factory = unit.createEntityManagerFactory()) {
            assertReadsAndWrites(factory);
            factory.runInTransaction(entities -> entities.persist(new Supplier("Ada")));
        }
    }

    @Test
    void entity_unitWithDefaultsOfItsOwn_isKeptFromThem() throws Exception {
        TestDatabase database = withStore(Kind.H2);
        Listener.HEARD.clear();
        try (EntityManagerFactory factory = database.unit("defaults")
                .managedClass(Supplier.class)
                .mappingFile("META-INF/defaults-orm.xml")
                .property("hibernate.hbm2ddl.auto", "create")
                .createEntityManagerFactory()) {
            assertReadsAndWrites(factory);
            factory.runInTransaction(entities -> {
                StoredObject loaded = entities.find(StoredObject.class, new StoredObject.Key("note", "n1"));
                entities.persist(new StoredObject(new ObjectKey("note", "n2"), loaded.getContent()));
                entities.persist(new Supplier("Ada"));
            });
        }
        assertThat(Listener.HEARD).containsExactly(Supplier.class);
    }

    @Test
    void entity_unitThatCachesAll_isNotCached() throws Exception {
        try (EntityManagerFactory factory = withStore(Kind.H2)
                .unit("caching")
                .sharedCacheMode(SharedCacheMode.ALL)
                .createEntityManagerFactory()) {
            assertThat(factory.unwrap(SessionFactoryImplementor.class)
                            .getMappingMetamodel()
                            .getEntityDescriptor(StoredObject.class)
                            .getCacheAccessStrategy())
                    .isNull();
        }
    }

    @Entity(name = "StoredObject")
    @Table(name = "namesakes")
    static class Namesake {
        @Id
        long id;
    }

    @Entity
    @Table(name = "Objects")
    static class Thing {
        @Id
        long id;
    }

    /** Names as they are usual in some companies. */
    public static final class Prefixing extends PhysicalNamingStrategyStandardImpl {
        private static final long serialVersionUID = 1L;

        @Override
        public Identifier toPhysicalTableName(Identifier name, JdbcEnvironment context) {
            return Identifier.toIdentifier("T_" + name.getText(), name.isQuoted());
        }

        @Override
        public Identifier toPhysicalColumnName(Identifier name, JdbcEnvironment context) {
            return Identifier.toIdentifier("C_" + name.getText(), name.isQuoted());
        }
    }

    /** A listener that the unit gives to all entities. */
    public static final class Listener {
        static final List<Class<?>> HEARD = new ArrayList<>();

        @PrePersist
        void heard(Object entity) {
            HEARD.add(entity.getClass());
        }
    }
}
