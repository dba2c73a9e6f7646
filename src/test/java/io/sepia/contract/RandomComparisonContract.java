package io.sepia.contract;

import static io.sepia.Field.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.ObjectQuery;
import io.sepia.Order;
import io.sepia.Page;
import io.sepia.contract.DrawnObjects.Drawing;
import io.sepia.contract.DrawnObjects.Drawn;
import io.sepia.contract.DrawnObjects.Property;
import io.sepia.contract.DrawnObjects.Sorting;
import io.sepia.error.InvalidQueryException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Random queries on properties of every kind find, sort, page and delete what plain Java does. The number of queries is
 * set by {@code -Dsepia.random.queries}, the first seed by {@code -Dsepia.random.seed}.
 */
interface RandomComparisonContract extends StorageFixture {
    int QUERIES = Integer.getInteger("sepia.random.queries", 120);
    int FIRST_SEED = Integer.getInteger("sepia.random.seed", 1);
    int QUERIES_OF_A_SEED = 30;
    int OBJECTS = 70;

    @Test
    default void query_randomOnProperties_findsWhatJavaFinds() {
        for (int asked = 0, seed = FIRST_SEED; asked < QUERIES; asked += QUERIES_OF_A_SEED, seed++) {
            DrawnObjects drawn = new DrawnObjects(seed, seed % 2 == 0);
            if (seed / 2 % 2 == 0) {
                compare(seed, drawn, DrawnObjects.Scanned.class, DrawnObjects.Scanned::new);
            } else {
                compare(seed, drawn, DrawnObjects.Served.class, DrawnObjects.Served::new);
            }
        }
    }

    private <D extends Drawn> void compare(int seed, DrawnObjects drawn, Class<D> type, Supplier<D> maker) {
        storage().query(type).delete();
        List<D> objects = new ArrayList<>();
        for (int i = 0; i < OBJECTS; i++) {
            objects.add(drawn.fill(maker.get(), String.format("d%03d", i)));
        }
        storage().saveAll(objects);
        List<D> loaded = storage().query(type).list();
        for (int i = 0; i < QUERIES_OF_A_SEED; i++) {
            Drawing drawing = drawn.condition(2);
            Sorting sorting = drawn.sorting();
            String what = "seed " + seed + " query " + i + ": " + drawing.condition() + " by " + sorting.orders();
            List<String> expected = loaded.stream()
                    .filter(drawing.meaning())
                    .sorted(sorting.meaning())
                    .map(each -> each.id)
                    .toList();
            ObjectQuery<D> query = storage()
                    .query(type)
                    .where(drawing.condition())
                    .orderBy(sorting.orders().toArray(Order[]::new));
            assertThat(query.ids()).as(what).isEqualTo(expected);
            assertThat(query.count()).as(what).isEqualTo(expected.size());
            pages(what, query, expected, 1 + drawn.number(9), drawn.number(3) == 0 ? drawn.number(6) : 0);
            if (i % 10 == 9) {
                loaded = delete(what, query, drawing, loaded, expected, drawn.number(2) == 0 ? 2 : 0);
            }
        }
        refuse(drawn, type);
    }

    private static <D extends Drawn> void pages(
            String what, ObjectQuery<D> query, List<String> expected, int limit, int offset) {
        ObjectQuery<D> first = query.limit(limit).offset(offset);
        List<String> seen = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            Page<D> page = next.map(first::after).orElse(first).page();
            page.items().forEach(each -> seen.add(each.id));
            next = page.next();
        } while (next.isPresent());
        assertThat(seen)
                .as(what + " in pages of " + limit + " from " + offset)
                .isEqualTo(expected.subList(Math.min(offset, expected.size()), expected.size()));
    }

    private static <D extends Drawn> List<D> delete(
            String what, ObjectQuery<D> query, Drawing drawing, List<D> loaded, List<String> expected, int limit) {
        List<String> deleted = limit == 0 ? expected : expected.subList(0, Math.min(limit, expected.size()));
        if (deleted.size() > OBJECTS / 4) {
            return loaded;
        }
        ObjectQuery<D> some = limit == 0 ? query : query.limit(limit);
        assertThat(some.delete()).as(what + " deletes").isEqualTo(deleted.size());
        List<D> left =
                loaded.stream().filter(each -> !deleted.contains(each.id)).toList();
        assertThat(query.ids())
                .as(what + " after a deletion")
                .containsExactlyInAnyOrderElementsOf(left.stream()
                        .filter(drawing.meaning())
                        .map(each -> each.id)
                        .toList());
        return left;
    }

    /** Compares each property with values of the others. */
    private <D extends Drawn> void refuse(DrawnObjects drawn, Class<D> type) {
        long before = storage().count(type);
        for (Property<?> property : drawn.properties) {
            for (Property<?> other : drawn.properties) {
                Object value = other.values().get(0);
                Object own = property.values().get(0);
                boolean bothNumbers = value instanceof Number && own instanceof Number;
                boolean bothMoments =
                        List.of("at", "offset", "early").containsAll(List.of(property.name(), other.name()));
                boolean id = property.name().equals("target")
                        && (value instanceof String || value instanceof Number || value instanceof UUID);
                boolean link = property.name().equals("link") && value instanceof String;
                boolean year = property.name().equals("year") && value instanceof Number;
                if (value.getClass() == own.getClass()
                        || own instanceof Collection<?> && value instanceof Collection<?>
                        || own instanceof Map<?, ?> && value instanceof Map<?, ?>
                        || bothNumbers
                        || bothMoments
                        || id
                        || link
                        || year) {
                    continue;
                }
                assertThatExceptionOfType(InvalidQueryException.class)
                        .as(property.name() + " and a value of " + other.name())
                        .isThrownBy(() -> storage()
                                .query(type)
                                .where(field(property.name()).ne(value))
                                .delete());
            }
        }
        assertThat(storage().count(type)).isEqualTo(before);
    }
}
