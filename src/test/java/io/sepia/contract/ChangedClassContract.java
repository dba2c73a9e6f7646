package io.sepia.contract;

import static io.sepia.Field.field;
import static io.sepia.Field.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.sepia.Storage;
import io.sepia.error.DocumentFormatException;
import io.sepia.error.MappingException;
import io.sepia.error.NotMigratedException;
import io.sepia.error.NotUniqueException;
import io.sepia.error.UnknownMembersException;
import io.sepia.model.Indexed;
import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import io.sepia.model.Version;
import java.time.LocalTime;
import java.util.Date;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Changed types of properties: what does not fit is refused when it is loaded, and nothing is lost silently. */
interface ChangedClassContract extends StorageFixture {
    enum Rank {
        LOW,
        @JsonAlias({"MIDDLE", "MID"})
        MEDIUM,
        HIGH
    }

    @Stored("Changed")
    record Ranked(@ObjectId String id, @Indexed Rank rank, List<Rank> ranks) {}

    @Stored("Unique")
    record Unique(String id, @Indexed(unique = true) Rank rank) {}

    @Stored("Changed")
    record WithSet(String id, Set<String> v) {}

    @Stored("Changed")
    record WithSorted(String id, TreeSet<Integer> v) {}

    @Stored("Changed")
    record WithRanks(String id, EnumMap<Rank, Integer> v) {}

    @Stored("Changed")
    record WithNumbers(String id, Map<Integer, String> v) {}

    @Stored("Changed")
    record WithDouble(String id, double v) {}

    @Stored("Changed")
    record WithFloat(String id, Float v) {}

    @Stored("Changed")
    record WithTime(String id, LocalTime v) {}

    @Stored("Changed")
    record WithDate(String id, Date v) {}

    record Part(int n) {}

    @Stored("Changed")
    record WithPart(String id, Part v) {}

    record Whole(String id) {}

    sealed interface Figure permits Disc, Cube {}

    @JsonTypeName("Circle")
    record Disc(int radius) implements Figure {}

    record Cube(int side) implements Figure {}

    @Stored("Changed")
    record WithFigure(String id, Figure v) {}

    @Stored
    class Open {
        String id = "a";

        @JsonAnySetter
        @JsonAnyGetter
        Map<String, Object> rest = new LinkedHashMap<>();
    }

    @Stored("Changed")
    record Mixed(String id, Optional<String> text, OptionalInt count, Integer number, int primitive) {}

    @Stored("Changed")
    record Former(int primitive, Integer number, String text, Integer count, String id) {}

    class Named {
        String name;
    }

    @Stored("Changed")
    class Renamed extends Named {
        @ObjectId
        String code;

        @Version
        long version;
    }

    @Stored
    class Room {
        String id;
        int size;
    }

    @Stored("Changed")
    class House {
        String id;
        Room v;
    }

    class Name {
        @JsonAlias("given")
        String first;
    }

    class Owner {
        int age;

        @JsonUnwrapped(prefix = "n_")
        Name name;
    }

    record Guest(int age, @JsonUnwrapped Name name) {}

    @Stored("Changed")
    class WithOwner {
        String id;
        Owner v;
        List<Guest> guests;
    }

    private <T> T changed(Class<T> type, String value) {
        Storage store = open(builder -> builder);
        store.documents("Changed").save("a", "{\"id\":\"a\",\"v\":" + value + "}");
        return store.load(type, "a");
    }

    private void refused(Class<?> type, String value, String part) {
        assertThatExceptionOfType(DocumentFormatException.class)
                .as(value)
                .isThrownBy(() -> changed(type, value))
                .withMessageContaining("Changed 'a'")
                .withMessageContaining("property v")
                .withMessageContaining(part);
    }

    @Test
    default void load_listAsSet_isRefusedIfElementsAreEqual() {
        assertThat(changed(WithSet.class, "[\"x\",\"y\",null]").v()).containsExactly("x", "y", null);
        assertThat(changed(WithSorted.class, "[3,1]").v()).containsExactly(1, 3);
        refused(WithSet.class, "[\"x\",\"y\",\"x\"]", "equal elements");
        refused(WithSorted.class, "[3,1,3]", "equal elements");
        Storage converting = open(builder -> builder.option("mismatched_values", "convert"));
        converting.documents("Changed").save("a", "{\"v\":[\"x\",\"x\"]}");
        assertThat(converting.load(WithSet.class, "a").v()).containsExactly("x");
    }

    @Test
    default void load_mapWithSeveralNamesOfOneKey_isRefused() {
        assertThat(changed(WithRanks.class, "{\"MID\":1,\"LOW\":2}").v()).containsEntry(Rank.MEDIUM, 1);
        refused(WithRanks.class, "{\"MID\":1,\"MEDIUM\":2}", "several names of one key");
        refused(WithNumbers.class, "{\"1\":\"a\",\"01\":\"b\"}", "several names of one key");
    }

