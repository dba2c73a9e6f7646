package io.sepia.internal.matching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.error.InvalidQueryException;
import io.sepia.internal.condition.Criterion;
import io.sepia.internal.condition.Term;
import io.sepia.internal.json.Value;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueryTest {
    @Test
    void reach_offsetAndLimit_areAddedWithoutOverflow() {
        assertThat(Query.ALL.offset(3).limit(4).reach()).isEqualTo(7);
        assertThat(Query.ALL.offset(3).reach()).isEqualTo(Query.UNLIMITED);
        assertThat(Query.ALL.offset(Long.MAX_VALUE).limit(1).reach()).isEqualTo(Query.UNLIMITED);
    }

    @Test
    void limitsBeyondTheirRange_areRefused() {
        assertRefused(() -> Query.ALL.limit(0), "limit 0");
        assertRefused(() -> Query.ALL.offset(-1), "offset -1");
        assertRefused(
                () -> Query.ALL.orderedBy(
                        Collections.nCopies(17, Criterion.parse("a").get(0))),
                "sorted by 17 fields; at most 16");
    }

    @Test
    void after_positionOfAnotherOrder_isRefused() {
        Position position = new Position(List.of(Value.NULL), "a");
        assertThat(Query.ALL.orderedBy(Criterion.parse("a")).after(position).after())
                .isEqualTo(position);
        assertRefused(() -> Query.ALL.after(position), "1 values for an order of 0 fields");
    }

    @Test
    void toString_showsOnlyWhatWasGiven() {
        Query query = Query.ALL.where(Term.parse("a = 1"));
        assertThat(query).hasToString("a = 1");
        assertThat(query.orderedBy(Criterion.parse("b desc")).offset(2).limit(3))
                .hasToString("a = 1 order by b desc offset 2 limit 3");
    }

    private static void assertRefused(Runnable change, String message) {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(change::run)
                .withMessageContaining(message);
    }
}
