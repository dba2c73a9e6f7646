package io.sepia.internal.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.change.Change;
import io.sepia.error.ObjectExistsException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.Effects;
import io.sepia.internal.backend.Effects.Verb;
import io.sepia.internal.backend.Ledger;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.condition.Term;
import io.sepia.internal.matching.Query;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The effects that writing methods return and enter into the ledger of their transaction. See decision 0072. */
interface EffectsContract extends BackendFixture {
    /** A ledger that records effects and wants the details of one class. */
    final class Entries implements Ledger {
        private final List<Effects> entered = new ArrayList<>();
        private final String className;

        Entries(String className) {
            this.className = className;
        }

        @Override
        public boolean wantsDetails() {
            return true;
        }

        @Override
        public boolean wantsDetails(String ofClass) {
            return className.equals(ofClass);
        }

        @Override
        public void enter(Effects effects) {
            entered.add(effects);
        }
    }

    private Effects effects(Function<BackendTransaction, Effects> write) {
        Entries entries = new Entries(NOTE);
        List<Effects> returned = new ArrayList<>();
        change(tx -> {
            tx.report(entries);
            returned.add(write.apply(tx));
        });
        assertThat(entries.entered).isEqualTo(returned);
        return returned.get(0);
    }

    private static List<String> details(Effects effects) {
        return effects.details().stream()
                .map(each -> each.change().key().id() + " " + each.change().kind() + " "
                        + each.change().version())
                .toList();
    }

    @Test
    default void effects_ofSaves_tellEachThatTookPlaceWithItsVersionAndMetadata() {
        save(note("old", "{}"));
        save(note("old", "{}"));
        for (boolean batch : new boolean[] {false, true}) {
            String suffix = batch ? "2" : "1";
            Effects saved = effects(tx -> tx.save(
                    batch
                            ? List.of(
                                    note("a" + suffix, "{}", "{\"by\":\"me\"}", WriteCondition.NONE),
                                    note("a" + suffix, "{\"x\":1}"),
                                    note("old", "{}", null, WriteCondition.IF_ABSENT),
                                    note("b" + suffix, "{}", null, WriteCondition.IF_ABSENT),
                                    note("a" + suffix, "{\"x\":2}", null, WriteCondition.PRESENT),
                                    note("a" + suffix, "{\"x\":3}", null, WriteCondition.version(3)),
                                    note("c" + suffix, "{}", null, WriteCondition.ABSENT),
                                    note("d" + suffix, "{}", null, WriteCondition.NEW_VERSION))
                            : List.of(note("a" + suffix, "{}", "{\"by\":\"me\"}", WriteCondition.NONE))));
            assertThat(saved.verb()).isEqualTo(Verb.SAVE);
            assertThat(saved.details().get(0).metadata()).isEqualTo("{\"by\":\"me\"}");
            assertThat(saved.count()).isEqualTo(batch ? 7 : 1);
            assertThat(details(saved))
                    .isEqualTo(
                            batch
                                    ? List.of(
                                            "a2 CREATED 1",
                                            "a2 UPDATED 2",
                                            "b2 CREATED 1",
                                            "a2 UPDATED 3",
                                            "a2 UPDATED 4",
                                            "c2 CREATED 1",
                                            "d2 CREATED 1")
                                    : List.of("a1 CREATED 1"));
        }
        assertThat(details(effects(tx -> tx.save(List.of(note("old", "{}")))))).containsExactly("old UPDATED 3");
        assertThat(details(effects(tx -> tx.save(List.of(note("old", "{}", null, WriteCondition.PRESENT))))))
                .containsExactly("old UPDATED 4");
        assertThat(details(effects(tx -> tx.save(List.of(note("old", "{}"), note("new", "{}"))))))
                .containsExactly("old UPDATED 5", "new CREATED 1");
        assertThat(stored("a2").version()).isEqualTo(4);
    }

    @Test
    default void effects_ofASave_haveTheTimeThatIsStored() {
        Effects saved = effects(tx -> tx.save(List.of(note("a", "{}"), note("b", "{}"))));
        assertThat(saved.details().get(0).change().at()).isEqualTo(stored("a").updatedAt());
        assertThat(saved.details().get(1).change().at()).isEqualTo(stored("b").updatedAt());
    }

    @Test
    default void effects_ofAnIfAbsentThatFoundTheObject_areNone() {
        save(note("a", "{}"));
        Effects saved = effects(tx -> tx.save(List.of(note("a", "{}", null, WriteCondition.IF_ABSENT))));
        assertThat(saved.any()).isFalse();
        assertThat(saved.details()).isEmpty();
    }

