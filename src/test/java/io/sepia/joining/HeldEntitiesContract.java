package io.sepia.joining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sepia.document.ObjectKey;
import io.sepia.error.ObjectExistsException;
import io.sepia.error.StaleVersionException;
import io.sepia.jpa.StoredObject;
import jakarta.persistence.FlushModeType;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PersistenceException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.hibernate.FlushMode;
import org.hibernate.Interceptor;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.EventType;
import org.hibernate.type.Type;
import org.junit.jupiter.api.Test;

/** Managed entities of an EntityManager whose transaction is joined. */
abstract class HeldEntitiesContract extends JoiningFixture {
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
    void save_refreshingAHeldEntityFails_laterOperationsAreRefused() {
        storage.documents("note").save("n", "{\"text\":\"old\"}");
        AtomicBoolean failing = new AtomicBoolean();
        factory.unwrap(SessionFactoryImplementor.class)
                .getServiceRegistry()
                .requireService(EventListenerRegistry.class)
                .appendListeners(EventType.POST_LOAD, event -> {
                    if (failing.get()) {
                        throw new IllegalStateException("of a listener to entities");
                    }
                });
        begin();
        StoredObject held = em.find(StoredObject.class, new StoredObject.Key("note", "n"));
        failing.set(true);
        assertThatThrownBy(() -> joined.documents("note").save("n", "{\"text\":\"new\"}"))
                .hasMessage("of a listener to entities");
        failing.set(false);
        assertThat(em.contains(held)).isTrue();

        // Hibernate has marked the transaction for rollback, so nothing of it would be stored.
        assertThatThrownBy(() -> joined.documents("note").save("m", "{}")).isInstanceOf(IllegalStateException.class);
        rollBack();
        assertThat(storage.documents("note").load("n").version()).isEqualTo(1);
        assertThat(storage.documents("note").ids()).containsExactly("n");
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
    void save_whileTheCallerHoldsARowThatNoKeyNames_leavesItAlone() {
        begin();
        em.createNativeQuery("insert into objects (class_name, object_id, object_type, content, created_at, updated_at,"
                        + " version) values ('note', '.', 'serializable', '{}', 0, 0, 1)")
                .executeUpdate();
        StoredObject held = em.find(StoredObject.class, new StoredObject.Key("note", "."));
        joined.documents("note").save("n", "{}");
        assertThat(em.contains(held)).isTrue();
        joined.documents("note").clear();
        assertThat(em.contains(held)).isFalse();
        commit();
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

    /** Hibernate asks listeners and interceptors about changes while it iterates over the entities of the session. */
    @Test
    void save_duringAFlush_refreshesDocumentsThatTheCallerHolds() {
        storage.save(new Item("a", 1));
        Units.commit(factory, other -> other.persist(new Customer(1, "ada")));
        AtomicReference<Session> flushed = new AtomicReference<>();
        Interceptor saving = new Interceptor() {
            @Override
            public boolean onFlushDirty(
                    Object entity, Object id, Object[] now, Object[] before, String[] names, Type[] types) {
                if (entity instanceof Customer) {
                    storage.joining(flushed.get()).save(new Item("a", 2));
                }
                return false;
            }
        };
        try (Session session = factory.unwrap(SessionFactory.class)
                .withOptions()
                .interceptor(saving)
                .openSession()) {
            flushed.set(session);
            session.beginTransaction();
            session.find(Customer.class, 1L).name = "bob";
            StoredObject held = session.find(StoredObject.class, new StoredObject.Key("Item", "a"));
            session.flush();
            assertThat(held.getVersion()).isEqualTo(2);
            assertThat(held.getContent().get("amount").intValue()).isEqualTo(2);
            ((ObjectNode) held.getContent()).put("amount", 3);
            session.getTransaction().commit();
        }
        assertThat(storage.load(Item.class, "a").amount).isEqualTo(3);
    }
}
