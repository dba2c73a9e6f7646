package io.sepia.contract;

import static io.sepia.Condition.not;
import static io.sepia.Field.field;
import static io.sepia.Field.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonFormat;
import io.sepia.Condition;
import io.sepia.ObjectQuery;
import io.sepia.error.InvalidQueryException;
import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Year;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Queries compare the values of a property as Java compares them, however the property is written. */
interface ComparisonContract extends StorageFixture {
    sealed interface Form permits Disc, Box {}

    record Disc(int radius) implements Form {}

    record Box(int side) implements Form {}

    enum Level {
        LOW,
        MIDDLE,
        HIGH,
        ABOVE
    }

    record Part(String name, int size) {}

    @Stored
    class Beast {
        @ObjectId
        String id;

        Beast() {}

        Beast(String id) {
            this.id = id;
        }
    }

    @Stored
    class Hound extends Beast {
        Hound() {}

        Hound(String id) {
            super(id);
        }
    }

    @Stored
    class Sheet {
        @ObjectId
        String id;

        Form form;
        List<Form> forms = new ArrayList<>();
        LocalDate day;

        @JsonFormat(pattern = "dd.MM.yyyy")
        LocalDate written;

        @JsonFormat(shape = JsonFormat.Shape.STRING)
        long counted;

        Year year;
        Instant at;
        OffsetDateTime local;
        Duration span;
        BigDecimal price;
        Level level;
        Part part;
        List<String> tags = new ArrayList<>();
        Map<String, Object> map = new LinkedHashMap<>();
        Beast beast;
        List<Beast> beasts = new ArrayList<>();
        Optional<Beast> maybe = Optional.empty();
        Map<String, Beast> named = new LinkedHashMap<>();
        int n;

        @JsonAlias("heading")
        String title;

        String text;

        Sheet() {}

        Sheet(String id) {
            this.id = id;
        }
    }

    private Sheet sheet(String id, Consumer<Sheet> fill) {
        Sheet sheet = new Sheet(id);
        fill.accept(sheet);
        return storage().save(sheet);
    }

    private ObjectQuery<Sheet> sheets() {
        return storage().query(Sheet.class);
    }

    private List<String> sheets(Condition condition) {
        return sheets().where(condition).ids();
    }

    private static void refused(ThrowingCallable query, String... parts) {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(query)
                .satisfies(error -> assertThat(error.getMessage()).contains(parts));
    }

    @Test
    default void eq_valueOfASealedType_isComparedWithItsTypeMark() {
        sheet("a", each -> {
            each.form = new Disc(1);
            each.forms.add(new Box(2));
        });

        assertThat(sheets(field("form").eq(new Disc(1)))).containsExactly("a");
        assertThat(sheets(field("form").eq(new Box(1)))).isEmpty();
        assertThat(sheets(field("form").in(new Box(1), new Disc(1)))).containsExactly("a");
        assertThat(sheets(field("forms").eq(List.of(new Box(2))))).containsExactly("a");
        assertThat(sheets(field("forms").any(value().eq(new Box(2))))).containsExactly("a");
        assertThat(sheets(field("forms[0]").eq(new Box(2)))).containsExactly("a");
        assertThat(sheets().where(field("form").ne(new Disc(1))).delete()).isZero();
    }

    @Test
    default void compare_formattedProperties_byValue() {
        sheet("a", each -> {
            each.written = LocalDate.of(2025, 12, 31);
            each.counted = 5;
        });
        sheet("b", each -> {
            each.written = LocalDate.of(2026, 1, 2);
            each.counted = 40;
        });

        assertThat(sheets(field("written").eq(LocalDate.of(2026, 1, 2)))).containsExactly("b");
        assertThat(sheets(field("written").lt(LocalDate.of(2026, 1, 1)))).containsExactly("a");
        assertThat(sheets().where("written = '31.12.2025'").ids()).containsExactly("a");
        assertThat(sheets(field("counted").eq(5))).containsExactly("a");
        assertThat(sheets(field("counted").gt(5))).containsExactly("b");
        assertThat(sheets(field("counted").in(5L, 40L))).containsExactly("a", "b");
        assertThat(sheets().orderBy("written desc").ids()).containsExactly("b", "a");
        assertThat(sheets().orderBy("counted").limit(1).ids()).containsExactly("a");
    }

