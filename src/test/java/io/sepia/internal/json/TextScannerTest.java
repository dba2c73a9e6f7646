package io.sepia.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.error.InvalidQueryException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextScannerTest {
    private static TextScanner scanner(String text) {
        return new TextScanner(text, "The condition");
    }

    @Test
    void takeWord_inAnyCase_endsAtTheEndOfTheWord() {
        TextScanner scanner = scanner("  AND android");
        assertThat(scanner.takeWord("and")).isTrue();
        assertThat(scanner.takeWord("and")).isFalse();
        assertThat(scanner.peekWord()).isEqualTo("android");
        assertThat(scanner.takeWord("android")).isTrue();
        assertThat(scanner.isAtEnd()).isTrue();
    }

    @Test
    void string_doubledQuote_isOneQuote() {
        TextScanner scanner = scanner("'it''s' 'x'");
        assertThat(scanner.string()).isEqualTo("it's");
        assertThat(scanner.string()).isEqualTo("x");
        assertThat(scanner.string()).isNull();
    }

    @Test
    void string_withoutItsEnd_namesItsBeginning() {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> scanner("  'open").string())
                .withMessageContaining("a closing ' for the one at character 3");
    }

    @Test
    void number_isReadExactly() {
        TextScanner scanner = scanner("-1.50e-3,7");
        assertThat(scanner.number()).isEqualTo(Decimal.parse("-0.0015"));
        assertThat(scanner.take(",")).isTrue();
        assertThat(scanner.number()).isEqualTo(Decimal.of(7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"01", "1.", ".5", "+1", "1e", "0x1", "NaN", "1a", "--1"})
    void number_notOfJson_isLeftStanding(String text) {
        TextScanner scanner = scanner(text);
        assertThat(scanner.number()).isNull();
        assertThat(scanner.at()).isZero();
    }

    @Test
    void path_withinOtherText_endsAtTheFirstSign() {
        TextScanner scanner = scanner("a.\"b c\"[1]=2");
        assertThat(scanner.path(true)).isEqualTo(FieldPath.parse("a.\"b c\"[1]"));
        scanner.require("=");
        assertThat(scanner.number()).isEqualTo(Decimal.of(2));
    }

    @Test
    void back_returnsToAnEarlierPlace() {
        TextScanner scanner = scanner("one two");
        int start = scanner.at();
        assertThat(scanner.takeWord("one")).isTrue();
        scanner.back(start);
        assertThat(scanner.takeWord("one")).isTrue();
        assertThat(scanner.peek()).isEqualTo('t');
    }

    @Test
    void require_anythingElse_saysWhatWasFoundAndWhere() {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> scanner("  word").require("("))
                .withMessage("The condition cannot be parsed at character 3: expected '(', found 'word'.");
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> scanner(" ").require("("))
                .withMessageContaining("found the end");
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> scanner("'secret'").require("("))
                .withMessageContaining("found a text")
                .withMessageNotContaining("secret");
    }

    @Test
    void shown_longOrUnprintable_isShortAndPrintable() {
        assertThat(TextScanner.shown("x".repeat(41))).isEqualTo("x".repeat(20) + "…");
        assertThat(TextScanner.shown("a\u0000b\uD800")).isEqualTo("a\uFFFDb\uFFFD");
        assertThat(TextScanner.shown("plain")).isEqualTo("plain");
    }

    @Test
    void written_nameThatNeedsQuotes_getsThem() {
        assertThat(TextScanner.written("plain-name_1:a")).isEqualTo("plain-name_1:a");
        assertThat(TextScanner.written("a.b")).isEqualTo("\"a.b\"");
        assertThat(TextScanner.written("AND")).isEqualTo("\"AND\"");
        assertThat(TextScanner.written("\"")).isEqualTo("\"\"\"\"");
    }

    @Test
    void constructor_textOverTheLimit_isRefused() {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> scanner("x".repeat(1_000_001)))
                .withMessageContaining("1000001 characters; at most 1000000");
    }
}
