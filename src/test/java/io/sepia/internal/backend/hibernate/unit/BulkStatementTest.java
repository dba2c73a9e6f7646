package io.sepia.internal.backend.hibernate.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.document.ObjectType;
import io.sepia.error.BulkStatementException;
import io.sepia.internal.backend.hibernate.unit.TestDatabase.Kind;
import io.sepia.jpa.StoredObject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.criteria.CriteriaDelete;
import jakarta.persistence.criteria.CriteriaUpdate;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.engine.spi.LoadQueryInfluencers;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.hibernate.query.spi.QueryOptions;
import org.hibernate.query.spi.QueryParameterBindings;
import org.hibernate.query.sqm.internal.DomainParameterXref;
import org.hibernate.query.sqm.sql.SqmTranslator;
import org.hibernate.query.sqm.sql.StandardSqmTranslatorFactory;
import org.hibernate.query.sqm.tree.SqmDmlStatement;
import org.hibernate.sql.ast.spi.SqlAstCreationContext;
import org.hibernate.sql.ast.tree.MutationStatement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Statements that would write documents in bulk are refused, all others are not. */
class BulkStatementTest {
    @TempDir
    Path directory;

    private HibernatePersistenceConfiguration unit(Kind kind) throws Exception {
        TestDatabase database = TestDatabase.create(kind, directory);
        database.makeStore();
        return database.unit("bulk").managedClass(Supplier.class).property("hibernate.hbm2ddl.auto", "create");
    }

    private static void assertRefused(EntityManagerFactory factory, Consumer<EntityManager> statement, String kind) {
        assertThatThrownBy(() -> factory.runInTransaction(statement))
                .isInstanceOf(BulkStatementException.class)
                .hasMessageContainingAll("would " + kind, "deleteAll", "one by one");
        factory.runInTransaction(entities -> {
            StoredObject found = entities.find(StoredObject.class, new StoredObject.Key("note", "n1"));
            assertThat(found.getContent()).hasToString("{\"a\":1}");
            assertThat(found.getVersion()).isEqualTo(1);
        });
    }

    @ParameterizedTest
    @EnumSource
    void bulkStatements_overStoredObjects_areRefused(Kind kind) throws Exception {
        try (EntityManagerFactory factory = unit(kind).createEntityManagerFactory()) {
            assertRefused(
                    factory,
                    entities -> entities.createQuery("update StoredObject o set o.objectType = CONTAINER")
                            .executeUpdate(),
                    "update");
            assertRefused(
                    factory,
                    entities -> entities.createQuery("update versioned StoredObject set objectType = CONTAINER")
                            .executeUpdate(),
                    "update");
            assertRefused(
                    factory,
                    entities -> entities.createQuery("delete from StoredObject o where o.className = 'note'")
                            .executeUpdate(),
                    "delete");
            assertRefused(
                    factory,
                    entities -> entities.unwrap(Session.class)
                            .createMutationQuery("insert into StoredObject (className, objectId, content, objectType,"
                                    + " version, createdAt, updatedAt) select 'copy', o.objectId, o.content,"
                                    + " o.objectType, o.version, o.createdAt, o.updatedAt from StoredObject o")
                            .executeUpdate(),
                    "insert");
            assertRefused(
                    factory,
                    entities -> entities.unwrap(Session.class)
                            .createMutationQuery("insert into StoredObject (className, objectId, objectType, version,"
                                    + " createdAt, updatedAt) values ('note', 'n2', SERIALIZABLE, 1, instant, instant)")
                            .executeUpdate(),
                    "insert");
            assertRefused(
                    factory,
                    entities -> {
                        CriteriaUpdate<StoredObject> update =
                                entities.getCriteriaBuilder().createCriteriaUpdate(StoredObject.class);
                        update.from(StoredObject.class);
                        update.set("objectType", ObjectType.CONTAINER);
                        entities.createQuery(update).executeUpdate();
                    },
                    "update");
            assertRefused(
                    factory,
                    entities -> {
                        CriteriaDelete<StoredObject> delete =
                                entities.getCriteriaBuilder().createCriteriaDelete(StoredObject.class);
                        delete.from(StoredObject.class);
                        entities.createQuery(delete).executeUpdate();
                    },
                    "delete");
        }
    }

    @ParameterizedTest
    @EnumSource
    void bulkStatements_overOtherEntities_run(Kind kind) throws Exception {
        try (EntityManagerFactory factory = unit(kind).createEntityManagerFactory()) {
            factory.runInTransaction(entities -> {
                entities.persist(new Supplier("Ada"));
                entities.flush();
                assertThat(entities.createQuery("update Supplier s set s.name = 'Bob' where exists"
                                        + " (select 1 from StoredObject o where o.objectId = 'n1')")
                                .executeUpdate())
                        .isEqualTo(1);
                assertThat(entities.createQuery("delete from Supplier").executeUpdate())
                        .isEqualTo(1);
            });
        }
    }

    @Test
    void translator_ofTheApplication_isUsedBehindTheGuard() throws Exception {
        HibernatePersistenceConfiguration unit = unit(Kind.H2);
        unit.property("hibernate.query.sqm.translator", Counting.class.getName());
        try (EntityManagerFactory factory = unit.createEntityManagerFactory()) {
            Counting.MUTATIONS.set(0);
            factory.runInTransaction(
                    entities -> entities.createQuery("delete from Supplier").executeUpdate());
            assertThat(Counting.MUTATIONS).hasValue(1);
            assertRefused(
                    factory,
                    entities -> entities.createQuery("delete from StoredObject").executeUpdate(),
                    "delete");
            assertThat(Counting.MUTATIONS).hasValue(1);
        }
    }

    /** An application's own translators. */
    public static final class Counting extends StandardSqmTranslatorFactory {
        static final AtomicInteger MUTATIONS = new AtomicInteger();

        @Override
        public SqmTranslator<? extends MutationStatement> createMutationTranslator(
                SqmDmlStatement<?> statement,
                QueryOptions options,
                DomainParameterXref parameters,
                QueryParameterBindings bindings,
                LoadQueryInfluencers influencers,
                SqlAstCreationContext context) {
            MUTATIONS.incrementAndGet();
            return super.createMutationTranslator(statement, options, parameters, bindings, influencers, context);
        }
    }
}
