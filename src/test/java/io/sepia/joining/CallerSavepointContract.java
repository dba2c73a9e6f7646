package io.sepia.joining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.StorageTransaction;
import io.sepia.document.HistoryRule;
import io.sepia.error.NotUniqueException;
import io.sepia.jpa.StoredObject;
import io.sepia.model.History;
import io.sepia.model.Indexed;
import io.sepia.model.Stored;
import java.sql.Savepoint;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;

/** A caller that sets savepoints on the connection of its transaction, and rolls back to them. See decision 0096. */
abstract class CallerSavepointContract extends HeldEntitiesContract {
    /** A class with a unique index. */
    @Stored("savepoint_member")
    record Member(String id, @Indexed(unique = true) String mail) {}

    /** A class with history. */
    @Stored(value = "savepoint_page", history = @History)
    record Page(String id, String text) {}

    /** A class with events. */
    @Stored(value = "savepoint_task", events = true)
    record Task(String id, String text) {}

    private void takingBack(Runnable work) {
        em.unwrap(Session.class).doWork(connection -> {
            Savepoint savepoint = connection.setSavepoint();
            work.run();
            connection.rollback(savepoint);
        });
    }

    @Test
    void takenBack_classWithAUniqueIndex_isUniqueAfterwards() {
        begin();
        takingBack(() -> joined.save(new Member("a", "ada@example.org")));
        commit();

        storage.save(new Member("b", "ada@example.org"));
        assertThatThrownBy(() -> storage.save(new Member("c", "ada@example.org")))
                .isInstanceOf(NotUniqueException.class);
        assertThat(storage.ids(Member.class)).containsExactly("b");
    }

    @Test
    void takenBack_classWithAUniqueIndexSavedAgain_isUnique() {
        begin();
        takingBack(() -> joined.save(new Member("a", "ada@example.org")));
        joined.save(new Member("b", "ada@example.org"));
        assertThatThrownBy(() -> joined.save(new Member("c", "ada@example.org")))
                .isInstanceOf(NotUniqueException.class);
        commit();

        assertThatThrownBy(() -> storage.save(new Member("d", "ada@example.org")))
                .isInstanceOf(NotUniqueException.class);
        assertThat(storage.ids(Member.class)).containsExactly("b");
    }

    @Test
    void takenBack_classWithHistory_keepsGenerationsAfterwards() {
        begin();
        takingBack(() -> joined.save(new Page("p", "taken back")));
        joined.save(new Page("p", "1"));
        joined.save(new Page("p", "2"));
        commit();
        storage.save(new Page("p", "3"));

        assertThat(storage.history(Page.class, "p").count()).isEqualTo(3);
    }

    @Test
    void takenBack_ruleOfHistory_isNotSet() {
        begin();
        takingBack(() -> joined.documents("note").keepHistory(HistoryRule.ALL));
        joined.documents("note").save("n", "{\"a\":1}");
        commit();
        storage.documents("note").save("n", "{\"a\":2}");
        assertThat(storage.documents("note").history("n").count()).isZero();
        storage.documents("note").keepHistory(HistoryRule.ALL);
        storage.documents("note").save("n", "{\"a\":3}");
        assertThat(storage.documents("note").history("n").count()).isEqualTo(2);
    }

    @Test
    void takenBack_events_areNotLogged() {
        begin();
        takingBack(() -> joined.save(new Task("t", "taken back")));
        joined.save(new Task("u", "kept"));
        commit();
        assertThat(storage.history(Task.class, "t").events()).isEmpty();
        assertThat(storage.history(Task.class, "u").events()).hasSize(1);
    }

