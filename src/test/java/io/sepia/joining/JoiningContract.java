package io.sepia.joining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.Storage;
import io.sepia.StorageTransaction;
import io.sepia.change.ChangeNotice;
import io.sepia.change.Subscription;
import io.sepia.error.ConfigurationException;
import io.sepia.error.MappingException;
import io.sepia.error.ObjectExistsException;
import io.sepia.error.StaleVersionException;
import io.sepia.error.StorageClosedException;
import io.sepia.error.StorageFailureException;
import io.sepia.model.Ref;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.EntityTransaction;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.RollbackException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.hibernate.engine.spi.SessionImplementor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operations that join an EntityManager's transaction, the same on every database. */
abstract class JoiningContract extends JoinedAtomicityContract {
    @Test
    void save_andPersist_commitTogether() {
        begin();
        em.persist(new Customer(1, "ada"));
        joined.save(new Invoice("i1", "engine", new Item("a", 1), new Item("b", 2)));
        assertThat(joined.load(Invoice.class, "i1").items).hasSize(2);
        commit();

        assertThat(customers()).isEqualTo(1);
        Invoice stored = storage.load(Invoice.class, "i1");
        assertThat(stored.items).extracting(each -> each.amount).containsExactly(1, 2);
        assertThat(stored.version).isEqualTo(1);
    }

    @Test
    void save_rolledBack_leavesNothingAndPutsObjectsBack() {
        Invoice fresh = new Invoice(null, "engine", new Item(null, 1));
        Invoice known = storage.save(new Invoice("known", "old"));
        begin();
        em.persist(new Customer(1, "ada"));
        joined.save(fresh);
        known.text = "new";
        joined.save(known);
        assertThat(fresh.id).isNotNull();
        assertThat(known.version).isEqualTo(2);
        rollBack();

        assertThat(fresh.id).isNull();
        assertThat(fresh.version).isZero();
        assertThat(fresh.items.get(0).id).isNull();
        assertThat(known.version).isEqualTo(1);
        assertThat(customers()).isZero();
        assertThat(storage.ids(Invoice.class)).containsExactly("known");
        assertThat(storage.load(Invoice.class, "known").text).isEqualTo("old");
    }

    @Test
    void commit_refused_putsObjectsBack() {
        Units.commit(factory, other -> other.persist(new Customer(1, "ada")));
        Invoice invoice = new Invoice(null, "engine");
        begin();
        joined.save(invoice);
        // The flush, and so the unique violation, happens at the commit.
        em.persist(new Customer(2, "ada"));
        assertThatThrownBy(this::commit).isInstanceOf(PersistenceException.class);
        assertThat(invoice.id).isNull();
        assertThat(storage.count(Invoice.class)).isZero();
    }

    @Test
    void verbs_withoutTransaction_areRefusedWithTheRemedy() {
        for (Runnable verb : List.<Runnable>of(
                () -> joined.save(new Item("a", 1)),
                () -> joined.find(Item.class, "a"),
                () -> joined.stream(Item.class),
                () -> joined.documents("x").save("y", "{}"))) {
            assertThatThrownBy(verb::run)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Begin one");
        }
        assertThat(storage.classes()).isEmpty();
    }

    @Test
    void joining_entityManagerOfAnotherFactory_isRefusedWithTheRemedy(@TempDir Path other) {
        try (EntityManagerFactory foreign = unit(other).createEntityManagerFactory();
                EntityManager stranger = foreign.createEntityManager()) {
            assertThatThrownBy(() -> storage.joining(stranger))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("Storage.of(entityManager.getEntityManagerFactory())");
        }
    }

    @Test
    void joining_storeWithoutEntityManagers_isRefusedWithTheRemedy() {
        try (Storage memory = Storage.open("memory", Map.of())) {
            assertThatThrownBy(() -> memory.joining(em))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("Storage.of(entityManagerFactory)");
        }
    }

    @Test
    void joining_closedStore_isRefused() {
        begin();
        joined.save(new Item("a", 1));
        storage.close();
        assertThatThrownBy(() -> joined.save(new Item("b", 1))).isInstanceOf(StorageClosedException.class);
        assertThatThrownBy(() -> storage.joining(em)).isInstanceOf(StorageClosedException.class);
        commit();
        try (Storage again = Storage.of(factory)) {
            assertThat(again.ids(Item.class)).containsExactly("a");
        }
    }

