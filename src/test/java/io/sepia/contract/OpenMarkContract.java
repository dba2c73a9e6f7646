package io.sepia.contract;

import static io.sepia.Field.field;
import static io.sepia.Field.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.sepia.ObjectQuery;
import io.sepia.Storage;
import io.sepia.error.DocumentFormatException;
import io.sepia.error.InvalidQueryException;
import io.sepia.error.MappingException;
import io.sepia.model.Ref;
import io.sepia.model.Stored;
import io.sepia.report.ConflictPolicy;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Values in places that are declared as {@code Object}: with type marks if the store writes them. */
interface OpenMarkContract extends StorageFixture {
    class Anything {
        String id = "a";
        Object any;
        Map<String, Object> map = new LinkedHashMap<>();
        List<Object> list = new ArrayList<>();

        Anything() {}

        Anything(Object any) {
            this.any = any;
        }
    }

    record Point(int x, Object more) {}

    enum Mood {
        GLAD,
        SAD {
            @Override
            public String toString() {
                return "sad";
            }
        }
    }

    @JsonTypeName("Holder")
    record Holding(Ref<Target> lazy, Target eager, Object any) {}

    record Unregistered(int x) {}

    class Loose {
        public String id = "a";

        @JsonAnySetter
        @JsonAnyGetter
        Map<String, Object> rest = new LinkedHashMap<>();
    }

    @Stored
    record Target(String id, String name) {}

    record Metadata(String id) {}

    class LocalDateLike {
        @JsonTypeName("LocalDate")
        record Clash(int x) {}
    }

    private Storage marking() {
        return open(builder ->
                builder.option("open_values", "mark").register(Point.class, Mood.class, Holding.class, Target.class));
    }

    private static List<Object> values() {
        return List.of(
                LocalDate.of(2026, 1, 31),
                Instant.parse("2026-01-31T10:00:00.123456789Z"),
                OffsetDateTime.of(2026, 1, 31, 10, 0, 0, 0, ZoneOffset.ofHours(2)),
                ZonedDateTime.of(2026, 1, 31, 10, 0, 0, 0, ZoneId.of("Europe/Paris")),
                Duration.ofSeconds(5),
                Period.ofDays(3),
                YearMonth.of(2026, 1),
                ZoneOffset.ofHours(1),
                ZoneId.of("Europe/Paris"),
                DayOfWeek.MONDAY,
                new Date(1_000),
                UUID.fromString("0190d9a0-0000-7000-8000-00000000000a"),
                URI.create("urn:x"),
                Locale.forLanguageTag("tr-TR"),
                Mood.GLAD,
                Mood.SAD,
                new Point(1, null),
                new Point(2, new Point(3, LocalDate.of(2026, 1, 1))),
                List.of(1, "x", LocalDate.of(2026, 1, 2), List.of(Mood.SAD)),
                Map.of("when", LocalDate.of(2026, 1, 3), "deep", Map.of("id", UUID.randomUUID())),
                "text",
                5,
                5L * Integer.MAX_VALUE,
                1.5,
                true);
    }

    @Test
    default void save_valuesInOpenPlaces_comeBackEqual() {
        Storage store = marking();
        for (Object each : values()) {
            Anything one = new Anything(each);
            one.map.put("k", each);
            one.list.add(each);
            store.save(one);

            Anything loaded = store.load(Anything.class, "a");
            assertThat(loaded.any).isEqualTo(each).hasSameClassAs(loaded.list.get(0));
            assertThat(loaded.map).containsEntry("k", each);
            assertThat(loaded.list).containsExactly(each);
            boolean isMoment = each instanceof Instant
                    || each instanceof OffsetDateTime
                    || each instanceof ZonedDateTime
                    || each instanceof Date;
            ObjectQuery<Anything> query =
                    store.query(Anything.class).where(field("list").any(value().eq(each)));
            if (isMoment) {
                assertThatExceptionOfType(InvalidQueryException.class).isThrownBy(query::count);
            } else {
                assertThat(query.count()).as("query %s", each).isEqualTo(1);
            }
        }
    }

