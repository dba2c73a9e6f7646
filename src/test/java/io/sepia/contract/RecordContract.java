package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.error.MappingException;
import io.sepia.model.Stored;
import io.sepia.model.Version;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Records with an id and a version replace those without, or the save is refused. */
interface RecordContract extends StorageFixture {
    @Stored
    record Author(String id, String name) {}

    @Stored
    record Editor(String id, String name, @Version long version) {}

    record Wrapper(int number, Author author) {}

    @Stored
    record Book(String id, Author author, List<Author> others) {}

    class Embedded {
        Author author;
    }

    class Shelf {
        String id = "shelf";
        Author field;
        List<Author> list = new ArrayList<>();
        List<List<Author>> lists = new ArrayList<>();
        Map<String, Author> map = new LinkedHashMap<>();
        Set<Author> set = new LinkedHashSet<>();
        Set<Author> hashed = new HashSet<>();
        Author[] array = {};
        Optional<Author> optional = Optional.empty();
        Embedded embedded = new Embedded();
        Object anything;
        Wrapper wrapper;
        Editor editor;
    }

    /** Every position in which a record can be replaced. */
    enum Place {
        FIELD((shelf, author) -> shelf.field = author, shelf -> shelf.field),
        LIST((shelf, author) -> shelf.list.add(author), shelf -> shelf.list.get(0)),
        NESTED_LIST(
                (shelf, author) -> shelf.lists.add(new ArrayList<>(List.of(author))),
                shelf -> shelf.lists.get(0).get(0)),
        MAP((shelf, author) -> shelf.map.put("key", author), shelf -> shelf.map.get("key")),
        SET(
                (shelf, author) -> shelf.set.add(author),
                shelf -> shelf.set.iterator().next()),
        HASH_SET(
                (shelf, author) -> shelf.hashed.add(author),
                shelf -> shelf.hashed.iterator().next()),
        ARRAY((shelf, author) -> shelf.array = new Author[] {author}, shelf -> shelf.array[0]),
        OPTIONAL((shelf, author) -> shelf.optional = Optional.of(author), shelf -> shelf.optional.orElseThrow()),
        EMBEDDED((shelf, author) -> shelf.embedded.author = author, shelf -> shelf.embedded.author),
        ANYTHING((shelf, author) -> shelf.anything = author, shelf -> (Author) shelf.anything);

        private final BiConsumer<Shelf, Author> put;
        private final Function<Shelf, Author> get;

        Place(BiConsumer<Shelf, Author> put, Function<Shelf, Author> get) {
            this.put = put;
            this.get = get;
        }
    }

