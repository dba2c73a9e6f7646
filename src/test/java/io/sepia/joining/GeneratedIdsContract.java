package io.sepia.joining;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.TableGenerator;
import java.nio.file.Path;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ids that Hibernate takes from tables, in SQLite. */
abstract class GeneratedIdsContract {
    @TempDir
    Path directory;

    /** An entity that is given its id. */
    interface Numbered {
        Long id();
    }

    @Entity(name = "Auto")
    static class Auto implements Numbered {
        @Id
        @GeneratedValue
        Long id;

        String text = "a";

        @Override
        public Long id() {
            return id;
        }
    }

    @Entity(name = "Sequenced")
    static class Sequenced implements Numbered {
        @Id
        @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "numbers")
        @SequenceGenerator(name = "numbers", sequenceName = "numbers", allocationSize = 7)
        Long id;

        @Override
        public Long id() {
            return id;
        }
    }

    @Entity(name = "Tabled")
    static class Tabled implements Numbered {
        @Id
        @GeneratedValue(strategy = GenerationType.TABLE, generator = "rows")
        @TableGenerator(name = "rows", allocationSize = 5)
        Long id;

        @Override
        public Long id() {
            return id;
        }
    }

    @Entity(name = "Counted")
    static class Counted implements Numbered {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        @Override
        public Long id() {
            return id;
        }
    }

    @Entity(name = "Animal")
    @Inheritance(strategy = InheritanceType.JOINED)
    static class Animal {
        @Id
        @GeneratedValue
        Long id;

        String name = "a";
    }

    @Entity(name = "Dog")
    static class Dog extends Animal {
        String voice = "bow";
    }

    static final List<Supplier<Numbered>> KINDS = List.of(Auto::new, Sequenced::new, Tabled::new, Counted::new);

    /** Returns a unit of {@link Customer} and {@link Purchase}. */
    abstract HibernatePersistenceConfiguration plain(Path place);

    /** Runs a transaction that reads and then takes ids, while others do too. */
    List<Long> run(Supplier<List<Long>> transaction) {
        return transaction.get();
    }

    final HibernatePersistenceConfiguration unit() {
        return plain(directory)
                .managedClass(Auto.class)
                .managedClass(Sequenced.class)
                .managedClass(Tabled.class)
                .managedClass(Counted.class)
                .managedClass(Animal.class)
                .managedClass(Dog.class);
    }

    @Test
    void persist_afterAFindAJoinedSaveAndManyFlushes_givesIds() {
        try (EntityManagerFactory factory = unit().createEntityManagerFactory();
                Storage storage = Storage.of(factory)) {
            for (Supplier<Numbered> kind : KINDS) {
                Set<Long> ids = new HashSet<>();
                Units.commit(factory, em -> {
                    em.find(Customer.class, 1L);
                    storage.joining(em).save(new Item("a", 1));
                    for (int i = 0; i < 60; i++) {
                        Numbered entity = kind.get();
                        em.persist(entity);
                        em.flush();
                        ids.add(entity.id());
                    }
                });
                assertThat(ids).hasSize(60).doesNotContainNull();
                assertThat(count(factory, kind.get().getClass().getSimpleName()))
                        .isEqualTo(60);
            }
        }
    }

    @Test
    void persist_outsideOfATransaction_givesIdsToKeep() {
        try (EntityManagerFactory factory = unit().createEntityManagerFactory()) {
            try (EntityManager em = factory.createEntityManager()) {
                Auto entity = new Auto();
                em.persist(entity);
                assertThat(entity.id).isEqualTo(1);
                em.getTransaction().begin();
                em.getTransaction().commit();
            }
            assertThat(count(factory, "Auto")).isEqualTo(1);
        }
    }

    @Test
    void hqlInsert_ofAnEntityWithGeneratedId_works() {
        try (EntityManagerFactory factory = unit().createEntityManagerFactory()) {
            Units.commit(factory, em -> {
                for (int i = 0; i < 120; i++) {
                    em.createQuery("insert into Auto (text) values ('b')").executeUpdate();
                }
            });
            assertThat(count(factory, "Auto")).isEqualTo(120);
        }
    }

    @Test
    void rollback_betweenGoodTransactionsOfTwoFactories_givesNoIdTwice() {
        try (EntityManagerFactory one = unit().createEntityManagerFactory();
                EntityManagerFactory other = unit().createEntityManagerFactory()) {
            for (Supplier<Numbered> kind : KINDS.subList(0, 3)) {
                Set<Long> ids = new HashSet<>();
                int given = 0;
                for (int i = 0; given < 10_000; i++) {
                    boolean keep = i % 3 != 0;
                    List<Long> taken = persist(i % 2 == 0 ? one : other, kind, 1 + i * 31 % 173, keep);
                    // A rolled-back transaction's ids were given to entities too, and must not be given again.
                    assertThat(ids).doesNotContainAnyElementsOf(taken);
                    ids.addAll(taken);
                    given += taken.size();
                }
                assertThat(ids).hasSize(given);
            }
        }
    }

    private static List<Long> persist(EntityManagerFactory factory, Supplier<Numbered> kind, int count, boolean keep) {
        List<Long> ids = new ArrayList<>();
        try (EntityManager em = factory.createEntityManager()) {
            em.getTransaction().begin();
            try {
                em.find(Customer.class, 1L);
                for (int i = 0; i < count; i++) {
                    Numbered entity = kind.get();
                    em.persist(entity);
                    ids.add(entity.id());
                }
                em.flush();
                if (keep) {
                    em.getTransaction().commit();
                }
            } finally {
                if (em.getTransaction().isActive()) {
                    em.getTransaction().rollback();
                }
            }
        }
        return ids;
    }

    @Test
    void persist_byThreadsOfTwoFactories_givesNoIdTwice() {
        try (EntityManagerFactory one = unit().createEntityManagerFactory();
                EntityManagerFactory other = unit().createEntityManagerFactory()) {
            List<CompletableFuture<List<Long>>> threads = IntStream.range(0, 4)
                    .mapToObj(thread -> CompletableFuture.supplyAsync(() -> {
                        List<Long> ids = new ArrayList<>();
                        for (int i = 0; i < 40; i++) {
                            EntityManagerFactory factory = thread % 2 == 0 ? one : other;
                            boolean keep = i % 4 != 0;
                            ids.addAll(run(() -> persist(factory, Auto::new, 17, keep)));
                        }
                        return ids;
                    }))
                    .toList();
            List<Long> all = threads.stream()
                    .flatMap(each -> each.orTimeout(60, TimeUnit.SECONDS).join().stream())
                    .toList();
            assertThat(all).hasSize(4 * 40 * 17).doesNotHaveDuplicates();
        }
    }

    @Test
    void rollbackToASavepoint_ofTheCaller_givesNoIdTwice() {
        try (EntityManagerFactory factory = unit().createEntityManagerFactory()) {
            List<Long> ids = new ArrayList<>();
            Units.commit(
                    factory,
                    em -> em.unwrap(Session.class).doWork(connection -> {
                        Savepoint savepoint = connection.setSavepoint();
                        for (int i = 0; i < 60; i++) {
                            Auto entity = new Auto();
                            em.persist(entity);
                            ids.add(entity.id);
                        }
                        em.flush();
                        em.clear();
                        connection.rollback(savepoint);
                    }));
            assertThat(count(factory, "Auto")).isZero();
            try (EntityManagerFactory other = unit().createEntityManagerFactory()) {
                ids.addAll(persist(other, Auto::new, 60, true));
                ids.addAll(persist(factory, Auto::new, 60, true));
            }
            assertThat(ids).doesNotHaveDuplicates();
        }
    }

    @Test
    void rollback_afterIdsWereTaken_undoesEverythingElse() {
        try (EntityManagerFactory factory = unit().createEntityManagerFactory();
                Storage storage = Storage.of(factory)) {
            try (EntityManager em = factory.createEntityManager()) {
                em.getTransaction().begin();
                em.persist(new Customer(1, "ada"));
                em.flush();
                em.persist(new Auto());
                storage.joining(em).save(new Item("a", 1));
                em.getTransaction().rollback();
            }
            assertThat(storage.count(Item.class)).isZero();
            assertThat(count(factory, "Auto")).isZero();
            assertThat(count(factory, "Customer")).isZero();
        }
    }

    @Test
    void insert_ofAStatelessSessionOutsideOfATransaction_isCommitted() {
        try (EntityManagerFactory factory = unit().createEntityManagerFactory()) {
            for (Supplier<Numbered> kind : KINDS) {
                try (StatelessSession session =
                        factory.unwrap(SessionFactory.class).openStatelessSession()) {
                    Numbered entity = kind.get();
                    session.insert(entity);
                    assertThat(entity.id()).isEqualTo(1);
                }
                assertThat(count(factory, kind.get().getClass().getSimpleName()))
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void bulkStatements_onAJoinedHierarchy_work() {
        try (EntityManagerFactory factory = unit().createEntityManagerFactory()) {
            Units.commit(factory, em -> {
                em.persist(new Animal());
                em.persist(new Dog());
            });
            Units.commit(factory, em -> {
                assertThat(em.createQuery("update Animal set name = 'b'").executeUpdate())
                        .isEqualTo(2);
                assertThat(em.createQuery("update Dog set name = 'c', voice = 'wow'")
                                .executeUpdate())
                        .isEqualTo(1);
            });
            List<String> names = Units.committed(
                    factory,
                    em -> em.createQuery("select name from Animal order by name", String.class)
                            .getResultList());
            assertThat(names).containsExactly("b", "c");
            Units.commit(
                    factory,
                    em -> assertThat(em.createQuery("delete from Animal").executeUpdate())
                            .isEqualTo(2));
            assertThat(count(factory, "Dog")).isZero();
        }
    }

    static long count(EntityManagerFactory factory, String entity) {
        return Units.committed(
                factory,
                em -> em.createQuery("select count(*) from " + entity, Long.class)
                        .getSingleResult());
    }
}
