package io.sepia.contract;

import static io.sepia.Field.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.Roots;
import io.sepia.Storage;
import io.sepia.change.ChangeCursor;
import io.sepia.document.HistoryRule;
import io.sepia.document.OnDelete;
import io.sepia.error.NotUniqueException;
import io.sepia.error.ObjectExistsException;
import io.sepia.error.ReferencedException;
import io.sepia.error.RetryableException;
import io.sepia.error.StaleVersionException;
import io.sepia.model.Indexed;
import io.sepia.model.Ref;
import io.sepia.model.Stored;
import io.sepia.model.Version;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A rule that is set in one store holds in every store on the same place, even for transactions that write while it is
 * set. Two stores on one place stand for two processes. See decision 0073.
 */
abstract class TwoStoresContract extends TwoStoresNoticesContract {

    /** A class that declares no rules. */
    @Stored("note")
    record Note(String id, String text) {}

    /** The same class in a program that declares a unique index. */
    @Stored("note")
    record IndexedNote(String id, @Indexed(unique = true) String text) {}

    /** A class whose objects are not deleted while they are referenced. */
    @Stored(value = "held", onDelete = OnDelete.REFUSE)
    record Held(String id) {}

    /** A class that refers to {@link Held}. */
    @Stored("keeper")
    record Keeper(String id, Ref<Held> held) {}

    /** A class whose objects may be garbage. */
    @Stored("leaf")
    record Leaf(String id, int number) {}

    /** A root class; its objects keep leaves from being collected. */
    @Stored("root")
    record Root(String id, Ref<Leaf> leaf) {}

    /** A class whose writes check versions. */
    @Stored("counted")
    record Counted(String id, @Version long version) {}

    @Test
    void history_ruleOfALaterStore_holdsForTheFirst() {
        a.save(new Note("n", "1"));
        open().documents("note").keepHistory(HistoryRule.ALL);
        a.save(new Note("n", "2"));
        a.save(new Note("n", "3"));

        assertThat(a.history(Note.class, "n").count()).isEqualTo(3);
    }

    @Test
    void history_ruleGivenWhileTransactionsWrite_missesNoSave() throws Exception {
        Storage b = open();
        a.save(new Note("n", "0"));
        long version;
        try (Writers writers = new Writers(2, number -> a.save(new Note("n", "" + number)))) {
            writers.awaitRounds(10);
            b.documents("note").keepHistory(HistoryRule.ALL);
            version = b.documents("note").load("n").version();
            writers.awaitRounds(10);
        }
        List<Long> kept = a.history(Note.class, "n").list().stream()
                .map(each -> each.version())
                .toList();
        long last = a.documents("note").load("n").version();
        assertThat(kept).hasSizeGreaterThanOrEqualTo((int) (last - version) + 1);
        for (int i = 0; i < kept.size(); i++) {
            assertThat(kept.get(i)).as("versions without a gap").isEqualTo(last - kept.size() + 1 + i);
        }
    }

    @Test
    void history_ofOneGeneration_givesEachNumberOnce() {
        Storage b = open();
        a.documents("note").keepHistory(new HistoryRule(true, 1, 0));
        for (int i = 1; i <= 6; i++) {
            Storage writer = i % 2 == 0 ? b : a;
            writer.save(new Note("n", "" + i));
            if (i == 4) {
                a.delete(Note.class, "n");
            }
            assertThat(b.history(Note.class, "n").latest().orElseThrow().number())
                    .isEqualTo(i);
        }
    }

    @Test
    void save_versionOfAnObjectThatAnotherStoreHasDeletedAndStoredAgain_isStale() {
        Storage b = open();
        for (int round = 0; round < 3; round++) {
            Counted held = a.save(new Counted("c", 0));
            b.delete(Counted.class, "c");
            Counted again = b.save(new Counted("c", 0));

            assertThatExceptionOfType(StaleVersionException.class).isThrownBy(() -> a.save(held));
            a.delete(again);
        }
    }

