package io.sepia.internal.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.error.StaleVersionException;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.WriteCondition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What deletes take away, and what they leave. */
interface DeleteContract extends BackendFixture {
    @Test
    default void delete_storedObject_takesItAwayAndSaysSo() {
        saveNotes("a", "b");

        change(tx -> assertThat(tx.delete(key("a"), WriteCondition.NONE).any()).isTrue());
        assertThat(storedIds()).containsExactly("b");
        read(tx -> assertThat(tx.load(key("a"))).isEmpty());
    }

    @Test
    default void delete_absentObject_isNoErrorAndSaysSo() {
        saveNotes("b");

        change(tx -> assertThat(tx.delete(key("a"), WriteCondition.NONE).any()).isFalse());
        change(tx ->
                assertThat(tx.delete(key("a"), WriteCondition.version(3)).any()).isFalse());
        change(tx -> assertThat(tx.delete(new ObjectKey("unknown", "b"), WriteCondition.NONE)
                        .any())
                .isFalse());
        assertThat(storedIds()).containsExactly("b");
    }

    @Test
    default void delete_twice_findsItOnce() {
        saveNotes("a");

        change(tx -> {
            assertThat(tx.delete(key("a"), WriteCondition.NONE).any()).isTrue();
            assertThat(tx.delete(key("a"), WriteCondition.NONE).any()).isFalse();
        });
    }

    @Test
    default void delete_versionThatIsStored_takesItAway() {
        saveNotes("a", "a");

        change(tx ->
                assertThat(tx.delete(key("a"), WriteCondition.version(2)).any()).isTrue());
        assertThat(storedIds()).isEmpty();
    }

    @Test
    default void delete_otherVersion_isStale() {
        saveNotes("a", "a", "a");

        for (long expected : new long[] {1, 2, 4}) {
            assertThatExceptionOfType(StaleVersionException.class)
                    .isThrownBy(() -> change(tx -> tx.delete(key("a"), WriteCondition.version(expected))))
                    .satisfies(e -> {
                        assertThat(e.className()).isEqualTo(NOTE);
                        assertThat(e.id()).isEqualTo("a");
                        assertThat(e.expected()).isEqualTo(expected);
                        assertThat(e.found()).isEqualTo(3);
                    });
        }
        assertThat(stored("a").version()).isEqualTo(3);
    }

    @Test
    default void delete_conditionForWritesOnly_isRefused() {
        saveNotes("a");

        for (WriteCondition condition : List.of(
                WriteCondition.ABSENT, WriteCondition.NEW_VERSION, WriteCondition.IF_ABSENT, WriteCondition.PRESENT)) {
            assertThatThrownBy(() -> change(tx -> tx.delete(key("a"), condition)), "%s", condition)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(condition.kind().name());
        }
        assertThat(storedIds()).containsExactly("a");
    }

    @Test
    default void delete_container_leavesWhatItRefersTo() {
        saveNotes("target");
        String reference = "{\"to\":{\"$ref\":{\"class\":\"note\",\"id\":\"target\"}}}";
        save(new DocumentWrite(key("a"), ObjectType.CONTAINER, reference, null, WriteCondition.NONE));
        change(tx -> tx.delete(key("a"), WriteCondition.NONE));

        assertThat(storedIds()).containsExactly("target");
    }

    @Test
    default void delete_many_countsThoseThatWereThere() {
        saveNotes("a", "b", "c", "d");
        save(write(new ObjectKey("other", "a"), "{}", null, WriteCondition.NONE));

        change(tx -> assertThat(
                        tx.delete(NOTE, List.of("d", "nowhere", "a", "a")).count())
                .isEqualTo(2));
        assertThat(storedIds()).containsExactly("b", "c");
        read(tx -> assertThat(tx.ids("other")).containsExactly("a"));
    }

    @Test
    default void delete_manyOfUnknownClassOrNone_isZero() {
        saveNotes("a");

        change(tx -> assertThat(tx.delete("unknown", List.of("a")).count()).isZero());
        change(tx -> assertThat(tx.delete(NOTE, List.of()).count()).isZero());
        assertThat(storedIds()).containsExactly("a");
    }

    @Test
    default void delete_tenThousand_leavesTheOthers() {
        List<DocumentWrite> writes = new ArrayList<>();
        List<String> even = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            writes.add(note("n" + i, "{}"));
            if (i % 2 == 0) {
                even.add("n" + i);
            }
        }
        change(tx -> tx.save(writes));

        change(tx -> assertThat(tx.delete(NOTE, even).count()).isEqualTo(10_000));
        assertThat(storedIds())
                .hasSize(10_000)
                .allMatch(id -> Integer.parseInt(id.substring(1)) % 2 == 1)
                .contains("n1", "n19999");
    }

    @Test
    default void clear_class_takesAwayItsObjectsOnly() {
        saveNotes("a", "b", "c");
        save(write(new ObjectKey("noteX", "a"), "{}", null, WriteCondition.NONE));
        save(write(new ObjectKey("Note", "a"), "{}", null, WriteCondition.NONE));
        save(write(new ObjectKey("note ", "a"), "{}", null, WriteCondition.NONE));

        change(tx -> assertThat(tx.clear(NOTE).count()).isEqualTo(3));
        assertThat(storedIds()).isEmpty();
        read(tx -> assertThat(tx.count(NOTE)).isZero());
        read(tx -> assertThat(tx.classes())
                .containsExactly(Map.entry("Note", 1L), Map.entry("note ", 1L), Map.entry("noteX", 1L)));
    }

    @Test
    default void clear_unknownClass_isZero() {
        saveNotes("a");

        change(tx -> assertThat(tx.clear("unknown").count()).isZero());
        assertThat(storedIds()).containsExactly("a");
    }

    @Test
    default void clear_all_takesAwayEverything() {
        saveNotes("a", "b");
        save(write(new ObjectKey("other", "a"), "{}", null, WriteCondition.NONE));

        change(tx -> assertThat(tx.clear().count()).isEqualTo(3));
        read(tx -> assertThat(tx.classes()).isEmpty());
        change(tx -> assertThat(tx.clear().count()).isZero());
    }

    @Test
    default void clear_thenSaveInOneTransaction_beginsAnew() {
        saveNotes("a", "a", "b");
        change(tx -> {
            tx.clear();
            tx.save(List.of(note("a", "1", WriteCondition.ABSENT)));
        });

        assertThat(storedIds()).containsExactly("a");
        assertThat(stored("a").version()).isEqualTo(3);
        assertThat(stored("a").createdAt()).isEqualTo(stored("a").updatedAt());
    }
}
