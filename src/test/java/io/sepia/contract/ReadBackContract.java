package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.sepia.Storage;
import io.sepia.error.StorageException;
import io.sepia.model.Stored;
import io.sepia.model.Version;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An object that would not come back as it is, is refused when it is saved, and nothing is stored. */
interface ReadBackContract extends StorageFixture {
    class Beast {
        String name = "a";
    }

    class Hound extends Beast {
        int legs = 4;
    }

    sealed class Base permits Derived {
        int x = 1;
    }

    final class Derived extends Base {
        int y = 2;
    }

    sealed interface Ev permits OrderEv, UserEv {}

    sealed interface OrderEv extends Ev {
        record Created(String order) implements OrderEv {}
    }

    sealed interface UserEv extends Ev {
        record Created(String user) implements UserEv {}
    }

    sealed interface Open permits Half {}

    abstract non-sealed class Half implements Open {}

    class Whole extends Half {
        int n = 1;
    }

    class Upper {
        String name = "upper";
    }

    class Lower extends Upper {
        String name = "lower";
    }

    class Outer {
        class Inner {
            int x = 1;
        }
    }

    record Text(String text) {}

    enum Fee {
        FULL {
            @Override
            int of(int price) {
                return price;
            }
        },
        NONE {
            @Override
            int of(int price) {
                return 0;
            }
        };

        abstract int of(int price);
    }

    class Holder {
        String id = "h";
        Beast one;
        List<Beast> list;
        Beast[] array;
        Optional<Beast> optional;
        Map<String, Beast> map;
        Base base;
        Open open;
        Object any;
        Comparable<?> comparable;
        Runnable runnable;
        BlockingQueue<String> queue;
        Upper upper;
        Outer.Inner inner;
        Map<String, Integer> numbers;
        Map<String, Object> data;
        Map<Object, String> keys;
        List<List<Object>> nested;
        TreeSet<String> words;
    }

    record Logged(String id, Ev event) {}

    record Priced(String id, Fee fee) {}

    record Counted(String name, @Version long version) {}

    class Counter {
        @Version
        long version;

        int n;
    }

    class Counts {
        String id = "c";

        @Version
        long own;

        Counter counter = new Counter();
        Counted counted = new Counted("x", 7);
    }

    class Ids {
        String id = "i";
        UUID uuid = UUID.fromString("0190a0a0-0000-7000-8000-000000000001");
        float number = 0.1f;
        Map<String, Object> data;
    }

    @Stored
    class Owner {
        String id;
        String name;

        Owner() {}

        Owner(String id, String name) {
            this.id = id;
            this.name = name;
        }
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes(@JsonSubTypes.Type(Pup.class))
    interface Pet {}

    class Pup implements Pet {
        Owner owner;
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
    @JsonSubTypes(@JsonSubTypes.Type(Boxed.class))
    interface Wrapped {}

    class Boxed implements Wrapped {
        Owner owner;
    }

    @JsonDeserialize(as = PlainOne.class)
    interface Plain {}

    class PlainOne implements Plain {
        Owner owner;
    }

    sealed interface Either permits Left, Right {}

    record Left(Map<String, Object> x) implements Either {}

    record Right(Owner x) implements Either {}

    class Flat {
        Owner owner;
    }

    class House {
        String id = "house";
        Pet pet;
        Wrapped wrapped;
        Plain plain;
        Either either;

        @JsonUnwrapped
        Flat flat = new Flat();
    }

    class Pair {
        String id = "p";
        Owner a;
        Owner b;
    }

    private static Holder holder(java.util.function.Consumer<Holder> change) {
        Holder holder = new Holder();
        change.accept(holder);
        return holder;
    }

    static List<Holder> unfaithful() {
        Hound hound = new Hound();
        return List.of(
                holder(each -> each.one = hound),
                holder(each -> each.list = List.of(new Beast(), hound)),
                holder(each -> each.array = new Beast[] {hound}),
                holder(each -> each.optional = Optional.of(hound)),
                holder(each -> each.map = Map.of("a", hound)),
                holder(each -> each.base = new Derived()),
                holder(each -> each.open = new Whole()),
                holder(each -> each.any = LocalDate.EPOCH),
                holder(each -> each.any = UUID.randomUUID()),
                holder(each -> each.any = Instant.EPOCH),
                holder(each -> each.any = Fee.FULL),
                holder(each -> each.any = new byte[] {1}),
                holder(each -> each.any = new Text("x")),
                holder(each -> each.data = Map.of("a", LocalDate.EPOCH)),
                holder(each -> each.nested = List.of(List.of(LocalDate.EPOCH))),
                holder(each -> each.keys = Map.of(1, "x")),
                holder(each -> each.comparable = LocalDate.EPOCH),
                holder(each -> each.runnable = (Runnable) Proxy.newProxyInstance(
                        ReadBackContract.class.getClassLoader(), new Class<?>[] {Runnable.class}, (a, b, c) -> null)),
                holder(each -> each.queue = new ArrayBlockingQueue<>(1)),
                holder(each -> each.upper = new Lower()),
                holder(each -> each.inner = new Outer().new Inner()),
                holder(each -> each.numbers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER)),
                holder(each -> each.words = new TreeSet<>(String.CASE_INSENSITIVE_ORDER)));
    }

