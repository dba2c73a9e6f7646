package io.sepia.contract;

import static io.sepia.Field.field;
import static io.sepia.Field.id;
import static io.sepia.Field.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.sepia.ObjectQuery;
import io.sepia.Page;
import io.sepia.document.OnDelete;
import io.sepia.error.DocumentFormatException;
import io.sepia.error.InvalidQueryException;
import io.sepia.error.ReferencedException;
import io.sepia.error.StorageException;
import io.sepia.model.Ref;
import io.sepia.model.Stored;
import io.sepia.model.Version;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Queries that find objects of subclasses too. */
interface SubclassQueryContract extends StorageFixture {
    enum Size {
        SMALL,
        LARGE
    }

    @Stored
    abstract sealed class Beast permits Hound, Lynx, Bird {
        String id;
        String name;
        LocalDate born;
        Size size;

        Beast() {}

        Beast(String id, String name, LocalDate born, Size size) {
            this.id = id;
            this.name = name;
            this.born = born;
            this.size = size;
        }

        String key() {
            return getClass().getSimpleName() + " " + id;
        }
    }

    @Stored(onDelete = OnDelete.REFUSE)
    final class Hound extends Beast {
        boolean barks;

        @JsonAlias("chief")
        Ref<Hound> leader;

        @Version
        long revision;

        Hound() {}

        Hound(String id, String name, LocalDate born, Size size) {
            super(id, name, born, size);
        }
    }

    @Stored("bobcat")
    final class Lynx extends Beast {
        Beast prey;

        Lynx() {}

        Lynx(String id, String name, LocalDate born, Size size) {
            super(id, name, born, size);
        }
    }

    abstract sealed class Bird extends Beast permits Parrot {
        Bird() {}

        Bird(String id, String name, LocalDate born, Size size) {
            super(id, name, born, size);
        }
    }

    final class Parrot extends Bird {
        int words;

        Parrot() {}

        Parrot(String id, String name, LocalDate born, Size size) {
            super(id, name, born, size);
        }
    }

    private ObjectQuery<Beast> beasts() {
        return storage().query(Beast.class).withSubclasses();
    }

    private static List<String> keys(List<Beast> beasts) {
        return beasts.stream().map(Beast::key).toList();
    }

    private static List<String> keys(Stream<Beast> beasts) {
        try (beasts) {
            return keys(beasts.toList());
        }
    }

