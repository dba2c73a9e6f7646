package io.sepia.corpus;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.sql.Time;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What plain Java says about two values: whether they are the same, equal in a query, and in which order they are.
 * Where a class defines no equality, a stated observation takes its place. {@code docs/objects.md} and
 * {@code docs/queries.md} name where this differs from {@code equals} and {@code compareTo}.
 */
final class Meaning {
    private Meaning() {}

    /** Returns what can be seen of a value of a class without {@code equals}; null for values of other classes. */
    private static @Nullable Object seen(Object value) {
        if (value instanceof StringBuilder || value instanceof StringBuffer) {
            return value.toString();
        }
        if (value instanceof AtomicBoolean atomic) {
            return atomic.get();
        }
        if (value instanceof AtomicInteger atomic) {
            return atomic.get();
        }
        if (value instanceof AtomicLong atomic) {
            return atomic.get();
        }
        return value instanceof Pattern pattern ? List.of(pattern.pattern(), pattern.flags()) : null;
    }

    /**
     * Returns the text of a value that contains dates or times of JDBC, which are local in whatever time zone they are
     * loaded; null for other values.
     */
    static @Nullable String local(Object value) {
        if (value instanceof java.sql.Date || value instanceof Time) {
            return value.toString();
        }
        if (value instanceof Object[] array) {
            return local(java.util.Arrays.asList(array));
        }
        if (value instanceof Optional<?> optional) {
            return optional.map(Meaning::local).orElse(null);
        }
        if (value instanceof Map<?, ?> map) {
            return local(map.values());
        }
        if (value instanceof Collection<?> collection) {
            return collection.stream()
                    .map(each -> each == null ? null : local(each))
                    .filter(Objects::nonNull)
                    .reduce((a, b) -> a + "," + b)
                    .orElse(null);
        }
        Object part = part(value);
        return part == null ? null : local(part);
    }

    /**
     * Returns whether a loaded value is the one that was saved.
     *
     * @param local what {@link #local} returned when it was saved
     * @param open whether numbers may come back as another class
     */
    static boolean isSame(Object saved, @Nullable String local, @Nullable Object loaded, boolean open) {
        boolean sameLocally = local != null && loaded != null && local.equals(local(loaded));
        return sameLocally || isSame(saved, loaded, open);
    }

