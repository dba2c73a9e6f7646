package io.sepia.internal.backend.sqlite;

import io.sepia.internal.condition.Term;
import io.sepia.internal.words.Phrase;
import io.sepia.internal.words.WordField;
import io.sepia.internal.words.WordQuery;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A query of words in the syntax of FTS5. Tokens contain no character that has a meaning there.
 *
 * @param sought what must match, or an empty text for anything
 * @param phrases the sought phrases, each by itself
 * @param excluded what must not match, or an empty text for nothing
 */
record MatchText(String sought, List<String> phrases, String excluded) {
    /** The beginning of the names of columns. */
    static final String COLUMN = "c";

    static MatchText of(Term.Words words) {
        List<String> names = words.fields().stream().map(WordField::name).toList();
        WordQuery query = WordQuery.of(words.words(), names);
        return new MatchText(
                query.required().stream()
                        .map(MatchText::any)
                        .map(group -> "(" + group + ")")
                        .collect(Collectors.joining(" AND ")),
                query.required().stream()
                        .flatMap(List::stream)
                        .map(MatchText::text)
                        .toList(),
                any(query.excluded()));
    }

    private static String any(List<Phrase> phrases) {
        return phrases.stream().map(MatchText::text).collect(Collectors.joining(" OR "));
    }

    private static String text(Phrase phrase) {
        String tokens = phrase.tokens().stream().collect(Collectors.joining(" ", "\"", "\""));
        String column = phrase.field() == Phrase.ANY ? "" : COLUMN + phrase.field() + " : ";
        return column + tokens + (phrase.prefix() ? " *" : "");
    }

    boolean isEmpty() {
        return sought.isEmpty() && excluded.isEmpty();
    }
}
