package io.sepia.contract;

import static io.sepia.Field.field;
import static io.sepia.Field.id;
import static io.sepia.Field.metadata;
import static io.sepia.Field.updated;
import static io.sepia.Field.value;
import static io.sepia.Field.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sepia.Condition;
import io.sepia.ObjectQuery;
import io.sepia.Page;
import io.sepia.document.StoredDocument;
import io.sepia.error.InvalidQueryException;
import io.sepia.model.ObjectId;
import io.sepia.model.Ref;
import io.sepia.model.Stored;
import io.sepia.model.Version;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Queries on an application's classes, in every scope. */
interface QueryContract extends StorageFixture {
    @Stored
    record Writer(@ObjectId String id, String name) {}

    record Status(boolean deprecated, Optional<LocalDate> since, Map<String, Integer> votes) {}

    sealed interface Shape permits Circle, Square {}

    record Circle(double radius) implements Shape {}

    record Square(double side) implements Shape {}

    @Stored
    class Memo {
        @ObjectId
        String id;

        String title;
        int rank;
        BigDecimal price;
        Instant at;
        DayOfWeek day;
        UUID token;
        Status status;
        List<String> tags = new ArrayList<>();
        Writer author;
        List<Writer> readers = new ArrayList<>();
        Ref<Memo> next;
        Shape shape;
        Object anything;

        @JsonProperty("odd.name")
        String odd;

        @Version
        long version;

        Memo() {}

        Memo(String id, String title, int rank) {
            this.id = id;
            this.title = title;
            this.rank = rank;
        }
    }

    class Numbered {
        @ObjectId
        long number;

        String title;

        Numbered() {}

        Numbered(long number, String title) {
            this.number = number;
            this.title = title;
        }
    }

    record TitleOf(String id, String title, Ref<Writer> author) {}

    private ObjectQuery<Memo> memos() {
        return storage().query(Memo.class);
    }

    private List<String> found(Condition condition) {
        List<String> ids = memos().where(condition).ids();
        List<String> again = memos().where(condition.toString()).ids();
        assertThat(again).as(condition.toString()).isEqualTo(ids);
        return ids;
    }

    private static void refused(ThrowingCallable query, String... parts) {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(query)
                .satisfies(error -> assertThat(error.getMessage()).contains(parts));
    }

    private Writer saveMemos() {
        Writer ada = storage().save(new Writer("ada", "Ada"));
        Writer bob = storage().save(new Writer("bob", "Bob"));
        Memo first = new Memo("a", "Engine", 1);
        first.price = new BigDecimal("9.99");
        first.at = Instant.parse("2026-01-31T12:00:00Z");
        first.day = DayOfWeek.MONDAY;
        first.token = UUID.fromString("00000000-0000-0000-0000-000000000001");
        first.status = new Status(true, Optional.of(LocalDate.of(2026, 1, 1)), Map.of("x.y", 3));
        first.tags.addAll(List.of("css", "html"));
        first.author = ada;
        first.readers.addAll(List.of(ada, bob));
        first.shape = new Circle(1.5);
        first.odd = "odd";
        Memo second = new Memo("b", "English", 2);
        second.author = bob;
        second.next = Ref.to(Memo.class, "a");
        second.at = Instant.parse("2026-01-31T12:00:00.5Z");
        second.anything = Map.of("deep", List.of(1, 2));
        Memo third = new Memo("c", "Other", 3);
        storage().saveAll(List.of(first, second, third));
        return ada;
    }

    @Test
    default void query_byProperties_findsObjects() {
        Writer ada = saveMemos();

        List<Memo> byAda = memos().where(
                        field("author").eq(ada).and(field("title").startsWith("En")))
                .orderBy("title")
                .limit(20)
                .list();

        assertThat(byAda).hasSize(1);
        assertThat(byAda.get(0).author).isEqualTo(ada);
        assertThat(byAda.get(0).version).isEqualTo(1);
        assertThat(memos().where("status.deprecated = true").list().get(0).title)
                .isEqualTo("Engine");
        assertThat(memos().list()).extracting(each -> each.id).containsExactly("a", "b", "c");
    }