    @Test
    void versions_whileStoresDeleteAndStoreAgain_areGivenOnce() throws Exception {
        Storage b = open();
        Set<Long> given = ConcurrentHashMap.newKeySet();
        AtomicInteger twice = new AtomicInteger();
        try (Writers writers = new Writers(4, number -> {
            Storage store = number % 2 == 0 ? a : b;
            try {
                if (!given.add(store.insert(new Counted("c", 0)).version())) {
                    twice.incrementAndGet();
                }
            } catch (ObjectExistsException e) {
                store.delete(Counted.class, "c");
            } catch (RuntimeException e) {
                if (!(e instanceof RetryableException)) {
                    throw e;
                }
            }
        })) {
            writers.awaitRounds(50);
        }
        assertThat(twice).hasValue(0);
        assertThat(given).hasSizeGreaterThan(1);
    }

    @Test
    void changes_switchedOnByALaterStore_areLoggedByTheFirst() {
        open(builder -> builder.option("changes", "on"));
        a.save(new Note("n1", ""));
        a.save(new Note("n2", ""));

        assertThat(a.changes().since(ChangeCursor.BEGINNING).changes()).hasSize(2);
    }

    @Test
    void changes_switchedOnWhileTransactionsWrite_missNone() throws Exception {
        try (Writers writers = new Writers(2, number -> a.save(new Note("n" + number, "")))) {
            writers.awaitRounds(10);
            open(builder -> builder.option("changes", "on"));
            writers.awaitRounds(10);
        }
        assertThat(a.changes().since(ChangeCursor.BEGINNING, 100_000).changes())
                .extracting(each -> each.key().id())
                .containsExactlyInAnyOrderElementsOf(a.ids(Note.class));
    }

    @Test
    void changes_switchedOffByALaterStore_areNotLoggedByTheFirst() {
        open(builder -> builder.option("changes", "on"));
        open(builder -> builder.option("changes", "off"));
        a.save(new Note("n1", ""));
        open(builder -> builder.option("changes", "on"));

        assertThat(a.changes().since(ChangeCursor.BEGINNING).changes()).hasSize(1);
    }

    @Test
    void uniqueIndex_ofALaterStore_holdsForTheFirst() {
        a.save(new Note("n1", "same"));
        open().save(new IndexedNote("n2", "other"));

        assertThatExceptionOfType(NotUniqueException.class)
                .isThrownBy(() -> a.save(new Note("n3", "same")))
                .withMessageContaining("n1");
        assertThat(a.ids(Note.class)).containsExactly("n1", "n2");
    }

    @Test
    void uniqueIndex_droppedByALaterStore_holdsForNone() {
        a.save(new IndexedNote("n1", "same"));
        Storage b = open();
        b.indexes().drop(b.indexes().uniqueOn(IndexedNote.class, "text"));
        a.save(new IndexedNote("n2", "same"));

        assertThat(a.count(IndexedNote.class)).isEqualTo(2);
    }

    @Test
    void uniqueIndex_builtWhileTransactionsWrite_isKept() throws Exception {
        Storage b = open();
        for (int round = 0; round < 15; round++) {
            String text = "same" + round;
            String one = "x" + round;
            String other = "y" + round;
            AtomicInteger refused = new AtomicInteger();
            try (Writers writers = new Writers(2, number -> {
                try {
                    a.save(new Note(number % 2 == 0 ? one : other, text));
                } catch (NotUniqueException e) {
                    refused.incrementAndGet();
                }
            })) {
                try {
                    retried(() -> b.indexes().add(b.indexes().uniqueOn(Note.class, "text")));
                } catch (NotUniqueException e) {
                    refused.incrementAndGet();
                }
                writers.awaitRounds(2);
            }
            assertThat(b.indexes().list(Note.class).isEmpty()
                            || b.query(Note.class).where(field("text").eq(text)).count() == 1)
                    .as("no index, or no two that are equal")
                    .isTrue();
            assertThat(refused).hasPositiveValue();
            b.clear(Note.class);
            b.indexes().drop(b.indexes().uniqueOn(Note.class, "text"));
        }
    }

