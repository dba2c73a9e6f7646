package io.sepia.internal.words;

import io.sepia.internal.json.Value;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tokens of documents as an index of a database stores them: joined by spaces, which no token contains. */
public final class IndexedWords {
    /** The version of the tokenizer. An index of another version is built again. */
    public static final int FORM = 1;

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
        return Tokenizer.tokens(text).stream().map(Token::text).collect(Collectors.joining(" "));
    }
}