    @Test
    void verbs_ofTheNextTransaction_takePartInThat() {
        begin();
        joined.save(new Item("a", 1));
        Stream<Item> stream = joined.stream(Item.class);
        commit();
        assertThatThrownBy(() -> stream.forEach(each -> {})).isInstanceOf(StorageClosedException.class);
        begin();
        joined.save(new Item("b", 1));
        rollBack();
        begin();
        joined.save(new Item("c", 1));
        commit();
        assertThat(storage.ids(Item.class)).containsExactly("a", "c");
    }

    @Test
    void joining_twiceInOneTransaction_sharesIt() {
        begin();
        Invoice invoice = joined.save(new Invoice("i1", "engine"));
        StorageTransaction second = storage.joining(em);
        assertThat(second.load(Invoice.class, "i1").text).isEqualTo("engine");
        invoice.text = "other";
        second.save(invoice);
        assertThat(invoice.version).isEqualTo(2);
        rollBack();
        assertThat(invoice.version).isZero();
    }

    @Test
    void verb_refused_leavesNothingAndTheTransactionGoesOn() {
        storage.save(new Item("taken", 0));
        Invoice stale = new Invoice("i1", "new");
        stale.version = 7;
        Item fresh = new Item(null, 1);
        begin();
        em.persist(new Customer(1, "ada"));
        joined.save(new Item("kept", 1));

        assertThatThrownBy(() -> joined.insertAll(List.of(fresh, new Item("x", 2), new Item("taken", 3))))
                .isInstanceOf(ObjectExistsException.class);
        assertThat(fresh.id).isNull();
        stale.items.add(new Item("along", 1));
        assertThatThrownBy(() -> joined.save(stale)).isInstanceOf(StaleVersionException.class);
        List<Object> many = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            many.add(new Item("m" + i, i));
        }
        many.add(stale);
        assertThatThrownBy(() -> joined.saveAll(many)).isInstanceOf(StaleVersionException.class);
        assertThatThrownBy(() -> joined.saveAll(List.of(new Item("y", 1), new Object() {})))
                .isInstanceOf(MappingException.class);
        assertThat(joined.ids(Item.class)).containsExactly("kept", "taken");

