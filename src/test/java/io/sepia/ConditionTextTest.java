package io.sepia;

import static io.sepia.Condition.not;
import static io.sepia.Field.field;
import static io.sepia.Field.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.sepia.error.InvalidQueryException;
import io.sepia.internal.condition.Criterion;
import io.sepia.internal.condition.Term;
import io.sepia.internal.json.Decimal;
import io.sepia.internal.json.Value;
import io.sepia.internal.matching.Cursor;
import io.sepia.internal.matching.Position;
import io.sepia.internal.matching.Query;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTextTest {
    @Test
    void parse_theGuidesExample_isTheCondition() {
        assertThat(Condition.parse(
                        "category = 'css' and status.deprecated = true and support.safari.version_added is null"))
                .isEqualTo(field("category")
                        .eq("css")
                        .and(field("status.deprecated").eq(true))
                        .and(field("support.safari.version_added").isNull()));
    }

    @Test
    void parse_precedence_isAndBeforeOr() {
        assertThat(Condition.parse("a = 1 or b = 2 and not c = 3"))
                .isEqualTo(field("a").eq(1).or(field("b").eq(2).and(field("c").ne(3))));
        assertThat(Condition.parse("(a = 1 or b = 2) AND c IS NOT NULL"))
                .isEqualTo(
                        field("a").eq(1).or(field("b").eq(2)).and(not(field("c").isNull())));
    }

    @Test
    void parse_everyForm_isReadAndPrintedBack() {
        for (String text : List.of(
                "a = 'it''s'",
                "a != -1.5e+3",
                "a <> 5",
                "a.b[0].\"c.d\" >= 0",
                "\"say \"\"hi\"\"\" exists",
                "\"and\" is missing",
                "a in (1, 'x', true, null)",
                "a not in ()",
                "a between 1 and 2 and b = 3",
                "a starts with 'x' or a contains 'y'",
                "tags any = 'css'",
                "tags all (@value starts with 'c' and size(@value) > 1)",
                "size(tags) = 0",
                "@id = 'x' and @version > 1 and @created >= '2026-01-31T12:00:00Z'",
                "@metadata.by = 'ada' and @metadata exists",
                "@value[0] = 1",
                "author = ref('Author', 'it''s')",
                "at < instant '2026-01-31T13:00:00+01:00'",
                "x = json '{\"a\":[1,null]}'",
                "true",
                "not false",
                "a = null")) {
            Condition condition = Condition.parse(text);
            assertThat(Condition.parse(condition.toString())).as(text).isEqualTo(condition);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "a                | 2  | a comparison",
                "a =              | 4  | a value",
                "a = css          | 5  | a value",
                "a = 'css         | 9  | closing",
                "a = 1 b = 2      | 7  | 'and', 'or' or the end",
                "(a = 1           | 7  | ')'",
                "and = 1          | 1  | a field",
                "@what = 1        | 1  | @id",
                "a in 1           | 6  | '('",
                "a is what        | 6  | 'null'",
                "a[x] = 1         | 3  | an index",
                "a. = 1           | 3  | a name",
                "a = instant 'x'  | 13 | a point in time",
                "@version = 'x'   | 12 | a number",
                "a = 01           | 5  | a value"
            })
    void parse_whatIsNoCondition_saysWhereAndWhat(String text, int position, String expected) {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> Condition.parse(text))
                .withMessageContaining("at character " + position)
                .withMessageContaining(expected.strip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a = 'x'; drop table objects", "1=1 --", "a = \"x\"", "a like 'x'"})
    void parse_otherText_isRefused(String text) {
        assertThatExceptionOfType(InvalidQueryException.class).isThrownBy(() -> Condition.parse(text));
    }

    @Test
    void is_everyKind_isTheKindInTheText() {
        for (Condition.Kind kind : Condition.Kind.values()) {
            assertThat(field("a").is(kind))
                    .hasToString("a is " + kind.name().toLowerCase(Locale.ROOT))
                    .isEqualTo(Condition.parse("a is " + kind.name()))
                    .hasSameHashCodeAs(Condition.parse("a is " + kind.name()));
        }
    }

    @Test
    void order_everyForm_isReadAndPrintedBack() {
        assertThat(Order.parse("a, b.c desc, a asc absent last, @id desc absent first"))
                .isEqualTo(List.of(
                        field("a").ascending(),
                        field("b.c").descending(),
                        field("a").ascending().absentLast(),
                        Field.id().descending().absentFirst()))
                .extracting(Order::toString, Order::isAscending, Order::isAbsentFirst)
                .containsExactly(
                        tuple("a", true, true),
                        tuple("b.c desc", false, false),
                        tuple("a absent last", true, false),
                        tuple("@id desc absent first", false, true));
    }

    @Test
    void conditions_tooLargeOrDeep_areRefused() {
        Condition deep = field("a").eq(1);
        for (int i = 0; i < 98; i++) {
            deep = field("a").any(deep);
        }
        Condition deepest = deep;
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> field("a").any(field("a").any(deepest)))
                .withMessageContaining("100");
        List<Integer> many =
                java.util.stream.IntStream.rangeClosed(0, 10_000).boxed().toList();
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> field("a").in(many))
                .withMessageContaining("10000");
    }

    @Test
    void cursor_position_comesBackForTheSameQueryOnly() {
        Query query = Query.ALL
                .where(field("a").gt(Instant.EPOCH).and(value().exists()).term())
                .orderedBy(Criterion.parse("a, b desc, c"));
        Position position = new Position(
                List.of(
                        new Value.Text("half \uD83D \uD83D\uDE00"),
                        Value.NULL,
                        new Value.Number(Decimal.parse("1e400"))),
                "id");

        String cursor = Cursor.write("note", query, position);

        assertThat(cursor).matches("[A-Za-z0-9_-]+");
        assertThat(Cursor.read("note", query, cursor)).isEqualTo(position);
        for (Query other : List.of(query.where(Term.ALWAYS), query.orderedBy(Criterion.parse("a, b, c")))) {
            assertThatExceptionOfType(InvalidQueryException.class).isThrownBy(() -> Cursor.read("note", other, cursor));
        }
        assertThatExceptionOfType(InvalidQueryException.class).isThrownBy(() -> Cursor.read("other", query, cursor));
        for (int i = 0; i < cursor.length(); i++) {
            String damaged = cursor.substring(0, i) + (cursor.charAt(i) == 'A' ? 'B' : 'A') + cursor.substring(i + 1);
            assertThatExceptionOfType(InvalidQueryException.class)
                    .as("changed at %d", i)
                    .isThrownBy(() -> Cursor.read("note", query, damaged));
        }
    }
}
