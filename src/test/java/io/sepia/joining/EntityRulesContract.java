package io.sepia.joining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.change.ChangeCursor;
import io.sepia.change.ChangeKind;
import io.sepia.document.GenerationInfo;
import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.document.OnDelete;
import io.sepia.error.BulkStatementException;
import io.sepia.error.NotUniqueException;
import io.sepia.jpa.StoredObject;
import io.sepia.model.Indexed;
import io.sepia.model.Stored;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.Version;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rules of a store apply to entities that an EntityManager writes. See decision 0074. */
abstract class EntityRulesContract extends UnitLimitsContract {
    /** A class with a unique index on the address. */
    @Stored("person")
    record Person(String id, @Indexed(unique = true) String mail) {}

    private static ObjectNode mail(String mail) {
        return JsonNodeFactory.instance.objectNode().put("mail", mail);
    }

    private void persist(String id, String mail) {
        Units.commit(factory, other -> other.persist(new StoredObject(new ObjectKey("person", id), mail(mail))));
    }

    private void change(String id, String mail) {
        Units.commit(
                factory,
                other -> other.find(StoredObject.class, new StoredObject.Key("person", id))
                        .setContent(mail(mail)));
    }

    private void remove(String id) {
        Units.commit(
                factory, other -> other.remove(other.find(StoredObject.class, new StoredObject.Key("person", id))));
    }

    private List<Long> versions(String id) {
        return storage.documents("person").history(id).list().stream()
                .map(GenerationInfo::version)
                .toList();
    }

    @Test
    void persist_equalToAnotherInAUniqueIndex_isRefused() {
        storage.save(new Person("a", "ada@example.org"));
        assertThatThrownBy(() -> persist("b", "ada@example.org")).hasStackTraceContaining(refusal());

        assertThat(storage.ids(Person.class)).containsExactly("a");
    }

    /** Returns the text that the stack trace of a refused flush contains. */
    abstract String refusal();

    @Test
    void change_ofTheValueInAUniqueIndex_setsTheOldOneFree() {
        storage.save(new Person("a", "ada@example.org"));
        change("a", "new@example.org");
        storage.save(new Person("c", "ada@example.org"));

        assertThat(storage.ids(Person.class)).containsExactly("a", "c");
        assertThatThrownBy(() -> storage.save(new Person("d", "new@example.org")))
                .isInstanceOf(NotUniqueException.class);
    }

    @Test
    void change_toAValueThatIsTaken_isRefused() {
        storage.save(new Person("a", "ada@example.org"));
        storage.save(new Person("b", "bob@example.org"));
        assertThatThrownBy(() -> change("b", "ada@example.org")).hasStackTraceContaining(refusal());

        assertThat(storage.load(Person.class, "b").mail()).isEqualTo("bob@example.org");
    }

    @Test
    void persist_afterADeletion_beginsAboveTheVersionsOfDeletedObjects() {
        persist("a", "1");
        change("a", "2");
        remove("a");
        Units.commit(factory, other -> {
            StoredObject again = new StoredObject(new ObjectKey("person", "a"), mail("3"));
            other.persist(again);
            other.flush();
            assertThat(again.getVersion()).isEqualTo(3);
            again.setContent(mail("4"));
            other.flush();
            assertThat(again.getVersion()).isEqualTo(4);
        });
        assertThat(storage.documents("person").load("a").version()).isEqualTo(4);
        storage.delete(Person.class, "a");
        persist("b", "5");
        change("b", "6");

        assertThat(storage.documents("person").load("b").version()).isEqualTo(6);
    }

    @Test
    void remove_setsTheValueInAUniqueIndexFree() {
        storage.save(new Person("a", "ada@example.org"));
        remove("a");
        storage.save(new Person("b", "ada@example.org"));

        assertThat(storage.ids(Person.class)).containsExactly("b");
    }

    @Test
    void writes_ofAClassWithHistory_areKept() {
        storage.documents("person").keepHistory(HistoryRule.ALL);
        persist("a", "1");
        change("a", "2");
        change("a", "3");
        assertThat(versions("a")).containsExactly(1L, 2L, 3L);
        remove("a");

        List<GenerationInfo> kept = storage.documents("person").history("a").list();
        assertThat(kept).hasSize(3);
        assertThat(kept.get(2).deletedAt()).isPresent();
    }

    @Test
    void writes_ofAClassWhoseHistoryIsLimited_keepNoMore() {
        storage.documents("person").keepHistory(new HistoryRule(true, 2, 0));
        persist("a", "1");
        change("a", "2");
        change("a", "3");

        assertThat(versions("a")).containsExactly(2L, 3L);
    }

    @Test
    void rules_ofAnotherStoreInTheSameTransaction_holdForTheFirst() {
        try (Storage other = Storage.of(factory)) {
            begin();
            joined.documents("plain").save("a", "1");
            other.joining(em).documents("plain").keepHistory(HistoryRule.ALL);
            joined.documents("plain").save("a", "2");
            joined.documents("plain").delete("a");
            commit();
        }
        List<GenerationInfo> kept = storage.documents("plain").history("a").list();
        assertThat(kept).extracting(GenerationInfo::version).containsExactly(1L, 2L);
        assertThat(kept.get(1).deletedAt()).isPresent();
    }