    @Test
    void takenBack_listeners_areNotNotified() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        CountDownLatch last = new CountDownLatch(1);
        try (var subscription = storage.changes().onChange(Item.class, notice -> {
            told.add(notice.key().id() + " " + notice.version());
            if (told.contains("last 1")) {
                last.countDown();
            }
        })) {
            begin();
            joined.save(new Item("before", 1));
            takingBack(() -> {
                joined.save(new Item("a", 1));
                joined.save(new Item("before", 2));
            });
            joined.save(new Item("a", 2));
            commit();
            begin();
            takingBack(() -> joined.save(new Item("b", 1)));
            commit();
            begin();
            takingBack(() -> joined.save(new Item("c", 1)));
            joined.save(new Item("d", 1));
            commit();
            storage.save(new Item("last", 1));
            assertThat(last.await(10, TimeUnit.SECONDS)).as("%s", subscription).isTrue();
        }
        assertThat(told).containsExactly("before 1", "a 1", "d 1", "last 1");
    }

    @Test
    void takenBack_toTheBeginning_listenersAreNotifiedOfWhatFollows() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        CountDownLatch last = new CountDownLatch(1);
        try (var subscription = storage.changes().onChange(Item.class, notice -> {
            told.add(notice.key().id() + " " + notice.kind() + " " + notice.foreign());
            if (told.toString().contains("last")) {
                last.countDown();
            }
        })) {
            begin();
            takingBack(() -> joined.save(new Item("a", 1)));
            joined.save(new Item("a", 2));
            takingBack(() -> joined.save(new Item("b", 1)));
            joined.save(new Item("c", 1));
            commit();
            storage.save(new Item("last", 1));
            assertThat(last.await(10, TimeUnit.SECONDS)).as("%s", subscription).isTrue();
        }
        assertThat(told).containsExactly("a CREATED false", "c CREATED false", "last CREATED false");
    }

    @Test
    void takenBack_objectSavedAgain_isNewAgain() {
        Invoice invoice = new Invoice(null, "engine");
        begin();
        takingBack(() -> {
            joined.save(invoice);
            joined.save(invoice);
            assertThat(invoice.version).isEqualTo(2);
        });
        joined.save(new Item("x", 1));
        assertThat(invoice.version).isZero();
        assertThat(invoice.id).isNull();
        joined.save(invoice);
        commit();

        assertThat(invoice.version).isEqualTo(1);
        assertThat(storage.load(Invoice.class, invoice.id).version).isEqualTo(1);
        Invoice other = new Invoice(null, "other");
        begin();
        takingBack(() -> joined.save(other));
        commit();
        assertThat(other.version).isZero();
    }

    @Test
    void takenBack_objectThatOthersReferTo_isStoredAgain() {
        Item item = new Item("x", 1);
        begin();
        takingBack(() -> joined.save(new Invoice("i1", "text", item)));
        joined.save(new Invoice("i2", "text", item));
        commit();
        assertThat(storage.ids(Item.class)).containsExactly("x");
        assertThat(storage.ids(Invoice.class)).containsExactly("i2");
    }

    @Test
    void nestedSavepoints_takenBackOneByOne_leaveWhatIsBeforeThem() {
        Invoice first = new Invoice(null, "first");
        Invoice second = new Invoice(null, "second");
        Invoice third = new Invoice(null, "third");
        begin();
        joined.save(first);
        em.unwrap(Session.class).doWork(connection -> {
            Savepoint outer = connection.setSavepoint();
            joined.save(second);
            Savepoint inner = connection.setSavepoint();
            joined.save(third);
            joined.save(first);
            connection.rollback(inner);
            assertThat(joined.count(Invoice.class)).isEqualTo(2);
            assertThat(first.version).isEqualTo(1);
            assertThat(second.version).isEqualTo(1);
            assertThat(third.version).isZero();
            joined.save(third);
            connection.rollback(outer);
            joined.save(first);
        });
        commit();
        assertThat(first.version).isEqualTo(2);
        assertThat(second.version).isZero();
        assertThat(third.version).isZero();
        assertThat(storage.ids(Invoice.class)).containsExactly(first.id);
    }

    @Test
    void releasedSavepoint_keepsWhatWasSaved() {
        Invoice invoice = new Invoice(null, "engine");
        begin();
        em.unwrap(Session.class).doWork(connection -> {
            Savepoint savepoint = connection.setSavepoint();
            joined.save(invoice);
            connection.releaseSavepoint(savepoint);
        });
        joined.save(invoice);
        commit();
        assertThat(invoice.version).isEqualTo(2);
        assertThat(storage.load(Invoice.class, invoice.id).version).isEqualTo(2);
    }

    @Test
    void takenBack_heldEntities_areRefreshedOrDetached() {
        storage.documents("note").save("n", "{\"a\":1}");
        begin();
        StoredObject held = em.find(StoredObject.class, new StoredObject.Key("note", "n"));
        StoredObject[] inserted = new StoredObject[1];
        takingBack(() -> {
            joined.documents("note").save("n", "{\"a\":2}");
            joined.documents("note").save("m", "{}");
            inserted[0] = em.find(StoredObject.class, new StoredObject.Key("note", "m"));
        });
        assertThat(joined.documents("note").ids()).containsExactly("n");
        assertThat(held.getVersion()).isEqualTo(1);
        assertThat(held.getContent().get("a").intValue()).isEqualTo(1);
        assertThat(em.contains(inserted[0])).isFalse();
        commit();
    }

    @Test
    void twoStoresOfOneFactory_eachUndoWhatWasTheirs() {
        try (io.sepia.Storage other = io.sepia.Storage.of(factory)) {
            StorageTransaction second = other.joining(em);
            Invoice one = new Invoice(null, "one");
            Invoice two = new Invoice(null, "two");
            begin();
            joined.save(one);
            takingBack(() -> second.save(two));
            joined.save(one);
            second.count(Invoice.class);
            assertThat(two.version).isZero();
            commit();
            assertThat(one.version).isEqualTo(2);
        }
    }
}