    @Test
    default void compare_yearsBeyondFourDigits_byValue() {
        sheet("a", each -> each.day = LocalDate.of(-44, 3, 15));
        sheet("b", each -> each.day = LocalDate.of(-4, 3, 15));
        sheet("c", each -> each.day = LocalDate.of(2026, 1, 31));
        sheet("d", each -> each.day = LocalDate.of(12026, 1, 31));
        sheet("e", each -> each.day = LocalDate.of(102026, 1, 31));

        assertThat(sheets(field("day").lt(LocalDate.MAX))).hasSize(5);
        assertThat(sheets(field("day").gt(LocalDate.of(2026, 1, 30)))).containsExactly("c", "d", "e");
        assertThat(sheets(field("day").le(LocalDate.of(2026, 1, 31)))).containsExactly("a", "b", "c");
        assertThat(sheets(field("day").eq(LocalDate.of(12026, 1, 31)))).containsExactly("d");
        assertThat(sheets().orderBy("day").ids()).containsExactly("a", "b", "c", "d", "e");
        assertThat(sheets().orderBy("day desc").limit(2).ids()).containsExactly("e", "d");
        assertThat(sheets().orderBy("day").limit(2).ids()).containsExactly("a", "b");
    }

    @Test
    default void compare_yearsAndDurations_byValue() {
        sheet("a", each -> {
            each.year = Year.of(2026);
            each.span = Duration.ofHours(30);
        });
        sheet("b", each -> {
            each.year = Year.of(12026);
            each.span = Duration.ofMinutes(5);
        });

        assertThat(sheets(field("year").gt(Year.of(2025)))).containsExactly("a", "b");
        assertThat(sheets(field("year").gt(2026))).containsExactly("b");
        assertThat(sheets(field("span").lt(Duration.ofHours(1)))).containsExactly("b");
        assertThat(sheets(field("span").eq(Duration.ofMinutes(5)))).containsExactly("b");
        assertThat(sheets().orderBy("span").ids()).containsExactly("b", "a");
        assertThat(sheets().orderBy("year desc").ids()).containsExactly("b", "a");
    }

    @Test
    default void order_moments_byTime() {
        sheet("a", each -> each.at = Instant.parse("2026-01-31T12:00:00Z"));
        sheet("b", each -> each.at = Instant.parse("2026-01-31T12:00:00.750Z"));
        sheet("c", each -> each.local = OffsetDateTime.parse("2026-01-31T12:00:00+01:00"));
        sheet("d", each -> each.local = OffsetDateTime.parse("2026-01-31T11:30:00Z"));

        assertThat(sheets().orderBy("at desc").first().orElseThrow().id).isEqualTo("b");
        assertThat(sheets().where(field("at").exists().and(field("at").ne(null)))
                        .orderBy("at")
                        .ids())
                .containsExactly("a", "b");
        assertThat(sheets().where(field("local").ne(null))
                        .orderBy("local")
                        .limit(1)
                        .ids())
                .containsExactly("c");
        assertThat(sheets().where(field("local").ne(null)).orderBy("local desc").ids())
                .containsExactly("d", "c");
        assertThat(sheets().where(field("at").ne(null)).orderBy("at").limit(1).delete())
                .isEqualTo(1);
        assertThat(storage().ids(Sheet.class)).containsExactly("b", "c", "d");
    }

    @Test
    default void compare_valueThatThePropertyNeverHas_isRefused() {
        sheet("a", each -> each.tags.add("css"));

        refused(() -> sheets().where(field("tags").ne("css")).delete(), "tags", "List");
        refused(() -> sheets().where(not(field("day").gt(Instant.EPOCH))).delete(), "day", "LocalDate");
        refused(() -> sheets(field("part").eq("x")), "part", "Part");
        refused(() -> sheets(field("level").eq(1)), "level", "Level");
        refused(() -> sheets(field("level").eq("HIHG")), "level", "Level");
        refused(() -> sheets().where("level = 'HIHG'").ids(), "level");
        refused(() -> sheets(field("level").eq(Thread.State.NEW)), "level");
        refused(() -> sheets(field("day").eq("2026-02-31")), "day");
        refused(() -> sheets(field("text").eq(LocalDate.EPOCH)), "text");
        refused(() -> sheets(field("form").eq("x")), "form");
        refused(() -> sheets(field("map").eq(5)), "map");
        refused(() -> sheets(field("beast").eq(new Part("x", 1))), "beast");
        refused(() -> sheets(field("n").in(1, "2")), "n");
        refused(() -> sheets(field("at").startsWith("2026").and(field("n").startsWith("1"))), "n");
        assertThat(sheets().count()).isEqualTo(1);
    }

    @Test
    default void compare_enums_inTheOrderOfTheirConstants() {
        for (Level each : Level.values()) {
            sheet(each.name(), sheet -> sheet.level = each);
        }

        assertThat(sheets(field("level").lt(Level.HIGH))).containsExactly("LOW", "MIDDLE");
        assertThat(sheets(field("level").ge(Level.HIGH))).containsExactly("ABOVE", "HIGH");
        assertThat(sheets().where("level > 'HIGH'").ids()).containsExactly("ABOVE");
        assertThat(sheets().orderBy("level").ids()).containsExactly("LOW", "MIDDLE", "HIGH", "ABOVE");
        assertThat(sheets().orderBy("level desc").limit(2).ids()).containsExactly("ABOVE", "HIGH");
    }

