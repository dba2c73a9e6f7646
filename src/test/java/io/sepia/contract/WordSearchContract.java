package io.sepia.contract;

import static io.sepia.Field.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.ObjectQuery;
import io.sepia.Page;
import io.sepia.error.InvalidQueryException;
import io.sepia.model.Searchable;
import io.sepia.model.Stored;
import io.sepia.query.SearchHit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Searches by words find the same objects on every backend. */
interface WordSearchContract extends StorageFixture {
    /** Searches, each with the ids that it finds. */
    List<String> SEARCHES = List.of(
            "weaves | a,b",
            "WEAVES loom | a,b",
            "\"loom weaves\" | a",
            "\"weaves loom\" |",
            "algebra |",
            "algebra* | a",
            "weaves -engine | b",
            "weaves\uD83D -engine\uDE00 | b",
            "weaves\u00A0-engine | b",
            "engine\u00A0weaves | a",
            "engine or -panic | ",
            "engine or \u2212panic | ",
            "-weaves | c,d",
            "engine or panic | a,d",
            "panic or engine weaves | a",
            "or | ",
            "title:loom | b",
            "TITLE:\"the loom\" | b",
            "sections.body:loom | a",
            "author:nobody |",
            "nobody |",
            "secret |",
            "lodz | b",
            "NAIVE cafe | b",
            "strasse istanbul | c",
            "STRASSE ISTANBUL | c",
            "東京 | c",
            "京都 | c",
            "天 | c",
            "気 | c",
            "天気 | c",
            "気天 |",
            "dont |",
            "don't | d",
            "don’t | d",
            "3.14 | d",
            "ete | d",
            "🚀 | d",
            "grusse | a,b,c,d",
            "green pie | a,b,c,d",
            "\"apple pie\" |",
            "7 |");

    /** Texts that are no sensible searches. */
    List<String> UGLY = List.of(
            "",
            " ",
            "\"",
            "\"\"",
            "*",
            "-",
            "- -",
            "NEAR(",
            "NEAR(a b, 3)",
            "a AND b",
            "^engine",
            "col:",
            ":",
            "title:",
            "AND",
            "NOT",
            "OR OR OR",
            "'; DROP TABLE objects; --",
            "{title} : x",
            "a + b",
            "\\",
            "%",
            "_",
            "((((",
            "\u0000",
            "\uD83D",
            "title:\uDE00",
            "a\u0000b",
            "\u202E",
            "\uFE0F",
            "\u0301",
            "ﷺ",
            "½",
            "㏂",
            "👩‍👩‍👧",
            "*\"*",
            "-\"x",
            "\"x\"*\"y",
            "title:\"",
            "x:y:z",
            "http://example.com/a?b=c#d",
            "1e400",
            "--",
            "-title:-x");

    /** An article; its author and its number are not searched. */
    @Stored("Article")
    record Article(
            String id,
            @Searchable(weight = 4) String title,
            @Searchable List<String> tags,
            List<Section> sections,
            @Searchable Map<String, String> remarks,
            String author,
            int number) {}

    /** A part of an article. */
    record Section(@Searchable String heading, @Searchable String body, String hidden) {}

    /** Has nothing to search for. */
    @Stored("Blank")
    record Blank(String id, String text) {}

    static Article article(String id, String title, String... bodies) {
        List<Section> sections = new ArrayList<>();
        for (String body : bodies) {
            sections.add(new Section("", body, "secret"));
        }
        return new Article(id, title, List.of("green apple", "pie"), sections, Map.of("de", "Grüße"), "Nobody", 7);
    }

    private List<String> found(String words) {
        return storage().query(Article.class).matching(words).ids();
    }

    private void saveArticles() {
        storage()
                .saveAll(List.of(
                        article(
                                "a",
                                "The analytical engine",
                                "weaves algebraic patterns",
                                "as the loom weaves flowers"),
                        article("b", "The loom", "weaves Łódź and naïve CAFÉ"),
                        article("c", "Straße nach İstanbul", "東京都の天気 is fine"),
                        article("d", "Don't panic 3.14", "C'est l'été, emoji 🚀 here")));
    }

    @Test
    default void matching_findsWhatTheWordsSay() {
        saveArticles();

        assertThat(SEARCHES).allSatisfy(search -> {
            String words = search.substring(0, search.indexOf('|')).trim();
            String ids = search.substring(search.indexOf('|') + 1).trim();
            List<String> expected = ids.isEmpty() ? List.of() : List.of(ids.split(","));
            assertThat(found(words)).isEqualTo(expected);
            assertThat(storage().query(Article.class).matching(words).count()).isEqualTo(expected.size());
            assertThat(storage().search(Article.class, words, 10))
                    .extracting(hit -> hit.value().id())
                    .containsExactlyInAnyOrderElementsOf(expected);
        });
    }

    @Test
    default void matching_uglyText_isAnAnswer() {
        saveArticles();

        assertThat(UGLY)
                .allSatisfy(words ->
                        assertThat(storage().search(Article.class, words, 100)).hasSameSizeAs(found(words)));
    }

    @Test
    default void matching_veryLongText_isAnAnswer() {
        saveArticles();

        assertThat(found("engine ".repeat(100_000))).containsExactly("a");
        assertThat(found("x".repeat(100_000))).isEmpty();
    }

