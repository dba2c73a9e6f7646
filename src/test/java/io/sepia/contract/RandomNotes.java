package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.document.StoredDocument;
import io.sepia.internal.json.FieldPath;
import io.sepia.internal.json.JsonReader;
import io.sepia.internal.words.WordField;
import io.sepia.internal.words.WordMatcher;
import io.sepia.model.Searchable;
import io.sepia.model.Stored;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/**
 * Draws notes and searches by words, and compares the results of searches with those of the tokenizer.
 * {@code -Dsepia.texts} names a compressed file whose lines are the texts.
 */
public final class RandomNotes {
    private static final List<WordField> FIELDS = List.of(field("texts"), field("title"));

    private static final List<String> WORDS = List.of(
            "engine",
            "ENGINES",
            "İstanbul",
            "ISTANBUL",
            "ıstanbul",
            "Straße",
            "STRASSE",
            "東京都",
            "京都の天気",
            "ไทย",
            "한국어",
            "don't",
            "3.14",
            "🚀",
            "or",
            "title",
            "ﬁne",
            "été",
            "שָׁלוֹם",
            "हिन्दी",
            "co\u00ADoperate");

    /** Parts of texts that are no sensible searches. */
    private static final List<String> UGLY = List.of(
            "\"",
            "NEAR(",
            "*",
            "^",
            "col:",
            "title:",
            "\u0000",
            "🚀",
            "\u202E",
            "\uD83D",
            "\uDE00",
            "-",
            " ",
            "AND",
            "OR",
            "or",
            "NOT",
            "(",
            ")",
            "{",
            "}",
            ":",
            "+",
            "\\",
            "'",
            "; DROP TABLE objects; --",
            "%",
            "שלום",
            "天",
            "\u0301",
            "\u00AD",
            "e",
            "engine",
            "1e400",
            ",",
            "\uFEFF",
            "ﷺ",
            "½",
            "\n");

    @Stored("random_note")
    public record Note(
            String id, @Searchable String title, @Searchable List<String> texts) {}

    private final Random random;
    private final List<String> texts = texts();

    public RandomNotes(long seed) {
        random = new Random(seed);
    }

    /** Returns notes with the given numbers, each as part of its id. */
    public List<Note> notes(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> new Note(
                        "n" + i,
                        text(3),
                        IntStream.range(0, random.nextInt(3))
                                .mapToObj(j -> text(8))
                                .toList()))
                .toList();
    }

    private String text(int most) {
        if (!texts.isEmpty()) {
            return texts.get(random.nextInt(texts.size()));
        }
        List<String> words = new ArrayList<>();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            words.add(WORDS.get(random.nextInt(WORDS.size())));
        }
        return String.join(random.nextInt(4) == 0 ? "" : " ", words);
    }

    private String word() {
        String text = texts.isEmpty() ? "" : texts.get(random.nextInt(texts.size()));
        String[] words = text.split("[\\s\",:]+");
        return text.isEmpty() || random.nextInt(3) == 0
                ? WORDS.get(random.nextInt(WORDS.size()))
                : words[random.nextInt(words.length)];
    }

    /** Returns a text to search for. */
    public String search() {
        StringBuilder search = new StringBuilder();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            String word = word();
            search.append(
                    switch (random.nextInt(8)) {
                        case 0 -> "-" + word;
                        case 1 -> "\"" + word + " " + word() + "\"";
                        case 2 -> word.isEmpty() ? "*" : word.substring(0, word.offsetByCodePoints(0, 1)) + "*";
                        case 3 -> "title:" + word;
                        case 4 -> word + " or " + word();
                        default -> word;
                    });
            search.append(' ');
        }
        return search.toString();
    }

    /** Returns a text that is no sensible search. */
    String ugly() {
        StringBuilder search = new StringBuilder();
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            search.append(UGLY.get(random.nextInt(UGLY.size())));
        }
        return search.toString();
    }

    private static WordField field(String name) {
        return new WordField(FieldPath.parse(name), List.of(), 1);
    }

    private static List<String> texts() {
        String file = System.getProperty("sepia.texts");
        if (file == null) {
            return List.of();
        }
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(Path.of(file))), StandardCharsets.UTF_8))) {
            return lines.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> scanned(Map<String, String> contents, String words) {
        WordMatcher matcher = WordMatcher.of(words, FIELDS);
        return contents.keySet().stream()
                .filter(id -> matcher.matches(JsonReader.value(contents.get(id))))
                .sorted()
                .toList();
    }

    /** Checks that searches find what the tokenizer finds in the documents. */
    public static void compare(Storage store, List<String> searches) {
        Map<String, String> contents = new HashMap<>();
        for (StoredDocument each : store.documents("random_note").query().list()) {
            contents.put(each.key().id(), each.content());
        }
        for (String words : searches) {
            List<String> expected = scanned(contents, words);
            assertThat(store.query(Note.class).matching(words).ids()).as(words).isEqualTo(expected);
            assertThat(store.query(Note.class).matching(words).count())
                    .as(words)
                    .isEqualTo(expected.size());
            assertThat(store.search(Note.class, words, contents.size() + 1))
                    .as(words)
                    .extracting(hit -> hit.value().id())
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }
}
