package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.document.ObjectKey;
import io.sepia.error.MappingException;
import io.sepia.error.ObjectExistsException;
import io.sepia.error.ObjectNotFoundException;
import io.sepia.error.StorageClosedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each operation on objects without references. */
interface VerbContract extends StorageFixture {
    class Note {
        String id;
        String title;

        Note() {}

        Note(String id, String title) {
            this.id = id;
            this.title = title;
        }
    }

    record Tag(String id) {}

    record Page(String id, int number) {}

    private List<Note> notes(String... ids) {
        return Stream.of(ids).map(id -> new Note(id, "title of " + id)).toList();
    }

    private String title(String id) {
        return storage().load(Note.class, id).title;
    }

    @Test
    default void save_again_replacesTheObject() {
        storage().save(new Note("a", "old"));
        storage().save(new Note("a", "new"));
        assertThat(title("a")).isEqualTo("new");
        assertThat(storage().count(Note.class)).isEqualTo(1);
    }

    @Test
    default void load_twice_givesTwoInstances() {
        Note note = storage().save(new Note("a", "x"));
        Note loaded = storage().load(Note.class, "a");
        assertThat(loaded).isNotSameAs(note).isNotSameAs(storage().load(Note.class, "a"));
        loaded.title = "changed";
        assertThat(title("a")).isEqualTo("x");
    }

    @Test
    default void saveAll_manyObjects_returnsThemInOrder() {
        List<Page> pages =
                IntStream.range(0, 600).mapToObj(i -> new Page(null, i)).toList();
        List<Page> saved = storage().saveAll(pages);
        assertThat(saved)
                .extracting(Page::number)
                .containsExactlyElementsOf(IntStream.range(0, 600).boxed().toList());
        assertThat(saved).extracting(Page::id).doesNotContainNull().doesNotHaveDuplicates();
        assertThat(storage().loadAll(Page.class, saved.stream().map(Page::id).toList()))
                .isEqualTo(saved);
    }

    @Test
    default void saveAll_oneKeyTwice_keepsTheLast() {
        storage().saveAll(List.of(new Note("a", "1"), new Note("b", "2"), new Note("a", "3")));
        assertThat(title("a")).isEqualTo("3");
        assertThat(storage().ids(Note.class)).containsExactly("a", "b");
    }

    @Test
    default void saveAll_none_doesNothing() {
        assertThat(storage().saveAll(List.<Note>of())).isEmpty();
        assertThat(storage().insertAll(List.<Note>of())).isEmpty();
        assertThat(storage().updateAll(List.<Note>of())).isEmpty();
        assertThat(storage().classes()).isEmpty();
    }

    @Test
    default void insert_storedObject_isRefused() {
        storage().insert(new Note("a", "old"));
        assertThatExceptionOfType(ObjectExistsException.class)
                .isThrownBy(() -> storage().insert(new Note("a", "new")))
                .withMessageContaining("Note 'a' already exists")
                .withMessageContaining("Use save")
                .satisfies(e -> assertThat(e.className() + "/" + e.id()).isEqualTo("Note/a"));
        assertThat(title("a")).isEqualTo("old");
    }

    @Test
    default void insertAll_oneStored_storesNone() {
        storage().save(new Note("b", "old"));
        assertThatExceptionOfType(ObjectExistsException.class)
                .isThrownBy(() -> storage().insertAll(notes("a", "b", "c")));
        assertThatExceptionOfType(ObjectExistsException.class)
                .isThrownBy(() -> storage().insertAll(notes("d", "d")));
        assertThat(storage().ids(Note.class)).containsExactly("b");
        assertThat(title("b")).isEqualTo("old");
        assertThat(storage().insertAll(notes("x", "y")))
                .extracting(each -> each.id)
                .containsExactly("x", "y");
    }

    @Test
    default void update_absentObject_isRefused() {
        assertThatExceptionOfType(ObjectNotFoundException.class)
                .isThrownBy(() -> storage().update(new Note("a", "x")))
                .withMessageContaining("Note 'a' is not stored")
                .satisfies(e -> assertThat(e.className() + "/" + e.id()).isEqualTo("Note/a"));
        storage().save(new Note("b", "old"));
        assertThatExceptionOfType(ObjectNotFoundException.class)
                .isThrownBy(() -> storage().updateAll(notes("b", "c")));
        assertThat(storage().ids(Note.class)).containsExactly("b");
        assertThat(title("b")).isEqualTo("old");
    }

