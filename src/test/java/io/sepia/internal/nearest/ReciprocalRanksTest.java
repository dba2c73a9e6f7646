package io.sepia.internal.nearest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReciprocalRanksTest {
    @Test
    void best_addsTheReciprocalsOfTheRanks() {
        ReciprocalRanks ranks = new ReciprocalRanks();
        ranks.add(List.of("a", "b", "c"));
        ranks.add(List.of("c", "d"));

        assertThat(ranks.best())
                .containsExactly(
                        Map.entry("c", 1.0 / 63 + 1.0 / 61),
                        Map.entry("a", 1.0 / 61),
                        Map.entry("b", 1.0 / 62),
                        Map.entry("d", 1.0 / 62));
    }
}
