package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.Storage;
import io.sepia.error.GraphLimitException;
import io.sepia.error.MappingException;
import io.sepia.error.ObjectNotFoundException;
import io.sepia.model.Ref;
import io.sepia.model.Stored;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Graphs with cycles, and references that end a graph. */
interface CycleContract extends StorageFixture {
    @Stored
    class Person {
        String id;
        String name;
        Person friend;
        List<Person> friends = new ArrayList<>();
        Set<Person> set = new HashSet<>();
        Map<String, Person> map = new LinkedHashMap<>();
        Home home;

        Person() {}

        Person(String id) {
            this.id = id;
            this.name = "name of " + id;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Person that && Objects.equals(name, that.name);
        }

        @Override
        public int hashCode() {
            return Objects.hash(name);
        }
    }

    @Stored
    record Home(String id, String street, Person owner) {}

    @Stored
    record Left(String id, Object right) {}

    @Stored
    record Right(String id, Left left) {}

    @Stored
    class Page {
        String id;
        String text;
        Ref<Page> next;
        List<Ref<Page>> links = new ArrayList<>();

        Page() {}

        Page(String id, String text) {
            this.id = id;
            this.text = text;
        }
    }

    @Stored
    record Leaf(String id, Ref<Leaf> sibling) {}

    @Stored
    class Link {
        String id;
        Link next;
    }

    private Person person(String id) {
        return storage().load(Person.class, id);
    }

    @Test
    default void save_objectReferringToItself_comesBackSo() {
        Person person = new Person("a");
        person.friend = person;
        person.friends.add(person);
        person.map.put("me", person);
        person.set.add(person);
        storage().save(person);
        Person loaded = person("a");
        assertThat(loaded.friend).isSameAs(loaded);
        assertThat(loaded.friends.get(0)).isSameAs(loaded);
        assertThat(loaded.map.get("me")).isSameAs(loaded);
        assertThat(loaded.set.contains(loaded)).isTrue();
        assertThat(loaded.set.iterator().next()).isSameAs(loaded);
    }

    @Test
    default void save_cycleOfTwo_loadsFromBothSides() {
        Person a = new Person("a");
        Person b = new Person("b");
        a.friend = b;
        b.friend = a;
        storage().save(a);
        assertThat(person("a").friend.friend.name).isEqualTo("name of a");
        assertThat(person("a").friend.friend.id).isEqualTo("a");
        Person loaded = person("b");
        assertThat(loaded.friend.friend).isSameAs(loaded);
    }

    @Test
    default void save_cycleWithoutIds_assignsThem() {
        Person a = new Person();
        Person b = new Person();
        a.friend = b;
        b.friend = a;
        storage().saveGraph(a);
        Person loaded = person(b.id);
        assertThat(loaded.friend.id).isEqualTo(a.id);
        assertThat(loaded.friend.friend).isSameAs(loaded);
    }