    private static boolean isSame(@Nullable Object a, @Nullable Object b, boolean open) {
        if (a == null || b == null) {
            return a == b;
        }
        if (open && isNumber(a) && isNumber(b)) {
            return decimal(a).compareTo(decimal(b)) == 0;
        }
        if (a instanceof Optional<?> x && b instanceof Optional<?> y) {
            return isSame(x.orElse(null), y.orElse(null), open);
        }
        if (a instanceof AtomicReference<?> x && b instanceof AtomicReference<?> y) {
            return isSame(x.get(), y.get(), open);
        }
        if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
            return isSameMap(x, y, open);
        }
        boolean ofGuava = a.getClass().getName().startsWith("com.google.");
        if (ofGuava && !(a instanceof List || a instanceof Set || a instanceof Map)) {
            return a.equals(b);
        }
        if (a instanceof Collection<?> x && b instanceof Collection<?> y) {
            return isSameCollection(x, y, open);
        }
        if (a instanceof Calendar x && b instanceof Calendar y) {
            return x.equals(y) && x.getTimeZone().equals(y.getTimeZone());
        }
        if (a.getClass() != b.getClass()) {
            return false;
        }
        if (a.getClass().isArray()) {
            return isSameArray(a, b, open);
        }
        Object part = part(a);
        if (part != null) {
            return isSame(part, part(b), open);
        }
        return seen(a) == null ? a.equals(b) : Objects.equals(seen(a), seen(b));
    }

    /** Returns what a holder of a value contains, or null if this is none. */
    private static @Nullable Object part(Object value) {
        if (!value.getClass().getName().equals("Box")
                && !value.getClass().getName().equals("Part")) {
            return null;
        }
        try {
            Field field = value.getClass().getDeclaredField("value");
            field.setAccessible(true);
            return field.get(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the sample that a property of a position holds. */
    static @Nullable Object part(String position, Object value) {
        return switch (position) {
            case "list", "set" -> first((Collection<?>) value);
            case "array" -> Array.getLength(value) == 0 ? null : Array.get(value, 0);
            case "value", "openValue" -> ((Map<?, ?>) value).get("x");
            case "nested" -> ((Map<?, ?>) ((List<?>) value).get(0)).get("x");
            default -> part(value);
        };
    }

    private static @Nullable Object first(Collection<?> collection) {
        return collection.isEmpty() ? null : collection.iterator().next();
    }

    private static boolean isSameMap(Map<?, ?> a, Map<?, ?> b, boolean open) {
        Object order = a instanceof SortedMap<?, ?> sorted ? sorted.comparator() : null;
        Object other = b instanceof SortedMap<?, ?> sorted ? sorted.comparator() : null;
        if (!Objects.equals(order, other) || a instanceof IdentityHashMap && !a.equals(b)) {
            return false;
        }
        return a.size() == b.size()
                && a.entrySet().stream()
                        .allMatch(each -> b.entrySet().stream()
                                .anyMatch(entry -> isSame(each.getKey(), entry.getKey(), open)
                                        && isSame(each.getValue(), entry.getValue(), open)));
    }

    private static boolean isSameCollection(Collection<?> a, Collection<?> b, boolean open) {
        boolean sameKind = a instanceof List == b instanceof List && a instanceof Set == b instanceof Set;
        if (!sameKind || a.size() != b.size() || !Objects.equals(order(a), order(b))) {
            return false;
        }
        if (a instanceof Set) {
            return a.stream().allMatch(each -> b.stream().anyMatch(other -> isSame(each, other, open)));
        }
        Iterator<?> others = sorted(b).iterator();
        return sorted(a).stream().allMatch(each -> isSame(each, others.next(), open));
    }

    private static @Nullable Object order(Collection<?> collection) {
        if (collection instanceof SortedSet<?> sorted) {
            return sorted.comparator();
        }
        if (collection instanceof PriorityQueue<?> queue) {
            return queue.comparator();
        }
        return collection instanceof PriorityBlockingQueue<?> queue ? queue.comparator() : null;
    }

    private static List<?> sorted(Collection<?> collection) {
        boolean queue = collection instanceof PriorityQueue || collection instanceof PriorityBlockingQueue;
        return queue
                ? collection.stream().sorted().toList()
                : collection.stream().toList();
    }

    private static boolean isSameArray(Object a, Object b, boolean open) {
        if (Array.getLength(a) != Array.getLength(b)) {
            return false;
        }
        for (int i = 0; i < Array.getLength(a); i++) {
            if (!isSame(Array.get(a, i), Array.get(b, i), open)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNumber(Object value) {
        return value instanceof Number && !value.getClass().getName().contains("concurrent");
    }

    private static BigDecimal decimal(Object number) {
        return new BigDecimal(number.toString());
    }

    /** Returns whether a query for {@code sought} finds {@code held}. Numbers and moments are equal by value. */
    static boolean isEqual(@Nullable Object held, @Nullable Object sought, boolean open) {
        if (held == null || sought == null) {
            return held == sought;
        }
        if (held instanceof Optional<?> a && sought instanceof Optional<?> b) {
            return isEqual(a.orElse(null), b.orElse(null), open);
        }
        Comparator<Object> order = order(held);
        boolean byValue = isNumber(held) && isNumber(sought)
                || moment(held) != null && moment(sought) != null
                || held instanceof OffsetTime && sought instanceof OffsetTime;
        return byValue && order != null ? order.compare(held, sought) == 0 : isSame(held, sought, open);
    }

    private static @Nullable Instant moment(Object value) {
        if (value instanceof Instant moment) {
            return moment;
        }
        if (value instanceof OffsetDateTime moment) {
            return moment.toInstant();
        }
        if (value instanceof ZonedDateTime moment) {
            return moment.toInstant();
        }
        if (value instanceof Calendar moment) {
            return moment.toInstant();
        }
        if (value instanceof java.sql.Timestamp moment) {
            return moment.toInstant();
        }
        return value instanceof Date moment ? Instant.ofEpochMilli(moment.getTime()) : null;
    }

    /** Returns the order of values of the class of {@code value}, or null if they have none. */
    static @Nullable Comparator<Object> order(Object value) {
        if (isNumber(value)) {
            return Comparator.comparing(Meaning::decimal);
        }
        if (moment(value) != null) {
            return Comparator.comparing(Meaning::moment);
        }
        if (value instanceof OffsetTime) {
            return Comparator.comparing(each ->
                    ((OffsetTime) each).atDate(java.time.LocalDate.EPOCH).toInstant());
        }
        if (value instanceof String) {
            return (a, b) -> byCodePoint((String) a, (String) b);
        }
        return value instanceof Comparable<?> ? Meaning::compare : null;
    }

    @SuppressWarnings("unchecked") // Both are of the class whose order was asked for.
    private static int compare(Object a, Object b) {
        return ((Comparable<Object>) a).compareTo(b);
    }

    private static int byCodePoint(String a, String b) {
        int[] x = a.codePoints().toArray();
        int[] y = b.codePoints().toArray();
        return java.util.Arrays.compare(x, y);
    }
}
