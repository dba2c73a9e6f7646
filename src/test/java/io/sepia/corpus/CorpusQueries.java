package io.sepia.corpus;

import static io.sepia.Field.field;
import static io.sepia.Field.value;

import io.sepia.Condition;
import io.sepia.Field;
import io.sepia.Indexes;
import io.sepia.ObjectQuery;
import io.sepia.error.InvalidQueryException;
import io.sepia.error.StorageException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the values of each slot. Allowed is what plain Java finds among the loaded objects, in its order, or a
 * refusal of the query.
 */
final class CorpusQueries {
    /** Where the queries of the short form are asked, and with how many values each. */
    private static final Set<String> SOME_POSITIONS = Set.of("component", "set", "optional");

    private static final int SOME_VALUES = 4;

    private final CorpusRun run;
    private final boolean thorough;
    private final Set<String> refused = new TreeSet<>();
    private int answered;

    /** The objects of a holder, by id, of which some have a value in the slot. */
    private record Seen(Slot slot, Map<String, Object> objects) {
        @Nullable
        Object value(String id) throws Exception {
            return slot.value(objects.get(id));
        }
    }

    /** @param thorough whether all values are asked for in all positions */
    CorpusQueries(CorpusRun run, boolean thorough) {
        this.run = run;
        this.thorough = thorough;
    }

    int answeredCount() {
        return answered;
    }

    /** Returns the types whose properties are not compared by equality. */
    Set<String> refused() {
        return refused;
    }

    /**
     * Asks for all values.
     *
     * @param loaded the objects of each slot, by id
     */
    void ask(Map<Slot, Map<String, Object>> loaded) throws Exception {
        Map<Class<?>, Map<String, Object>> ofHolder = loaded.entrySet().stream()
                .collect(
                        Collectors.toMap(each -> each.getKey().holder(), Map.Entry::getValue, CorpusQueries::together));
        for (Map.Entry<Slot, Map<String, Object>> each : loaded.entrySet()) {
            Slot slot = each.getKey();
            if (!thorough && !SOME_POSITIONS.contains(slot.position())) {
                continue;
            }
            Seen seen = new Seen(slot, ofHolder.get(slot.holder()));
            List<Object> values = new ArrayList<>();
            for (Object object : each.getValue().values()) {
                if (thorough || values.size() < SOME_VALUES) {
                    values.add(slot.value(object));
                }
            }
            equality(seen, values);
            parts(seen, values);
            if (!slot.isOpen() && (slot.isPlain() || slot.position().equals("optional"))) {
                order(seen, values);
            }
            if (slot.position().equals("component") && run.store().kind().usesIndexes() && index(slot)) {
                equality(seen, values);
                order(seen, values);
            }
        }
    }

    /** Returns whether there is an index of the property, which must not change what is found. */
    private boolean index(Slot slot) {
        Indexes indexes = run.store().storage().indexes();
        try {
            indexes.add(indexes.on(slot.holder(), slot.position()));
            return true;
        } catch (StorageException e) {
            return false; // Containers cannot be indexed.
        }
    }

    private static Map<String, Object> together(Map<String, Object> a, Map<String, Object> b) {
        Map<String, Object> all = new java.util.HashMap<>(a);
        all.putAll(b);
        return all;
    }

