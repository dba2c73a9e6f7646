package io.sepia.contract;

import static io.sepia.Field.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.change.Event;
import io.sepia.change.EventType;
import io.sepia.document.OnDelete;
import io.sepia.error.ReferencedException;
import io.sepia.error.StaleVersionException;
import io.sepia.model.Stored;
import io.sepia.model.Version;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What a deletion does to references to the deleted object. */
interface OnDeleteContract extends StorageFixture {
    /** Deleting it leaves references to it. */
    @Stored("loose")
    record Loose(String id) {}

    /** Deleting it is refused while there are references to it. */
    @Stored(value = "held", onDelete = OnDelete.REFUSE)
    final class Held {
        String id;
        int number;
        Held other;

        Held() {}

        Held(String id) {
            this.id = id;
        }
    }

    /** Deleting it clears references to it. */
    @Stored(value = "dropped", onDelete = OnDelete.CLEAR)
    final class Dropped {
        String id;
        int number;
        Dropped other;

        Dropped() {}

        Dropped(String id) {
            this.id = id;
        }
    }

    /** Refers to objects of all these classes. */
    @Stored(value = "keeper", events = true)
    final class Keeper {
        String id;
        String text = "1.0";
        Loose loose;
        Held held;
        Dropped dropped;
        List<Dropped> list = new ArrayList<>();
        Map<String, Dropped> map = new LinkedHashMap<>();
        Optional<Dropped> optional = Optional.empty();

        @Version
        long version;

        Keeper() {}

        Keeper(String id) {
            this.id = id;
        }
    }

    private Keeper keeper(String id, Held held, Dropped dropped) {
        Keeper keeper = new Keeper(id);
        keeper.held = held;
        keeper.dropped = dropped;
        storage().save(keeper);
        return keeper;
    }

    private void assertRefused(ThrowingCallable deletion, String id, String... by) {
        assertThatExceptionOfType(ReferencedException.class)
                .isThrownBy(deletion)
                .withMessageContaining("held '" + id + "'")
                .withMessageContaining("keeper '" + by[0] + "'")
                .satisfies(refusal -> {
                    assertThat(refusal.className()).isEqualTo("held");
                    assertThat(refusal.id()).isEqualTo(id);
                    assertThat(refusal.referrers())
                            .extracting(ReferencedException.Referrer::id)
                            .containsExactlyInAnyOrder(by);
                });
        assertThat(storage().exists(Held.class, id)).isTrue();
    }

    @Test
    default void delete_ofAClassWithoutRule_leavesReferences() {
        Keeper keeper = new Keeper("k");
        keeper.loose = new Loose("l");
        storage().save(keeper);

        assertThat(storage().delete(Loose.class, "l")).isTrue();
        assertThat(content("keeper", "k")).contains("\"id\":\"l\"");
    }

    @Test
    default void delete_ofWhatRefusesAndIsReferredTo_isRefusedByEveryVerb() {
        Held held = new Held("h");
        keeper("a", held, null);
        keeper("b", held, null);

        assertRefused(() -> storage().delete(Held.class, "h"), "h", "a", "b");
        assertRefused(() -> storage().delete(held), "h", "a", "b");
        assertRefused(() -> storage().deleteAll(Held.class, List.of("x", "h")), "h", "a", "b");
        assertRefused(() -> storage().query(Held.class).delete(), "h", "a", "b");
        assertRefused(
                () -> storage().query(Held.class).where(field("number").eq(0)).delete(), "h", "a", "b");
        assertRefused(() -> storage().clear(Held.class), "h", "a", "b");
        assertRefused(() -> storage().documents("held").delete("h"), "h", "a", "b");
        assertRefused(() -> storage().documents("held").query().delete(), "h", "a", "b");
        assertRefused(() -> storage().inTransaction(tx -> tx.delete(Held.class, "h")), "h", "a", "b");

        storage().clear(Keeper.class);
        assertThat(storage().delete(Held.class, "h")).isTrue();
    }

    @Test
    default void delete_ofUnreferencedObjectThatRefuses_takesPlace() {
        storage().save(new Held("h"));
        keeper("a", new Held("other"), null);

        assertThat(storage().delete(Held.class, "h")).isTrue();
        assertThat(storage().delete(Held.class, "h")).isFalse();
    }

    @Test
    default void delete_ofWhatRefusesAndIsNotStored_isNoError() {
        storage().save(new Held("first"));
        storage().documents("page").save("one", "{\"$ref\":{\"class\":\"held\",\"id\":\"absent\"}}");

        assertThat(storage().delete(Held.class, "absent")).isFalse();
        assertThat(storage().deleteAll(Held.class, List.of("absent"))).isZero();
    }

    @Test
    default void delete_ofWhatOnlyRefersToItself_takesPlace() {
        Held held = new Held("h");
        held.other = held;
        storage().save(held);

        assertThat(storage().delete(Held.class, "h")).isTrue();
    }

    @Test
    default void delete_ofAWholeCycle_deletesIt() {
        Held a = new Held("a");
        Held b = new Held("b");
        a.other = b;
        b.other = a;
        storage().save(a);

        assertThatExceptionOfType(ReferencedException.class)
                .isThrownBy(() -> storage().delete(Held.class, "a"));
        assertThat(storage().deleteAll(Held.class, List.of("a", "b"))).isEqualTo(2);

        storage().save(a);
        assertThat(storage().query(Held.class).delete()).isEqualTo(2);
        storage().save(a);
        assertThat(storage().clear(Held.class)).isEqualTo(2);
    }