    @ParameterizedTest
    @EnumSource
    default void save_recordWithoutId_isReplacedInItsHolder(Place place) {
        Author given = new Author(null, "Ada");
        Shelf shelf = new Shelf();
        place.put.accept(shelf, given);
        storage().save(shelf);
        Author replaced = place.get.apply(shelf);
        assertThat(replaced.id()).isNotNull();
        assertThat(replaced.name()).isEqualTo("Ada");
        assertThat(place.get.apply(storage().load(Shelf.class, "shelf"))).isEqualTo(replaced);
        assertThat(shelf.set.contains(replaced) || shelf.hashed.contains(replaced))
                .isEqualTo(place == Place.SET || place == Place.HASH_SET);
        storage().save(shelf);
        assertThat(place.get.apply(shelf)).isSameAs(replaced);
        assertThat(storage().count(Author.class)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    default void rollback_putsTheRecordWithoutIdBack(Place place) {
        Author given = new Author(null, "Ada");
        Shelf shelf = new Shelf();
        place.put.accept(shelf, given);
        rolledBack(tx -> {
            tx.save(shelf);
            assertThat(place.get.apply(shelf).id()).isNotNull();
        });
        assertThat(place.get.apply(shelf)).isSameAs(given);
        assertThat(shelf.hashed.contains(given)).isEqualTo(place == Place.HASH_SET);
        assertThat(storage().classes()).isEmpty();
        storage().save(shelf);
        assertThat(place.get.apply(storage().load(Shelf.class, "shelf")).name()).isEqualTo("Ada");
    }

    @Test
    default void save_oneRecordInManyPlaces_isOneObject() {
        Author ada = new Author(null, "Ada");
        Author grace = new Author(null, "Grace");
        Shelf shelf = new Shelf();
        for (Place each : Place.values()) {
            each.put.accept(shelf, ada);
        }
        shelf.list.addAll(List.of(grace, ada));
        storage().save(shelf);
        assertThat(storage().count(Author.class)).isEqualTo(2);
        Author replaced = shelf.field;
        for (Place each : Place.values()) {
            assertThat(each.get.apply(shelf)).isSameAs(replaced);
        }
        assertThat(shelf.list).containsExactly(replaced, shelf.list.get(1), replaced);
        Shelf loaded = storage().load(Shelf.class, "shelf");
        assertThat(loaded.list).isEqualTo(shelf.list);
        assertThat(loaded.list.get(0)).isSameAs(loaded.field);
    }

    @Test
    default void save_setWithSeveralRecords_keepsTheirOrder() {
        Shelf shelf = new Shelf();
        for (int i = 0; i < 20; i++) {
            shelf.set.add(new Author(i % 2 == 0 ? null : "id" + i, "name " + i));
        }
        List<String> names = shelf.set.stream().map(Author::name).toList();
        storage().save(shelf);
        assertThat(shelf.set.stream().map(Author::name)).isEqualTo(names);
        assertThat(shelf.set).allMatch(each -> each.id() != null).allMatch(shelf.set::contains);
        assertThat(storage().load(Shelf.class, "shelf").set).containsExactlyElementsOf(shelf.set);
    }

    @Test
    default void save_recordWithReservedNamesBeside_isReplacedAsWell() {
        Shelf shelf = new Shelf();
        shelf.field = new Author(null, "Ada");
        shelf.optional = Optional.of(new Author(null, "Grace"));
        shelf.anything = new LinkedHashMap<>(Map.of("$ref", Map.of("class", "a", "id", "b")));
        storage().save(shelf);
        assertThat(storage().count(Author.class)).isEqualTo(2);
        Shelf loaded = storage().load(Shelf.class, "shelf");
        assertThat(loaded.field).isEqualTo(shelf.field);
        assertThat(loaded.optional).isEqualTo(shelf.optional);
        assertThat(loaded.anything).isEqualTo(Map.of("$ref", Map.of("class", "a", "id", "b")));
    }

    private void assertUnplaceable(Object holder) {
        for (boolean graph : new boolean[] {false, true}) {
            assertThatExceptionOfType(MappingException.class)
                    .isThrownBy(() -> {
                        if (graph) {
                            storage().saveGraph(holder);
                        } else {
                            storage().save(holder);
                        }
                    })
                    .withMessageContaining("RecordContract$Author")
                    .withMessageContaining("inside something immutable")
                    .withMessageContaining("Save the record first");
        }
        assertThat(storage().classes()).isEmpty();
    }

    @Test
    default void save_recordWithoutIdInsideSomethingImmutable_isRefused() {
        Author ada = new Author(null, "Ada");
        Shelf list = new Shelf();
        list.list = List.of(ada);
        assertUnplaceable(list);
        Shelf map = new Shelf();
        map.map = Map.of("a", ada);
        assertUnplaceable(map);
        Shelf set = new Shelf();
        set.set = Set.of(ada);
        assertUnplaceable(set);
        Shelf wrapper = new Shelf();
        wrapper.wrapper = new Wrapper(1, ada);
        wrapper.field = ada;
        assertUnplaceable(wrapper);
        assertThat(wrapper.field).isSameAs(ada);
        assertUnplaceable(new Book("b", ada, List.of()));
        assertUnplaceable(new Book("b", null, List.of(ada)));
    }

    @Test
    default void save_recordWithIdInsideSomethingImmutable_isFine() {
        Author ada = new Author("ada", "Ada");
        Book book = new Book("b", ada, List.of(ada));
        assertThat(storage().save(book)).isSameAs(book);
        assertThat(storage().load(Book.class, "b")).isEqualTo(book);
    }

    @Test
    default void save_mutableListInsideARecord_isChangedInPlace() {
        List<Author> others = new ArrayList<>(List.of(new Author(null, "Ada")));
        Book saved = storage().save(new Book(null, null, others));
        assertThat(others.get(0).id()).isNotNull();
        assertThat(storage().load(Book.class, saved.id())).isEqualTo(saved);
    }

    @Test
    default void saveGraph_versionedRecord_isReplacedByItsNextVersion() {
        Shelf shelf = new Shelf();
        Editor given = new Editor("e", "Grace", 0);
        shelf.editor = given;
        storage().save(shelf);
        assertThat(shelf.editor.version()).isEqualTo(1);
        Editor first = shelf.editor;
        storage().save(shelf);
        assertThat(shelf.editor).isSameAs(first);
        storage().saveGraph(shelf);
        assertThat(shelf.editor.version()).isEqualTo(2);
        rolledBack(tx -> tx.saveGraph(shelf));
        assertThat(shelf.editor.version()).isEqualTo(2);
        storage().saveGraph(shelf);
        assertThat(storage().load(Shelf.class, "shelf").editor).isEqualTo(new Editor("e", "Grace", 3));
    }
}
