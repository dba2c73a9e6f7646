package io.sepia.internal.words;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.internal.json.Value;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class IndexedWordsTest {
    @Test
    void of_asciiText_hasTheTokensOfTheTokenizer() {
        Random random = new Random(1);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(200); length > 0; length--) {
                text.append((char) (random.nextInt(8) == 0 ? random.nextInt(0x80) : 'A' + random.nextInt(58)));
            }
            String written = text.toString();

            assertThat(IndexedWords.of(List.of(WordField.EVERYTHING), Value.of(written)))
                    .containsExactly(
                            Tokenizer.tokens(written).stream().map(Token::text).collect(Collectors.joining(" ")));
        }
    }

    @Test
    void of_longAsciiWord_isCut() {
        assertThat(IndexedWords.of(List.of(WordField.EVERYTHING), Value.of("X".repeat(100) + " y")))
                .containsExactly("x".repeat(64) + " y");
    }
}
