package io.sepia.joining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sepia.Storage;
import io.sepia.StorageTransaction;
import io.sepia.backend.jpa.StoredObject;
import io.sepia.document.ObjectKey;
import io.sepia.error.ConfigurationException;
import io.sepia.error.MappingException;
import io.sepia.error.ObjectExistsException;
import io.sepia.error.StaleVersionException;
import io.sepia.error.StorageClosedException;
import io.sepia.error.StorageFailureException;
import io.sepia.model.Ref;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.FlushModeType;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.RollbackException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.hibernate.FlushMode;
import org.hibernate.Session;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds when verbs join an EntityManager's own transaction, whatever its database is. */
abstract class JoiningContract {
    @TempDir
    Path directory;

    EntityManagerFactory factory;
    Storage storage;
    EntityManager em;
    StorageTransaction joined;

    abstract HibernatePersistenceConfiguration unit(Path place);

    /** Whether the store closes its statements with the transaction, because the connections do not keep them. */
    boolean closesStatements() {
        return true;
    }

    @BeforeEach
    final void open() {
        factory = unit(directory).createEntityManagerFactory();
        storage = Storage.of(factory);
        em = factory.createEntityManager();
        joined = storage.joining(em);
    }

    @AfterEach
    final void close() {
        if (em.isOpen() && em.getTransaction().isActive()) {
            em.getTransaction().rollback();
        }
        em.close();
        storage.close();
        factory.close();
    }

    private void begin() {
        em.getTransaction().begin();
    }

    private void commit() {
        em.getTransaction().commit();
    }

    private void rollBack() {
        em.getTransaction().rollback();
    }

    private long customers() {
        return Units.committed(
                factory,
                other -> other.createQuery("select count(c) from Customer c", Long.class)
                        .getSingleResult());
    }

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
        // Its flush, and so the unique violation, comes with the commit.
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
    void save_flushesTheCallersChangesFirst() {
        Units.commit(factory, other -> other.persist(new Customer(1, "ada")));
        begin();
        em.persist(new Customer(2, "ada"));
        // The caller's error, not the store's.
        assertThatThrownBy(() -> joined.save(new Item("a", 1))).isInstanceOf(PersistenceException.class);
        assertThat(em.getTransaction().getRollbackOnly()).isTrue();
        assertThatThrownBy(() -> joined.save(new Item("b", 1))).isInstanceOf(IllegalStateException.class);
        rollBack();
        assertThat(storage.count(Item.class)).isZero();
    }

    @Test
    void save_withFlushModeManual_leavesTheCallersChangesToHim() {
        begin();
        em.unwrap(Session.class).setHibernateFlushMode(FlushMode.MANUAL);
        em.persist(new Customer(1, "ada"));
        joined.save(new Item("a", 1));
        assertThat(em.createNativeQuery("select count(*) from customer", Long.class)
                        .getSingleResult())
                .isEqualTo(0L);
        commit();
        assertThat(storage.exists(Item.class, "a")).isTrue();
        assertThat(customers()).isZero();
    }

    @Test
    void save_documentThatTheCallerHolds_refreshesIt() {
        storage.documents("note").save("n", "{\"text\":\"old\"}");
        begin();
        StoredObject held = em.find(StoredObject.class, new StoredObject.Key("note", "n"));
        joined.documents("note").save("n", "{\"text\":\"new\"}");
        assertThat(held.getVersion()).isEqualTo(2);
        assertThat(held.getContent().get("text").textValue()).isEqualTo("new");
        held.setContent(JsonNodeFactory.instance.objectNode().put("text", "newest"));
        commit();
        assertThat(storage.documents("note").load("n").content()).contains("newest");
        assertThat(storage.documents("note").load("n").version()).isEqualTo(3);
    }

    @Test
    void save_documentThatTheCallerHasChanged_seesTheChangeFirst() {
        Invoice invoice = storage.save(new Invoice("i1", "old"));
        begin();
        StoredObject held = em.find(StoredObject.class, new StoredObject.Key("Invoice", "i1"));
        held.setContent(held.getContent().<ObjectNode>deepCopy().put("text", "by the caller"));
        assertThat(joined.load(Invoice.class, "i1").text).isEqualTo("by the caller");
        invoice.text = "stale";
        assertThatThrownBy(() -> joined.save(invoice)).isInstanceOf(StaleVersionException.class);
        commit();
        assertThat(storage.load(Invoice.class, "i1").text).isEqualTo("by the caller");
    }