    @Test
    default void document_withMarks_isReadable() {
        Storage store = marking();
        Anything one = new Anything(LocalDate.of(2026, 1, 31));
        one.map.put("p", new Point(1, Mood.SAD));
        one.list.add(5);
        store.save(one);

        assertThat(store.documents("Anything").load("a").content())
                .isEqualTo("{\"id\":\"a\",\"any\":{\"$type\":\"LocalDate\",\"$value\":\"2026-01-31\"},"
                        + "\"map\":{\"p\":{\"$type\":\"Point\",\"x\":1,\"more\":{\"$type\":\"Mood\",\"$value\":\"SAD\"}}},"
                        + "\"list\":[5]}");
    }

    @Test
    default void withoutTheOption_suchValues_areRefused() {
        for (Object each : List.of(LocalDate.of(2026, 1, 31), Mood.GLAD, new Point(1, null), UUID.randomUUID())) {
            assertThatExceptionOfType(DocumentFormatException.class).isThrownBy(saving(new Anything(each)));
        }
        Anything plain = new Anything(Map.of("$type", "LocalDate", "$value", "2026-01-31"));
        storage().save(plain);
        assertThat(storage().load(Anything.class, "a").any).isEqualTo(plain.any);
    }

    @Test
    default void withTheOption_otherClasses_areRefused() {
        Storage store = marking();
        for (Object each : List.of(
                new Unregistered(1),
                new byte[] {1},
                new int[] {1},
                'c',
                List.of(new Unregistered(2)),
                Map.of("$type", "LocalDate", "$value", "2026-01-31"),
                List.of(Map.of("$type", 5)),
                new StringBuilder("x"),
                java.util.Set.of(1))) {
            assertThatExceptionOfType(DocumentFormatException.class)
                    .as(each.getClass().getName())
                    .isThrownBy(() -> store.save(new Anything(each)));
        }
        store.save(new Anything(Map.of("type", "x")));
        assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(() -> store.save(new Anything(Map.of("$type", "x"))))
                .withMessageContaining("$type");
    }

    @Test
    default void load_unknownMark_isNamedAndLoadsNoClass() {
        Storage store = marking();
        for (String mark :
                List.of("Nobody", "java.io.File", "javax.script.ScriptEngineManager", "Unregistered", "Target")) {
            store.documents("Anything").save("a", "{\"any\":{\"$type\":\"" + mark + "\",\"$value\":\"x\"}}");
            assertThatExceptionOfType(DocumentFormatException.class)
                    .isThrownBy(() -> store.load(Anything.class, "a"))
                    .withMessageContaining("'" + mark + "'")
                    .withMessageContaining("Anything 'a'")
                    .withMessageContaining("any");
        }
        store.documents("Anything").save("a", "{\"any\":{\"$type\":\"my secret text\"}}");
        assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(() -> store.load(Anything.class, "a"))
                .withMessageNotContaining("secret");
        for (String value : List.of(
                "{\"$type\":5}",
                "{\"$type\":\"LocalDate\",\"$value\":\"no date\"}",
                "{\"$type\":\"LocalDate\",\"$value\":null}",
                "{\"$type\":\"LocalDate\",\"$value\":\"2026-01-31\",\"more\":1}",
                "{\"$type\":\"LocalDate\"}",
                "{\"$type\":\"Mood\",\"$value\":\"NONE\"}",
                "[{\"$type\":\"Point\",\"x\":\"text\"}]")) {
            store.documents("Anything").save("a", "{\"any\":" + value + "}");
            assertThatExceptionOfType(DocumentFormatException.class)
                    .as(value)
                    .isThrownBy(() -> store.load(Anything.class, "a"));
        }
    }

    @Test
    default void references_inMarkedObjects_areFoundAndLoaded() {
        Storage store = marking();
        Target target = store.save(new Target("t", "T"));
        store.save(new Anything(new Holding(Ref.of(target), target, List.of(target, LocalDate.EPOCH))));

        Holding loaded = (Holding) store.load(Anything.class, "a").any;
        assertThat(loaded.eager()).isEqualTo(target);
        assertThat(loaded.lazy().get()).isEqualTo(target);
        assertThat(loaded.any()).isEqualTo(List.of(target, LocalDate.EPOCH));
        assertThat(store.whoReferences(Target.class, "t")).hasSize(1);
        assertThat(store.documents("Anything").load("a").content()).contains("\"$type\":\"Holder\"");
    }

