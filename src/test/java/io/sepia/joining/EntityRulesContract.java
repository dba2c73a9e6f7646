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
import io.sepia.error.NotUniqueException;
import io.sepia.jpa.StoredObject;
import io.sepia.model.Indexed;
import io.sepia.model.Stored;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.junit.jupiter.api.Test;

/** The rules of a store apply to entities that an EntityManager writes. See decision 0074. */
abstract class EntityRulesContract extends EntityValuesContract {
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

    @Test
    void statelessInsert_refusedAndCaught_isNotCommitted() {
        storage.save(new Person("a", "ada@example.org"));
        try (StatelessSession session = factory.unwrap(SessionFactory.class).openStatelessSession()) {
            session.beginTransaction();
            assertThatThrownBy(() ->
                            session.insert(new StoredObject(new ObjectKey("person", "b"), mail("ada@example.org"))))
                    .hasStackTraceContaining(refusal());
            session.getTransaction().commit();
        }
        assertThat(storage.ids(Person.class)).containsExactly("a");
    }
}