    @Test
    default void effects_ofDeletions_tellTheVersionsThatWereThere() {
        for (String id : List.of("a", "b", "c", "d", "e", "f", "g")) {
            save(note(id, "{\"x\":\"" + id + "\"}"));
            save(note(id, "{\"x\":\"" + id + "\"}"));
        }
        Instant before = Instant.now().minusSeconds(60);
        Effects byKey = effects(tx -> tx.delete(key("a"), WriteCondition.NONE));
        assertThat(byKey.details().get(0).change().at()).isAfter(before);
        assertThat(details(byKey)).containsExactly("a DELETED 2");
        assertThat(details(effects(tx -> tx.delete(key("b"), WriteCondition.version(2)))))
                .containsExactly("b DELETED 2");
        Effects byIds = effects(tx -> tx.delete(NOTE, List.of("d", "nowhere", "c")));
        assertThat(details(byIds)).containsExactlyInAnyOrder("c DELETED 2", "d DELETED 2");
        assertThat(byIds.count()).isEqualTo(2);
        Effects byQuery = effects(tx -> tx.delete(NOTE, Query.ALL.where(Term.parse("x = 'e'"))));
        assertThat(details(byQuery)).containsExactly("e DELETED 2");
        assertThat(byQuery.ids()).containsExactly("e");
        Effects forgotten = effects(tx -> tx.forget(NOTE, List.of("f", "nowhere")));
        assertThat(forgotten.verb()).isEqualTo(Verb.FORGET);
        assertThat(details(forgotten)).containsExactly("f DELETED 2");
        assertThat(details(effects(tx -> tx.clear(NOTE)))).containsExactly("g DELETED 2");
        Effects none = effects(tx -> tx.delete(key("a"), WriteCondition.NONE));
        assertThat(none.any()).isFalse();
        assertThat(none.details()).isEmpty();
    }

    @Test
    default void effects_ofClearingAll_tellTheClassesThatAreWanted() {
        save(note("b", "{}"));
        save(note("a", "{}"));
        Effects cleared = effects(BackendTransaction::clear);
        assertThat(cleared.count()).isEqualTo(2);
        assertThat(details(cleared)).containsExactly("a DELETED 1", "b DELETED 1");
    }

    @Test
    default void effects_ofRestoring_tellWhatWasGiven() {
        save(note("a", "{}"));
        var document = stored("a");
        Effects restored = effects(tx -> tx.restore(List.of(document)));
        assertThat(restored.verb()).isEqualTo(Verb.RESTORE);
        assertThat(restored.details().get(0).change())
                .isEqualTo(
                        Change.saved(document.key(), document.version(), document.createdAt(), document.updatedAt()));
    }

    @Test
    default void effects_ofAClassThatIsNotWanted_areCounted() {
        Entries entries = new Entries("other");
        change(tx -> {
            tx.report(entries);
            assertThat(tx.save(List.of(note("a", "{}"), note("b", "{}"))).count())
                    .isEqualTo(2);
            assertThat(tx.delete(key("a"), WriteCondition.NONE).count()).isEqualTo(1);
            assertThat(tx.clear(NOTE).count()).isEqualTo(1);
        });
        assertThat(entries.entered).hasSize(3).allMatch(each -> each.details().isEmpty());
    }

    @Test
    default void effects_ofAWriteThatFailed_areNotEntered() {
        save(note("a", "{}"));
        Entries entries = new Entries(NOTE);
        try (BackendTransaction tx = backend().begin(Access.READ_WRITE)) {
            tx.report(entries);
            assertThatThrownBy(() -> tx.save(List.of(note("b", "{}"), note("a", "{}", null, WriteCondition.ABSENT))))
                    .isInstanceOf(ObjectExistsException.class);
        }
        assertThat(entries.entered).isEmpty();
    }

    @Test
    default void effects_extent_holdsWhatWasTouchedAndNothingElse() {
        Map<String, Effects> effects = Map.of(
                "keys", effects(tx -> tx.save(List.of(note("a", "{}"), note("b", "{}")))),
                "ids", effects(tx -> tx.delete(NOTE, List.of("a"))));
        assertThat(effects.get("keys").extent().matcher().test(NOTE, "a")).isTrue();
        assertThat(effects.get("keys").extent().matcher().test(NOTE, "c")).isFalse();
        assertThat(effects.get("keys").extent().matcher().test("other", "a")).isFalse();
        assertThat(effects.get("ids").extent().matcher().test(NOTE, "a")).isTrue();
        // No key can have an empty id, but a row may.
        assertThat(effects.get("ids").extent().matcher().test(NOTE, "")).isFalse();
        Effects cleared = effects(tx -> tx.clear(NOTE));
        assertThat(cleared.extent().matcher().test(NOTE, "")).isTrue();
        assertThat(cleared.extent().matcher().test("other", "a")).isFalse();
    }
}
