package io.sepia.contract;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.sepia.Condition;
import io.sepia.Field;
import io.sepia.Order;
import io.sepia.model.Indexed;
import io.sepia.model.ObjectId;
import io.sepia.model.Ref;
import io.sepia.model.Stored;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;

/** Objects and queries from a seed, each query with its meaning in plain Java. */
final class DrawnObjects {
    sealed interface Figure permits Round, Square {}

    record Round(int size) implements Figure {}

    record Square(int size) implements Figure {}

    enum Rank {
        THIRD,
        SECOND,
        FIRST
    }

    @Stored
    record Target(@ObjectId String id) {}

    abstract static class Drawn {
        @ObjectId
        String id;

        Figure figure;
        LocalDate day;

        @JsonFormat(pattern = "dd.MM.uuuu")
        LocalDate formatted;

        LocalDateTime local;
        LocalTime time;
        Instant at;
        OffsetDateTime offset;
        Duration span;
        Year year;
        YearMonth month;
        BigDecimal price;

        @JsonFormat(shape = JsonFormat.Shape.STRING)
        Long counted;

        Rank rank;
        String text;
        Target target;
        Ref<Target> ref;
        List<Figure> figures;
        Set<Integer> tags;
        UUID uuid;
        URI link;
        Map<String, Set<Figure>> groups;
        Date early;
    }

    @Stored
    static class Scanned extends Drawn {}

    @Stored
    @Indexed("day")
    @Indexed("at")
    @Indexed("offset")
    @Indexed({"rank", "at"})
    @Indexed("price")
    @Indexed("target")
    static class Served extends Drawn {}

    /** A property, the values that it may have, and its equality and order in Java. */
    record Property<T>(
            String name,
            Function<Drawn, T> get,
            BiConsumer<Drawn, T> set,
            List<T> values,
            Comparator<T> order,
            BiPredicate<T, T> equality) {}

    private static <T extends Comparable<? super T>> Property<T> ordered(
            String name, Function<Drawn, T> get, BiConsumer<Drawn, T> set, List<T> values) {
        return new Property<>(name, get, set, values, Comparator.naturalOrder(), (a, b) -> a.compareTo(b) == 0);
    }

    private static <T> Property<T> plain(
            String name, Function<Drawn, T> get, BiConsumer<Drawn, T> set, List<T> values) {
        return new Property<>(name, get, set, values, null, Objects::equals);
    }

    private static final List<LocalDate> DAYS = List.of(
            LocalDate.of(2026, 1, 31),
            LocalDate.of(2026, 2, 1),
            LocalDate.of(2025, 12, 2),
            LocalDate.of(1, 1, 1),
            LocalDate.of(0, 1, 1),
            LocalDate.of(9999, 12, 31));
    private static final List<LocalDate> FAR =
            List.of(LocalDate.of(-44, 3, 15), LocalDate.of(-4, 3, 15), LocalDate.of(12026, 1, 1), LocalDate.MAX);
    private static final List<Instant> MOMENTS = List.of(
            Instant.parse("2026-01-31T12:00:00Z"),
            Instant.parse("2026-01-31T12:00:00.750Z"),
            Instant.parse("2026-01-31T12:00:00.7501Z"),
            Instant.parse("2026-01-31T12:00:00.75000001Z"),
            Instant.parse("2026-01-31T12:00:01Z"),
            Instant.parse("2026-01-31T11:59:59.999999999Z"),
            Instant.parse("2026-02-01T05:00:00Z"),
            Instant.EPOCH);

    private final Random random;
    private final boolean far;
    final List<Property<?>> properties;