    @Test
    void writes_areInTheLogOfChanges() {
        try (Storage logging =
                StorageBuilder.of(factory).option("changes", "on").open()) {
            persist("a", "1");
            persist("b", "1");
            change("a", "2");
            remove("b");

            assertThat(logging.changes().since(ChangeCursor.BEGINNING).changes())
                    .extracting(each -> each.key().id() + " " + each.kind() + " " + each.version())
                    .containsExactly("a " + ChangeKind.UPDATED + " 2", "b " + ChangeKind.DELETED + " 1");
        }
    }

    @Test
    void writes_areToldToListeners() throws Exception {
        try (Storage logging =
                StorageBuilder.of(factory).option("changes", "on").open()) {
            CountDownLatch told = new CountDownLatch(1);
            try (var subscription = logging.changes().onChange("person", notice -> told.countDown())) {
                persist("a", "1");
                assertThat(told.await(10, TimeUnit.SECONDS))
                        .as("%s", subscription)
                        .isTrue();
            }
        }
    }

    @Test
    void rolledBack_leavesNothingBehind() {
        storage.save(new Person("a", "ada@example.org"));
        begin();
        em.find(StoredObject.class, new StoredObject.Key("person", "a")).setContent(mail("new@example.org"));
        em.flush();
        rollBack();

        assertThatThrownBy(() -> storage.save(new Person("b", "ada@example.org")))
                .isInstanceOf(NotUniqueException.class);
        storage.save(new Person("c", "new@example.org"));
    }

    @Test
    void persist_afterARuleThatWasRolledBack_obeysTheRulesThatWereSetSince() {
        try (EntityManager rolledBack = factory.createEntityManager()) {
            rolledBack.getTransaction().begin();
            storage.joining(rolledBack).documents("other").keepHistory(HistoryRule.ALL);
            rolledBack.persist(new StoredObject(new ObjectKey("third", "t"), mail("none")));
            rolledBack.flush();
            rolledBack.getTransaction().rollback();
        }
        storage.save(new Person("a", "ada@example.org"));
        storage.documents("person").keepHistory(HistoryRule.ALL);

        assertThatThrownBy(() -> persist("b", "ada@example.org")).hasStackTraceContaining(refusal());
        change("a", "new@example.org");
        assertThat(versions("a")).hasSize(2);
    }

    /** Hibernate 7.1 does not tell listeners the session of a stateless write. */
    private static boolean isHibernate71() {
        return Version.getVersionString().startsWith("7.1.");
    }

    @Test
    void statelessInsert_refusedAndCaught_isNotCommitted() {
        storage.save(new Person("a", "ada@example.org"));
        try (StatelessSession session = factory.unwrap(SessionFactory.class).openStatelessSession()) {
            session.beginTransaction();
            assertThatThrownBy(() ->
                            session.insert(new StoredObject(new ObjectKey("person", "b"), mail("ada@example.org"))))
                    .hasStackTraceContaining(isHibernate71() ? "Hibernate 7.2" : refusal());
            session.getTransaction().commit();
        }
        assertThat(storage.ids(Person.class)).containsExactly("a");
    }

    @Test
    void statelessInsert_refusedOutsideOfATransaction_isNotStored() {
        storage.save(new Person("a", "ada@example.org"));
        try (StatelessSession session = factory.unwrap(SessionFactory.class).openStatelessSession()) {
            assertThatThrownBy(() ->
                            session.insert(new StoredObject(new ObjectKey("person", "b"), mail("ada@example.org"))))
                    .isInstanceOf(isHibernate71() ? BulkStatementException.class : PersistenceException.class);
        }
        assertThat(storage.ids(Person.class)).containsExactly("a");
    }

    /** A class that refuses to be deleted while others refer to its objects. */
    @Stored(value = "entity_refusing", onDelete = OnDelete.REFUSE)
    record Refusing(String id) {}

    /** A class whose deletion clears the references to it. */
    @Stored(value = "entity_clearing", onDelete = OnDelete.CLEAR)
    record Clearing(String id) {}

    /** A class that refers to both, and has events. */
    @Stored(value = "entity_holder", events = true)
    record Holder(
            String id,
            @Nullable Refusing refusing,
            @Nullable Clearing clearing) {}

    private static StoredObject find(EntityManager other, String className, String id) {
        return other.find(StoredObject.class, new StoredObject.Key(className, id));
    }

    private void remove(String className, String id) {
        Units.commit(factory, other -> other.remove(find(other, className, id)));
    }