    @Test
    void save_documentThatTheCallerChangesWithoutFlushing_makesHisFlushConflict() {
        storage.documents("note").save("n", "{\"text\":\"old\"}");
        begin();
        StoredObject held = em.find(StoredObject.class, new StoredObject.Key("note", "n"));
        em.unwrap(Session.class).setHibernateFlushMode(FlushMode.MANUAL);
        held.setContent(JsonNodeFactory.instance.objectNode().put("text", "by the caller"));
        joined.documents("note").save("n", "{\"text\":\"by the store\"}");
        assertThatThrownBy(em::flush).isInstanceOf(OptimisticLockException.class);
    }

    @Test
    void delete_documentThatTheCallerHolds_detachesIt() {
        storage.save(new Item("a", 1));
        storage.save(new Item("b", 1));
        begin();
        StoredObject first = em.find(StoredObject.class, new StoredObject.Key("Item", "a"));
        StoredObject second = em.find(StoredObject.class, new StoredObject.Key("Item", "b"));
        joined.delete(Item.class, "a");
        assertThat(em.contains(first)).isFalse();
        assertThat(em.contains(second)).isTrue();
        assertThat(em.find(StoredObject.class, new StoredObject.Key("Item", "a")))
                .isNull();
        joined.clear();
        assertThat(em.contains(second)).isFalse();
        commit();
        assertThat(storage.classes()).isEmpty();
    }

    @Test
    void storedObject_persistedByTheCaller_isSeenByVerbs() {
        begin();
        em.persist(new StoredObject(new ObjectKey("note", "n"), JsonNodeFactory.instance.objectNode()));
        assertThat(joined.documents("note").ids()).containsExactly("n");
        assertThatThrownBy(() -> joined.documents("note").insert("n", "{}")).isInstanceOf(ObjectExistsException.class);
        commit();
        assertThat(storage.documents("note").load("n").version()).isEqualTo(1);
    }

    @Test
    void load_withFlushModeCommit_sendsNothingOfTheCaller() {
        begin();
        em.setFlushMode(FlushModeType.COMMIT);
        em.persist(new StoredObject(new ObjectKey("note", "n"), JsonNodeFactory.instance.objectNode()));
        assertThat(joined.documents("note").ids()).isEmpty();
        commit();
        assertThat(storage.documents("note").ids()).containsExactly("n");
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
    void verb_refused_refreshesDocumentsThatTheCallerHolds() {
        storage.save(new Item("held", 1));
        storage.save(new Item("taken", 1));
        begin();
        StoredObject held = em.find(StoredObject.class, new StoredObject.Key("Item", "held"));
        assertThatThrownBy(() -> joined.documents("Item").insertAll(documents("held2", "taken")))
                .isInstanceOf(ObjectExistsException.class);
        Invoice stale = new Invoice("i", "x", new Item("other", 1));
        stale.version = 3;
        assertThatThrownBy(() -> joined.saveAll(List.of(new Item("held", 5), stale)))
                .isInstanceOf(StaleVersionException.class);
        assertThat(held.getVersion()).isEqualTo(1);
        assertThat(held.getContent().get("amount").intValue()).isEqualTo(1);
        commit();
        assertThat(storage.load(Item.class, "held").amount).isEqualTo(1);
    }

    private static Map<String, String> documents(String... ids) {
        Map<String, String> documents = new LinkedHashMap<>();
        for (String id : ids) {
            documents.put(id, "{\"amount\":9}");
        }
        return documents;
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

    /** SQL after which the table {@code objects} is not there. */
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
        storage.useReadTransaction(tx -> assertThat(tx.exists(Item.class, "a")).isTrue());
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
    void joining_insideTheStoresOwnTransaction_isRefused() {
        begin();
        storage.useTransaction(tx -> assertThatThrownBy(() -> joined.save(new Item("a", 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the store's own"));
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

    /** A document with a reference that is followed when asked. */
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
}
