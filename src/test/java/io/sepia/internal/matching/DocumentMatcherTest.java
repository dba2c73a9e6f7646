package io.sepia.internal.matching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import io.sepia.error.DamagedDocumentException;
import io.sepia.internal.condition.Criterion;
import io.sepia.internal.condition.Term;
import io.sepia.internal.json.Decimal;
import io.sepia.internal.json.Value;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentMatcherTest {
    private static final String CONTENT = """
            {"name":"Ada","born":1815,"score":1.50,"alive":false,"spouse":null,"at":"2026-01-31T13:00:00+01:00",
             "tags":["math","poet"],"parts":[{"n":1},{"n":2}],"none":[],
             "friend":{"$ref":{"class":"Author","id":"bob"}}}""";

    private static StoredDocument document(String content) {
        return new StoredDocument(
                new ObjectKey("Author", "ada"),
                ObjectType.CONTAINER,
                content,
                "{\"who\":\"me\"}",
                3,
                Instant.ofEpochSecond(1),
                Instant.ofEpochSecond(2));
    }

    private static boolean matches(String condition, String content) {
        return DocumentMatcher.of(Query.ALL.where(Term.parse(condition))).matches(document(content));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name = 'Ada'",
                "born > 1814 and born < 1816",
                "score = 1.5",
                "name < 'Adaa'",
                "alive = false",
                "spouse is null",
                "spouse exists",
                "name in ('Bob', 'Ada')",
                "name starts with 'A' and name contains 'd'",
                "tags[1] = 'poet'",
                "tags any (@value = 'math')",
                "parts any (n = 2)",
                "parts all (n > 0)",
                "none all (n > 0)",
                "size(tags) = 2",
                "at = instant '2026-01-31T12:00:00Z'",
                "friend = ref('Author', 'bob')",
                "@id = 'ada' and @version = 3",
                "@created = '1970-01-01T00:00:01Z'",
                "@metadata.who = 'me'",
                "tags is array and friend is object and name is text",
                "not (name = 'Bob')"
            })
    void matches_conditionThatHolds(String condition) {
        assertThat(matches(condition, CONTENT)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name = 'ada'",
                "born = '1815'",
                "name > 1",
                "spouse = 'x'",
                "gone exists",
                "gone is null",
                "gone < 5",
                "name any (@value = 'Ada')",
                "none any (n = 1)",
                "gone all (n = 1)",
                "size(name) = 3",
                "tags[2] exists",
                "friend = ref('Author', 'ada')",
                "at = '2026-01-31T12:00:00Z'"
            })
    void matches_conditionThatDoesNotHold(String condition) {
        assertThat(matches(condition, CONTENT)).isFalse();
    }

    @Test
    void matches_notOfACondition_holdsWhereTheFieldIsAbsent() {
        assertThat(matches("not (gone = 1)", CONTENT)).isTrue();
        assertThat(matches("gone is missing", CONTENT)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"true, 1", "false, 0", "2.50, 2.5"})
    void position_numbersAndBooleans_areNumbers(String json, String number) {
        assertThat(position("{\"a\":" + json + "}", "a").keys())
                .containsExactly(new Value.Number(Decimal.parse(number)));
    }

    @Test
    void position_structures_areTheirTextWithoutSpace() {
        assertThat(position("{\"a\":[ 1, 2 ]}", "a").keys()).containsExactly(new Value.Text("[1,2]"));
        assertThat(position("{\"a\":{ \"b\": 1 }}", "a").keys()).containsExactly(new Value.Text("{\"b\":1}"));
    }

    @Test
    void position_nullAndAbsent_areTheSame() {
        assertThat(position("{\"a\":null}", "a, b desc, @id").keys())
                .containsExactly(Value.NULL, Value.NULL, new Value.Text("ada"));
        assertThat(position("{\"a\":null}", "a").id()).isEqualTo("ada");
    }

    private static Position position(String content, String order) {
        return DocumentMatcher.of(Query.ALL.orderedBy(Criterion.parse(order))).position(document(content));
    }

    @Test
    void matches_contentThatIsNoJson_namesTheDocument() {
        assertThatExceptionOfType(DamagedDocumentException.class)
                .isThrownBy(() -> matches("a = 1", "{\"a\":"))
                .withMessageContaining("Author 'ada'");
        assertThat(matches("@version = 3", "{\"a\":"))
                .as("a condition that does not use the content")
                .isTrue();
    }
}
