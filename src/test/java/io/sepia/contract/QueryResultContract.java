package io.sepia.contract;

import static io.sepia.Field.field;
import static io.sepia.Field.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.Condition;
import io.sepia.DocumentOperations;
import io.sepia.ObjectQuery;
import io.sepia.Page;
import io.sepia.error.AmbiguousResultException;
import io.sepia.model.Ref;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** In what forms queries on an application's classes return their results, and deletes by query. */
interface QueryResultContract extends MemoFixture {
    record TitleOf(String id, String title, Ref<Writer> author) {}

    @Test
    default void query_firstOneCountExists_answerInFewRows() {
        saveMemos();

        assertThat(memos().orderBy("rank desc").first()).map(each -> each.id).contains("c");
        assertThat(memos().where(field("rank").gt(9)).first()).isEmpty();
        assertThat(memos().where(field("rank").eq(2)).one())
                .map(each -> each.id)
                .contains("b");
        assertThat(memos().where(field("rank").eq(9)).one()).isEmpty();
        refused(() -> memos().one(), "Memo", "several");
        assertThatExceptionOfType(AmbiguousResultException.class).isThrownBy(() -> memos().one());
        assertThat(memos().where(field("rank").ge(2)).count()).isEqualTo(2);
        assertThat(memos().where(field("rank").ge(2)).limit(1).count()).isEqualTo(2);
        assertThat(memos().where(field("rank").ge(2)).exists()).isTrue();
        assertThat(memos().where(field("rank").ge(9)).exists()).isFalse();
    }

    @Test
    default void query_stream_givesAllResultsInOrder() {
        List<Memo> many = new ArrayList<>();
        for (int i = 0; i < 700; i++) {
            many.add(new Memo("m" + i, "t", i % 100));
        }
        storage().saveAll(many);

        for (ObjectQuery<Memo> query : List.of(
                memos(),
                memos().where(field("rank").lt(50)),
                memos().orderBy("rank desc"),
                memos().offset(10).limit(300),
                memos().orderBy("rank").offset(600))) {
            try (Stream<Memo> stream = query.stream()) {
                assertThat(stream.map(each -> each.id).toList()).isEqualTo(query.ids());
            }
        }
        try (Stream<Memo> stream = memos().stream()) {
            assertThat(stream.limit(3)).hasSize(3);
        }
    }

    @Test
    default void query_pages_goOnBehindTheLast() {
        List<Memo> many = new ArrayList<>();
        for (int i = 0; i < 95; i++) {
            many.add(new Memo("m" + i, i % 4 == 0 ? null : "t" + i % 10, i % 3));
        }
        storage().saveAll(many);
        ObjectQuery<Memo> query = memos().orderBy("title", "rank desc").limit(10);

        List<String> seen = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            Page<Memo> page = next.map(query::after).orElse(query).page();
            page.items().forEach(each -> seen.add(each.id));
            next = page.next();
        } while (next.isPresent());

        assertThat(seen)
                .hasSize(95)
                .isEqualTo(memos().orderBy("title", "rank desc").ids());
        refused(() -> memos().page(), "limit");
        String cursor = query.page().next().orElseThrow();
        refused(() -> memos().orderBy("title").limit(10).after(cursor).page(), "cursor");
        refused(() -> query.where("rank = 1").after(cursor).page(), "cursor");
        refused(() -> query.after("nonsense").page(), "cursor");
        refused(() -> query.after(cursor.substring(1)).page(), "cursor");
        refused(() -> query.after(cursor + "A").page(), "cursor");
        refused(
                () -> storage()
                        .documents("Other")
                        .query()
                        .orderBy("title", "rank desc")
                        .after(cursor)
                        .list(),
                "cursor");
    }

    @Test
    default void query_projection_givesSomeProperties() {
        Writer ada = saveMemos();

        List<TitleOf> titles = memos().where(field("rank").le(2)).project(TitleOf.class);

        assertThat(titles).extracting(TitleOf::title).containsExactly("Engine", "English");
        assertThat(titles.get(0).author().get()).isEqualTo(ada);
        record Wrong(String id, String titel) {}
        refused(() -> memos().project(Wrong.class), "titel", "title");
        record Whole(String id, Writer author) {}
        refused(() -> memos().project(Whole.class), "author", "Ref<Writer>");
        record Versioned(String id, long version) {}
        refused(() -> memos().project(Versioned.class), "version");
        assertThat(storage().documents("Memo").query().where("rank = 1").project(TitleOf.class))
                .hasSize(1);
    }

    @Test
    default void query_results_bringTheirGraphsAndShareInstances() {
        saveMemos();

        List<Memo> found = memos().where(field("rank").le(2)).list();

        assertThat(found.get(0).readers.get(1)).isSameAs(found.get(1).author);
    }

    @Test
    default void delete_byQuery_deletesWhatMatched() {
        saveMemos();

        assertThat(memos().where(field("rank").ge(2)).delete()).isEqualTo(2);
        assertThat(storage().ids(Memo.class)).containsExactly("a");
        assertThat(storage().count(Writer.class)).isEqualTo(2);
        assertThat(memos().where(field("rank").ge(2)).delete()).isZero();
        rolledBack(tx -> assertThat(tx.query(Memo.class).delete()).isEqualTo(1));
        assertThat(memos().count()).isEqualTo(1);
    }

    @Test
    default void query_idWithNul_isComparedAsAnyOther() {
        DocumentOperations notes = storage().documents("NulNote");
        notes.save("a", "{}");
        notes.save("b", "{}");

        assertThat(notes.query().where(id().eq("a\0")).count()).isZero();
        assertThat(notes.query().where(id().in("a\0", "b")).ids()).containsExactly("b");
        assertThat(notes.query().where(id().lt("a\0")).ids()).containsExactly("a");
        assertThat(notes.query().where(Condition.not(id().lt("a\0"))).ids()).containsExactly("b");
        assertThat(notes.query().where(id().startsWith("a\0")).count()).isZero();
    }
}
