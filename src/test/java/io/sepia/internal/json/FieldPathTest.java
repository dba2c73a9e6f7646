package io.sepia.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.error.InvalidQueryException;
import io.sepia.internal.json.FieldPath.Index;
import io.sepia.internal.json.FieldPath.Name;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldPathTest {
    @Test
    void parse_namesAndIndexes_becomeSteps() {
        assertThat(FieldPath.parse("releases[0].status").steps())
                .containsExactly(new Name("releases"), new Index(0), new Name("status"));
        assertThat(FieldPath.parse("[2][1]").steps()).containsExactly(new Index(2), new Index(1));
    }

    @Test
    void parse_quotedName_mayHoldDotsBracketsAndQuotes() {
        assertThat(FieldPath.parse("\"a.b[0]\".\"say \"\"hi\"\"\".\"\"").steps())
                .containsExactly(new Name("a.b[0]"), new Name("say \"hi\""), new Name(""));
    }

    @Test
    void parse_dollarInsideAPath_standsForItself() {
        assertThat(FieldPath.parse("author.$ref.id").steps())
                .containsExactly(new Name("author"), new Name("$ref"), new Name("id"));
        assertThat(FieldPath.parse("$type").steps()).containsExactly(new Name("$type"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "a..b | character 3 | a name",
                "a. | character 3 | a name",
                "a[ | character 3 | an index from 0",
                "a[-1] | character 3 | an index from 0",
                "a[1 | character 3 | an index from 0",
                "a[2147483648] | character 3 | an index from 0",
                "a]b | character 2 | '.', '[' or the end",
                "\"a | character 3 | a closing \" for the one at character 1",
                "$.a | character 1 | begins with '$'"
            })
    void parse_malformed_saysWhereAndWhatWasExpected(String text, String where, String expected) {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> FieldPath.parse(text))
                .withMessageContaining(where)
                .withMessageContaining(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b", "a[0][12].b", "\"a b\"", "\"and\".c", "\"\"", "\"say \"\"hi\"\"\"", "größe.名"})
    void toString_ofAParsedPath_isReadAgain(String text) {
        FieldPath path = FieldPath.parse(text);
        assertThat(path).hasToString(text);
        assertThat(FieldPath.parse(path.toString())).isEqualTo(path);
    }

    @Test
    void member_andElement_lengthenACopy() {
        FieldPath path = FieldPath.SELF.member("a").element(3);
        assertThat(path.member("b.c")).hasToString("a[3].\"b.c\"");
        assertThat(path).hasToString("a[3]");
        assertThat(FieldPath.SELF.steps()).isEmpty();
    }

    @Test
    void in_findsTheValueInsideAnother() {
        Value root = Value.ofJson("{\"a\":[1,{\"b\":null}],\"0\":2}");
        assertThat(FieldPath.parse("a[1].b").in(root)).isEqualTo(Value.NULL);
        assertThat(FieldPath.SELF.in(root)).isSameAs(root);
        for (String nothing : List.of("b", "a[2]", "a[0].b", "a.b", "[0]")) {
            assertThat(FieldPath.parse(nothing).in(root)).as(nothing).isNull();
        }
        assertThat(FieldPath.SELF.in(null)).isNull();
    }

    @Test
    void constructor_beyondTheLimits_isRefused() {
        List<FieldPath.Step> most = Collections.nCopies(FieldPath.MAX_STEPS, new Index(0));
        assertThat(new FieldPath(most).steps()).hasSize(100);
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> new FieldPath(most).element(0))
                .withMessageContaining("101 steps; at most 100");
        assertThat(new Name("x".repeat(FieldPath.MAX_NAME)).text()).hasSize(1_000);
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> new Name("x".repeat(1_001)))
                .withMessageContaining("1001 characters; at most 1000");
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> new Index(-1))
                .withMessageContaining("the index -1");
        assertThatExceptionOfType(InvalidQueryException.class).isThrownBy(() -> new Name("a\uD800"));
    }
}
