package io.sepia.internal.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.internal.backend.WriteCondition;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What conditions mean. */
interface ConditionContract extends QueryFixture {
    @Test
    default void query_nullMissingAndKinds_areToldApart() {
        save(
                note("array", "{\"x\":[1]}"),
                note("false", "{\"x\":false}"),
                note("missing", "{\"y\":1}"),
                note("null", "{\"x\":null}"),
                note("number", "{\"x\":1}"),
                note("object", "{\"x\":{\"a\":1}}"),
                note("scalar", "5"),
                note("text", "{\"x\":\"1\"}"),
                note("true", "{\"x\":true}"),
                note("zero", "{\"x\":0}"));

        assertThat(ids("x is null")).containsExactly("null");
        assertThat(ids("x is missing")).containsExactly("missing", "scalar");
        assertThat(ids("x = 1")).containsExactly("number");
        assertThat(ids("x = true")).containsExactly("true");
        assertThat(ids("x = false")).containsExactly("false");
        assertThat(ids("x = 0")).containsExactly("zero");
        assertThat(ids("x = '1'")).containsExactly("text");
        assertThat(ids("x >= 0")).containsExactly("number", "zero");
        assertThat(ids("x <= 1")).containsExactly("number", "zero");
        assertThat(ids("x >= ''")).containsExactly("text");
        assertThat(ids("x < 'z'")).containsExactly("text");
        assertThat(ids("x = json '[1]'")).containsExactly("array");
        assertThat(ids("x = json '{\"a\":1.0}'")).containsExactly("object");
        assertThat(ids("x = '[1]'")).isEmpty();
        assertThat(ids("@value = 5")).containsExactly("scalar");
        assertThat(ids("x is boolean")).containsExactly("false", "true");
        assertThat(ids("x is number")).containsExactly("number", "zero");
        assertThat(ids("x is text")).containsExactly("text");
        assertThat(ids("x is array")).containsExactly("array");
        assertThat(ids("x is object")).containsExactly("object");
        assertThat(ids("x != 1")).hasSize(9).doesNotContain("number");
        assertThat(ids("x exists")).hasSize(8).contains("null");
        assertThat(ids("x in (1, '1', true, null)")).containsExactly("null", "number", "text", "true");
        assertThat(ids("not (x in (1, '1', true, null)) and x exists")).hasSize(4);
        assertThat(ids("true")).hasSize(10);
        assertThat(ids("false")).isEmpty();
    }

    @Test
    default void query_integersOf64Bits_areExact() {
        save(
                note("a", "{\"x\":9007199254740992}"),
                note("b", "{\"x\":9007199254740993}"),
                note("c", "{\"x\":9223372036854775806}"),
                note("d", "{\"x\":9223372036854775807}"),
                note("e", "{\"x\":-9223372036854775808}"));

        assertThat(ids("x = 9007199254740993")).containsExactly("b");
        assertThat(ids("x > 9007199254740992")).containsExactly("b", "c", "d");
        assertThat(ids("x < 9223372036854775807")).containsExactly("a", "b", "c", "e");
        assertThat(ids("x in (9007199254740992, 9223372036854775807)")).containsExactly("a", "d");
        assertThat(ids("x < 9007199254740992.5")).containsExactly("a", "e");
        assertThat(ids("x <= -9223372036854775808")).containsExactly("e");
        assertThat(ids("x > -9223372036854775809")).hasSize(5);
        assertThat(sorted("x desc")).containsExactly("d", "c", "b", "a", "e");
    }

    @Test
    default void query_numbersBeyondDouble_areExact() {
        save(
                note("a", "{\"x\":0.1}"),
                note("b", "{\"x\":0.1000000000000000000000001}"),
                note("c", "{\"x\":123456789012345678901234567890}"),
                note("d", "{\"x\":123456789012345678901234567891}"),
                note("e", "{\"x\":1e400}"),
                note("f", "{\"x\":1e99999999999}"),
                note("g", "{\"x\":1e-400}"),
                note("h", "{\"x\":0.0}"),
                note("i", "{\"x\":0.10}"));

        assertThat(ids("x = 0.1")).containsExactly("a", "i");
        assertThat(ids("x > 0.1")).containsExactly("b", "c", "d", "e", "f");
        assertThat(ids("x <= 0.1")).containsExactly("a", "g", "h", "i");
        assertThat(ids("x = 123456789012345678901234567890")).containsExactly("c");
        assertThat(ids("x > 1e399")).containsExactly("e", "f");
        assertThat(ids("x = 10e399")).containsExactly("e");
        assertThat(ids("x > 1e400")).containsExactly("f");
        assertThat(ids("x > 0 and x < 0.01")).containsExactly("g");
        assertThat(ids("x = 0")).containsExactly("h");
        assertThat(ids("x != 0")).hasSize(8);
        assertThat(sorted("x")).containsExactly("h", "g", "a", "i", "b", "c", "d", "e", "f");
    }