    @Test
    void onDelete_ruleOfTheClassOfALaterStore_isObeyedByTheFirst() {
        a.documents("held").save("h", "{}");
        Storage b = open();
        b.save(new Held("other"));
        b.save(new Keeper("k", Ref.to(Held.class, "h")));

        assertThatExceptionOfType(ReferencedException.class)
                .isThrownBy(() -> a.documents("held").delete("h"));
    }

    @Test
    void onDelete_refuse_leavesNoReferenceOfATransactionThatHasLooked() throws Exception {
        Storage b = open();
        for (int round = 0; round < 20; round++) {
            String id = "h" + round;
            b.save(new Held(id));
            try (Writers writers = new Writers(
                    1,
                    number -> a.useTransaction(tx -> {
                        if (tx.exists(Held.class, id)) {
                            tx.save(new Keeper(id, Ref.to(Held.class, id)));
                        }
                    }))) {
                try {
                    retried(() -> b.delete(Held.class, id));
                } catch (ReferencedException e) {
                    assertThat(e).hasMessageContaining(id);
                }
                writers.awaitRounds(1);
            }
            assertThat(b.exists(Held.class, id))
                    .as("the object of round " + round)
                    .isEqualTo(b.exists(Keeper.class, id));
        }
    }

    @Test
    void gc_besideSavesOfAnotherStore_leavesNoneDangling() throws Exception {
        Storage b = open();
        for (int i = 0; i < 40; i++) {
            b.save(new Leaf("l" + i, i));
        }
        try (Writers writers = new Writers(
                2,
                number -> a.useTransaction(tx -> {
                    String id = "l" + number % 40;
                    if (tx.exists(Leaf.class, id)) {
                        tx.save(new Root("r" + number % 3, Ref.to(Leaf.class, id)));
                    }
                }))) {
            writers.awaitRounds(2);
            for (int i = 0; i < 3; i++) {
                retried(() -> b.garbage().grace(Duration.ZERO).batch(7).collect(Roots.classes(Root.class)));
            }
        }
        b.garbage().grace(Duration.ZERO).collect(Roots.classes(Root.class));
        try (Stream<Root> roots = b.stream(Root.class)) {
            assertThat(roots.map(each -> each.leaf().id().orElseThrow()).distinct())
                    .as("leaves that roots refer to")
                    .containsExactlyInAnyOrderElementsOf(b.ids(Leaf.class));
        }
    }

    @Test
    void gc_afterAnotherStoreSavedAnObjectTwice_knowsAllReferences() {
        Storage b = open();
        for (int i = 0; i < 4; i++) {
            a.save(new Leaf("l" + i, i));
        }
        a.save(new Root("r", Ref.to(Leaf.class, "l0")));
        b.garbage().dryRun().collect(Roots.classes(Root.class));
        a.save(new Root("r", Ref.to(Leaf.class, "l1")));
        a.save(new Root("r", Ref.to(Leaf.class, "l2")));
        a.save(new Root("s", Ref.to(Leaf.class, "l3")));

        b.garbage().grace(Duration.ZERO).collect(Roots.classes(Root.class));

        assertThat(a.ids(Leaf.class)).containsExactly("l2", "l3");
    }

    @Test
    void uniqueIndex_afterAnotherStoreSavedAnObjectTwice_knowsAllValues() {
        a.indexes().add(a.indexes().uniqueOn(Leaf.class, "number"));
        Storage b = open();
        a.save(new Leaf("x", 1));
        assertThat(b.count(Leaf.class)).isEqualTo(1);
        a.save(new Leaf("x", 2));
        a.save(new Leaf("x", 3));
        a.save(new Leaf("y", 4));

        b.save(new Leaf("free", 2));
        assertThatExceptionOfType(NotUniqueException.class).isThrownBy(() -> b.save(new Leaf("taken", 3)));
        assertThatExceptionOfType(NotUniqueException.class).isThrownBy(() -> b.save(new Leaf("taken", 4)));
    }

    @Test
    void events_ofAClassThatALaterStoreNames_areLoggedByTheFirst() {
        a.save(new Note("n", "1"));
        open(builder -> builder.option("events", "note"));
        a.save(new Note("n", "2"));

        assertThat(a.history(Note.class, "n").events()).hasSize(1);
    }
}