    /** @param far whether years may have a sign */
    DrawnObjects(long seed, boolean far) {
        this.random = new Random(seed);
        this.far = far;
        List<OffsetDateTime> offsets = new ArrayList<>();
        for (int i = 0; i < MOMENTS.size(); i++) {
            offsets.add(MOMENTS.get(i).atOffset(java.time.ZoneOffset.ofHours(i * 5 % 19 - 9)));
        }
        List<LocalDate> days = with(DAYS, FAR);
        this.properties = List.of(
                DrawnObjects.<Figure>plain(
                        "figure",
                        each -> each.figure,
                        (each, v) -> each.figure = v,
                        List.of(new Round(1), new Round(2), new Square(1))),
                ordered("day", each -> each.day, (each, v) -> each.day = v, days),
                ordered("formatted", each -> each.formatted, (each, v) -> each.formatted = v, DAYS),
                ordered(
                        "local",
                        each -> each.local,
                        (each, v) -> each.local = v,
                        days.stream()
                                .map(each -> each.atTime(12, 0).plusNanos(each.getDayOfMonth() * 50_000_000L))
                                .toList()),
                ordered(
                        "time",
                        each -> each.time,
                        (each, v) -> each.time = v,
                        List.of(LocalTime.NOON, LocalTime.MIN, LocalTime.MAX, LocalTime.of(12, 0, 0, 5))),
                ordered(
                        "at",
                        each -> each.at,
                        (each, v) -> each.at = v,
                        with(
                                MOMENTS,
                                List.of(
                                        Instant.parse("-0044-03-15T12:00:00Z"),
                                        Instant.parse("+12026-01-01T00:00:00Z")))),
                new Property<>(
                        "offset",
                        each -> each.offset,
                        (each, v) -> each.offset = v,
                        offsets,
                        Comparator.comparing(OffsetDateTime::toInstant),
                        OffsetDateTime::isEqual),
                ordered(
                        "span",
                        each -> each.span,
                        (each, v) -> each.span = v,
                        List.of(Duration.ZERO, Duration.ofHours(30), Duration.ofMinutes(90), Duration.ofMillis(-5))),
                ordered(
                        "year",
                        each -> each.year,
                        (each, v) -> each.year = v,
                        List.of(Year.of(2026), Year.of(999), Year.of(12026), Year.of(-44))),
                ordered(
                        "month",
                        each -> each.month,
                        (each, v) -> each.month = v,
                        days.stream().map(YearMonth::from).toList()),
                ordered(
                        "price",
                        each -> each.price,
                        (each, v) -> each.price = v,
                        List.of(
                                new BigDecimal("9.99"),
                                new BigDecimal("9.990"),
                                new BigDecimal("10"),
                                new BigDecimal("9.99000000000000000001"),
                                new BigDecimal("-1e30"))),
                ordered(
                        "counted",
                        each -> each.counted,
                        (each, v) -> each.counted = v,
                        List.of(5L, 40L, -3L, Long.MAX_VALUE, Long.MIN_VALUE)),
                ordered("rank", each -> each.rank, (each, v) -> each.rank = v, List.of(Rank.values())),
                ordered(
                        "text",
                        each -> each.text,
                        (each, v) -> each.text = v,
                        List.of("", "a", "B", "2026-01-31", "a\u0000b", "[1]")),
                plain(
                        "target",
                        each -> each.target,
                        (each, v) -> each.target = v,
                        List.of(new Target("t0"), new Target("t1"))),
                DrawnObjects.<Set<Integer>>plain(
                        "tags",
                        each -> each.tags,
                        (each, v) -> each.tags = v,
                        List.of(Set.of(), new LinkedHashSet<>(List.of(1, 2)), new LinkedHashSet<>(List.of(2, 1)))),
                ordered(
                        "uuid",
                        each -> each.uuid,
                        (each, v) -> each.uuid = v,
                        List.of(new UUID(0, 0), new UUID(-1, 5), new UUID(-1, -5), new UUID(5, -1))),
                plain(
                        "link",
                        each -> each.link,
                        (each, v) -> each.link = v,
                        List.of(URI.create("http://e.example/a"), URI.create("HTTP://E.example/a"), URI.create("x:y"))),
                DrawnObjects.<Map<String, Set<Figure>>>plain(
                        "groups",
                        each -> each.groups,
                        (each, v) -> each.groups = v,
                        List.of(
                                Map.of("a", new LinkedHashSet<>(List.of(new Round(1), new Square(2)))),
                                Map.of("a", new LinkedHashSet<>(List.of(new Square(2), new Round(1)))),
                                Map.of("b", Set.of(new Round(1))))),
                ordered(
                        "early",
                        each -> each.early,
                        (each, v) -> each.early = v,
                        List.of(
                                new Date(0),
                                Date.from(Instant.parse("1500-03-01T00:00:00Z")),
                                Date.from(Instant.parse("1500-02-25T00:00:00Z")),
                                Date.from(Instant.parse("-0044-03-15T00:00:00Z")))),
                DrawnObjects.<List<Figure>>plain(
                        "figures",
                        each -> each.figures,
                        (each, v) -> each.figures = v,
                        List.of(List.of(), List.of(new Round(1)), List.of(new Round(1), new Square(2)))));
    }