    @Test
    void remove_objectThatOthersReferToAndWhoseClassRefuses_isRefused() {
        storage.save(new Holder("h", new Refusing("r"), null));
        assertThatThrownBy(() -> remove("entity_refusing", "r"))
                .hasStackTraceContaining("ReferencedException")
                .hasStackTraceContaining("entity_holder 'h'");
        assertThat(storage.exists(Refusing.class, "r")).isTrue();

        Units.commit(factory, other -> {
            other.remove(find(other, "entity_refusing", "r"));
            other.remove(find(other, "entity_holder", "h"));
        });
        assertThat(storage.count(Refusing.class)).isZero();
        assertThat(storage.count(Holder.class)).isZero();
    }

    @Test
    void remove_objectWhoseReferrerIsPersistedAsAnEntity_isRefused() {
        storage.save(new Refusing("r"));
        ObjectNode reference = obj();
        reference
                .putObject("to")
                .putObject("$ref")
                .put("class", "entity_refusing")
                .put("id", "r");
        Units.commit(factory, other -> other.persist(note(reference)));
        assertThatThrownBy(() -> remove("entity_refusing", "r")).hasStackTraceContaining("ReferencedException");
        Units.commit(factory, other -> {
            find(other, "note", "n").setContent(obj());
            other.remove(find(other, "entity_refusing", "r"));
        });
        assertThat(storage.count(Refusing.class)).isZero();
    }

    @Test
    void remove_objectWhoseClassClears_clearsReferences() {
        storage.save(new Holder("h", null, new Clearing("c")));
        storage.save(new Holder("i", null, storage.load(Clearing.class, "c")));
        Units.commit(factory, other -> {
            other.remove(find(other, "entity_clearing", "c"));
            other.remove(find(other, "entity_holder", "i"));
        });
        assertThat(storage.load(Holder.class, "h").clearing()).isNull();
        assertThat(storage.ids(Holder.class)).containsExactly("h");
        assertThat(storage.count(Clearing.class)).isZero();
        assertThat(storage.history(Holder.class, "h").events()).hasSize(2);
    }

    @Test
    void writes_ofAClassWithEvents_areLogged() {
        storage.save(new Holder("other", null, null));
        Units.commit(factory, other -> {
            StoredObject object = new StoredObject(new ObjectKey("entity_holder", "e"), obj().put("id", "e"));
            object.setMetadata(obj().put("by", "ada"));
            other.persist(object);
        });
        Units.commit(
                factory,
                other -> find(other, "entity_holder", "e")
                        .setContent(obj().put("id", "e").put("x", 1)));
        Units.commit(factory, other -> find(other, "entity_holder", "e").setMetadata(obj().put("by", "bob")));
        remove("entity_holder", "e");

        assertThat(storage.history(Holder.class, "e").events())
                .extracting(each -> each.type() + " " + each.generation() + " " + each.metadata())
                .containsExactly("CREATED 1 {by=ada}", "UPDATED 2 {}", "UPDATED 3 {by=bob}", "DELETED 3 {}");
    }

    @Test
    void lock_thatIncrementsTheVersion_isRefused() {
        storage.save(new Person("a", "ada@example.org"));
        StoredObject.Key key = new StoredObject.Key("person", "a");
        for (LockModeType mode :
                List.of(LockModeType.PESSIMISTIC_FORCE_INCREMENT, LockModeType.OPTIMISTIC_FORCE_INCREMENT)) {
            assertThatThrownBy(() -> Units.commit(factory, other -> other.find(StoredObject.class, key, mode)))
                    .isInstanceOf(BulkStatementException.class)
                    .hasMessageContaining("FORCE_INCREMENT");
            assertThatThrownBy(() -> Units.commit(factory, other -> {
                        other.find(StoredObject.class, key);
                        other.find(StoredObject.class, key, mode);
                    }))
                    .isInstanceOf(BulkStatementException.class);
            assertThatThrownBy(() ->
                            Units.commit(factory, other -> other.lock(other.find(StoredObject.class, key), mode)))
                    .isInstanceOf(BulkStatementException.class);
            assertThatThrownBy(() -> Units.commit(
                            factory,
                            other -> other.createQuery("from StoredObject", StoredObject.class)
                                    .setLockMode(mode)
                                    .getResultList()))
                    .isInstanceOf(BulkStatementException.class);
        }
        Units.commit(factory, other -> other.find(StoredObject.class, key, LockModeType.OPTIMISTIC));
        assertThat(storage.documents("person").load("a").version()).isEqualTo(1);
    }

    @Test
    void bulkStatements_areRefusedWhenTheyAreExecuted() {
        storage.save(new Person("a", "ada@example.org"));
        for (String statement : List.of(
                "update StoredObject set className = 'other'",
                "delete from StoredObject o where o.className = 'person'",
                "insert into StoredObject (className, objectId) select 'other', o.objectId from StoredObject o")) {
            assertThatThrownBy(() -> Units.commit(
                            factory, other -> other.createQuery(statement).executeUpdate()))
                    .isInstanceOf(BulkStatementException.class);
        }
        assertThat(storage.ids(Person.class)).containsExactly("a");
    }
}
