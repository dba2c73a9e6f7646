package io.sepia.internal.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.WriteCondition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What reads find: by key, by many keys, in pages, in numbers. */
interface ReadContract extends BackendFixture {
    @Test
    default void load_absentObject_isEmpty() {
        saveNotes("b");

        read(tx -> assertThat(tx.load(key("a"))).isEmpty());
        read(tx -> assertThat(tx.load(new ObjectKey("unknown", "b"))).isEmpty());
    }

    @Test
    default void load_sameIdInOtherClass_isAnotherObject() {
        save(note("a", "1"), write(new ObjectKey("other", "a"), "2", null, WriteCondition.NONE));

        assertThat(stored("a").content()).isEqualTo("1");
        read(tx -> assertThat(tx.load(new ObjectKey("other", "a")))
                .map(StoredDocument::content)
                .contains("2"));
    }

    @Test
    default void load_many_givesThoseThatAreStoredOnce() {
        saveNotes("a", "b", "c");
        save(write(new ObjectKey("other", "z"), "{}", null, WriteCondition.NONE));

        List<StoredDocument> loaded = reading(tx -> tx.load(NOTE, List.of("c", "nowhere", "a", "c", "z", "C", "a ")));
        assertThat(loaded).extracting(StoredDocument::key).containsExactlyInAnyOrder(key("a"), key("c"));
        assertThat(loaded)
                .allMatch(document -> document.equals(stored(document.key().id())));
    }

    @Test
    default void load_manyOfUnknownClassOrNone_isEmpty() {
        saveNotes("a");

        read(tx -> assertThat(tx.load("unknown", List.of("a"))).isEmpty());
        read(tx -> assertThat(tx.load(NOTE, List.of())).isEmpty());
    }

    @Test
    default void load_tenThousandAndMore_givesAllOfThem() {
        List<String> ids = saveNumbered(12_345);
        List<String> asked = new ArrayList<>(ids);
        asked.addAll(ids.subList(0, 5_000));
        IntStream.range(0, 3_000).forEach(i -> asked.add("unknown" + i));
        Collections.shuffle(asked, new Random(7));

        read(tx -> assertThat(tx.load(NOTE, asked))
                .extracting(document -> document.key().id())
                .containsExactlyInAnyOrderElementsOf(ids));
        read(tx -> assertThat(tx.existing(NOTE, asked)).containsExactlyInAnyOrderElementsOf(ids));
    }

    @Test
    default void exists_tellsStoredFromAbsent() {
        saveNotes("a", "n.1");

        read(tx -> assertThat(tx.exists(key("a"))).isTrue());
        read(tx -> assertThat(tx.exists(key("A"))).isFalse());
        read(tx -> assertThat(tx.exists(key("n"))).isFalse());
        read(tx -> assertThat(tx.exists(new ObjectKey("unknown", "a"))).isFalse());
    }

    @Test
    default void existing_givesThoseThatAreStored() {
        saveNotes("a", "b");

        read(tx -> assertThat(tx.existing(NOTE, List.of("b", "c", "b", "B"))).containsExactly("b"));
        read(tx -> assertThat(tx.existing("unknown", List.of("a"))).isEmpty());
        read(tx -> assertThat(tx.existing(NOTE, List.of())).isEmpty());
    }

    @Test
    default void ids_unknownClass_isEmpty() {
        saveNotes("a");

        read(tx -> assertThat(tx.ids("unknown")).isEmpty());
        read(tx -> assertThat(tx.ids("Note")).isEmpty());
    }

    @Test
    default void ids_generationsByHand_sortAsText() {
        saveNotes("n.2", "n", "n.10", "n-1", "n.1");

        assertThat(storedIds()).containsExactly("n", "n-1", "n.1", "n.10", "n.2");
    }

    @Test
    default void page_fromTheStart_givesWholeDocumentsInOrder() {
        save(
                note("b", "{\"b\":1}", "{\"k\":1}", WriteCondition.NONE),
                note("a", "{\"a\":1}"),
                write(new ObjectKey("notd", "z"), "{}", null, WriteCondition.NONE),
                write(new ObjectKey("notf", "0"), "{}", null, WriteCondition.NONE));

        read(tx -> assertThat(tx.page(NOTE, "", 10)).containsExactly(stored("a"), stored("b")));
    }

