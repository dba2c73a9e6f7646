package io.sepia.internal.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TokenizerTest {
    private static List<String> tokens(String text) {
        return Tokenizer.tokens(text).stream().map(Token::text).toList();
    }

    @Test
    void tokens_ofLatinText_areWordsWithoutCaseAndDiacritics() {
        assertThat(tokens("The Café's naïve ŁÓDŹ, Straße!"))
                .containsExactly("the", "cafe", "s", "naive", "lodz", "strasse");
        assertThat(tokens("3.14 foo_bar x-y e-mail@example.org"))
                .containsExactly("3", "14", "foo", "bar", "x", "y", "e", "mail", "example", "org");
        assertThat(tokens("ﬁne ＡＢＣ１ ŀ")).containsExactly("fine", "abc1", "l");
    }

    @Test
    void tokens_withSoftHyphens_areWhole() {
        assertThat(tokens("co\u00ADope\u00AD\u00ADrate cafe\u00AD\u0301 \u00ADx y\u00AD 東\u00AD京"))
                .containsExactly("cooperate", "cafe", "x", "y", "東京", "京");
    }

    @Test
    void tokens_ofTheTurkishLetters_areTheSameInEveryLocale() {
        Locale before = Locale.getDefault();
        try {
            for (String tag : List.of("tr-TR", "en-US", "ar-EG", "lt-LT")) {
                Locale.setDefault(Locale.forLanguageTag(tag));
                assertThat(tokens("İSTANBUL istanbul ISTANBUL ıstanbul"))
                        .containsExactly("istanbul", "istanbul", "istanbul", "istanbul");
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void tokens_ofScriptsWithoutSpaces_arePairsAndATail() {
        assertThat(tokens("東京都")).containsExactly("東京", "京都", "都");
        assertThat(tokens("木")).containsExactly("木");
        assertThat(tokens("Java入門 です")).containsExactly("java", "入門", "門", "です", "す");
        assertThat(tokens("ﾊﾟﾝ パン")).containsExactly("パン", "ン", "パン", "ン");
        assertThat(tokens("ラーメン")).containsExactly("ラー", "ーメ", "メン", "ン");
        assertThat(tokens("𠮷野家")).containsExactly("𠮷野", "野家", "家");
        assertThat(tokens("한국어")).isEqualTo(tokens(Normalizer.normalize("한국어", Normalizer.Form.NFD)));
    }

    @Test
    void tokens_ofIndicScripts_keepTheirVowels() {
        assertThat(tokens("हिन्दी")).containsExactly("हिन्दी");
        assertThat(tokens("हिन्दी")).isNotEqualTo(tokens("हनद"));
    }

    @Test
    void tokens_withManyMarks_areCut() {
        String marks = "\u093E".repeat(40_000);
        assertThat(tokens("क" + marks + " x"))
                .hasSize(2)
                .allSatisfy(each -> assertThat(each.length()).isLessThan(1_000));
        assertThat(tokens("ក" + "\u17B6".repeat(40_000) + "ក"))
                .allSatisfy(each -> assertThat(each.length()).isLessThan(1_000));
        // A character of two halves at the place of the cut.
        assertThat(tokens("क" + "\uD806\uDC2C".repeat(1_000)).get(0)).isEqualTo("क" + "\uD806\uDC2C".repeat(255));
    }

    @Test
    void tokens_ofSemiticScripts_areWithoutPoints() {
        assertThat(tokens("שָׁלוֹם")).isEqualTo(tokens("שלום"));
        assertThat(tokens("مُحَمَّد")).isEqualTo(tokens("محمد"));
    }

    @Test
    void tokens_ofSymbols_areThemselves() {
        assertThat(tokens("a🚀b ☃ ½")).containsExactly("a", "🚀", "b", "☃", "½");
        assertThat(tokens("!?#%&()*+,-./:;<=>@[]^`{|}~\"'„“«» \u200B\uFEFF\u0000"))
                .isEmpty();
    }

    @Test
    void tokens_ofAnyText_areInsideItAndFoldedOnce() {
        Random random = new Random(25);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(12);
            for (int j = 0; j < length; j++) {
                int character = random.nextInt(4) == 0 ? random.nextInt(0x110000) : random.nextInt(0x3100);
                if (Character.isDefined(character) && (character < 0xD800 || character > 0xDFFF)) {
                    text.appendCodePoint(character);
                }
            }
            int end = 0;
            for (Token token : Tokenizer.tokens(text.toString())) {
                assertThat(token.start()).as(text.toString()).isLessThan(token.end());
                assertThat(token.end()).isLessThanOrEqualTo(text.length());
                assertThat(token.end()).isGreaterThanOrEqualTo(end);
                end = token.end();
                assertThat(token.text()).isNotEmpty().doesNotContainPattern("[\\p{Cntrl}\\s\"'*:()^+-]");
            }
        }
    }

    @Test
    void tokens_ofComposedAndDecomposedText_areTheSame() {
        String text = "Crème Brûlée Ångström Tiếng Việt が ぱ";
        assertThat(tokens(Normalizer.normalize(text, Normalizer.Form.NFD))).isEqualTo(tokens(text));
    }
}
