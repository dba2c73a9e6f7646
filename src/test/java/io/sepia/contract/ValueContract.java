package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.sepia.error.DocumentFormatException;
import io.sepia.error.StorageException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values are loaded as they were saved, or refused before anything is stored. */
interface ValueContract extends StorageFixture {
    class Anything {
        String id = "a";
        Object value;

        Anything() {}

        Anything(Object value) {
            this.value = value;
        }
    }

    class Tree {
        String id = "a";
        JsonNode value;
    }

    record Decimal(String id, BigDecimal value) {}

    record Times(
            String id,
            Instant instant,
            LocalDate date,
            LocalTime time,
            LocalDateTime dateTime,
            ZonedDateTime zoned,
            OffsetDateTime offset,
            Duration duration,
            Period period,
            Year year,
            YearMonth month,
            ZoneId zone) {}

    record Basics(
            String id,
            boolean flag,
            byte small,
            short number,
            char letter,
            float single,
            double real,
            long big,
            BigInteger huge,
            DayOfWeek day,
            UUID uuid,
            byte[] bytes,
            Locale locale) {}

    class Options {
        String id = "a";
        Optional<String> text;
        OptionalInt number = OptionalInt.empty();
    }

    class Sets {
        String id = "a";
        Set<String> set;
        Map<String, Integer> map;
        Map<DayOfWeek, String> days;
    }

    class Doubles {
        String id = "a";
        double ratio;
        float[] parts = {};
        double[] series = {};
    }

    class Unwritable {
        String id = "a";
        Thread worker;
    }

    class Keyed {
        String id = "a";
        Map<Anything, String> byObject = new HashMap<>();
    }

    class Nest {
        String id;
        Nest child;
    }