    @Test
    default void query_javaValues_areComparedAsTheyAreStored() {
        saveMemos();

        assertThat(memos().where(field("day").eq(DayOfWeek.MONDAY)).ids()).containsExactly("a");
        assertThat(memos().where(field("token").eq(UUID.fromString("00000000-0000-0000-0000-000000000001")))
                        .ids())
                .containsExactly("a");
        assertThat(memos().where(field("status.since").le(LocalDate.of(2026, 1, 1)))
                        .ids())
                .containsExactly("a");
        assertThat(found(field("price").eq(new BigDecimal("9.990")))).containsExactly("a");
        assertThat(found(field("price").eq(9.99))).containsExactly("a");
        assertThat(found(field("at").gt(Instant.parse("2026-01-31T12:00:00Z")))).containsExactly("b");
        assertThat(memos().where("at > '2026-01-31T12:00:00Z'").ids()).containsExactly("b");
        assertThat(found(field("status.votes").member("x.y").eq(3))).containsExactly("a");
        assertThat(found(field("\"odd.name\"").eq("odd"))).containsExactly("a");
        assertThat(found(field("shape.radius").gt(1))).containsExactly("a");
        assertThat(memos().where(field("tags").eq(List.of("css", "html"))).ids())
                .containsExactly("a");
        assertThat(found(field("anything.deep[1]").eq(2))).containsExactly("b");
        assertThat(found(field("title").in("Other", "None"))).containsExactly("c");
        assertThat(found(field("rank").between(2, 3))).containsExactly("b", "c");
        assertThat(found(field("author").isNull())).containsExactly("c");
        assertThat(found(field("author").ne(null))).containsExactly("a", "b");
        assertThat(found(field("tags").any(value().eq("html")))).containsExactly("a");
        assertThat(found(field("tags").all(value().startsWith("c")))).containsExactly("b", "c");
        assertThat(found(field("tags").size().ge(1))).containsExactly("a");
    }

    @Test
    default void query_references_byObjectRefAndId() {
        Writer ada = saveMemos();

        assertThat(memos().where(field("author").eq(ada)).ids()).containsExactly("a");
        assertThat(memos().where(field("author").in(ada, storage().load(Writer.class, "bob")))
                        .ids())
                .containsExactly("a", "b");
        assertThat(memos().where(field("author").eq(Ref.to(Writer.class, "bob")))
                        .ids())
                .containsExactly("b");
        assertThat(found(field("author").eq("bob"))).containsExactly("b");
        assertThat(found(field("author").refersTo("Writer", "bob"))).containsExactly("b");
        assertThat(memos().where(field("readers").any(value().eq(ada))).ids()).containsExactly("a");
        assertThat(memos().where("readers any = 'bob'").ids()).containsExactly("a");
        assertThat(found(field("next").eq("a"))).containsExactly("b");
        refused(() -> memos().where(field("author").eq(new Writer(null, "New"))).list(), "author", "Save it first");
    }

    @Test
    default void query_whatTheStoreKeeps_isAskedOfColumns() {
        saveMemos();
        storage().save(new Memo("m", "With", 4), Map.of("by", "ada"));

        assertThat(found(id().gt("b"))).containsExactly("c", "m");
        assertThat(found(field("id").eq("b"))).containsExactly("b");
        assertThat(found(version().eq(1))).hasSize(4);
        assertThat(found(field("version").gt(1))).isEmpty();
        assertThat(found(updated().gt(Instant.EPOCH))).hasSize(4);
        assertThat(found(metadata("by").eq("ada"))).containsExactly("m");
        storage().saveAll(List.of(new Numbered(9, "nine"), new Numbered(10, "ten")));
        assertThat(storage().query(Numbered.class).where(field("number").gt(9)).ids())
                .containsExactly("10");
        assertThat(storage().query(Numbered.class).where(id().eq(9)).one().orElseThrow().title)
                .isEqualTo("nine");
    }

    @Test
    default void query_unknownField_isRefusedWithTheNearest() {
        refused(() -> memos().where(field("titel").eq("x")).list(), Memo.class.getName(), "'titel'", "title");
        refused(() -> memos().where(field("status.deprecatd").eq(true)).count(), Status.class.getName(), "deprecated");
        refused(() -> memos().orderBy("ranck").ids(), "rank");
        refused(() -> memos().where(field("title.length").eq(1)).list(), "title.length");
        refused(() -> memos().where(field("tags.name").eq("x")).list(), "tags.name", "array");
        refused(() -> memos().where(field("title[0]").eq("x")).list(), "title[0]", "not an array");
        refused(() -> memos().where(field("title").any(value().eq("x"))).list(), "title", "not an array");
        refused(() -> memos().where(field("shape.radiux").gt(1)).list(), "radius");
        assertThat(storage().documents("Memo").query().where("titel = 'x'").ids())
                .isEmpty();
    }

