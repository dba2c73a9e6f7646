package io.sepia.joining;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.jpa.StoredObject;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.envers.AuditReaderFactory;
import org.hibernate.envers.Audited;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.hibernate.resource.jdbc.spi.StatementInspector;
import org.hibernate.stat.Statistics;
import org.junit.jupiter.api.Test;

/** What applications use beside the store: Envers, a second-level cache, several factories, statistics. */
abstract class NeighborsContract extends JoiningFixture {
    /** An entity whose revisions Envers keeps. */
    @Entity(name = "Contract")
    @Audited
    static class Contract {
        @Id
        long id;

        String text;

        Contract() {}

        Contract(long id, String text) {
            this.id = id;
            this.text = text;
        }
    }

    /** An entity in the second-level cache. */
    @Entity(name = "Rate")
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Rate {
        @Id
        String currency;

        int percent;

        Rate() {}

        Rate(String currency, int percent) {
            this.currency = currency;
            this.percent = percent;
        }
    }

    private HibernatePersistenceConfiguration second() throws IOException {
        return unit(Files.createDirectories(directory.resolve("second")));
    }

    @Test
    void envers_besideDocuments_keepsRevisionsOfEntities() throws IOException {
        try (EntityManagerFactory audited =
                        second().managedClass(Contract.class).createEntityManagerFactory();
                Storage open = Storage.of(audited)) {
            for (int i = 1; i <= 3; i++) {
                int round = i;
                Units.commit(audited, other -> {
                    other.merge(new Contract(1, "text " + round));
                    open.joining(other).save(new Item("a", round));
                });
            }
            Units.commit(audited, other -> {
                var reader = AuditReaderFactory.get(other);
                List<Number> revisions = reader.getRevisions(Contract.class, 1L);
                assertThat(revisions).hasSize(3);
                assertThat(reader.find(Contract.class, 1L, revisions.get(1)).text)
                        .isEqualTo("text 2");
            });
            assertThat(open.load(Item.class, "a").amount).isEqualTo(3);
            assertThat(open.documents("Item").load("a").version()).isEqualTo(3);
        }
    }

    @Test
    void secondLevelCache_besideDocuments_holdsEntitiesAndNoDocument() throws IOException {
        try (EntityManagerFactory caching = second().managedClass(Rate.class)
                        .managedClass(StoredObject.class)
                        .property("hibernate.cache.use_second_level_cache", true)
                        .property("hibernate.cache.region.factory_class", "jcache")
                        .property("hibernate.javax.cache.missing_cache_strategy", "create")
                        .property("jakarta.persistence.sharedCache.mode", "ALL")
                        .property("hibernate.generate_statistics", true)
                        .createEntityManagerFactory();
                Storage open = Storage.of(caching)) {
            Statistics statistics = caching.unwrap(SessionFactory.class).getStatistics();
            StoredObject.Key key = new StoredObject.Key("Item", "a");
            for (int i = 1; i <= 3; i++) {
                int round = i;
                Units.commit(caching, other -> {
                    other.merge(new Rate("EUR", round));
                    open.joining(other).save(new Item("a", round));
                });
                open.save(new Item("a", round * 10));
                Units.commit(caching, other -> {
                    assertThat(other.find(Rate.class, "EUR").percent).isEqualTo(round);
                    assertThat(other.find(StoredObject.class, key)
                                    .getContent()
                                    .get("amount")
                                    .intValue())
                            .isEqualTo(round * 10);
                });
            }
            assertThat(statistics.getSecondLevelCacheHitCount()).isPositive();
            assertThat(caching.getCache().contains(Rate.class, "EUR")).isTrue();
            assertThat(caching.getCache().contains(StoredObject.class, key)).isFalse();
        }
    }

    @Test
    void factories_twoOnOneDatabase_seeTheCommitsOfEachOther() {
        try (EntityManagerFactory other = unit(directory).createEntityManagerFactory();
                Storage open = Storage.of(other)) {
            for (int i = 1; i <= 20; i++) {
                int round = i;
                storage.save(new Item("a" + round, 1));
                open.save(new Item("b" + round, 1));
                Units.commit(factory, em -> em.persist(new Customer(round, "c" + round)));
                Units.commit(
                        other,
                        em -> assertThat(em.find(Customer.class, (long) round).name)
                                .isEqualTo("c" + round));
                Units.commit(other, em -> open.joining(em).save(new Item("a" + round, 2)));
                assertThat(storage.fresh().load(Item.class, "a" + round).amount).isEqualTo(2);
            }
            assertThat(storage.fresh().count(Item.class)).isEqualTo(40);
            assertThat(open.fresh().count(Item.class)).isEqualTo(40);
        }
    }

    /** Returns a store without a unit on the same file, or null if that is impossible. */
    abstract Storage plain(Path place);

    @Test
    void file_openedByAUnitAndByAStore_isShared() {
        try (Storage plain = plain(directory)) {
            if (plain == null) {
                return;
            }
            storage.save(new Item("a", 1));
            plain.save(new Item("b", 1));
            Units.commit(factory, other -> {
                other.persist(new Customer(1, "ada"));
                storage.joining(other).save(new Item("c", 1));
            });
            assertThat(plain.fresh().ids(Item.class)).containsExactly("a", "b", "c");
            assertThat(storage.fresh().ids(Item.class)).containsExactly("a", "b", "c");
        }
    }

    @Test
    void statements_ofTheStore_areInspectedAndCounted() throws IOException {
        List<String> seen = new CopyOnWriteArrayList<>();
        StatementInspector inspector = sql -> {
            seen.add(sql);
            return sql;
        };
        try (EntityManagerFactory counting = second().property("hibernate.generate_statistics", true)
                        .property("hibernate.session_factory.statement_inspector", inspector)
                        .createEntityManagerFactory();
                Storage open = Storage.of(counting)) {
            Statistics statistics = counting.unwrap(SessionFactory.class).getStatistics();
            statements(seen, statistics, "INSERT INTO objects", () -> open.save(new Item("a", 1)));
            statements(seen, statistics, "FROM objects", () -> open.fresh().load(Item.class, "a"));
            statements(seen, statistics, "DELETE FROM objects", () -> open.delete(Item.class, "a"));
            statements(
                    seen,
                    statistics,
                    "INSERT INTO objects",
                    () -> Units.commit(counting, em -> open.joining(em).save(new Item("b", 1))));
        }
    }

    private static void statements(List<String> seen, Statistics statistics, String expected, Runnable verb) {
        seen.clear();
        long before = statistics.getPrepareStatementCount();
        verb.run();
        assertThat(seen).anyMatch(each -> each.contains(expected));
        assertThat(statistics.getPrepareStatementCount() - before).isEqualTo(seen.size());
    }
}
