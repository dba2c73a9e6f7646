package io.sepia.internal.words;

import io.sepia.internal.json.FieldPath;
import io.sepia.internal.json.Value;
import io.sepia.internal.json.WantedFields;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether documents contain what a query of words asks for. This class defines the answer for all backends.
 * Immutable and thread-safe.
 */
public final class WordMatcher {
    /** Keeps phrases from matching across the texts of a list. */
    private static final int GAP = 2;

    private final WordQuery query;
    private final List<WordField> fields;
    /** The sought phrases, then the excluded ones. */
    private final List<Phrase> phrases = new ArrayList<>();
    /** The numbers of whole tokens by their text. */
    private final Map<String, Integer> whole = new HashMap<>();
    /** The numbers of prefixes by their text. */
    private final Map<String, Integer> prefixes = new HashMap<>();

    private WordMatcher(WordQuery query, List<WordField> fields) {
        this.query = query;
        this.fields = fields;
        phrases.addAll(query.sought());
        phrases.addAll(query.excluded());
        for (Phrase phrase : phrases) {
            for (int i = 0; i < phrase.tokens().size(); i++) {
                numbers(phrase, i).putIfAbsent(phrase.tokens().get(i), whole.size() + prefixes.size());
            }
        }
    }

    /**
     * Returns a matcher.
     *
     * @param words what a user typed
     * @param fields where to search; not empty
     */
    public static WordMatcher of(String words, List<WordField> fields) {
        List<String> names = fields.stream().map(WordField::name).toList();
        return new WordMatcher(WordQuery.of(words, names), fields);
    }

    /** Adds the parts of documents that are searched. */
    public void want(WantedFields wanted) {
        for (WordField field : fields) {
            wanted.add(first(field.path()));
            field.formerPaths().forEach(each -> wanted.add(first(each)));
        }
    }

    /** The rest of a path may lead through the elements of lists. */
    private static FieldPath first(FieldPath path) {
        return new FieldPath(path.steps().stream().limit(1).toList());
    }

    /** Returns whether a document matches. */
    public boolean matches(@Nullable Value content) {
        return !query.isEmpty() && occurrences(content).isMatch();
    }

    /** Returns what a document contains of what is sought. */
    Occurrences occurrences(@Nullable Value content) {
        List<List<List<Integer>>> places = new ArrayList<>(fields.size());
        int length = 0;
        for (WordField field : fields) {
            List<List<Integer>> ofField = new ArrayList<>();
            for (int i = 0; i < whole.size() + prefixes.size(); i++) {
                ofField.add(new ArrayList<>());
            }
            int place = 0;
            List<String> texts = field.texts(content);
            // An index of a database counts a token between two texts.
            length += Math.max(0, texts.size() - 1);
            for (String text : texts) {
                for (Token token : Tokenizer.tokens(text)) {
                    note(token.text(), place++, ofField);
                    length++;
                }
                place += GAP;
            }
            places.add(ofField);
        }
        double[] frequencies = new double[phrases.size()];
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] = frequency(phrases.get(i), places);
        }
        return new Occurrences(query, frequencies, length);
    }

    private void note(String token, int place, List<List<Integer>> places) {
        Integer number = whole.get(token);
        if (number != null) {
            places.get(number).add(place);
        }
        if (!prefixes.isEmpty()) {
            prefixes.forEach((prefix, each) -> {
                if (token.startsWith(prefix)) {
                    places.get(each).add(place);
                }
            });
        }
    }

    private double frequency(Phrase phrase, List<List<List<Integer>>> places) {
        double frequency = 0;
        for (int field = 0; field < fields.size(); field++) {
            if (phrase.field() == Phrase.ANY || phrase.field() == field) {
                frequency += fields.get(field).weight() * count(phrase, places.get(field));
            }
        }
        return frequency;
    }

    private int count(Phrase phrase, List<List<Integer>> places) {
        int count = 0;
        for (int place : places.get(number(phrase, 0))) {
            int next = 1;
            while (next < phrase.tokens().size()
                    && Collections.binarySearch(places.get(number(phrase, next)), place + next) >= 0) {
                next++;
            }
            count += next == phrase.tokens().size() ? 1 : 0;
        }
        return count;
    }

    private Map<String, Integer> numbers(Phrase phrase, int token) {
        return phrase.prefix() && token == phrase.tokens().size() - 1 ? prefixes : whole;
    }

    private int number(Phrase phrase, int token) {
        return numbers(phrase, token).getOrDefault(phrase.tokens().get(token), 0);
    }
}