    @Test
    default void query_throughReference_isRefusedWithTheRemedy() {
        refused(() -> memos().where(field("author.name").eq("Ada")).list(), "author.name", "Writer", "in(");
        refused(() -> memos().where(field("next.title").eq("x")).list(), "next.title", "Memo");
        refused(() -> memos().where(field("readers[0].name").eq("x")).list(), "readers[0].name");
        refused(() -> memos().where(field("readers").any(field("name").eq("x"))).list(), "name", "Writer");
        refused(() -> memos().orderBy("author.name").list(), "author.name");
    }

    @Test
    default void query_valueThatTheFieldNeverHas_isRefused() {
        refused(() -> memos().where(field("rank").eq("1")).list(), "rank", "text");
        refused(() -> memos().where(field("title").eq(1)).list(), "title", "number");
        refused(() -> memos().where(field("status.deprecated").eq("true")).list(), "deprecated");
        refused(() -> memos().where(field("rank").startsWith("1")).list(), "rank");
        refused(() -> memos().where("at > 'yesterday'").list(), "at", "offset");
        refused(() -> field("rank").eq(Double.NaN), "NaN");
        refused(() -> field("title").eq("\uD83D"), "surrogate");
        refused(() -> field("rank").lt(true), "rank", "order");
    }

    @Test
    default void query_hostileTextsAndNumbers_areRefused() {
        refused(() -> memos().limit(0), "limit");
        refused(() -> memos().limit(-5), "limit");
        refused(() -> memos().offset(-1), "offset");
        refused(() -> memos().where("title = 'x' or 1=1 --"), "character");
        refused(() -> memos().where("a') = 1"), "character 2");
        refused(() -> memos().orderBy("title; drop table objects"), "character 6");
        refused(() -> memos().orderBy("title desc, (select 1)").list(), "character");
        refused(() -> memos().where(field("title' OR 1=1 --").eq(1)).list(), "no property");
        refused(() -> field("a..b"), "character 3");
        refused(() -> field(""), "name");
        refused(() -> field("$.title"), "$");
        String terms = IntStream.range(0, 20_000).mapToObj(i -> "rank = " + i).collect(Collectors.joining(" or "));
        refused(() -> memos().where(terms), "1000 comparisons");
        String more = IntStream.range(0, 100_000).mapToObj(i -> "rank = " + i).collect(Collectors.joining(" or "));
        refused(() -> memos().where(more), "characters");
        refused(() -> memos().where("(".repeat(5_000) + "rank = 1" + ")".repeat(5_000)), "nested");
        saveMemos();
        assertThat(found(field("title").eq("x' OR '1'='1"))).isEmpty();
        assertThat(found(field("title").startsWith("%"))).isEmpty();
        assertThat(found(field("title").contains("_"))).isEmpty();
        assertThat(storage()
                        .documents("Memo")
                        .query()
                        .where(field("1) OR (1").eq(1))
                        .ids())
                .isEmpty();
    }

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
    default void query_inTransaction_seesItsWrites() {
        rolledBack(tx -> {
            tx.save(new Memo("x", "inside", 1));
            assertThat(tx.query(Memo.class).where(field("title").eq("inside")).ids())
                    .containsExactly("x");
            assertThat(tx.documents("Memo").query().where("rank = 1").list())
                    .extracting(StoredDocument::version)
                    .containsExactly(1L);
            tx.query(Memo.class).where(field("rank").eq(1)).delete();
            assertThat(tx.query(Memo.class).exists()).isFalse();
            tx.save(new Memo("x", "again", 1));
        });
        assertThat(memos().exists()).isFalse();
    }

    @Test
    default void query_documents_needNoClass() {
        storage().documents("thing").saveAll(Map.of("a", "{\"x\":1}", "b", "[1,2]", "c", "\"text\""));

        assertThat(storage().documents("thing").query().where("x = 1").list())
                .extracting(StoredDocument::content)
                .containsExactly("{\"x\":1}");
        assertThat(storage().documents("thing").query().where("@value any = 2").ids())
                .containsExactly("b");
        assertThat(storage().documents("thing").query().where("@value = 'text'").ids())
                .containsExactly("c");
        assertThat(storage()
                        .documents("thing")
                        .query()
                        .where(field("x").in(Arrays.asList(1, null)))
                        .delete())
                .isEqualTo(1);
    }
}