    @Test
    default void query_markedValue_isComparedAsItIsStoredOrRefused() {
        Storage store = marking();
        Anything one = new Anything(LocalDate.of(2026, 1, 31));
        one.map.put("mood", Mood.SAD);
        one.map.put("deep", new LinkedHashMap<>(Map.of("day", LocalDate.EPOCH)));
        store.save(one);
        var all = store.query(Anything.class);

        assertThat(all.where(field("any").eq(LocalDate.of(2026, 1, 31))).count())
                .isEqualTo(1);
        assertThat(all.where(field("any").ne(LocalDate.of(2026, 1, 31))).count())
                .isZero();
        assertThat(all.where(field("any").in(LocalDate.of(2026, 1, 30), LocalDate.of(2026, 1, 31)))
                        .count())
                .isEqualTo(1);
        assertThat(all.where(field("map.mood").eq(Mood.SAD)).count()).isEqualTo(1);
        assertThat(all.where(field("map.deep.day").eq(LocalDate.EPOCH)).count()).isEqualTo(1);
        assertThat(all.where(field("any").member("$value").lt("2026-02-01")).count())
                .isEqualTo(1);
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() ->
                        all.where(field("any").lt(LocalDate.of(2026, 2, 1))).count());
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> all.where(field("any").eq(Instant.EPOCH)).count());
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(
                        () -> all.where(field("map.deep.day").ne(new Date())).delete());
        assertThat(all.orderBy(field("any").ascending()).ids()).containsExactly("a");
    }

    @Test
    default void metadata_hasNoMarks() {
        Storage store = marking();
        store.save(new Metadata("m"), Map.of("day", LocalDate.EPOCH, "map", Map.of("$type", "x")));

        assertThat(store.findVersioned(Metadata.class, "m").orElseThrow().metadata())
                .isEqualTo(Map.of("day", "1970-01-01", "map", Map.of("$type", "x")));
    }

    @Test
    default void exportAndImport_keepMarks() throws Exception {
        Storage store = marking();
        store.save(new Anything(List.of(LocalDate.EPOCH, new Point(1, Mood.SAD))));
        ByteArrayOutputStream exported = new ByteArrayOutputStream();
        store.contents().exportData(exported);
        Storage other = marking();
        other.contents().importData(new ByteArrayInputStream(exported.toByteArray()), ConflictPolicy.FAIL);

        assertThat(other.load(Anything.class, "a").any).isEqualTo(List.of(LocalDate.EPOCH, new Point(1, Mood.SAD)));
        assertThat(other.history(Anything.class, "a")).isNotNull();
    }

    @Test
    default void open_classesWithTheSameMark_isRefused() {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() ->
                        open(builder -> builder.option("open_values", "mark").register(LocalDateLike.Clash.class)))
                .withMessageContaining("LocalDate")
                .withMessageContaining("@JsonTypeName");
    }

    @Test
    default void ownMapperAndAnySetter_haveMarksToo() {
        ObjectMapper own = new ObjectMapper()
                .registerModule(new JavaTimeModule())
                .setVisibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY);
        Storage store = open(builder -> builder.option("open_values", "mark").mapper(own));
        Loose loose = new Loose();
        loose.rest.put("day", LocalDate.of(2026, 1, 31));
        loose.rest.put("at", Instant.ofEpochSecond(5, 500));
        store.save(loose);

        assertThat(store.load(Loose.class, "a").rest).isEqualTo(loose.rest);
        assertThat(store.documents("Loose").load("a").content())
                .contains("\"day\":{\"$type\":\"LocalDate\",\"$value\":[2026,1,31]}");
    }

    @Test
    default void withoutTheOption_storedMarks_arePlainDataAndStay() {
        storage().documents("Anything").save("a", "{\"id\":\"a\",\"any\":{\"$type\":\"LocalDate\",\"$value\":\"x\"}}");

        storage().save(storage().load(Anything.class, "a"));
        assertThat(content("Anything", "a")).contains("\"any\":{\"$type\":\"LocalDate\",\"$value\":\"x\"}");
    }
}