    @Test
    @Timeout(20)
    default void matching_longPhraseInALongTextOfOneCharacter_endsSoon() {
        storage().save(article("a", "天".repeat(20_000)));

        assertThat(found("天".repeat(15_000))).containsExactly("a");
        assertThat(found("\"" + "天 ".repeat(15_000) + "\"")).isEmpty();
        assertThat(storage().search(Article.class, "天".repeat(15_000), 1)).hasSize(1);
    }

    @Test
    default void matching_longWords_compareTheirBeginnings() {
        storage().save(article("long", "x".repeat(5_000)));

        assertThat(found("x".repeat(64))).containsExactly("long");
        assertThat(found("x".repeat(63))).isEmpty();
    }

    @Test
    default void matching_combinesWithConditionsOrderAndPages() {
        for (int i = 0; i < 25; i++) {
            storage()
                    .save(new Article(
                            "n" + i, i % 2 == 0 ? "even engine" : "odd", List.of(), List.of(), Map.of(), "", i));
        }

        ObjectQuery<Article> query = storage()
                .query(Article.class)
                .where(field("number").ge(6))
                .matching("engine")
                .orderBy("number desc");
        List<Integer> numbers = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            Page<Article> page =
                    next.map(query.limit(3)::after).orElse(query.limit(3)).page();
            page.items().forEach(each -> numbers.add(each.number()));
            next = page.next();
        } while (next.isPresent());

        assertThat(numbers).containsExactly(24, 22, 20, 18, 16, 14, 12, 10, 8, 6);
        assertThat(storage()
                        .query(Article.class)
                        .where("matching 'engine' and number < 4")
                        .ids())
                .containsExactly("n0", "n2");
        assertThat(storage()
                        .query(Article.class)
                        .where("not (matching 'engine') and number < 4")
                        .ids())
                .containsExactly("n1", "n3");
        assertThat(query.delete()).isEqualTo(10);
        assertThat(found("engine")).hasSize(3);
    }

    @Test
    default void search_sortsByRelevance() {
        storage()
                .saveAll(List.of(
                        article("once", "other", "the engine runs with many other words around it, and so on"),
                        article("title", "engine", "nothing"),
                        article("often", "other", "engine engine engine"),
                        article("never", "other", "nothing")));

        List<SearchHit<Article>> hits = storage().search(Article.class, "engine", 10);

        assertThat(hits).extracting(hit -> hit.value().id()).containsExactly("title", "often", "once");
        assertThat(hits).extracting(SearchHit::score).isSortedAccordingTo((one, other) -> Double.compare(other, one));
        assertThat(storage()
                        .query(Article.class)
                        .matching("engine")
                        .offset(1)
                        .limit(1)
                        .hits())
                .extracting(hit -> hit.value().id())
                .containsExactly("often");
    }

    @Test
    default void search_showsWhereTheWordsAre() {
        String text = "word ".repeat(100) + "the analytical engine weaves " + "word ".repeat(100);
        storage().save(article("a", "An Engine", text));

        SearchHit<Article> hit =
                storage().search(Article.class, "engine* weaves", 1).get(0);

        assertThat(hit.highlights()).extracting(each -> each.field()).containsExactly("sections.body", "title");
        assertThat(hit.snippet())
                .contains("the analytical [engine] [weaves] word")
                .startsWith("…")
                .endsWith("…");
        assertThat(hit.highlights().get(1).marked("<b>", "</b>")).isEqualTo("An <b>Engine</b>");
    }

    @Test
    default void search_seesWhatTheTransactionWrote() {
        saveArticles();

        storage().useTransaction(transaction -> {
            transaction.delete(Article.class, "a");
            transaction.save(article("e", "another engine"));
            assertThat(transaction.search(Article.class, "engine", 10))
                    .extracting(hit -> hit.value().id())
                    .containsExactly("e");
        });

        assertThat(found("engine")).containsExactly("e");
    }

    @Test
    default void search_afterRollback_findsTheStoredState() {
        saveArticles();

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> storage().useTransaction(transaction -> {
                    transaction.save(article("a", "changed"));
                    throw new IllegalStateException("rolled back");
                }));

        assertThat(found("engine")).containsExactly("a");
        assertThat(found("changed")).isEmpty();
    }

    @Test
    default void matching_documents_searchesAllTheirTexts() {
        storage().documents("Free").save("x", "{\"a\":{\"b\":[\"Hello\",\"world\"]},\"n\":5}");
        storage().documents("Free").save("y", "{\"c\":\"hello\"}");

        assertThat(storage().documents("Free").query().matching("hello world").ids())
                .containsExactly("x");
        assertThat(storage()
                        .documents("Free")
                        .query()
                        .matching("\"hello world\"")
                        .ids())
                .isEmpty();
        assertThat(storage().documents("Free").query().matching("HELLO").hits()).hasSize(2);
    }

    @Test
    default void matching_classWithoutSearchableProperty_isRefused() {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> storage().search(Blank.class, "x", 1))
                .withMessageContaining("@Searchable");
    }

    @Test
    default void matching_insideAnElement_isRefused() {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> storage()
                        .query(Article.class)
                        .where("sections any (matching 'x')")
                        .list())
                .withMessageContaining("whole objects");
    }

    @Test
    default void hits_withoutWordsOrWithAnOrder_areRefused() {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> storage().query(Article.class).hits())
                .withMessageContaining("matching");
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> storage()
                        .query(Article.class)
                        .matching("x")
                        .orderBy("number")
                        .hits())
                .withMessageContaining("order");
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> storage().search(Article.class, "x", 0))
                .withMessageContaining("limit");
    }
}
