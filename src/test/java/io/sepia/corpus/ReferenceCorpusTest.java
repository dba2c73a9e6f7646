package io.sepia.corpus;

import static io.sepia.Field.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeInfo.As;
import com.fasterxml.jackson.annotation.JsonTypeInfo.Id;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.sepia.Storage;
import io.sepia.corpus.CorpusStore.Kind;
import io.sepia.error.StorageException;
import io.sepia.internal.backend.file.FastDirectory;
import io.sepia.model.Ref;
import io.sepia.model.Stored;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** References come back, are found and survive load and save, wherever they stand and whatever chooses the class. */
class ReferenceCorpusTest {
    @TempDir(factory = FastDirectory.class)
    private Path directory;

    @Stored
    static class Owner {
        String id;
        String name;

        Owner() {}

        Owner(String id) {
            this.id = id;
            this.name = "owner " + id;
        }
    }

    @JsonTypeInfo(use = Id.NAME, include = As.PROPERTY)
    @JsonSubTypes(@JsonSubTypes.Type(ByProperty.class))
    interface Property {}

    static class ByProperty implements Property {
        Owner owner;
    }

    @JsonTypeInfo(use = Id.NAME, include = As.EXISTING_PROPERTY, property = "kind", visible = true)
    @JsonSubTypes(@JsonSubTypes.Type(value = ByExisting.class, name = "e"))
    interface Existing {}

    static class ByExisting implements Existing {
        String kind = "e";
        Owner owner;
    }

    @JsonTypeInfo(use = Id.NAME, include = As.WRAPPER_OBJECT)
    @JsonSubTypes(@JsonSubTypes.Type(ByObject.class))
    interface WrapperObject {}

    static class ByObject implements WrapperObject {
        Owner owner;
    }

    @JsonTypeInfo(use = Id.NAME, include = As.WRAPPER_ARRAY)
    @JsonSubTypes(@JsonSubTypes.Type(ByArray.class))
    interface WrapperArray {}

    static class ByArray implements WrapperArray {
        Owner owner;
    }

    @JsonTypeInfo(use = Id.DEDUCTION)
    @JsonSubTypes({@JsonSubTypes.Type(ByDeduction.class), @JsonSubTypes.Type(Other.class)})
    interface Deduced {}

    static class ByDeduction implements Deduced {
        Owner owner;
    }

    static class Other implements Deduced {
        int n;
    }

    @JsonTypeInfo(use = Id.SIMPLE_NAME)
    @JsonSubTypes(@JsonSubTypes.Type(Sub.class))
    static class Concrete {
        String own;
    }

    static class Sub extends Concrete {
        Owner owner;
    }

    interface External {}

    static class ByExternal implements External {
        Owner owner;
    }

    static class Annex {
        @JsonTypeInfo(use = Id.NAME, include = As.EXTERNAL_PROPERTY, property = "externalKind")
        @JsonSubTypes(@JsonSubTypes.Type(value = ByExternal.class, name = "x"))
        External external;
    }

    @JsonDeserialize(as = AsImplementation.class)
    interface Plain {}

    static class AsImplementation implements Plain {
        Owner owner;
    }

    sealed interface Sealed permits First, Second {}

    record First(Map<String, String> owner) implements Sealed {}

    record Second(Owner owner) implements Sealed {}

    static class Flat {
        Owner flatOwner;
    }

    static class Box<T> {
        T value;
    }

    record Part(Owner owner, List<Owner> owners) {}

    static class Made {
        private final Owner owner;

        @JsonCreator
        Made(@JsonProperty("owner") Owner owner) {
            this.owner = owner;
        }
    }

    static class House {
        String id = "house";
        Owner one;
        Ref<Owner> ref;
        Object any;
        List<Owner> list;
        Set<Owner> set;
        Owner[] array;
        Deque<Owner> deque;
        Map<String, Owner> map;
        TreeMap<Integer, Owner> numbers;
        Map<String, List<Optional<Owner>>> deep;
        List<Ref<Owner>> refs;
        Optional<Owner> optional;
        AtomicReference<Owner> atomic = new AtomicReference<>();
        Box<Owner> box;
        Box<List<Map<String, Owner>>> boxes;
        Part part;
        Part[] parts;
        Made made;
        Property property;
        List<Property> properties;
        Existing existing;
        WrapperObject wrapperObject;
        WrapperArray wrapperArray;
        Map<String, WrapperArray> wrapperArrays;
        Deduced deduced;
        Concrete concrete;

