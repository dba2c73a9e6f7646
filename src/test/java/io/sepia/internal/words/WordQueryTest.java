package io.sepia.internal.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WordQueryTest {
    private static int tokens(String text) {
        return WordQuery.of(text, List.of()).sought().stream()
                .mapToInt(each -> each.tokens().size())
                .sum();
    }

    @Test
    void of_longText_keepsTheFirstHundredWordsWhereverTheyAre() {
        assertThat(tokens("a ".repeat(1_000))).isEqualTo(100);
        assertThat(tokens("\"" + "a ".repeat(1_000) + "\"")).isEqualTo(100);
        assertThat(tokens("天".repeat(1_000))).isEqualTo(100);
        assertThat(tokens("\"a b c\" ".repeat(50))).isEqualTo(100);
    }

    @Test
    void of_cutPhrase_isNoPrefix() {
        Phrase cut = WordQuery.of("\"" + "a ".repeat(150) + "\"*", List.of())
                .sought()
                .get(0);

        assertThat(cut.prefix()).isFalse();
    }
}
