package io.sepia.internal.words;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.internal.json.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExcerptsTest {
    private static Excerpts.Excerpt excerpt(String words, String text) {
        return new Excerpts(words, List.of(WordField.EVERYTHING))
                .of(Value.of(text))
                .get(0);
    }

    @Test
    void of_veryLongWord_isShort() {
        Excerpts.Excerpt excerpt = excerpt("x*", "before " + "x".repeat(1_000_000) + " after");

        assertThat(excerpt.text()).startsWith("before x").endsWith("x…").hasSizeLessThan(300);
        assertThat(excerpt.found()).containsExactly(new Excerpts.Span(7, 167));
    }

    @Test
    void of_longRunOfTheSameCharacters_isShortAndWhole() {
        Excerpts.Excerpt excerpt = excerpt("𠮷", "e" + "𠮷".repeat(1_000));

        assertThat(excerpt.text()).hasSizeLessThan(300);
        assertThat(excerpt.text().codePoints()).doesNotContain(0xD842, 0xDFB7);
        assertThat(excerpt.found()).hasSize(1);
    }
}
