package io.sepia.internal.words;

import io.sepia.internal.json.Value;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tokens of documents as an index of a database stores them: joined by spaces, which no token contains. */
public final class IndexedWords {
    /** The version of the tokenizer. An index of another version is built again. */
    public static final int FORM = 2;

    /** Keeps phrases from matching across the texts of a list: a character for private use, which is in no token. */
    private static final String GAP = " \uE000 ";

    private IndexedWords() {}

    /** Returns the tokens of each field. */
    public static List<String> of(List<WordField> fields, @Nullable Value content) {
        return fields.stream()
                .map(field ->
                        field.texts(content).stream().map(IndexedWords::tokens).collect(Collectors.joining(GAP)))
                .toList();
    }

    private static String tokens(String text) {
        return isAscii(text)
                ? asciiTokens(text)
                : Tokenizer.tokens(text).stream().map(Token::text).collect(Collectors.joining(" "));
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** Splits as {@link Tokenizer} does, without an object for each token: most texts of an import are of this kind. */
    private static String asciiTokens(String text) {
        StringBuilder tokens = new StringBuilder(text.length());
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            char lower = character >= 'A' && character <= 'Z' ? (char) (character + 'a' - 'A') : character;
            if (!(lower >= 'a' && lower <= 'z' || lower >= '0' && lower <= '9')) {
                length = 0;
            } else if (length++ < Tokenizer.MAX_LENGTH) {
                if (length == 1 && !tokens.isEmpty()) {
                    tokens.append(' ');
                }
                tokens.append(lower);
            }
        }
        return tokens.toString();
    }
}