        joined.save(new Item("later", 1));
        commit();
        assertThat(storage.ids(Item.class)).containsExactly("kept", "later", "taken");
        assertThat(storage.load(Item.class, "taken").amount).isZero();
        assertThat(storage.count(Invoice.class)).isZero();
        assertThat(customers()).isEqualTo(1);
    }

    @Test
    void database_failing_makesTheCommitFail() {
        begin();
        em.persist(new Customer(1, "ada"));
        em.unwrap(Session.class).doWork(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute(breakTable());
            }
        });
        Item item = new Item(null, 1);
        assertThatThrownBy(() -> joined.save(item)).isInstanceOf(StorageFailureException.class);
        assertThat(item.id).isNull();
        assertThatThrownBy(() -> joined.find(Item.class, "a"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Roll it back");
        assertThatThrownBy(this::commit).isInstanceOf(RollbackException.class);
        assertThat(customers()).isZero();
    }

    /** Returns SQL that removes the table {@code objects}. */
    String breakTable() {
        return "ALTER TABLE objects RENAME TO elsewhere";
    }

    @Test
    void verbsOfTheStore_onAThreadThatHasJoined_readThereAndAreRefusedToWrite() {
        begin();
        joined.save(new Item("a", 1));
        assertThat(storage.load(Item.class, "a").amount).isEqualTo(1);
        try (Stream<Item> stream = storage.stream(Item.class)) {
            assertThat(stream).hasSize(1);
        }
        storage.transactions()
                .readOnly()
                .use(tx -> assertThat(tx.exists(Item.class, "a")).isTrue());
        long before = System.nanoTime();
        for (Runnable verb : List.<Runnable>of(
                () -> storage.save(new Item("b", 1)),
                () -> storage.saveAll(List.of(new Item("b", 1))),
                () -> storage.delete(Item.class, "a"),
                () -> storage.documents("x").save("y", "{}"),
                () -> storage.clear(),
                () -> storage.useTransaction(tx -> tx.save(new Item("b", 1))))) {
            assertThatThrownBy(verb::run)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("joining(entityManager)");
        }
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - before)).isLessThan(3);
        commit();
        storage.save(new Item("b", 1));
        assertThat(storage.ids(Item.class)).containsExactly("a", "b");
    }

    @Test
    void verbsOfTheStore_onAnotherThread_doNotSeeTheJoinedTransaction() throws Exception {
        begin();
        joined.save(new Item("a", 1));
        assertThat(CompletableFuture.supplyAsync(() -> storage.exists(Item.class, "a"))
                        .get(20, TimeUnit.SECONDS))
                .isFalse();
        commit();
    }

    @Test
    void entityManager_closedInItsTransaction_doesNotBlockItsThread() {
        begin();
        joined.documents("invoice").save("a", "{}");
        em.close();

        assertThat(storage.documents("invoice").ids()).isEmpty();
        storage.documents("invoice").save("b", "{}");
        em = factory.createEntityManager();
        begin();
        storage.joining(em).documents("invoice").save("c", "{}");
        em.close();
        em = factory.createEntityManager();
        begin();
        storage.joining(em).documents("invoice").save("d", "{}");
        commit();
        assertThat(storage.documents("invoice").ids()).containsExactly("b", "d");
    }

    @Test
    void entityManager_closedInItsTransaction_doesNotBlockOtherThreads() throws Exception {
        begin();
        joined.documents("invoice").find("a");
        em.close();

        CompletableFuture<Void> save =
                CompletableFuture.runAsync(() -> storage.documents("invoice").save("b", "{}"));
        assertThat(save).succeedsWithin(30, TimeUnit.SECONDS);
        CompletableFuture<Long> persisted = CompletableFuture.supplyAsync(this::customers);
        assertThat(persisted).succeedsWithin(30, TimeUnit.SECONDS).isEqualTo(0L);
    }

    @Test
    void entityManager_closedAfterAWrite_isRolledBackForOtherThreads() {
        begin();
        joined.documents("invoice").save("a", "{\"amount\":1}");
        em.close();

        CompletableFuture<Void> save = CompletableFuture.runAsync(() -> storage.transactions()
                .retryFor(Duration.ofSeconds(30))
                .use(tx -> tx.documents("invoice").save("a", "{\"amount\":2}")));
        assertThat(save).succeedsWithin(60, TimeUnit.SECONDS);
        assertThat(storage.documents("invoice").load("a").content()).isEqualTo("{\"amount\":2}");
        assertThat(storage.documents("invoice").load("a").version()).isEqualTo(1);
    }

    @Test
    void entityManager_closedAndThenCommitted_isCommitted() {
        begin();
        EntityTransaction transaction = em.getTransaction();
        joined.documents("invoice").save("a", "{}");
        em.close();
        transaction.commit();

        assertThat(storage.documents("invoice").ids()).containsExactly("a");
    }

    @Test
    void joining_insideTheStoresOwnTransaction_isRefused() {
        begin();
        storage.useTransaction(tx -> assertThatThrownBy(() -> joined.save(new Item("a", 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the store began"));
        commit();
        assertThat(storage.classes()).isEmpty();
    }

    @Test
    void ref_loadedInTheTransaction_seesTheTransaction() {
        begin();
        joined.save(new Item("a", 1));
        Holder holder = new Holder();
        holder.id = "h";
        holder.item = Ref.to(Item.class, "a");
        joined.save(holder);
        assertThat(joined.load(Holder.class, "h").item.get().amount).isEqualTo(1);
        rollBack();
    }

    /** A document with a lazily loaded reference. */
    static class Holder {
        String id;
        Ref<Item> item;
    }

    @Test
    void statements_areClosedWhenTheTransactionEnds() {
        for (boolean committed : List.of(true, false)) {
            begin();
            joined.save(new Item("a", 1));
            var registry = em.unwrap(SessionImplementor.class)
                    .getJdbcCoordinator()
                    .getLogicalConnection()
                    .getResourceRegistry();
            assertThat(registry.hasRegisteredResources()).isEqualTo(closesStatements());
            if (committed) {
                commit();
            } else {
                rollBack();
            }
            assertThat(registry.hasRegisteredResources()).isFalse();
        }
    }

    @Test
    void verbThatFails_inATransactionThatGoesOn_isNotToldToListeners() throws Exception {
        storage.save(new Item("stored", 1));
        BlockingQueue<ChangeNotice> told = new LinkedBlockingQueue<>();
        try (Subscription subscription = storage.changes().onChange(told::add)) {
            assertThat(subscription).isNotNull();
            begin();
            joined.save(new Item("before", 1));
            // So many that several calls write them, the last of which fails.
            List<Item> items = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                items.add(new Item("undone" + i, 1));
            }
            items.add(new Item("stored", 2));
            assertThatThrownBy(() -> joined.insertAll(items)).isInstanceOf(ObjectExistsException.class);
            joined.save(new Item("after", 1));
            commit();
            assertThat(told.poll(10, TimeUnit.SECONDS).key().id()).isEqualTo("before");
            assertThat(told.poll(10, TimeUnit.SECONDS).key().id()).isEqualTo("after");
            storage.save(new Item("end", 1));
            assertThat(told.poll(10, TimeUnit.SECONDS).key().id()).isEqualTo("end");
        }
    }
}
