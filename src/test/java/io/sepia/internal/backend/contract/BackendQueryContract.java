package io.sepia.internal.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.document.StoredDocument;
import io.sepia.error.InvalidKeyException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.condition.Criterion;
import io.sepia.internal.condition.Term;
import io.sepia.internal.matching.DocumentMatcher;
import io.sepia.internal.matching.Query;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** In what order the results of queries come, how they are cut, and what a delete by query deletes. */
interface BackendQueryContract extends QueryFixture {
    @Test
    default void query_sortedByCloseNumbers_cutsWhereTheyDiffer() {
        save(
                note("a", "{\"x\":5.0000000000000000001}"),
                note("b", "{\"x\":5}"),
                note("c", "{\"x\":5.0}"),
                note("d", "{\"x\":4.9999999999999999999}"),
                note("e", "{\"x\":5.0000000000000000002}"));
        List<String> all = List.of("d", "b", "c", "a", "e");

        assertThat(sorted("x")).isEqualTo(all);
        for (int limit = 1; limit <= 5; limit++) {
            Query query = Query.ALL.orderedBy(Criterion.parse("x")).limit(limit);
            List<StoredDocument> page = reading(tx -> tx.query(NOTE, query));
            assertThat(page).extracting(each -> each.key().id()).isEqualTo(all.subList(0, limit));
            Query next = query.after(DocumentMatcher.of(query).position(page.get(limit - 1)));
            read(tx -> assertThat(tx.queryIds(NOTE, next.limit(1)))
                    .isEqualTo(all.subList(page.size(), Math.min(5, page.size() + 1))));
        }
    }

    @Test
    default void query_order_hasAPlaceForEverything() {
        save(
                note("array", "{\"x\":[ 1 ]}"),
                note("false", "{\"x\":false}"),
                note("half", "{\"x\":0.5}"),
                note("missing", "{}"),
                note("null", "{\"x\":null}"),
                note("text", "{\"x\":\"z\"}"),
                note("true", "{\"x\":true}"),
                note("two", "{\"x\":2}"));

        assertThat(sorted("x")).containsExactly("missing", "null", "false", "half", "true", "two", "array", "text");
        assertThat(sorted("x desc"))
                .containsExactly("text", "array", "two", "true", "half", "false", "missing", "null");
        assertThat(sorted("x absent last"))
                .containsExactly("false", "half", "true", "two", "array", "text", "missing", "null");
        assertThat(sorted("x desc absent first"))
                .containsExactly("missing", "null", "text", "array", "two", "true", "half", "false");
    }

    @Test
    default void query_pagesOneAfterTheOther_giveEachDocumentOnce() {
        for (int i = 0; i < 120; i++) {
            String a = i % 5 == 0 ? "null" : String.valueOf(i % 7);
            save(note("n" + i, "{\"a\":" + a + ",\"b\":\"" + i % 3 + "\"}"));
        }
        for (String order : List.of(
                "a",
                "a desc",
                "b, a",
                "a absent last, b desc",
                "b desc, a desc absent first",
                "@version, a",
                "@id desc")) {
            Query query = Query.ALL.orderedBy(Criterion.parse(order)).limit(7);
            List<String> seen = new ArrayList<>();
            Query next = query;
            List<StoredDocument> page;
            do {
                Query current = next;
                page = reading(tx -> tx.query(NOTE, current));
                page.forEach(each -> seen.add(each.key().id()));
                if (!page.isEmpty()) {
                    next = query.after(DocumentMatcher.of(query).position(page.get(page.size() - 1)));
                }
            } while (page.size() == 7);
            assertThat(seen).as(order).isEqualTo(sorted(order)).hasSize(120);
        }
    }

    @Test
    default void query_limitAndOffset_cutTheResult() {
        saveNotes("a", "b", "c", "d", "e");

        read(tx -> {
            assertThat(tx.queryIds(NOTE, Query.ALL.limit(2))).containsExactly("a", "b");
            assertThat(tx.queryIds(NOTE, Query.ALL.offset(3))).containsExactly("d", "e");
            assertThat(tx.queryIds(NOTE, Query.ALL.offset(1).limit(2))).containsExactly("b", "c");
            assertThat(tx.queryIds(NOTE, Query.ALL.offset(9))).isEmpty();
            assertThat(tx.queryIds(NOTE, Query.ALL.offset(Long.MAX_VALUE).limit(Long.MAX_VALUE)))
                    .isEmpty();
        });
    }

    @Test
    default void query_unknownClass_isEmptyAndImpossibleOneRefused() {
        saveNotes("a");

        read(tx -> {
            assertThat(tx.query("unknown", Query.ALL)).isEmpty();
            assertThat(tx.count("unknown", Term.ALWAYS)).isZero();
            assertThatThrownBy(() -> tx.query("", Query.ALL)).isInstanceOf(InvalidKeyException.class);
        });
    }

    @Test
    default void query_seesOwnWrites() {
        saveNotes("a");
        try (BackendTransaction tx = backend().begin(Access.READ_WRITE)) {
            tx.save(List.of(note("b", "{\"x\":1}")));
            assertThat(tx.queryIds(NOTE, Query.ALL.where(Term.parse("x = 1")))).containsExactly("b");
        }
        assertThat(ids("x = 1")).isEmpty();
    }

    @Test
    default void delete_byQuery_deletesWhatItFinds() {
        save(note("a", "{\"x\":1}"), note("b", "{\"x\":1.0}"), note("c", "{\"x\":1.00000000000000000000001}"));

        change(tx -> assertThat(
                        tx.delete(NOTE, Query.ALL.where(Term.parse("x = 1"))).ids())
                .containsExactly("a", "b"));
        assertThat(storedIds()).containsExactly("c");
        change(tx -> assertThat(
                        tx.delete(NOTE, Query.ALL.where(Term.parse("x = 1"))).ids())
                .isEmpty());
        change(tx -> assertThat(tx.delete(NOTE, Query.ALL).ids()).containsExactly("c"));
    }

    @Test
    default void delete_byQueryWithOrderAndLimit_deletesTheFirst() {
        save(note("a", "{\"x\":3}"), note("b", "{\"x\":1}"), note("c", "{\"x\":2}"));

        Query twoLeast = Query.ALL.orderedBy(Criterion.parse("x")).limit(2);
        change(tx -> assertThat(tx.delete(NOTE, twoLeast).ids()).containsExactly("b", "c"));
        assertThat(storedIds()).containsExactly("a");
    }
}
