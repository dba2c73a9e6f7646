package io.sepia.internal.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sepia.change.ResultChange;
import io.sepia.change.ResultChange.Kind;
import io.sepia.document.ObjectKey;
import io.sepia.internal.condition.Criterion;
import io.sepia.internal.json.Decimal;
import io.sepia.internal.json.Value;
import io.sepia.internal.live.ResultDifference.Step;
import io.sepia.internal.matching.Position;
import io.sepia.internal.matching.PositionOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ResultDifferenceTest {
    private static final Comparator<Candidate> ORDER =
            Comparator.comparing(Candidate::position, new PositionOrder(Criterion.parse("rank")));

    private static Candidate candidate(String id, int rank, long version) {
        Position position = new Position(List.of(new Value.Number(Decimal.of(rank))), id);
        return new Candidate(new ObjectKey("note", id), position, version, 0);
    }

    private static List<String> between(List<Candidate> before, List<Candidate> after) {
        return ResultDifference.between(before, after, ORDER).stream()
                .map(each -> each.kind() + " " + each.key().id() + " " + each.from() + " " + each.to())
                .toList();
    }

    @Test
    void between_sameDocumentsReadAgain_isNothing() {
        assertThat(between(
                        List.of(candidate("a", 1, 1), candidate("b", 2, 5)),
                        List.of(candidate("a", 1, 1), candidate("b", 2, 5))))
                .isEmpty();
    }

    @Test
    void between_onePassesAnother_onlyOneHasMoved() {
        assertThat(between(
                        List.of(candidate("a", 1, 1), candidate("b", 2, 1), candidate("c", 3, 1)),
                        List.of(candidate("b", 2, 2), candidate("c", 3, 2), candidate("a", 4, 2))))
                .containsExactly("CHANGED b 1 0", "CHANGED c 2 1", "MOVED a 0 2");
    }

    @Test
    void between_oneMovesPastAnUnchangedOne_theUnchangedOneIsNotMentioned() {
        assertThat(between(
                        List.of(candidate("a", 1, 1), candidate("b", 2, 1), candidate("c", 3, 1)),
                        List.of(candidate("b", 2, 1), candidate("a", 3, 2), candidate("c", 4, 2))))
                .containsExactly("MOVED a 0 1", "CHANGED c 2 2");
    }

    @Test
    void between_randomResults_movingAndReplacingIsEnough() {
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            List<Candidate> before = new ArrayList<>();
            List<Candidate> after = new ArrayList<>();
            for (int id = 0; id < 12; id++) {
                Candidate old = candidate("n" + id, random.nextInt(20), 1);
                int fate = random.nextInt(6);
                if (fate != 0) {
                    before.add(old);
                }
                if (fate != 1) {
                    after.add(fate < 4 ? candidate("n" + id, random.nextInt(20), 2) : old);
                }
            }
            before.sort(ORDER);
            after.sort(ORDER);
            List<String> list =
                    new ArrayList<>(before.stream().map(each -> each.key().id()).toList());
            List<Step> steps = ResultDifference.between(before, after, ORDER);
            steps.stream()
                    .filter(each -> each.kind() == Kind.LEFT || each.kind() == Kind.MOVED)
                    .forEach(each -> {
                        assertThat(before.get(each.from()).key()).isEqualTo(each.key());
                        list.remove(each.key().id());
                    });
            for (Step each : steps) {
                if (each.kind() == Kind.ENTERED || each.kind() == Kind.MOVED) {
                    list.add(each.to(), each.key().id());
                }
            }
            assertThat(list)
                    .as("round " + round)
                    .isEqualTo(after.stream().map(each -> each.key().id()).toList());
        }
    }

    @Test
    void apply_elementThatCannotBeMade_leavesTheListAsItIs() {
        List<String> list = new ArrayList<>(List.of("old"));
        List<ResultChange<String>> changes = List.of(
                new ResultChange<>(Kind.LEFT, new ObjectKey("note", "old"), 0, -1, null, null),
                new ResultChange<>(Kind.ENTERED, new ObjectKey("note", "new"), -1, 0, null, null));
        assertThat(catchThrowable(() -> ResultChange.apply(changes, list, ResultChange::object)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(list).containsExactly("old");
        ResultChange.apply(changes, list, each -> each.key().id());
        assertThat(list).containsExactly("new");
    }
}
