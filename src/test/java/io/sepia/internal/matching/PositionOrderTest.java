package io.sepia.internal.matching;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.internal.condition.Criterion;
import io.sepia.internal.json.Value;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PositionOrderTest {
    private static final List<Position> UNSORTED = List.of(
            position("b", "x"),
            position("a", "x"),
            position("c", 2),
            position("d", 10),
            position("e", (Object) null),
            position("f", "\uD83D\uDE00"),
            position("g", "\uFFFD"));

    private static Position position(String id, Object... keys) {
        return new Position(Arrays.stream(keys).map(Value::of).toList(), id);
    }

    private static List<String> ids(String order) {
        return UNSORTED.stream()
                .sorted(new PositionOrder(Criterion.parse(order)))
                .map(Position::id)
                .toList();
    }

    @Test
    void ascending_absentThenNumbersThenTexts_equalOnesById() {
        assertThat(ids("k")).containsExactly("e", "c", "d", "a", "b", "g", "f");
    }

    @Test
    void descending_reversesValues_andLeavesIdsAscending() {
        assertThat(ids("k desc")).containsExactly("f", "g", "a", "b", "d", "c", "e");
    }

    @Test
    void absentFirstOrLast_isIndependentOfTheDirection() {
        assertThat(ids("k absent last")).endsWith("e").startsWith("c");
        assertThat(ids("k desc absent first")).startsWith("e").endsWith("c");
    }

    @Test
    void compare_laterCriteria_decideOnlyAmongEquals() {
        PositionOrder order = new PositionOrder(Criterion.parse("a, b desc"));
        assertThat(order.compare(position("z", 1, 2), position("a", 1, 1))).isNegative();
        assertThat(order.compare(position("z", 1, 1), position("a", 2, 9))).isNegative();
        assertThat(order.compare(position("a", 1, 1), position("a", 1, 1))).isZero();
        assertThat(order.compare(position("a", null, null), position("b", null, null)))
                .isNegative();
    }

    @Test
    void compare_withoutCriteria_isByCodePointsOfTheId() {
        PositionOrder order = new PositionOrder(List.of());
        assertThat(order.compare(position("\uFFFD"), position("\uD83D\uDE00"))).isNegative();
    }
}