    @Test
    default void compare_referencesInPropertiesOfASuperclass_byId() {
        Hound hound = storage().save(new Hound("d1"));
        sheet("a", each -> each.beast = hound);

        assertThat(sheets(field("beast").eq("d1"))).containsExactly("a");
        assertThat(sheets(field("beast").ne("d1"))).isEmpty();
        assertThat(sheets(field("beast").eq(hound))).containsExactly("a");
        assertThat(sheets(field("beast").in("d1", "d2"))).containsExactly("a");
        assertThat(sheets(field("beast").refersTo("Beast", "d1"))).isEmpty();
    }

    @Test
    default void compare_containersOfReferences_byTheirReferences() {
        Beast beast = storage().save(new Beast("b"));
        sheet("a", each -> {
            each.beasts.add(beast);
            each.maybe = Optional.of(beast);
            each.named.put("x", beast);
            each.map.put("y", beast);
        });

        assertThat(sheets(field("beasts").eq(List.of(beast)))).containsExactly("a");
        assertThat(sheets(field("maybe").eq(Optional.of(beast)))).containsExactly("a");
        assertThat(sheets(field("maybe").eq(beast))).containsExactly("a");
        assertThat(sheets(field("named").eq(Map.of("x", beast)))).containsExactly("a");
        assertThat(sheets(field("named.x").eq(beast))).containsExactly("a");
        assertThat(sheets(field("map").eq(Map.of("y", beast)))).containsExactly("a");
        assertThat(sheets(field("beasts").eq(List.of(new Beast("c"))))).isEmpty();
        refused(() -> sheets(field("beasts").eq(List.of(new Beast()))), "Save it first");
    }

    @Test
    default void eq_mapThatLooksLikeAReference_isComparedAsItIsWritten() {
        Map<String, Object> like = Map.of("$ref", Map.of("class", "x", "id", "y"));
        sheet("a", each -> each.map.putAll(like));

        assertThat(sheets(field("map").eq(like))).containsExactly("a");
    }

    @Test
    default void compare_propertyWithAnAlias_findsBothNames() {
        sheet("a", each -> each.title = "now");
        storage().documents("Sheet").save("b", "{\"id\":\"b\",\"heading\":\"now\"}");
        storage().documents("Sheet").save("c", "{\"id\":\"c\",\"heading\":\"later\"}");

        assertThat(sheets(field("title").eq("now"))).containsExactly("a", "b");
        assertThat(sheets(field("heading").eq("now"))).containsExactly("a", "b");
        assertThat(sheets(field("heading").ne("now"))).containsExactly("c");
        assertThat(sheets(field("title").startsWith("l"))).containsExactly("c");
        assertThat(sheets().orderBy("title").ids()).containsExactly("c", "a", "b");
    }

    @Test
    default void in_asManyValuesAsAllowed_ofEveryKind() {
        Beast beast = storage().save(new Beast("7"));
        sheet("a", each -> {
            each.price = new BigDecimal("7.25");
            each.counted = 7;
            each.at = Instant.EPOCH.plusSeconds(7);
            each.beast = beast;
            each.day = LocalDate.EPOCH.plusDays(7);
            each.text = "[7";
            each.map.put("n", Long.MAX_VALUE - 7);
            each.n = 7;
            each.span = Duration.ofSeconds(7);
        });
        sheet("b", each -> {
            each.price = new BigDecimal("7.255");
            each.at = Instant.EPOCH.plusMillis(7_001);
            each.map.put("n", 7);
        });
        Map<String, List<Object>> lists = new LinkedHashMap<>();
        for (int i = 0; i < 10_000; i++) {
            int n = i;
            Map.<String, Object>of(
                            "price",
                            new BigDecimal(n + ".25"),
                            "counted",
                            (long) n + 1,
                            "at",
                            Instant.EPOCH.plusSeconds(n),
                            "beast",
                            new Beast("" + n),
                            "day",
                            LocalDate.EPOCH.plusDays(n),
                            "text",
                            "[" + n,
                            "map.n",
                            Long.MAX_VALUE - n,
                            "id",
                            n == 7 ? "a" : "x" + n,
                            "n",
                            n + 1,
                            "span",
                            Duration.ofSeconds(n))
                    .forEach((name, each) -> lists.computeIfAbsent(name, any -> new ArrayList<>())
                            .add(each));
        }
        lists.forEach((name, values) ->
                assertThat(sheets(field(name).in(values))).as(name).containsExactly("a"));
    }
}