    @Test
    default void query_texts_compareByCharacters() {
        save(
                note("a", "{\"x\":\"\uFF5E\"}"),
                note("b", "{\"x\":\"\uD83D\uDE00\"}"),
                note("c", "{\"x\":\"z\"}"),
                note("d", "{\"x\":\"Z\"}"),
                note("e", "{\"x\":\"\"}"),
                note("f", "{\"x\":\"\\ud83d\"}"));

        assertThat(ids("x > '\uFF5E'")).containsExactly("b");
        assertThat(ids("x < '\uD83D\uDE00'")).containsExactly("a", "c", "d", "e", "f");
        assertThat(sorted("x")).containsExactly("e", "d", "c", "f", "a", "b");
        assertThat(ids("x starts with '\uD83D\uDE00'")).containsExactly("b");
        assertThat(ids("x starts with 'z'")).containsExactly("c");
        assertThat(ids("x starts with ''")).hasSize(6);
    }

    @Test
    default void query_hostileTexts_areFoundAsTheyAre() {
        List<String> texts = HostileText.ALL;
        for (int i = 0; i < texts.size(); i++) {
            save(note(
                    "n" + i,
                    "{\"x\":\""
                            + texts.get(i)
                                    .replace("\\", "\\\\")
                                    .replace("\"", "\\\"")
                                    .replace("\n", "\\n")
                                    .replace("\r", "\\r")
                                    .replace("\t", "\\t")
                                    .replace("\u0001", "\\u0001")
                                    .replace("\u0004", "\\u0004")
                            + "\"}"));
        }
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            String quoted = "'" + text.replace("'", "''") + "'";
            assertThat(ids("x = " + quoted))
                    .as(text)
                    .hasSize((int) texts.stream().filter(text::equals).count())
                    .contains("n" + i);
            assertThat(ids("x starts with " + quoted)).as(text).hasSize((int)
                    texts.stream().filter(each -> each.startsWith(text)).count());
            assertThat(ids("x contains " + quoted)).as(text).hasSize((int)
                    texts.stream().filter(each -> each.contains(text)).count());
        }
    }

    @Test
    default void query_hostileNames_areNamesAndNothingElse() {
        List<String> names = List.of(
                "a.b",
                "a\"b",
                "a'b",
                "$",
                "$ref",
                "a')",
                "a\\b",
                "",
                "[0]",
                "x') OR 1=1 --",
                "\uD83D\uDE00",
                "a\nb",
                "#");
        for (int i = 0; i < names.size(); i++) {
            String name =
                    names.get(i).replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
            save(note("n" + i, "{\"" + name + "\":{\"in\":" + i + "}}"));
        }
        for (int i = 0; i < names.size(); i++) {
            String name = '"' + names.get(i).replace("\"", "\"\"") + '"';
            assertThat(ids(name + ".in = " + i)).as(name).containsExactly("n" + i);
            assertThat(ids(name + " exists")).as(name).containsExactly("n" + i);
        }
    }

    @Test
    default void query_arrays_haveElementsAndSizes() {
        save(
                note("a", "{\"tags\":[\"css\",\"html\"],\"grid\":[[1,2],[3]]}"),
                note("b", "{\"tags\":[\"css\"],\"grid\":[]}"),
                note("c", "{\"tags\":[]}"),
                note("d", "{\"tags\":\"css\"}"),
                note("e", "{\"tags\":[{\"name\":\"css\",\"rank\":2},{\"name\":\"html\",\"rank\":1}]}"),
                note("f", "{\"tags\":{\"0\":\"css\"}}"));

        assertThat(ids("tags any = 'css'")).containsExactly("a", "b");
        assertThat(ids("tags all = 'css'")).containsExactly("b", "c");
        assertThat(ids("tags any (name = 'css' and rank = 2)")).containsExactly("e");
        assertThat(ids("tags any (name = 'css' and rank = 1)")).isEmpty();
        assertThat(ids("tags[1] = 'html'")).containsExactly("a");
        assertThat(ids("tags[1].rank = 1")).containsExactly("e");
        assertThat(ids("size(tags) = 2")).containsExactly("a", "e");
        assertThat(ids("size(tags) < 1.5")).containsExactly("b", "c");
        assertThat(ids("grid any (@value any > 2)")).containsExactly("a");
        assertThat(ids("grid all (size(@value) >= 1)")).containsExactly("a", "b");
        assertThat(ids("grid[0][1] = 2")).containsExactly("a");
        assertThat(ids("not tags any = 'css'")).containsExactly("c", "d", "e", "f");
    }

    @Test
    default void query_references_areExactlyReferences() {
        String ada = "{\"$ref\":{\"class\":\"Author\",\"id\":\"ada\"}}";
        save(
                note("a", "{\"author\":" + ada + "}"),
                note("b", "{\"author\": { \"$ref\" : {\"id\":\"ada\" , \"class\":\"Author\"} } }"),
                note("c", "{\"author\":" + ada.replace("}}", "},\"x\":1}") + "}"),
                note("d", "{\"author\":" + ada.replace("ada", "bob") + "}"),
                note("e", "{\"author\":" + ada.replace("Author", "Person") + "}"),
                note("f", "{\"authors\":[" + ada + "]}"));

        assertThat(ids("author = ref('Author', 'ada')")).containsExactly("a", "b");
        assertThat(ids("author in (ref('Author', 'ada'), ref('Author', 'bob'))"))
                .containsExactly("a", "b", "d");
        assertThat(ids("authors any = ref('Author', 'ada')")).containsExactly("f");
    }

    @Test
    default void query_pointsInTime_compareAsInstants() {
        save(
                note("a", "{\"at\":\"2026-01-31T12:00:00Z\"}"),
                note("b", "{\"at\":\"2026-01-31T13:00:00+01:00\"}"),
                note("c", "{\"at\":\"2026-01-31T13:00:00.000+01:00[Europe/Paris]\"}"),
                note("d", "{\"at\":\"2026-01-31T12:00:00.100Z\"}"),
                note("e", "{\"at\":\"2026-01-31T23:00:00+18:00\"}"),
                note("f", "{\"at\":\"2026-01-31T12:00:00\"}"),
                note("g", "{\"at\":\"+12026-01-31T12:00:00Z\"}"),
                note("h", "{\"at\":1769860800}"));

        assertThat(ids("at = instant '2026-01-31T12:00:00Z'")).containsExactly("a", "b", "c");
        assertThat(ids("at > instant '2026-01-31T12:00:00Z'")).containsExactly("d", "g");
        assertThat(ids("at < instant '2026-01-31T12:00:00Z'")).containsExactly("e");
        assertThat(ids("at in (instant '2026-01-31T12:00:00.1Z')")).containsExactly("d");
    }

    @Test
    default void query_whatTheStoreKeeps_canBeAskedFor() {
        save(note("a", "{}", "{\"by\":\"ada\",\"n\":[1]}", WriteCondition.NONE), note("b", "{}"), note("\uFF5E", "{}"));
        save(note("b", "{}"));
        Instant created = stored("a").createdAt();

        assertThat(ids("@id = 'a'")).containsExactly("a");
        assertThat(ids("@id in ('a', 'b', 'c')")).containsExactly("a", "b");
        assertThat(ids("@id > 'b'")).containsExactly("\uFF5E");
        assertThat(ids("@id < '\uD83D\uDE00'")).hasSize(3);
        assertThat(ids("@id starts with '\uFF5E'")).containsExactly("\uFF5E");
        assertThat(ids("@id contains 'b'")).containsExactly("b");
        assertThat(ids("@version > 1")).containsExactly("b");
        assertThat(ids("@created = '" + created + "'")).contains("a");
        assertThat(ids("@created < '" + created + "'")).isEmpty();
        assertThat(ids("@updated >= '" + stored("b").updatedAt() + "'")).containsExactly("b");
        assertThat(ids("@metadata.by = 'ada'")).containsExactly("a");
        assertThat(ids("@metadata.n any = 1")).containsExactly("a");
        assertThat(ids("@metadata.by is missing")).containsExactly("b", "\uFF5E");
        assertThat(sorted("@version desc, @id desc")).containsExactly("b", "\uFF5E", "a");
    }

    @Test
    default void query_thousandTerms_isAnswered() {
        saveNotes("n1", "n999", "n1000");
        String terms =
                IntStream.range(0, 1_000).mapToObj(i -> "@id = 'n" + i + "'").collect(Collectors.joining(" or "));
        String others = IntStream.range(0, 1_000).mapToObj(i -> "x != " + i).collect(Collectors.joining(" and "));
        String values = IntStream.range(0, 10_000).mapToObj(i -> "'n" + i + "'").collect(Collectors.joining(", "));

        assertThat(ids(terms)).containsExactly("n1", "n999");
        assertThat(ids(others)).hasSize(3);
        assertThat(ids("x not in (" + values + ")")).hasSize(3);
    }
}