    private void equality(Seen seen, List<Object> values) throws Exception {
        Field field = field(seen.slot().position());
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            Object other = values.get((i + 1) % values.size());
            BiPredicate<Object, Object> equal =
                    (a, b) -> Meaning.isEqual(a, b, seen.slot().isOpen());
            compare(seen, value, "eq", () -> field.eq(value), held -> equal.test(held, value));
            compare(seen, value, "ne", () -> field.ne(value), held -> !equal.test(held, value));
            compare(
                    seen,
                    value,
                    "in",
                    () -> field.in(value, other),
                    held -> equal.test(held, value) || equal.test(held, other));
        }
    }

    /** Asks for elements, values of maps and properties of embedded objects. */
    private void parts(Seen seen, List<Object> values) throws Exception {
        String position = seen.slot().position();
        Field field = switch (position) {
            case "list", "array" -> field(position).element(0);
            case "value", "openValue" -> field(position).member("x");
            case "nested" -> field(position).element(0).member("x");
            case "generic", "part" -> field(position).member("value");
            default -> null;
        };
        boolean elements = Set.of("list", "set", "array").contains(position);
        for (Object value : values) {
            Object part = Meaning.part(position, value);
            boolean open = seen.slot().isOpen();
            if (part == null) {
                continue;
            }
            if (field != null) {
                compare(
                        seen,
                        value,
                        "part eq",
                        () -> field.eq(part),
                        held -> held != null && Meaning.isEqual(Meaning.part(position, held), part, open));
            }
            if (elements) {
                compare(
                        seen,
                        value,
                        "any eq",
                        () -> field(position).any(value().eq(part)),
                        held -> held != null && Meaning.isEqual(Meaning.part(position, held), part, open));
            }
        }
    }

    private void order(Seen seen, List<Object> held) throws Exception {
        List<Object> values = held.stream()
                .map(CorpusQueries::content)
                .filter(java.util.Objects::nonNull)
                .toList();
        boolean oneClass = values.stream().map(Object::getClass).distinct().count() == 1;
        Comparator<Object> order = oneClass ? Meaning.order(values.get(0)) : null;
        if (order == null) {
            return;
        }
        Field field = field(seen.slot().position());
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            Object other = values.get((i + 1) % values.size());
            compare(seen, value, "lt", () -> field.lt(value), within(each -> order.compare(each, value) < 0));
            compare(seen, value, "le", () -> field.le(value), within(each -> order.compare(each, value) <= 0));
            compare(seen, value, "gt", () -> field.gt(value), within(each -> order.compare(each, value) > 0));
            compare(
                    seen,
                    value,
                    "between",
                    () -> field.between(value, other),
                    within(each -> order.compare(each, value) >= 0 && order.compare(each, other) <= 0));
        }
        Comparator<Object> nullsFirst = Comparator.nullsFirst(order);
        for (boolean ascending : List.of(true, false)) {
            List<String> expected = new ArrayList<>(new TreeSet<>(seen.objects().keySet()));
            Comparator<String> byValue = Comparator.comparing(id -> content(valueOf(seen, id)), nullsFirst);
            expected.sort(ascending ? byValue : byValue.reversed());
            answer(
                    seen,
                    values.get(0),
                    "order",
                    () -> query(seen)
                            .orderBy(ascending ? field.ascending() : field.descending())
                            .ids(),
                    expected);
        }
    }

    /** Deletes by the first value of each slot. */
    void delete(Map<Slot, Map<String, Object>> loaded) throws Exception {
        for (Map.Entry<Slot, Map<String, Object>> each : loaded.entrySet()) {
            Slot slot = each.getKey();
            if (!thorough && !SOME_POSITIONS.contains(slot.position())) {
                continue;
            }
            Object value = slot.value(each.getValue().values().iterator().next());
            Seen seen = new Seen(slot, each.getValue());
            List<String> left = new ArrayList<>();
            for (String id : run.store().storage().ids(slot.holder())) {
                boolean mine = each.getValue().containsKey(id);
                if (!mine || !Meaning.isEqual(seen.value(id), value, slot.isOpen())) {
                    left.add(id);
                }
            }
            answer(
                    seen,
                    value,
                    "delete",
                    () -> {
                        query(seen).where(field(slot.position()).eq(value)).delete();
                        return run.store().storage().ids(slot.holder());
                    },
                    left);
        }
    }

    private static Predicate<@Nullable Object> within(Predicate<Object> holds) {
        return held -> content(held) != null && holds.test(content(held));
    }

    private static @Nullable Object content(@Nullable Object value) {
        return value instanceof java.util.Optional<?> optional ? optional.orElse(null) : value;
    }

    private static @Nullable Object valueOf(Seen seen, String id) {
        try {
            return seen.value(id);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private ObjectQuery<?> query(Seen seen) {
        return run.store().storage().query(seen.slot().holder());
    }

    private void compare(
            Seen seen, Object value, String what, Supplier<Condition> condition, Predicate<@Nullable Object> holds)
            throws Exception {
        List<String> expected = new ArrayList<>();
        for (String id : new TreeSet<>(seen.objects().keySet())) {
            if (holds.test(seen.value(id))) {
                expected.add(id);
            }
        }
        answer(seen, value, what, () -> query(seen).where(condition.get()).ids(), expected);
    }

    private void answer(Seen seen, Object value, String what, Supplier<List<String>> query, List<String> expected) {
        try {
            List<String> found = query.get();
            answered++;
            if (!found.equals(expected)) {
                run.fault(
                        seen.slot(),
                        value,
                        what + " " + CorpusRun.text(value) + " finds " + found + " and not " + expected);
            }
        } catch (InvalidQueryException e) {
            refused.add(value.getClass().getName() + " " + what);
        } catch (RuntimeException | Error e) {
            run.fault(seen.slot(), value, what + " " + CorpusRun.text(value) + " fails with " + e);
        }
    }
}