    @ParameterizedTest
    @MethodSource("unfaithful")
    default void save_valueThatWouldChange_isRefusedEachTime(Holder holder) {
        storage().save(holder(each -> each.any = "text"));
        storage().save(holder(each -> each.one = new Beast()));
        String before = content("Holder", "h");
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(StorageException.class).isThrownBy(saving(holder));
        }
        assertThat(content("Holder", "h")).isEqualTo(before);
    }

    @Test
    default void save_hierarchyWithTwoClassesOfOneName_isRefused() {
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(saving(new Logged("l", new OrderEv.Created("o"))))
                .withMessageContaining("'Created'");
    }

    @Test
    default void save_enumConstantsWithBodies_comeBack() {
        for (Fee fee : Fee.values()) {
            storage().save(new Priced("p", fee));
            assertThat(storage().load(Priced.class, "p").fee()).isSameAs(fee);
        }
    }

    @Test
    default void save_versionsOfEmbeddedValues_comeBack() {
        Counts counts = new Counts();
        counts.counter.version = 5;
        counts.counter.n = 2;
        storage().save(counts);
        Counts loaded = storage().load(Counts.class, "c");
        assertThat(loaded.own).isEqualTo(1);
        assertThat(loaded.counter.version).isEqualTo(5);
        assertThat(loaded.counter.n).isEqualTo(2);
        assertThat(loaded.counted).isEqualTo(counts.counted);
        assertThat(content("Counts", "c")).doesNotContain("own");
    }

    @Test
    default void save_dataOfReservedForm_doesNotChangeTheFormOfOtherProperties() {
        Ids ids = new Ids();
        storage().save(ids);
        String plain = content("Ids", "i");
        ids.data = Map.of("$ref", Map.of("class", "Pet", "id", "x"));
        storage().save(ids);
        assertThat(content("Ids", "i"))
                .startsWith(plain.substring(0, plain.indexOf("\"data\"")))
                .contains("$$ref");
        Ids loaded = storage().load(Ids.class, "i");
        assertThat(loaded.uuid).isEqualTo(ids.uuid);
        assertThat(loaded.number).isEqualTo(0.1f);
        assertThat(loaded.data).isEqualTo(ids.data);
    }

    @Test
    default void save_referencesBehindEveryFormOfPolymorphism_comeBack() {
        House house = new House();
        Pup pup = new Pup();
        pup.owner = new Owner("1", "one");
        house.pet = pup;
        Boxed boxed = new Boxed();
        boxed.owner = new Owner("2", "two");
        house.wrapped = boxed;
        PlainOne plain = new PlainOne();
        plain.owner = new Owner("3", "three");
        house.plain = plain;
        house.either = new Right(new Owner("4", "four"));
        house.flat.owner = new Owner("5", "five");
        storage().save(house);
        for (int i = 0; i < 2; i++) {
            House loaded = storage().load(House.class, "house");
            assertThat(((Pup) loaded.pet).owner.name).isEqualTo("one");
            assertThat(((Boxed) loaded.wrapped).owner.name).isEqualTo("two");
            assertThat(((PlainOne) loaded.plain).owner.name).isEqualTo("three");
            assertThat(((Right) loaded.either).x().name).isEqualTo("four");
            assertThat(loaded.flat.owner.name).isEqualTo("five");
            storage().save(loaded);
        }
        assertThat(storage().whoReferences(Owner.class, "1")).hasSize(1);
        house.either = new Left(Map.of("$ref", Map.of("class", "Owner", "id", "1")));
        storage().save(house);
        assertThat(storage().load(House.class, "house").either).isEqualTo(house.either);
    }

    @Test
    default void save_twoNewInstancesOfOneKey_isRefused() {
        Pair pair = new Pair();
        pair.a = new Owner("l", "one");
        pair.b = new Owner("l", "two");
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(saving(pair))
                .withMessageContaining("two different instances");
        assertThat(storage().exists(Owner.class, "l")).isFalse();
    }

    @Test
    default void save_valueOfWrongClass_namesPropertyAndClasses() {
        Storage storage = storage();
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> storage.save(holder(each -> each.list = List.of(new Hound()))))
                .withMessageContaining("Holder")
                .withMessageContaining("list[]")
                .withMessageContaining(Hound.class.getName())
                .withMessageContaining(Beast.class.getName())
                .withMessageContaining("seal");
    }
}
