package io.sepia.contract;

import static io.sepia.Field.field;
import static io.sepia.Field.value;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Queries that are refused. */
interface QueryRefusalContract extends MemoFixture {
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
}