    private Object roundTrip(Object value) {
        storage().save(new Anything(value));
        return storage().load(Anything.class, "a").value;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e400",
                "-1E-400",
                "0.1",
                "0.10",
                "1.000",
                "1E+3",
                "0E-20",
                "123456789012345678901234567890.1234567890",
                "9007199254740993.5",
                "1E+999999",
                "1E-999999",
                "0.1000000000000000055511151231257827"
            })
    default void save_decimal_isExact(String text) {
        BigDecimal decimal = new BigDecimal(text);
        storage().save(new Decimal("d", decimal));
        assertThat(storage().load(Decimal.class, "d").value()).isEqualTo(decimal);
        assertThat(new BigDecimal(roundTrip(decimal).toString())).isEqualByComparingTo(decimal);
        assertThat(content("Anything", "a")).isEqualTo("{\"id\":\"a\",\"value\":" + decimal + "}");
    }

    static List<Object> untyped() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("null", null);
        map.put("", List.of());
        map.put("z", Map.of("a", List.of(1, 2L + Integer.MAX_VALUE, "x")));
        map.put("\uD83D\uDE00", true);
        return List.of(
                "text",
                "",
                7,
                Long.MIN_VALUE,
                BigInteger.TWO.pow(63),
                BigInteger.TEN.pow(300).negate(),
                true,
                List.of(1, List.of(), List.of(List.of("x"))),
                Arrays.asList(null, 1, null),
                map,
                "\uD83D\uDE00 \u0000 \u001F \u2028 \" \\ / \uFFFF",
                "lone \uD83D high",
                "lone \uDE00 low",
                "\uDE00\uD83D");
    }

    @ParameterizedTest
    @MethodSource("untyped")
    default void save_untypedValue_isExact(Object value) {
        assertThat(roundTrip(value)).isEqualTo(value);
        assertThat(roundTrip(Arrays.asList("beside", value))).isEqualTo(Arrays.asList("beside", value));
    }

    @Test
    default void save_javaTime_isExact() {
        Times times = new Times(
                "t",
                Instant.parse("2026-11-23T10:15:30.123456789Z"),
                LocalDate.of(-44, 3, 15),
                LocalTime.of(23, 59, 59, 999_999_999),
                LocalDateTime.parse("2026-02-28T00:00:00.000000001"),
                ZonedDateTime.of(LocalDateTime.parse("2026-10-25T02:30:00.123456789"), ZoneId.of("Europe/Berlin")),
                OffsetDateTime.parse("2026-11-23T10:15:30.000000007+05:45"),
                Duration.ofSeconds(-7, 123_456_789),
                Period.of(1, -2, 3),
                Year.of(2026),
                YearMonth.of(2026, 11),
                ZoneId.of("Asia/Kathmandu"));
        storage().save(times);
        assertThat(storage().load(Times.class, "t")).isEqualTo(times);
        ZonedDateTime later = times.zoned().withLaterOffsetAtOverlap();
        storage().save(new Times("u", null, null, null, null, later, null, null, null, null, null, null));
        assertThat(storage().load(Times.class, "u").zoned()).isEqualTo(later);
    }

    @Test
    default void save_basicTypes_areExact() {
        for (double real : new double[] {0.1, -0.0, Double.MIN_VALUE, Double.MAX_VALUE, 1e23, Math.PI}) {
            Basics basics = new Basics(
                    "b",
                    true,
                    Byte.MIN_VALUE,
                    Short.MAX_VALUE,
                    '\u00E9',
                    Float.MIN_VALUE,
                    real,
                    Long.MIN_VALUE,
                    BigInteger.TEN.pow(400),
                    DayOfWeek.SUNDAY,
                    new UUID(1, -1),
                    new byte[] {0, -1, 127, -128},
                    Locale.CANADA_FRENCH);
            storage().save(basics);
            assertThat(storage().load(Basics.class, "b"))
                    .usingRecursiveComparison()
                    .isEqualTo(basics);
        }
    }

    @Test
    default void save_optional_keepsEmptyAndNullApart() {
        Options options = new Options();
        storage().save(options);
        Options loaded = storage().load(Options.class, "a");
        assertThat(loaded.number).isEmpty();
        options.text = Optional.of("x");
        options.number = OptionalInt.of(0);
        storage().save(options);
        loaded = storage().load(Options.class, "a");
        assertThat(loaded.text).isEqualTo(Optional.of("x"));
        assertThat(loaded.number).hasValue(0);
        options.text = Optional.empty();
        storage().save(options);
        assertThat(storage().load(Options.class, "a").text).isEqualTo(Optional.empty());
    }

    @Test
    default void save_setsAndMaps_keepTheirOrder() {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            words.add("w" + (i * 7919) % 1000);
        }
        Sets sets = new Sets();
        sets.set = new LinkedHashSet<>(words);
        sets.map = new LinkedHashMap<>();
        words.forEach(each -> sets.map.put(each, each.length()));
        sets.days = new LinkedHashMap<>(Map.of(DayOfWeek.FRIDAY, "fish"));
        storage().save(sets);
        Sets loaded = storage().load(Sets.class, "a");
        assertThat(loaded.set).containsExactlyElementsOf(sets.set);
        assertThat(loaded.map.entrySet()).containsExactlyElementsOf(sets.map.entrySet());
        assertThat(loaded.days).isEqualTo(sets.days);
        loaded.set.add("sets stay changeable");
        storage().save(loaded);
        assertThat(storage().load(Sets.class, "a").set).hasSize(sets.set.size() + 1);
    }

    @Test
    default void load_unknownAndMissingProperties_areIgnored() {
        storage().documents("Doubles").save("a", "{\"id\":\"a\",\"unknown\":{\"x\":[1]},\"ratio\":2.5}");
        assertThat(storage().load(Doubles.class, "a").ratio).isEqualTo(2.5);
        storage().documents("Doubles").save("b", "{}");
        assertThat(storage().load(Doubles.class, "b").ratio).isZero();
    }

    @Test
    default void load_valueOfAnotherType_isRefusedWithoutQuotingIt() {
        storage().documents("Doubles").save("a", "{\"id\":\"a\",\"ratio\":\"secret\"}");
        assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(() -> storage().load(Doubles.class, "a"))
                .withMessageContaining("Doubles 'a'")
                .withMessageContaining("ratio")
                .withMessageNotContaining("secret")
                .withNoCause();
        storage().documents("Doubles").save("n", "null");
        assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(() -> storage().load(Doubles.class, "n"))
                .withMessageContaining("Doubles 'n'");
    }

    private void assertRefused(Object object, String... parts) {
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(saving(object))
                .satisfies(e -> assertThat(e.getMessage())
                        .contains(object.getClass().getSimpleName())
                        .contains(parts));
        assertThat(storage().classes()).isEmpty();
    }

    @Test
    default void save_numberThatIsNone_isRefusedNamingTheProperty() {
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            Doubles ratio = new Doubles();
            ratio.ratio = bad;
            assertRefused(ratio, "ratio");
            Doubles series = new Doubles();
            series.series = new double[] {1, bad};
            assertRefused(series, "series");
            Doubles parts = new Doubles();
            parts.parts = new float[] {(float) bad};
            assertRefused(parts, "parts");
            assertRefused(new Anything(List.of(1, bad)), "value");
            assertRefused(new Anything(Map.of("x", bad)), "value");
            Tree tree = new Tree();
            tree.value = JsonNodeFactory.instance.objectNode().put("x", bad);
            assertRefused(tree, "value");
        }
    }

    @Test
    default void save_valueWithoutJsonForm_isRefusedNamingTheProperty() {
        Unwritable unwritable = new Unwritable();
        unwritable.worker = new Thread();
        assertRefused(unwritable, "worker");
        assertRefused(new Anything(new Object()), "value");
        assertRefused(new Anything(List.of(new Thread())), "value");
    }

    @Test
    default void save_mapWithObjectKeys_isRefusedNamingTheProperty() {
        Keyed keyed = new Keyed();
        keyed.byObject.put(new Anything("x"), "y");
        assertRefused(keyed, "byObject", "Key");
        assertRefused(new Anything(Map.of(new Anything("x"), "y")), "value", "key");
    }

    @Test
    default void save_loneSurrogateInAName_isRefusedNamingTheProperty() {
        for (String half : List.of("lone \uD83D high", "\uD83D", "low \uDE00", "\uDE00\uD83D")) {
            assertRefused(new Anything(Map.of(half, 1)), "value", "lone surrogate");
            Tree tree = new Tree();
            tree.value = JsonNodeFactory.instance.objectNode().put(half, 1);
            assertRefused(tree, "value", "lone surrogate");
        }
    }

    @Test
    default void save_twoKeysOfOneText_isRefused() {
        Map<Object, String> map = new LinkedHashMap<>();
        map.put(1, "number");
        map.put("1", "text");
        assertRefused(new Anything(map), "value");
    }

    @Test
    default void save_objectTwoThousandDeep_isRefused() {
        Nest root = new Nest();
        root.id = "a";
        Nest deepest = root;
        for (int i = 0; i < 2_000; i++) {
            deepest.child = new Nest();
            deepest = deepest.child;
        }
        assertRefused(root, "500");
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            list = new ArrayList<>(List.of(list));
        }
        assertRefused(new Anything(list), "500");
        deepest.child = root;
        assertRefused(root, "");
        List<Object> circular = new ArrayList<>();
        circular.add(circular);
        assertRefused(new Anything(circular), "");
        assertThat(roundTrip(Collections.nCopies(3, List.of()))).isEqualTo(Collections.nCopies(3, List.of()));
    }
}