    @Test
    default void load_setsInACycle_hashFilledObjects() {
        List<Person> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(new Person("p" + i));
        }
        all.forEach(each -> each.set.addAll(all));
        storage().save(all.get(0));
        for (Person each : person("p3").set) {
            assertThat(each.name).isNotNull();
            assertThat(each.set).hasSize(10);
            assertThat(each.set.contains(new Person("p7"))).isTrue();
            assertThat(each.set.contains(each)).isTrue();
        }
    }

    @Test
    default void save_recordInACycleThroughAClass_loads() {
        Person owner = new Person("a");
        owner.home = new Home("h", "Main Street", owner);
        storage().save(owner);
        Person loaded = person("a");
        assertThat(loaded.home.street()).isEqualTo("Main Street");
        assertThat(loaded.home.owner()).isSameAs(loaded);
        Home home = storage().load(Home.class, "h");
        assertThat(home.owner().home).isSameAs(home);
    }

    @Test
    default void load_cycleOfRecords_isRefusedNamingRef() {
        storage().documents("Left").save("l", "{\"id\":\"l\",\"right\":{\"$ref\":{\"class\":\"Right\",\"id\":\"r\"}}}");
        storage().documents("Right").save("r", "{\"id\":\"r\",\"left\":{\"$ref\":{\"class\":\"Left\",\"id\":\"l\"}}}");
        storage().find(Left.class, "none");
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> storage().load(Right.class, "r"))
                .withMessageContaining("Left 'l'")
                .withMessageContaining("Right 'r'")
                .withMessageContaining("Ref<T>");
    }

    @Test
    default void load_ref_isLazy() {
        Page first = new Page("a", "first");
        first.next = Ref.of(new Page(null, "second"));
        storage().save(first);
        assertThat(first.next.key()).isPresent();
        assertThat(storage().count(Page.class)).isEqualTo(2);
        Page loaded = storage().load(Page.class, "a");
        assertThat(loaded.next.loaded()).isEmpty();
        assertThat(loaded.next.key()).isEqualTo(first.next.key());
        Page next = loaded.next.get();
        assertThat(next.text).isEqualTo("second");
        assertThat(loaded.next.get()).isSameAs(next);
        assertThat(loaded.next.find()).containsSame(next);
        assertThat(loaded.next).isEqualTo(first.next).hasSameHashCodeAs(first.next);
    }

    @Test
    default void load_refToMissingTarget_failsOnlyWhenAsked() {
        Page first = new Page("a", "first");
        first.next = Ref.to(Page.class, "absent");
        first.links.add(Ref.to(Page.class, "absent"));
        storage().save(first);
        Page loaded = storage().load(Page.class, "a");
        assertThat(loaded.next.find()).isEqualTo(Optional.empty());
        assertThatExceptionOfType(ObjectNotFoundException.class)
                .isThrownBy(loaded.next::get)
                .withMessageContaining("Page 'absent'");
        assertThat(storage().ids(Page.class)).containsExactly("a");
        storage().save(new Page("absent", "late"));
        assertThat(loaded.next.get().text).isEqualTo("late");
        assertThat(loaded.links.get(0).get().text).isEqualTo("late");
    }

    @Test
    default void get_refThatKnowsNoStore_isRefused() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(Ref.to(Page.class, "a")::get)
                .withMessageContaining("Page");
        Page page = new Page("a", "x");
        assertThat(Ref.of(page).get()).isSameAs(page);
    }

    @Test
    default void get_refOfClosedStore_isRefused() {
        Storage other = open(builder -> builder);
        Page page = new Page("a", "x");
        page.next = Ref.to(Page.class, "a");
        other.save(page);
        Page loaded = other.load(Page.class, "a");
        other.close();
        assertThatExceptionOfType(io.sepia.error.StorageClosedException.class).isThrownBy(loaded.next::get);
    }

    @Test
    default void save_refInARecord_closesACycle() {
        storage().save(new Leaf("a", Ref.to(Leaf.class, "b")));
        storage().save(new Leaf("b", Ref.to(Leaf.class, "a")));
        Leaf loaded = storage().load(Leaf.class, "a");
        assertThat(loaded.sibling().get().sibling().get()).isEqualTo(loaded);
    }

    @Test
    default void rollback_refOfUnsavedObject_canBeSavedAgain() {
        Page target = new Page(null, "target");
        Page holder = new Page("a", "x");
        holder.next = Ref.of(target);
        rolledBack(tx -> tx.save(holder));
        assertThat(target.id).isNull();
        assertThat(holder.next.key()).isEmpty();
        storage().save(holder);
        assertThat(storage().load(Page.class, "a").next.get().id).isEqualTo(target.id);
    }

    @Test
    default void saveGraph_loadedRefs_areIncluded() {
        Page holder = new Page("a", "x");
        holder.next = Ref.of(storage().save(new Page("b", "old")));
        holder.next.get().text = "new";
        storage().save(holder);
        assertThat(storage().load(Page.class, "b").text).isEqualTo("old");
        storage().saveGraph(holder);
        assertThat(storage().load(Page.class, "b").text).isEqualTo("new");
    }

    private static List<Link> chain(int length) {
        List<Link> chain = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            Link link = new Link();
            link.id = "l" + i;
            chain.add(link);
            if (i > 0) {
                chain.get(i - 1).next = link;
            }
        }
        return chain;
    }

    @Test
    default void load_chainOfTenThousand_meetsTheLimitNamingRef() {
        storage().saveGraph(chain(10_000).get(0));
        assertThat(storage().count(Link.class)).isEqualTo(10_000);
        assertThatExceptionOfType(GraphLimitException.class)
                .isThrownBy(() -> storage().load(Link.class, "l0"))
                .withMessageContaining("Link 'l0'")
                .withMessageContaining("1000 references in a row (graph_depth)")
                .withMessageContaining("Ref<T>");
        assertThat(storage().load(Link.class, "l9500").next.next.id).isEqualTo("l9502");
    }

    @Test
    default void load_chainWithinARaisedLimit_isComplete() {
        Storage deep = open(builder -> builder.option("graph_depth", 5_000));
        deep.save(chain(3_000).get(0));
        int length = 0;
        for (Link each = deep.load(Link.class, "l0"); each != null; each = each.next) {
            length++;
        }
        assertThat(length).isEqualTo(3_000);
    }

    @Test
    default void load_moreObjectsThanTheLimit_isRefused() {
        Storage small = open(builder -> builder.option("graph_limit", "10"));
        Person holder = new Person("h");
        for (int i = 0; i < 9; i++) {
            holder.friends.add(new Person("p" + i));
        }
        small.save(holder);
        assertThat(small.load(Person.class, "h").friends).hasSize(9);
        holder.friends.add(new Person("one more"));
        small.save(holder);
        assertThatExceptionOfType(GraphLimitException.class)
                .isThrownBy(() -> small.load(Person.class, "h"))
                .withMessageContaining("10 objects (graph_limit)")
                .withMessageContaining("Ref<T>");
    }
}