    @Test
    default void load_numberNarrowed_isRefusedIfDigitsWouldBeLost() {
        assertThat(changed(WithDouble.class, "5").v()).isEqualTo(5);
        assertThat(changed(WithDouble.class, "0.30000000000000004").v()).isEqualTo(0.1 + 0.2);
        assertThat(changed(WithDouble.class, "0.10000000000000000000").v()).isEqualTo(0.1);
        refused(WithDouble.class, "9007199254740993", "more digits");
        refused(WithDouble.class, "0.12345678901234567890123", "more digits");
        assertThat(changed(WithFloat.class, "0.1").v()).isEqualTo(0.1f);
        refused(WithFloat.class, "16777217", "more digits");
        refused(WithFloat.class, "0.123456789012", "more digits");
    }

    @Test
    default void load_timeNarrowed_isRefusedIfAPartWouldBeLost() {
        assertThat(changed(WithTime.class, "\"10:00\"").v()).isEqualTo(LocalTime.of(10, 0));
        refused(WithTime.class, "\"2026-01-31T10:00:00\"", "a text with a date");
        assertThat(changed(WithDate.class, "\"2026-01-31T10:00:00.123000Z\"")
                                .v()
                                .getTime()
                        % 1000)
                .isEqualTo(123);
        refused(WithDate.class, "\"2026-01-31T10:00:00.1234Z\"", "parts of milliseconds");
    }