    @Test
    default void delete_refused_leavesTheTransactionAsItWas() {
        keeper("a", new Held("h"), null);
        storage().useTransaction(tx -> {
            tx.save(new Held("new"));
            assertThatExceptionOfType(ReferencedException.class).isThrownBy(() -> tx.delete(Held.class, "h"));
            tx.delete(Keeper.class, "a");
            assertThat(tx.delete(Held.class, "h")).isTrue();
        });
        assertThat(storage().ids(Held.class)).containsExactly("new");
    }

    @Test
    default void delete_refusedForMany_namesSome() {
        Held held = new Held("h");
        for (int i = 0; i < 30; i++) {
            keeper("k" + i, held, null);
        }
        assertThatExceptionOfType(ReferencedException.class)
                .isThrownBy(() -> storage().delete(Held.class, "h"))
                .withMessageContaining("and others")
                .satisfies(refusal -> assertThat(refusal.referrers()).hasSize(10));
    }

    @Test
    default void delete_ofWhatClears_takesReferencesOutAndCountsVersionsUp() {
        Dropped gone = new Dropped("gone");
        Dropped stays = new Dropped("stays");
        Keeper keeper = new Keeper("k");
        keeper.dropped = gone;
        keeper.list.addAll(List.of(gone, stays, gone));
        keeper.map.put("x", gone);
        keeper.map.put("y", stays);
        keeper.optional = Optional.of(gone);
        storage().save(keeper);
        keeper("other", null, stays);

        assertThat(storage().delete(Dropped.class, "gone")).isTrue();

        Keeper loaded = storage().load(Keeper.class, "k");
        assertThat(loaded.dropped).isNull();
        assertThat(loaded.list).extracting(each -> each.id).containsExactly("stays");
        assertThat(loaded.map.get("x")).isNull();
        assertThat(loaded.map.get("y").id).isEqualTo("stays");
        assertThat(loaded.optional).isEmpty();
        assertThat(loaded.version).isEqualTo(2);
        assertThat(storage().load(Keeper.class, "other").version).isEqualTo(1);
        assertThat(storage().whoReferences(Dropped.class, "gone")).isEmpty();
        assertThat(storage().whoReferences(Dropped.class, "stays")).hasSize(2);
        assertThatExceptionOfType(StaleVersionException.class)
                .isThrownBy(() -> storage().save(keeper));
        assertThat(storage().history(Keeper.class, "k").events())
                .extracting(Event::type)
                .containsExactly(EventType.CREATED, EventType.UPDATED);
    }

    @Test
    default void delete_ofWhatClears_holdsForEveryVerb() {
        List<Runnable> verbs = List.of(
                () -> storage().delete(new Dropped("d")),
                () -> storage().deleteAll(Dropped.class, List.of("d", "absent")),
                () -> storage().query(Dropped.class).delete(),
                () -> storage().clear(Dropped.class),
                () -> storage().documents("dropped").delete("d"),
                () -> storage().documents("dropped").deleteAll(List.of("d")),
                () -> storage().documents("dropped").clear());
        for (Runnable verb : verbs) {
            keeper("k", null, new Dropped("d"));
            verb.run();
            assertThat(storage().load(Keeper.class, "k").dropped).isNull();
            assertThat(storage().count(Dropped.class)).isZero();
            storage().clear(Keeper.class);
        }
    }

    @Test
    default void delete_ofWhatClears_leavesDocumentsOtherwiseAsTheyWere() {
        storage().save(new Dropped("d"));
        String before = "{ \"n\" : 1.00e2, \"a\":[1 , {\"$ref\":{\"class\":\"dropped\",\"id\":\"d\"}}],"
                + "\"b\":{\"$ref\":{\"id\":\"d\",\"class\":\"dropped\"}} ,\"c\":\"\\u00e9\"}";
        storage().documents("page").save("one", before);
        storage().documents("page").save("root", "{\"$ref\":{\"class\":\"dropped\",\"id\":\"d\"}}");
        storage().delete(Dropped.class, "d");

        assertThat(content("page", "one")).isEqualTo("{ \"n\" : 1.00e2, \"a\":[1],\"b\":null ,\"c\":\"\\u00e9\"}");
        assertThat(content("page", "root")).isEqualTo("null");
    }

    @Test
    default void delete_ofWhatClearsForMany_reachesAllOfThem() {
        Dropped dropped = new Dropped("d");
        List<Keeper> keepers = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            Keeper keeper = new Keeper("k" + i);
            keeper.dropped = dropped;
            keepers.add(keeper);
        }
        storage().saveAll(keepers);
        storage().delete(Dropped.class, "d");

        assertThat(storage().stream(Keeper.class))
                .hasSize(600)
                .allMatch(each -> each.dropped == null && each.version == 2);
    }

    @Test
    default void delete_ofACycleThatClears_deletesIt() {
        Dropped a = new Dropped("a");
        Dropped b = new Dropped("b");
        a.other = b;
        b.other = a;
        storage().save(a);

        storage().delete(Dropped.class, "a");
        assertThat(storage().load(Dropped.class, "b").other).isNull();
        assertThat(storage().documents("dropped").load("b").version()).isEqualTo(2);
    }

    @Test
    default void delete_ofWhatClearsAndRollsBack_changesNothing() {
        keeper("k", null, new Dropped("d"));
        rolledBack(tx -> tx.delete(Dropped.class, "d"));

        assertThat(storage().load(Keeper.class, "k").dropped).isNotNull();
        assertThat(storage().load(Keeper.class, "k").version).isEqualTo(1);
    }

    @Test
    default void clear_ofTheWholeStore_isNeverRefused() {
        keeper("k", new Held("h"), new Dropped("d"));
        assertThat(storage().clear()).isEqualTo(3);
    }
}
