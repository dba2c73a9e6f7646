package io.sepia.internal.matching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import io.sepia.internal.condition.Criterion;
import io.sepia.internal.condition.Term;
import io.sepia.internal.json.Value;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Uses ten documents, d0 to d9, in which n counts from 0 and even is n modulo 2. */
class EvaluationTest {
    private static final List<StoredDocument> DOCUMENTS =
            IntStream.range(0, 10).mapToObj(EvaluationTest::document).toList();

    private static StoredDocument document(int n) {
        return new StoredDocument(
                new ObjectKey("Note", "d" + n),
                ObjectType.SERIALIZABLE,
                "{\"n\":" + n + ",\"even\":" + n % 2 + "}",
                null,
                1,
                Instant.EPOCH,
                Instant.EPOCH);
    }

    private static List<String> ids(Query query) {
        return Evaluation.select(query, DOCUMENTS.iterator()).stream()
                .map(each -> each.key().id())
                .toList();
    }

    @Test
    void select_conditionOrderOffsetAndLimit_applyInThisOrder() {
        Query query = Query.ALL.where(Term.parse("n >= 4")).orderedBy(Criterion.parse("even desc, n desc"));
        assertThat(ids(query)).containsExactly("d9", "d7", "d5", "d8", "d6", "d4");
        assertThat(ids(query.offset(1).limit(3))).containsExactly("d7", "d5", "d8");
        assertThat(ids(query.offset(6))).isEmpty();
    }

    @Test
    void select_afterAPosition_beginsBehindIt() {
        Query query = Query.ALL.orderedBy(Criterion.parse("even"));
        Position fourth = new Position(List.of(Value.of(0)), "d6");
        assertThat(ids(query.after(fourth).limit(3))).containsExactly("d8", "d1", "d3");
        assertThat(ids(Query.ALL.after(new Position(List.of(), "d8")))).containsExactly("d9");
    }

    @Test
    void select_unsorted_readsNoFurtherThanNeeded() {
        Iterator<StoredDocument> documents = DOCUMENTS.iterator();
        assertThat(Evaluation.select(
                        Query.ALL.where(Term.parse("even = 0")).offset(1).limit(1), documents))
                .hasSize(1);
        assertThat(documents.next().key().id()).isEqualTo("d3");
    }

    @Test
    void select_checkThatThrows_endsTheQuery() {
        AtomicInteger calls = new AtomicInteger();
        Runnable check = () -> {
            if (calls.incrementAndGet() == 3) {
                throw new IllegalStateException("deadline");
            }
        };
        assertThatIllegalStateException()
                .isThrownBy(() -> Evaluation.select(Query.ALL, DOCUMENTS.iterator(), check))
                .withMessage("deadline");
        assertThat(calls).hasValue(3);
    }

    @Test
    void select_whileSorting_checksToo() {
        AtomicInteger calls = new AtomicInteger();
        Evaluation.select(Query.ALL.orderedBy(Criterion.parse("n desc")), DOCUMENTS.iterator(), calls::incrementAndGet);
        assertThat(calls.get()).isGreaterThan(DOCUMENTS.size());
    }
}
