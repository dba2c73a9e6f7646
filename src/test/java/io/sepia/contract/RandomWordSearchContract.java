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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random searches by words find what the tokenizer finds in the stored documents, whatever was done to these. The
 * number of searches is set by {@code -Dsepia.searches}, the seed by {@code -Dsepia.seed}; {@code -Dsepia.texts} names
 * a compressed file whose lines are the texts.
 */
interface RandomWordSearchContract extends StorageFixture {
    int SEARCHES = Integer.getInteger("sepia.searches", 36);
    int SEED = Integer.getInteger("sepia.seed", 1);

    /** So many that an index serves the class. */
    int NOTES = 1_050;

    /** The states of the store that are searched. */
    int STATES = 6;

    List<WordField> FIELDS = List.of(field("texts"), field("title"));

    List<String> WORDS = List.of(
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
    List<String> UGLY = List.of(
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
    record Note(
            String id, @Searchable String title, @Searchable List<String> texts) {}

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

    /** Draws notes and searches. */
    final class Drawn {
        private final Random random = new Random(SEED);
        private final List<String> texts = texts();

        List<Note> notes(int from, int to) {
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

        String search() {
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

        String ugly() {
            StringBuilder search = new StringBuilder();
            for (int i = 1 + random.nextInt(6); i > 0; i--) {
                search.append(UGLY.get(random.nextInt(UGLY.size())));
            }
            return search.toString();
        }
    }

    private static List<String> scanned(Map<String, String> contents, String words) {
        WordMatcher matcher = WordMatcher.of(words, FIELDS);
        return contents.keySet().stream()
                .filter(id -> matcher.matches(JsonReader.value(contents.get(id))))
                .sorted()
                .toList();
    }

    private static void compare(Storage store, List<String> searches) {
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
            assertThat(store.search(Note.class, words, NOTES * 2))
                    .as(words)
                    .extracting(hit -> hit.value().id())
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    default void search_random_findsWhatTheTokenizerFinds() {
        Drawn drawn = new Drawn();
        Runnable search = () -> compare(
                storage(),
                IntStream.range(0, SEARCHES / STATES)
                        .mapToObj(i -> drawn.search())
                        .toList());

        storage().saveAll(drawn.notes(0, NOTES));
        search.run();
        storage().saveAll(drawn.notes(NOTES - 20, NOTES + 30));
        search.run();
        storage()
                .deleteAll(
                        Note.class,
                        IntStream.range(0, 140).mapToObj(i -> "n" + i * 7).toList());
        search.run();
        rolledBack(transaction -> {
            transaction.saveAll(drawn.notes(500, 700));
            transaction.deleteAll(Note.class, List.of("n1", "n2", "n3"));
            assertThat(transaction.search(Note.class, "title:engine", NOTES).size())
                    .isEqualTo((int) transaction
                            .query(Note.class)
                            .matching("title:engine")
                            .count());
        });
        search.run();
        storage().saveAll(drawn.notes(300, 600));
        search.run();

        Storage copy = Storage.open("memory", Map.of());
        try (copy) {
            storage().contents().copyTo(copy);
            compare(
                    copy,
                    IntStream.range(0, SEARCHES / STATES)
                            .mapToObj(i -> drawn.search())
                            .toList());
            storage().clear(Note.class);
            copy.saveAll(drawn.notes(0, 50));
            copy.contents().copyTo(storage());
        }
        search.run();
    }

    @Test
    @Timeout(120)
    default void search_uglyText_isAnAnswer() {
        Drawn drawn = new Drawn();
        storage().saveAll(drawn.notes(0, NOTES));
        List<String> searches = new ArrayList<>(
                IntStream.range(0, 200).mapToObj(i -> drawn.ugly()).toList());
        searches.add("engine ".repeat(100_000));
        searches.add("\"" + "engine ".repeat(100_000));

        for (int i = 0; i < searches.size(); i++) {
            String words = searches.get(i);
            int found = storage().search(Note.class, words, NOTES).size();
            // Each tenth, because most backends read all objects for each search.
            if (i % 10 == 0) {
                assertThat(storage().query(Note.class).matching(words).count())
                        .as(words)
                        .isEqualTo(found);
            }
        }
    }
}