    @Test
    default void update_storedObjects_replacesThem() {
        storage().saveAll(notes("a", "b"));
        storage().update(new Note("a", "new a"));
        storage().updateAll(List.of(new Note("b", "new b")));
        assertThat(title("a") + ", " + title("b")).isEqualTo("new a, new b");
    }

    @Test
    default void delete_tellsWhetherItWasThere() {
        List<Note> notes = storage().saveAll(notes("a", "b", "c"));
        assertThat(storage().delete(Note.class, "a")).isTrue();
        assertThat(storage().delete(Note.class, "a")).isFalse();
        assertThat(storage().delete(notes.get(1))).isTrue();
        assertThat(storage().delete(notes.get(1))).isFalse();
        assertThat(storage().ids(Note.class)).containsExactly("c");
    }

    @Test
    default void delete_objectWithoutId_isRefused() {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> storage().delete(new Note()))
                .withMessageContaining("property id holds no id");
    }

    @Test
    default void deleteAll_countsThoseThatWereThere() {
        storage().saveAll(notes("a", "b", "c"));
        storage().save(new Tag("a"));
        assertThat(storage().deleteAll(Note.class, List.of("a", "x", "c"))).isEqualTo(2);
        assertThat(storage().deleteAll(Note.class, List.of())).isZero();
        assertThat(storage().ids(Note.class)).containsExactly("b");
        assertThat(storage().exists(Tag.class, "a")).isTrue();
    }

    @Test
    default void find_absentObject_isEmpty() {
        assertThat(storage().find(Note.class, "a")).isEmpty();
        assertThat(storage().findVersioned(Note.class, "a")).isEmpty();
        assertThat(storage().exists(Note.class, "a")).isFalse();
        assertThat(storage().count(Note.class)).isZero();
        assertThat(storage().ids(Note.class)).isEmpty();
        assertThatExceptionOfType(ObjectNotFoundException.class)
                .isThrownBy(() -> storage().load(Note.class, "a"))
                .withMessageContaining("Note 'a'")
                .withMessageContaining("Use find");
    }

    @Test
    default void find_storedObject_isThatObject() {
        storage().save(new Note("a", "x"));
        assertThat(storage().find(Note.class, "a").map(each -> each.title)).isEqualTo(Optional.of("x"));
        assertThat(storage().exists(Note.class, "a")).isTrue();
        assertThat(storage().exists(Tag.class, "a")).isFalse();
    }

    @Test
    default void findVersioned_givesVersionTimesAndMetadata() {
        Instant before = Instant.now().minusSeconds(1);
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("source", "test");
        metadata.put("rank", 9007199254740993L);
        metadata.put("tags", List.of("x", "y"));
        storage().save(new Note("a", "x"), metadata);
        var first = storage().findVersioned(Note.class, "a").orElseThrow();
        assertThat(first.value().title).isEqualTo("x");
        assertThat(first.key()).isEqualTo(new ObjectKey("Note", "a"));
        assertThat(first.version()).isEqualTo(1);
        assertThat(first.createdAt())
                .isEqualTo(first.updatedAt())
                .isBetween(before, Instant.now().plusSeconds(1));
        assertThat(first.metadata()).isEqualTo(metadata);

        storage().save(new Note("a", "y"));
        var second = storage().findVersioned(Note.class, "a").orElseThrow();
        assertThat(second.version()).isEqualTo(2);
        assertThat(second.createdAt()).isEqualTo(first.createdAt());
        assertThat(second.updatedAt()).isAfterOrEqualTo(first.updatedAt());
        assertThat(second.metadata()).isEqualTo(metadata);

        storage().save(new Note("a", "y"), Map.of());
        assertThat(storage().findVersioned(Note.class, "a").orElseThrow().metadata())
                .isEmpty();
        storage().save(new Note("b", "y"));
        assertThat(storage().findVersioned(Note.class, "b").orElseThrow().metadata())
                .isEmpty();
    }

    @Test
    default void loadAll_keepsTheOrderThatWasAskedFor() {
        storage().saveAll(notes("a", "b", "c"));
        List<Note> loaded = storage().loadAll(Note.class, List.of("c", "a", "c"));
        assertThat(loaded).extracting(each -> each.id).containsExactly("c", "a", "c");
        assertThat(loaded.get(0)).isSameAs(loaded.get(2));
        assertThat(storage().loadAll(Note.class, List.of())).isEmpty();
        assertThatExceptionOfType(ObjectNotFoundException.class)
                .isThrownBy(() -> storage().loadAll(Note.class, List.of("a", "x")))
                .withMessageContaining("Note 'x'");
    }

    @Test
    default void clear_class_keepsOtherClasses() {
        storage().saveAll(notes("a", "b"));
        storage().save(new Tag("t"));
        assertThat(storage().clear(Note.class)).isEqualTo(2);
        assertThat(storage().clear(Note.class)).isZero();
        assertThat(storage().classes()).isEqualTo(Map.of("Tag", 1L));
    }

    @Test
    default void clear_deletesEverything() {
        storage().saveAll(notes("a", "b"));
        storage().save(new Tag("t"));
        assertThat(storage().clear()).isEqualTo(3);
        assertThat(storage().clear()).isZero();
        assertThat(storage().contents().ids()).isEmpty();
    }

    @Test
    default void classesAndAllIds_areInOrder() {
        storage().save(new Tag("t"));
        storage().saveAll(notes("c", "B", "a"));
        storage().documents("zoo").save("lion", "{}");
        assertThat(storage().classes().keySet()).containsExactly("Note", "Tag", "zoo");
        assertThat(storage().classes()).isEqualTo(Map.of("Note", 3L, "Tag", 1L, "zoo", 1L));
        assertThat(storage().contents().ids().keySet()).containsExactly("Note", "Tag", "zoo");
        assertThat(storage().contents().ids().get("Note")).containsExactly("B", "a", "c");
    }

    private List<Page> thousand() {
        return IntStream.range(0, 1000)
                .mapToObj(i -> new Page("p%04d".formatted(i), i))
                .toList();
    }

    @Test
    default void stream_thousandObjects_areInOrder() {
        List<Page> pages = thousand();
        List<Page> shuffled = new ArrayList<>(pages);
        Collections.shuffle(shuffled, new Random(1));
        storage().saveAll(shuffled);
        try (Stream<Page> stream = storage().stream(Page.class)) {
            assertThat(stream.toList()).isEqualTo(pages);
        }
        try (Stream<Note> stream = storage().stream(Note.class)) {
            assertThat(stream).isEmpty();
        }
    }

    @Test
    default void stream_showsTheStateOfItsOpening() {
        storage().saveAll(thousand());
        try (Stream<Page> stream = storage().stream(Page.class)) {
            Iterator<Page> pages = stream.iterator();
            assertThat(pages.next().number()).isZero();
            storage().save(new Page("p0999", -1));
            storage().save(new Page("q", -2));
            List<Page> rest = new ArrayList<>();
            pages.forEachRemaining(rest::add);
            assertThat(rest).hasSize(999);
            assertThat(rest.get(998).number()).isEqualTo(999);
        }
        assertThat(storage().load(Page.class, "p0999").number()).isEqualTo(-1);
    }

    @Test
    default void stream_closedEarly_readsNoMore() {
        storage().saveAll(thousand());
        Stream<Page> stream = storage().stream(Page.class);
        Iterator<Page> pages = stream.iterator();
        pages.next();
        stream.close();
        assertThatExceptionOfType(StorageClosedException.class).isThrownBy(() -> pages.forEachRemaining(each -> {}));
        storage().save(new Page("q", 1));
        assertThat(storage().count(Page.class)).isEqualTo(1001);
    }

    @Test
    @SuppressWarnings("resource") // they are left open on purpose
    default void stream_readToItsEnd_holdsNoConnection() {
        storage().save(new Page("only", 1));
        for (int i = 0; i < 20; i++) {
            assertThat(storage().stream(Page.class).toList()).hasSize(1);
        }
    }

    @Test
    default void stream_manyClosedEarly_leaveTheStoreUsable() {
        storage().saveAll(thousand());
        for (int i = 0; i < 100; i++) {
            try (Stream<Page> stream = storage().stream(Page.class)) {
                assertThat(stream.limit(3)).hasSize(3);
            }
        }
        assertThat(storage().count(Page.class)).isEqualTo(1000);
    }

    @Test
    default void stream_inTransaction_seesItsWritesAndEndsWithIt() {
        storage().save(new Tag("a"));
        Stream<Tag> kept = storage().inTransaction(tx -> {
            tx.save(new Tag("b"));
            try (Stream<Tag> stream = tx.stream(Tag.class)) {
                assertThat(stream.map(Tag::id)).containsExactly("a", "b");
            }
            return tx.stream(Tag.class);
        });
        assertThatExceptionOfType(StorageClosedException.class).isThrownBy(kept::toList);
    }
}