    @Test
    default void load_referenceThatBecameEmbedded_namesObjectAndProperty() {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> changed(WithPart.class, "{\"$ref\":{\"class\":\"Whole\",\"id\":\"w\"}}"))
                .withMessageContaining("Changed 'a' at v");
    }

    @Test
    default void load_renamedSubtypeWithTypeName_isReadByBothNames() {
        assertThat(changed(WithFigure.class, "{\"$type\":\"Circle\",\"radius\":1}")
                        .v())
                .isEqualTo(new Disc(1));
        assertThat(changed(WithFigure.class, "{\"$type\":\"Disc\",\"radius\":1}")
                        .v())
                .isEqualTo(new Disc(1));
        storage().save(new WithFigure("b", new Disc(2)));
        assertThat(content("Changed", "b")).contains("{\"$type\":\"Circle\",\"radius\":2}");
        assertThat(storage()
                        .query(WithFigure.class)
                        .where(field("v").eq(new Disc(2)))
                        .ids())
                .containsExactly("b");
    }

    @Test
    default void load_laterSchemaOfClassWithAnySetter_isRefused() {
        storage().documents("Open").save("a", "{\"$schema\":3,\"id\":\"a\"}");
        storage().documents("Open").save("b", "{\"$schema\":1,\"id\":\"b\",\"more\":2}");
        storage().documents("Open").save("c", "{\"$schema\":\"http://x\",\"id\":\"c\"}");

        assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(() -> storage().load(Open.class, "a"))
                .withMessageContaining("later schema");
        assertThat(storage().load(Open.class, "b").rest).containsExactly(Map.entry("more", 2));
        assertThat(storage().load(Open.class, "c").rest).containsExactly(Map.entry("$schema", "http://x"));
        Open own = new Open();
        own.rest.put("$schema", 7);
        assertThatExceptionOfType(DocumentFormatException.class).isThrownBy(saving(own));
    }

    @Test
    default void query_constantUnderAFormerName_isFoundByThePresentOne() {
        storage().documents("Changed").save("a", "{\"id\":\"a\",\"rank\":\"MID\",\"ranks\":[\"MIDDLE\"]}");
        storage().documents("Changed").save("b", "{\"id\":\"b\",\"rank\":\"HIGH\",\"ranks\":[]}");
        storage().save(new Ranked("c", Rank.MEDIUM, List.of(Rank.LOW)));

        var all = storage().query(Ranked.class);
        assertThat(all.where(field("rank").eq(Rank.MEDIUM)).ids()).containsExactly("a", "c");
        assertThat(all.where("rank = 'MIDDLE'").ids()).containsExactly("a", "c");
        assertThat(all.where(field("rank").ne(Rank.MEDIUM)).ids()).containsExactly("b");
        assertThat(all.where(field("rank").in(Rank.MEDIUM, Rank.LOW)).ids()).containsExactly("a", "c");
        assertThat(all.where(field("rank").le(Rank.MEDIUM)).ids()).containsExactly("a", "c");
        assertThat(all.where(field("ranks").any(value().eq(Rank.MEDIUM))).ids()).containsExactly("a");
        assertThat(all.orderBy("rank desc").ids()).containsExactly("b", "a", "c");
        assertThat(all.where(field("rank").ne(Rank.MEDIUM)).delete()).isEqualTo(1);
    }

    @Test
    default void uniqueIndex_constantUnderAFormerName_isRefusedNotIgnored() {
        storage().documents("Unique").save("a", "{\"id\":\"a\",\"rank\":\"MID\"}");

        assertThatExceptionOfType(NotMigratedException.class)
                .isThrownBy(saving(new Unique("b", Rank.MEDIUM)))
                .withMessageContaining("MID");
        storage().documents("Unique").save("a", "{\"id\":\"a\",\"rank\":\"MEDIUM\"}");
        assertThatExceptionOfType(NotUniqueException.class).isThrownBy(saving(new Unique("b", Rank.MEDIUM)));
    }

    @Test
    default void load_sameJson_isReadWhateverTheDeclaration() {
        storage()
                .documents("Changed")
                .save("a", "{\"id\":\"a\",\"text\":\"x\",\"count\":1,\"number\":2,\"primitive\":3}");
        storage().documents("Changed").save("b", "{\"id\":\"b\",\"text\":null,\"count\":null,\"number\":null}");
        storage().documents("Changed").save("c", "{\"id\":\"c\",\"primitive\":null}");

        Mixed a = new Mixed("a", Optional.of("x"), OptionalInt.of(1), 2, 3);
        assertThat(storage().load(Mixed.class, "a")).isEqualTo(a);
        assertThat(storage().load(Mixed.class, "b"))
                .isEqualTo(new Mixed("b", Optional.empty(), OptionalInt.empty(), null, 0));
        assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(() -> storage().load(Mixed.class, "c"))
                .withMessageContaining("primitive");
        Storage former = open(builder -> builder);
        former.save(new Former(3, 2, "x", 1, "a"));
        storage()
                .documents("Changed")
                .save("a", former.documents("Changed").load("a").content());
        assertThat(storage().load(Mixed.class, "a")).isEqualTo(a);
    }

    @Test
    default void load_idRenamedOrVersionAdded_isReadFromTheStore() {
        storage().documents("Changed").save("a", "{\"id\":\"a\",\"name\":\"n\",\"version\":77}");

        Renamed loaded = storage().load(Renamed.class, "a");
        assertThat(loaded.code).isEqualTo("a");
        assertThat(loaded.name).isEqualTo("n");
        assertThat(loaded.version).isEqualTo(1);
        storage().save(loaded);
        assertThat(loaded.version).isEqualTo(2);
        assertThat(content("Changed", "a")).contains("\"code\":\"a\"", "\"id\":\"a\"");
        assertThat(storage()
                        .query(Renamed.class)
                        .where("code = 'a' and version = 2")
                        .count())
                .isEqualTo(1);
    }

    @Test
    default void load_embeddedObjectThatBecameStored_isStoredWithItsHolder() {
        storage().documents("Changed").save("a", "{\"id\":\"a\",\"v\":{\"size\":5}}");

        House house = storage().load(House.class, "a");
        storage().save(house);

        assertThat(storage().query(Room.class).where("size = 5").ids()).containsExactly(house.v.id);
        assertThat(storage().load(House.class, "a").v.size).isEqualTo(5);
    }

    @Test
    default void save_unknownMemberBesideUnwrappedOnes_isRefusedNotLost() {
        storage()
                .documents("Changed")
                .save("a", "{\"v\":{\"age\":1,\"n_first\":\"x\"},\"guests\":[{\"age\":2,\"first\":\"y\"}]}");
        storage().save(storage().load(WithOwner.class, "a"));
        assertThat(content("Changed", "a")).contains("\"n_first\":\"x\"", "\"first\":\"y\"");

        for (String json : List.of(
                "{\"v\":{\"age\":1,\"n_first\":\"x\",\"more\":2}}",
                "{\"v\":{\"first\":\"x\"}}",
                "{\"guests\":[{\"age\":1,\"first\":\"x\",\"more\":{\"a\":[1]}}]}")) {
            storage().documents("Changed").save("a", json);
            WithOwner loaded = storage().load(WithOwner.class, "a");
            assertThatExceptionOfType(UnknownMembersException.class)
                    .as(json)
                    .isThrownBy(saving(loaded))
                    .withMessageContaining(json.contains("more") ? "more" : "first");
        }
    }

    @Test
    default void deleteByQuery_laterSchema_isRefused() {
        storage().documents("Whole").save("a", "{\"$schema\":2,\"id\":\"a\",\"tag\":\"x\"}");
        storage().documents("Whole").save("b", "{\"id\":\"b\"}");

        assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(() -> storage().query(Whole.class).delete())
                .withMessageContaining("Whole 'a'")
                .withMessageContaining("later schema");
        assertThat(storage().count(Whole.class)).isEqualTo(2);
        assertThat(storage().query(Whole.class).where("@id = 'b'").delete()).isEqualTo(1);
    }

    @Test
    default void project_bytes_isRefused() {
        storage().documents("Whole").save("a", "{\"$bytes\":\"/w==\"}");

        assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(() -> storage().query(Whole.class).project(Whole.class))
                .withMessageContaining("Whole 'a' holds bytes");
    }
}
