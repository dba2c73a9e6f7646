package io.sepia.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SurrogatesTest {
    @Test
    void escapeLone_halves_areEscapedWhereTheyStand() {
        assertThat(Surrogates.escapeLone("a\uD800b")).isEqualTo("a\\ud800b");
        assertThat(Surrogates.escapeLone("\uDC00")).isEqualTo("\\udc00");
        assertThat(Surrogates.escapeLone("\uDC00\uD800")).isEqualTo("\\udc00\\ud800");
        assertThat(Surrogates.escapeLone("\uD800\uD83D\uDE00")).isEqualTo("\\ud800\uD83D\uDE00");
    }

    @Test
    void escapeLone_wholeCharacters_areLeftAlone() {
        String plain = "größe";
        assertThat(Surrogates.escapeLone(plain)).isSameAs(plain);
        assertThat(Surrogates.escapeLone("\uD83D\uDE00")).isEqualTo("\uD83D\uDE00");
    }
}