        Annex annex;
        Plain plain;

        @JsonDeserialize(as = AsImplementation.class)
        Plain plainHere;

        Sealed sealed;
        List<Sealed> sealeds;
        Optional<Sealed> maybeSealed;

        @JsonUnwrapped
        Flat flat = new Flat();

        @JsonUnwrapped(prefix = "p_")
        Flat prefixed = new Flat();
    }

    record Place(String name, BiConsumer<House, Owner> put, Function<House, Owner> get) {}

    private static Place place(String name, BiConsumer<House, Owner> put, Function<House, Owner> get) {
        return new Place(name, put, get);
    }

    private static <T> T with(T made, java.util.function.Consumer<T> change) {
        change.accept(made);
        return made;
    }

    static final List<Place> PLACES = List.of(
            place("one", (h, o) -> h.one = o, h -> h.one),
            place("ref", (h, o) -> h.ref = Ref.of(o), h -> h.ref.get()),
            place("any", (h, o) -> h.any = o, h -> (Owner) h.any),
            place("list", (h, o) -> h.list = new ArrayList<>(List.of(o)), h -> h.list.get(0)),
            place(
                    "set",
                    (h, o) -> h.set = new LinkedHashSet<>(List.of(o)),
                    h -> h.set.iterator().next()),
            place("array", (h, o) -> h.array = new Owner[] {o}, h -> h.array[0]),
            place("deque", (h, o) -> h.deque = new LinkedList<>(List.of(o)), h -> h.deque.peek()),
            place("map", (h, o) -> h.map = new HashMap<>(Map.of("a", o)), h -> h.map.get("a")),
            place("numbers", (h, o) -> h.numbers = new TreeMap<>(Map.of(5, o)), h -> h.numbers.get(5)),
            place(
                    "deep",
                    (h, o) -> h.deep = new HashMap<>(Map.of("a", new ArrayList<>(List.of(Optional.of(o))))),
                    h -> h.deep.get("a").get(0).orElseThrow()),
            place(
                    "refs",
                    (h, o) -> h.refs = new ArrayList<>(List.of(Ref.of(o))),
                    h -> h.refs.get(0).get()),
            place("optional", (h, o) -> h.optional = Optional.of(o), h -> h.optional.orElseThrow()),
            place("atomic", (h, o) -> h.atomic = new AtomicReference<>(o), h -> h.atomic.get()),
            place("box", (h, o) -> h.box = with(new Box<>(), b -> b.value = o), h -> h.box.value),
            place(
                    "boxes",
                    (h, o) -> h.boxes = with(new Box<>(), b -> b.value = new ArrayList<>(List.of(Map.of("a", o)))),
                    h -> h.boxes.value.get(0).get("a")),
            place("part", (h, o) -> h.part = new Part(o, null), h -> h.part.owner()),
            place(
                    "part list",
                    (h, o) -> h.part = new Part(null, List.of(o)),
                    h -> h.part.owners().get(0)),
            place("parts", (h, o) -> h.parts = new Part[] {new Part(o, List.of())}, h -> h.parts[0].owner()),
            place("made", (h, o) -> h.made = new Made(o), h -> h.made.owner),
            place(
                    "property",
                    (h, o) -> h.property = with(new ByProperty(), b -> b.owner = o),
                    h -> ((ByProperty) h.property).owner),
            place(
                    "properties",
                    (h, o) -> h.properties = new ArrayList<>(List.of(with(new ByProperty(), b -> b.owner = o))),
                    h -> ((ByProperty) h.properties.get(0)).owner),
            place(
                    "existing",
                    (h, o) -> h.existing = with(new ByExisting(), b -> b.owner = o),
                    h -> ((ByExisting) h.existing).owner),
            place(
                    "wrapper object",
                    (h, o) -> h.wrapperObject = with(new ByObject(), b -> b.owner = o),
                    h -> ((ByObject) h.wrapperObject).owner),
            place(
                    "wrapper array",
                    (h, o) -> h.wrapperArray = with(new ByArray(), b -> b.owner = o),
                    h -> ((ByArray) h.wrapperArray).owner),
            place(
                    "wrapper arrays",
                    (h, o) -> h.wrapperArrays = new HashMap<>(Map.of("a", with(new ByArray(), b -> b.owner = o))),
                    h -> ((ByArray) h.wrapperArrays.get("a")).owner),
            place("concrete", (h, o) -> h.concrete = with(new Sub(), b -> b.owner = o), h -> ((Sub) h.concrete).owner),
            place(
                    "external",
                    (h, o) -> h.annex = with(new Annex(), a -> a.external = with(new ByExternal(), b -> b.owner = o)),
                    h -> ((ByExternal) h.annex.external).owner),
            place(
                    "plain",
                    (h, o) -> h.plain = with(new AsImplementation(), b -> b.owner = o),
                    h -> ((AsImplementation) h.plain).owner),
            place(
                    "plain here",
                    (h, o) -> h.plainHere = with(new AsImplementation(), b -> b.owner = o),
                    h -> ((AsImplementation) h.plainHere).owner),
            place("sealed", (h, o) -> h.sealed = new Second(o), h -> ((Second) h.sealed).owner()),
            place(
                    "sealeds",
                    (h, o) -> h.sealeds = List.of(new First(null), new Second(o)),
                    h -> ((Second) h.sealeds.get(1)).owner()),
            place(
                    "maybe sealed",
                    (h, o) -> h.maybeSealed = Optional.of(new Second(o)),
                    h -> ((Second) h.maybeSealed.orElseThrow()).owner()),
            place("flat", (h, o) -> h.flat = with(new Flat(), f -> f.flatOwner = o), h -> h.flat.flatOwner),
            place(
                    "prefixed",
                    (h, o) -> h.prefixed = with(new Flat(), f -> f.flatOwner = o),
                    h -> h.prefixed.flatOwner));