    private <T> List<T> with(List<T> near, List<T> more) {
        List<T> all = new ArrayList<>(near);
        if (far) {
            all.addAll(more);
        }
        return all;
    }

    <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    int number(int bound) {
        return random.nextInt(bound);
    }

    <D extends Drawn> D fill(D object, String id) {
        object.id = id;
        properties.forEach(each -> set(each, object));
        return object;
    }

    private <T> void set(Property<T> property, Drawn object) {
        if (random.nextInt(5) > 0) {
            property.set().accept(object, pick(property.values()));
        }
    }

    /** A condition and its meaning. */
    record Drawing(Condition condition, Predicate<Drawn> meaning) {}

    Drawing condition(int depth) {
        if (depth == 0 || random.nextInt(3) == 0) {
            return leaf(pick(properties));
        }
        Drawing a = condition(depth - 1);
        if (random.nextInt(4) == 0) {
            return new Drawing(Condition.not(a.condition()), a.meaning().negate());
        }
        Drawing b = condition(depth - 1);
        return random.nextBoolean()
                ? new Drawing(a.condition().and(b.condition()), a.meaning().and(b.meaning()))
                : new Drawing(a.condition().or(b.condition()), a.meaning().or(b.meaning()));
    }

    private <T> Drawing leaf(Property<T> property) {
        Field field = Field.field(property.name());
        T value = pick(property.values());
        Function<Predicate<T>, Predicate<Drawn>> onValue = test -> drawn -> {
            T held = property.get().apply(drawn);
            return held != null && test.test(held);
        };
        Predicate<Drawn> equal = onValue.apply(held -> property.equality().test(held, value));
        int kind = random.nextInt(property.order() == null ? 3 : 7);
        Comparator<T> order = property.order();
        return switch (kind) {
            case 0 -> new Drawing(field.eq(value), equal);
            case 1 -> new Drawing(field.ne(value), equal.negate());
            case 2 -> {
                List<T> some = List.of(value, pick(property.values()), pick(property.values()));
                yield new Drawing(
                        field.in(some),
                        onValue.apply(held -> some.stream()
                                .anyMatch(each -> property.equality().test(held, each))));
            }
            case 3 -> new Drawing(field.lt(value), onValue.apply(held -> order.compare(held, value) < 0));
            case 4 -> new Drawing(field.le(value), onValue.apply(held -> order.compare(held, value) <= 0));
            case 5 -> new Drawing(field.gt(value), onValue.apply(held -> order.compare(held, value) > 0));
            default -> new Drawing(field.ge(value), onValue.apply(held -> order.compare(held, value) >= 0));
        };
    }

    /** An order and its meaning. */
    record Sorting(List<Order> orders, Comparator<Drawn> meaning) {}

    Sorting sorting() {
        List<Order> orders = new ArrayList<>();
        Comparator<Drawn> meaning = (a, b) -> 0;
        for (int i = random.nextInt(3); i >= 0; i--) {
            Property<?> property = pick(
                    properties.stream().filter(each -> each.order() != null).toList());
            boolean ascending = random.nextBoolean();
            Field field = Field.field(property.name());
            orders.add(ascending ? field.ascending() : field.descending());
            Comparator<Drawn> one = comparator(property);
            meaning = meaning.thenComparing(ascending ? one : one.reversed());
        }
        return new Sorting(orders, meaning.thenComparing(each -> each.id));
    }

    private static <T> Comparator<Drawn> comparator(Property<T> property) {
        return Comparator.comparing(property.get(), Comparator.nullsFirst(property.order()));
    }
}