    /** Saves 30 beasts, three of each id. */
    private List<Beast> fill() {
        List<Beast> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            String id = "b" + i;
            LocalDate born = i % 4 == 3 ? null : LocalDate.of(2020, 1, 1).plusDays(i * 7 % 10);
            all.add(new Hound(id, "n" + i % 3, born, Size.values()[i % 2]));
            all.add(new Lynx(id, "n" + i % 2, born, i % 3 == 0 ? null : Size.SMALL));
            Parrot parrot = new Parrot(id, null, LocalDate.of(2020, 1, 5), Size.LARGE);
            parrot.words = i;
            all.add(parrot);
        }
        storage().saveAll(all);
        return all;
    }

    /** The order of ids, then of storage names: Hound, Parrot, bobcat. */
    private static Comparator<Beast> byId() {
        return Comparator.<Beast, String>comparing(each -> each.id)
                .thenComparing(each -> List.of("Hound", "Parrot", "Lynx")
                        .indexOf(each.getClass().getSimpleName()));
    }

    private static List<String> sorted(List<Beast> all, Comparator<Beast> order) {
        return keys(all.stream().sorted(order.thenComparing(byId())).toList());
    }

    private static Comparator<Beast> byBirth() {
        return Comparator.comparing(each -> each.born, Comparator.nullsFirst(Comparator.naturalOrder()));
    }

    @Test
    default void list_withSubclasses_isInTheOrderOfAll() {
        List<Beast> all = fill();

        assertThat(keys(beasts().list())).isEqualTo(sorted(all, (a, b) -> 0)).hasSize(30);
        assertThat(keys(beasts().orderBy("born").list())).isEqualTo(sorted(all, byBirth()));
        assertThat(keys(beasts().orderBy("born desc").list()))
                .isEqualTo(sorted(all, byBirth().reversed()));
        assertThat(keys(beasts().orderBy("size", "name desc").list()))
                .isEqualTo(sorted(
                        all,
                        Comparator.<Beast, Size>comparing(
                                        each -> each.size, Comparator.nullsFirst(Comparator.naturalOrder()))
                                .thenComparing(
                                        each -> each.name,
                                        Comparator.nullsFirst(Comparator.<String>naturalOrder())
                                                .reversed())));
        assertThat(keys(beasts().orderBy("born").offset(4).limit(9).list()))
                .isEqualTo(sorted(all, byBirth()).subList(4, 13));
    }

    @Test
    default void stream_withSubclasses_isTheSameAsList() {
        fill();

        for (String order : List.of("@id", "born", "size desc", "words")) {
            ObjectQuery<Beast> query = beasts().orderBy(order);
            assertThat(keys(query.stream())).as(order).isEqualTo(keys(query.list()));
            assertThat(keys(query.offset(3).limit(20).stream()))
                    .isEqualTo(keys(query.offset(3).limit(20).list()));
        }
        assertThat(keys(beasts().stream())).isEqualTo(keys(beasts().list()));
        assertThat(keys(beasts().offset(29).stream()))
                .isEqualTo(keys(beasts().offset(29).list()));
    }

    @Test
    default void pages_withSubclasses_giveEachObjectOnce() {
        fill();

        for (int size : new int[] {1, 2, 7, 30}) {
            for (String order : List.of("", "born", "size desc", "name, born desc", "words absent last")) {
                ObjectQuery<Beast> query = order.isEmpty() ? beasts() : beasts().orderBy(order);
                List<String> seen = new ArrayList<>();
                Optional<String> next = Optional.empty();
                do {
                    Page<Beast> page =
                            next.map(query::after).orElse(query).limit(size).page();
                    seen.addAll(keys(page.items()));
                    next = page.next();
                } while (next.isPresent());
                assertThat(seen).as(order).isEqualTo(keys(query.list()));
            }
        }
    }

    @Test
    default void pages_firstWithAnOffset_continueWhereTheLastOneEnded() {
        fill();
        ObjectQuery<Beast> query = beasts().orderBy("size").offset(4).limit(5);
        String next = query.page().next().orElseThrow();

        assertThat(keys(query.after(next).page().items()))
                .isEqualTo(keys(beasts().orderBy("size").list()).subList(9, 14));
        assertThat(keys(query.after(next).limit(Long.MAX_VALUE).stream()))
                .isEqualTo(keys(beasts().orderBy("size").list()).subList(9, 30));
    }

    @Test
    default void after_cursorOfAnotherQuery_isRefused() {
        fill();
        String cursor = beasts().where("barks = true or words < 9")
                .limit(1)
                .page()
                .next()
                .orElseThrow();
        ObjectQuery<Beast> other =
                beasts().where("barks = false or words < 9").limit(1).after(cursor);

        assertThatExceptionOfType(InvalidQueryException.class).isThrownBy(other::page);
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> storage().query(Hound.class).after(cursor).list());
        String ofOne = storage().query(Hound.class).limit(1).page().next().orElseThrow();
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> beasts().after(ofOne).list());
    }

    @Test
    default void condition_onPropertyOfSomeClasses_isMissingInOthers() {
        fill();
        storage().documents("bobcat").save("x", "{\"id\":\"x\",\"words\":5,\"barks\":true}");

        assertThat(keys(beasts().where(field("words").ge(8)).list())).containsExactly("Parrot b8", "Parrot b9");
        assertThat(beasts().where(field("words").isMissing()).count()).isEqualTo(21);
        assertThat(beasts().where(field("words").ne(3)).count()).isEqualTo(30);
        assertThat(beasts().where("barks = true or words = 0").count()).isEqualTo(1);
        assertThat(beasts().where(field("born")
                                .lt(LocalDate.of(2020, 1, 2))
                                .and(field("size").eq(Size.SMALL)))
                        .count())
                .isEqualTo(1);
        assertThat(beasts().where(version().ge(1).and(id().eq("b1"))).count()).isEqualTo(3);
        assertThat(beasts().where("revision = 1").count()).isEqualTo(10);
        assertThat(beasts().where("chief exists").count()).isEqualTo(10);
    }

    @Test
    default void condition_onPropertyOfNoClassOrAnotherKind_isRefused() {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> beasts().where("wrods = 1").list())
                .withMessageContaining("Nearest are words");
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> beasts().where("words = 'x'").list());
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> beasts().orderBy("wrods").list());
    }

    @Test
    default void references_ofDifferentClasses_shareInstances() {
        Hound hound = storage().save(new Hound("h", "a", null, null));
        Lynx lynx = new Lynx("l", "b", null, null);
        lynx.prey = hound;
        storage().save(lynx);

        List<Beast> found = beasts().orderBy("name").list();
        assertThat(((Lynx) found.get(1)).prey).isSameAs(found.get(0));
    }

    @Test
    default void firstOneExistsAndProject_coverSubclasses() {
        fill();

        assertThat(beasts().where("words = 4").one().orElseThrow().key()).isEqualTo("Parrot b4");
        assertThatExceptionOfType(InvalidQueryException.class).isThrownBy(beasts()::one);
        assertThat(beasts().orderBy("words desc").first().orElseThrow().key()).isEqualTo("Parrot b9");
        assertThat(beasts().where("words = 99").exists()).isFalse();
        assertThat(beasts().offset(29).exists()).isTrue();
        assertThat(beasts().offset(30).exists()).isFalse();
        record Part(String id, Integer words) {}
        assertThat(beasts().where("@id = 'b3'").project(Part.class))
                .containsExactly(new Part("b3", null), new Part("b3", 3), new Part("b3", null));
        record Wrong(int wrods) {}
        assertThatExceptionOfType(InvalidQueryException.class).isThrownBy(() -> beasts().project(Wrong.class));
        assertThatExceptionOfType(InvalidQueryException.class).isThrownBy(beasts()::ids);
    }

    @Test
    default void delete_withSubclasses_deletesExactlyTheResults() {
        fill();

        assertThat(beasts().where("born is null").delete()).isEqualTo(4);
        assertThat(storage().count(Hound.class)).isEqualTo(8);
        assertThat(storage().count(Lynx.class)).isEqualTo(8);
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> beasts().limit(1).delete());
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> beasts().offset(1).delete());
        assertThat(beasts().delete()).isEqualTo(26);
        assertThat(storage().classes()).isEmpty();
    }

    @Test
    default void delete_objectsThatReferToEachOther_countAsOne() {
        Hound hound = storage().save(new Hound("h", "a", null, null));
        Lynx lynx = new Lynx("l", "b", null, null);
        lynx.prey = hound;
        storage().save(lynx);

        assertThatExceptionOfType(ReferencedException.class)
                .isThrownBy(() -> beasts().where("name = 'a'").delete());
        assertThat(beasts().count()).isEqualTo(2);
        assertThat(beasts().delete()).isEqualTo(2);
    }

    @Test
    default void inTransaction_query_seesItsOwnWrites() {
        storage().useTransaction(tx -> {
            tx.save(new Hound("h", "a", null, null));
            tx.save(new Parrot("p", "b", null, null));
            assertThat(keys(tx.query(Beast.class)
                            .withSubclasses()
                            .orderBy("name desc")
                            .list()))
                    .containsExactly("Parrot p", "Hound h");
        });
    }

    @Test
    default void skippingUnreadable_withSubclasses_reportsInOrder() {
        fill();
        storage().documents("bobcat").save("b4", "{\"id\":\"b4\",\"born\":\"none\"}");
        List<StorageException> errors = new ArrayList<>();

        assertThatExceptionOfType(DocumentFormatException.class).isThrownBy(beasts()::list);
        List<String> expected =
                new ArrayList<>(keys(beasts().skippingUnreadable(errors::add).list()));
        assertThat(errors).singleElement().satisfies(each -> assertThat(each).hasMessageContaining("bobcat 'b4'"));
        assertThat(expected).hasSize(29).doesNotContain("Lynx b4");
        Page<Beast> page = beasts().skippingUnreadable(errors::add).limit(20).page();
        List<String> paged = new ArrayList<>(keys(page.items()));
        paged.addAll(keys(beasts().skippingUnreadable(errors::add)
                .limit(20)
                .after(page.next().orElseThrow())
                .list()));
        assertThat(paged).isEqualTo(expected);
    }
}
