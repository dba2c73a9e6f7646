package io.sepia.internal.nearest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.model.Similarity;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VectorTableTest {
    private static Map<String, Double> nearest(VectorTable table) {
        Map<String, Double> found = new HashMap<>();
        table.nearest(new float[] {1}, Similarity.DOT_PRODUCT, 10_000, slot -> true)
                .forEach(each -> found.put(each.id(), each.score()));
        return found;
    }

    @Test
    void with_leavesTheEarlierTableAsItWas() {
        VectorTable first = VectorTable.empty(1, false).with(Map.of("a", new float[] {1}, "b", new float[] {2}));

        VectorTable second = first.with(Map.of("a", new float[] {3}, "c", new float[] {4}));
        VectorTable third = first.with(Collections.singletonMap("b", null));

        assertThat(nearest(first)).isEqualTo(Map.of("a", 1.0, "b", 2.0));
        assertThat(nearest(second)).isEqualTo(Map.of("a", 3.0, "b", 2.0, "c", 4.0));
        assertThat(nearest(third)).isEqualTo(Map.of("a", 1.0));
        assertThat(third.slot("c")).isEqualTo(-1);
    }

    @Test
    void with_randomChanges_isTheMapOfVectors() {
        Random random = new Random(4);
        Map<String, Double> model = new HashMap<>();
        VectorTable table = VectorTable.empty(1, false);
        for (int round = 0; round < 400; round++) {
            Map<String, float[]> changes = new HashMap<>();
            for (int i = random.nextInt(60); i >= 0; i--) {
                String id = "n" + (round / 40 * 300 + random.nextInt(900));
                boolean isGone = random.nextInt(3) > 0;
                changes.put(id, isGone ? null : new float[] {i});
                if (isGone) {
                    model.remove(id);
                } else {
                    model.put(id, (double) i);
                }
            }
            table = table.with(changes);
            table = table.isSparse() ? table.compact() : table;
            assertThat(table.size()).isEqualTo(model.size());
            assertThat(nearest(table)).isEqualTo(model);
        }
        assertThat(table.isSparse()).isFalse();
    }

    @Test
    void isSparse_longVectors_afterFewAreGone() {
        VectorTable table = VectorTable.empty(1 << 16, false);
        for (int i = 0; i < 20; i++) {
            Map<String, float[]> changes = new HashMap<>();
            changes.put("n" + (i - 1), null);
            changes.put("n" + i, new float[1 << 16]);
            table = table.with(changes);
        }

        assertThat(table.isSparse()).isTrue();
        assertThat(table.compact().isSparse()).isFalse();
    }
}