    @Test
    default void page_afterId_needsNotBeStored() {
        saveNotes("a", "c", "e");

        assertThat(pageIds("c", 10)).containsExactly("e");
        assertThat(pageIds("b", 10)).containsExactly("c", "e");
        assertThat(pageIds("0", 10)).containsExactly("a", "c", "e");
        assertThat(pageIds("e", 10)).isEmpty();
        assertThat(pageIds("z", 10)).isEmpty();
    }

    @Test
    default void page_limit_isKeptAndEndIsKnown() {
        saveNotes("a", "b", "c", "d");

        assertThat(pageIds("", 1)).containsExactly("a");
        assertThat(pageIds("a", 1)).containsExactly("b");
        assertThat(pageIds("", 4)).containsExactly("a", "b", "c", "d");
        assertThat(pageIds("b", 2)).containsExactly("c", "d");
        assertThat(pageIds("d", 2)).isEmpty();
        assertThat(pageIds("", Integer.MAX_VALUE)).containsExactly("a", "b", "c", "d");
    }

    @Test
    default void page_limitBelowOne_isRefused() {
        saveNotes("a");

        for (int limit : new int[] {0, -1, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> pageIds("", limit), "limit %s", limit)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    default void page_unknownClass_isEmpty() {
        saveNotes("a");

        read(tx -> assertThat(tx.page("unknown", "", 10)).isEmpty());
    }

    @Test
    default void page_oneAfterTheOther_givesEachDocumentOnce() {
        saveNumbered(1_000);
        List<String> expected = storedIds();

        for (int limit : new int[] {1, 7, 250, 999, 1_000, 1_001}) {
            List<String> seen = new ArrayList<>();
            reading(tx -> {
                List<StoredDocument> page;
                do {
                    page = tx.page(NOTE, seen.isEmpty() ? "" : seen.get(seen.size() - 1), limit);
                    assertThat(page).hasSizeLessThanOrEqualTo(limit);
                    page.forEach(document -> seen.add(document.key().id()));
                    assertThat(seen).hasSizeLessThanOrEqualTo(expected.size());
                } while (page.size() == limit);
                return seen;
            });
            assertThat(seen).as("pages of " + limit).isEqualTo(expected);
        }
    }

    @Test
    default void count_followsWritesAndDeletes() {
        read(tx -> assertThat(tx.count(NOTE)).isZero());
        saveNotes("a", "b", "c", "a");
        read(tx -> assertThat(tx.count(NOTE)).isEqualTo(3));
        change(tx -> tx.delete(key("b"), WriteCondition.NONE));
        read(tx -> assertThat(tx.count(NOTE)).isEqualTo(2));
        read(tx -> assertThat(tx.count("Note")).isZero());
    }

    @Test
    default void classes_areThoseThatHaveObjects() {
        read(tx -> assertThat(tx.classes()).isEmpty());
        saveNotes("a", "b");
        save(write(new ObjectKey("gone", "a"), "{}", null, WriteCondition.NONE));
        change(tx -> tx.delete(new ObjectKey("gone", "a"), WriteCondition.NONE));

        read(tx -> assertThat(tx.classes()).containsExactly(Map.entry(NOTE, 2L)));
    }

    private List<String> pageIds(String afterId, int limit) {
        return reading(tx -> tx.page(NOTE, afterId, limit).stream()
                .map(document -> document.key().id())
                .toList());
    }

    private List<String> saveNumbered(int number) {
        List<String> ids = IntStream.range(0, number).mapToObj(i -> "n" + i).toList();
        List<DocumentWrite> writes = new ArrayList<>();
        ids.forEach(id -> writes.add(note(id, "{\"id\":\"" + id + "\"}")));
        Collections.shuffle(writes, new Random(11));
        change(tx -> tx.save(writes));
        return ids;
    }
}
