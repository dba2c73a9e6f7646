package io.sepia.internal.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.internal.condition.Criterion;
import io.sepia.internal.condition.Term;
import io.sepia.internal.matching.Query;
import java.util.List;

/** Queries on notes. */
interface QueryFixture extends BackendFixture {
    /** Returns the ids of the notes that match, and checks that all kinds of queries agree about them. */
    default List<String> ids(String condition) {
        Query query = Query.ALL.where(Term.parse(condition));
        return reading(tx -> {
            List<String> ids = tx.queryIds(NOTE, query);
            assertThat(tx.query(NOTE, query))
                    .as(condition)
                    .extracting(each -> each.key().id())
                    .isEqualTo(ids);
            assertThat(tx.count(NOTE, query.condition())).as(condition).isEqualTo(ids.size());
            return ids;
        });
    }

    /** Returns the ids of all notes in an order. */
    default List<String> sorted(String order) {
        return reading(tx -> tx.queryIds(NOTE, Query.ALL.orderedBy(Criterion.parse(order))));
    }
}