    @ParameterizedTest
    @MethodSource("io.sepia.corpus.PlatformCorpusTest#kinds")
    void reference_inEveryPlace_comesBackIsFoundAndSurvives(Kind kind) {
        try (CorpusStore store = CorpusStore.open(kind, directory, each -> each)) {
            Storage storage = store.storage();
            for (int i = 0; i < PLACES.size(); i++) {
                Place place = PLACES.get(i);
                House house = new House();
                house.id = "house " + i;
                place.put().accept(house, new Owner("o" + i));
                storage.save(house);
                for (int round = 0; round < 2; round++) {
                    House loaded = storage.load(House.class, house.id);
                    Owner owner = place.get().apply(loaded);
                    assertThat(owner.name).as(place.name()).isEqualTo("owner o" + i);
                    assertThat(storage.whoReferences(Owner.class, "o" + i))
                            .as(place.name())
                            .extracting(each -> each.id())
                            .containsExactly(house.id);
                    owner.name = "owner o" + i;
                    storage.save(loaded);
                }
                assertThat(storage.documents("House").load(house.id).content())
                        .as(place.name())
                        .contains("{\"$ref\":{\"class\":\"Owner\",\"id\":\"o" + i + "\"}}")
                        .doesNotContain("owner o");
            }
            assertThat(storage.query(House.class)
                            .where(field("one").eq(new Owner("o0")))
                            .ids())
                    .containsExactly("house 0");
        }
    }

    @Test
    void reference_behindDeduction_isRefused() {
        try (CorpusStore store = CorpusStore.open(Kind.MEMORY, directory, each -> each)) {
            House house = new House();
            house.deduced = with(new ByDeduction(), b -> b.owner = new Owner("a"));
            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> store.storage().save(house))
                    .withMessageContaining("deduced");
        }
    }

    static class Keyed {
        String id = "k";
        Map<Owner, String> owners;
    }

    @Test
    void reference_asTheKeyOfAMap_isRefused() {
        try (CorpusStore store = CorpusStore.open(Kind.MEMORY, directory, each -> each)) {
            Keyed keyed = new Keyed();
            keyed.owners = Map.of(new Owner("a"), "x");
            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> store.storage().save(keyed))
                    .withMessageContaining("Keyed")
                    .withMessageContaining("owners");
            assertThat(store.storage().exists(Owner.class, "a")).isFalse();
        }
    }
}
