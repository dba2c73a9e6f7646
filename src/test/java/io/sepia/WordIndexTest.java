package io.sepia;

import static io.sepia.Field.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sepia.model.Searchable;
import io.sepia.model.Stored;
import io.sepia.query.SearchHit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With an index of words, SQLite finds what reading the documents finds. */
class WordIndexTest {
    private static final int NOTES = 1_200;
    private static final List<String> WORDS = List.of(
            "engine",
            "Engines",
            "weaves",
            "loom",
            "naïve",
            "Straße",
            "STRASSE",
            "İstanbul",
            "東京都",
            "京都",
            "天気",
            "天",
            "don't",
            "3.14",
            "🚀",
            "or",
            "title",
            "ﬁne",
            "algebra",
            "patterns",
            "x",
            "été");

    @Stored("note")
    record Note(
            String id,
            @Searchable(weight = 3) String title,
            @Searchable List<String> texts,
            int number) {}

    @Stored("weighted")
    record Weighted(
            String id,
            @Searchable(weight = 1e-4) String title,
            @Searchable(weight = 1e20) String text) {}

    @TempDir
    Path directory;

    private Storage indexed;
    private Storage scanned;

    @BeforeEach
    void fill() {
        indexed = Storage.open(directory.resolve("store.db"));
        scanned = Storage.open("memory", Map.of());
        Random random = new Random(1);
        saveInBoth(IntStream.range(0, NOTES)
                .mapToObj(i -> note(random, "n" + i, i))
                .toList());
    }

    @AfterEach
    void close() {
        indexed.close();
        scanned.close();
    }

    private static Note note(Random random, String id, int number) {
        return new Note(
                id,
                text(random, 3),
                IntStream.range(0, random.nextInt(3))
                        .mapToObj(i -> text(random, 8))
                        .toList(),
                number);
    }

    private static String text(Random random, int most) {
        List<String> words = new ArrayList<>();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            words.add(WORDS.get(random.nextInt(WORDS.size())));
        }
        return String.join(random.nextInt(4) == 0 ? "" : " ", words);
    }

    private void saveInBoth(List<Note> notes) {
        indexed.saveAll(notes);
        scanned.saveAll(notes);
    }

    private static String search(Random random) {
        StringBuilder search = new StringBuilder();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            String word = WORDS.get(random.nextInt(WORDS.size()));
            search.append(
                    switch (random.nextInt(8)) {
                        case 0 -> "-" + word;
                        case 1 -> "\"" + word + " " + WORDS.get(random.nextInt(WORDS.size())) + "\"";
                        case 2 -> word.substring(0, word.offsetByCodePoints(0, 1)) + "*";
                        case 3 -> "title:" + word;
                        case 4 -> word + " or " + WORDS.get(random.nextInt(WORDS.size()));
                        default -> word;
                    });
            search.append(' ');
        }
        return search.toString();
    }

    private static List<String> ids(List<SearchHit<Note>> hits) {
        return hits.stream().map(hit -> hit.value().id()).toList();
    }

    private void compare(int seed, int searches) {
        Random random = new Random(seed);
        for (int i = 0; i < searches; i++) {
            String words = search(random);
            ObjectQuery<Note> query = scanned.query(Note.class).matching(words);
            ObjectQuery<Note> byIndex = indexed.query(Note.class).matching(words);
            List<String> expected = query.ids();
            assertThat(byIndex.ids()).as(words).isEqualTo(expected);
            assertThat(byIndex.count()).as(words).isEqualTo(expected.size());
            assertThat(ids(indexed.search(Note.class, words, NOTES)))
                    .as(words)
                    .containsExactlyInAnyOrderElementsOf(expected);
            assertThat(ids(byIndex.where(field("number").lt(300)).hits()))
                    .as(words)
                    .containsExactlyInAnyOrderElementsOf(
                            query.where(field("number").lt(300)).ids());
            assertThat(byIndex.where(field("title").contains("oo")).limit(3).hits())
                    .as(words)
                    .hasSize((int) Math.min(
                            3, query.where(field("title").contains("oo")).count()));
        }
    }

    private boolean isIndexed() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("store.db"));
                Statement statement = connection.createStatement()) {
            return statement
                    .executeQuery("SELECT 1 FROM sqlite_schema WHERE name = 'object_words'")
                    .next();
        }
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("store.db"));
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.executeUpdate(each);
            }
        }
    }

    @Test
    void search_withAnIndex_findsWhatReadingFinds() throws SQLException {
        compare(2, 30);
        assertThat(isIndexed()).isTrue();

        Random random = new Random(3);
        saveInBoth(IntStream.range(0, 300)
                .mapToObj(i -> note(random, "n" + random.nextInt(NOTES + 100), i))
                .toList());
        List<String> deleted =
                IntStream.range(0, 150).mapToObj(i -> "n" + i * 7).toList();
        indexed.deleteAll(Note.class, deleted);
        scanned.deleteAll(Note.class, deleted);
        compare(4, 15);

        indexed.close();
        indexed = Storage.open(directory.resolve("store.db"));
        compare(5, 5);

        indexed.clear(Note.class);
        scanned.clear(Note.class);
        saveInBoth(
                IntStream.range(0, 40).mapToObj(i -> note(random, "m" + i, i)).toList());
        compare(6, 5);
        assertThat(indexed.contents().verify().findings()).isEmpty();
    }

    @Test
    void search_sortsAsReadingDoes() {
        Random random = new Random(7);
        for (int i = 0; i < 20; i++) {
            String words = WORDS.get(random.nextInt(6)) + " " + WORDS.get(random.nextInt(6));
            assertThat(indexed.search(Note.class, words, NOTES).stream()
                            .mapToDouble(SearchHit::score)
                            .toArray())
                    .as(words)
                    .containsExactly(
                            scanned.search(Note.class, words, NOTES).stream()
                                    .mapToDouble(SearchHit::score)
                                    .toArray(),
                            within(1e-6));
        }
    }

    @Test
    void search_inATransactionAndAfterItsRollback_seesItsWritesOnly() {
        indexed.search(Note.class, "engine", 1);

        List<String> inside = new ArrayList<>();
        try {
            indexed.useTransaction(transaction -> {
                transaction.save(new Note("new", "unheard", List.of(), 1));
                transaction.save(new Note("n0", "unheard", List.of(), 1));
                inside.addAll(ids(transaction.search(Note.class, "unheard", 10)));
                throw new IllegalStateException("rolled back");
            });
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("rolled back");
        }

        assertThat(inside).containsExactlyInAnyOrder("new", "n0");
        assertThat(indexed.search(Note.class, "unheard", 10)).isEmpty();
    }

    @Test
    void search_afterEditsBySql_findsTheStoredDocuments() throws SQLException {
        indexed.search(Note.class, "engine", 1);

        sql(
                "UPDATE objects SET content = json_set(content, '$.title', 'quaggas') WHERE object_id = 'n5'",
                "DELETE FROM objects WHERE object_id = 'n6'",
                "UPDATE objects SET class_name = 'other' WHERE object_id = 'n7'",
                "UPDATE objects SET id = 1000000 WHERE object_id = 'n8'",
                "INSERT OR REPLACE INTO objects (class_name, object_id, content)"
                        + " SELECT class_name, object_id, content FROM objects WHERE object_id = 'n9'",
                "UPDATE OR REPLACE objects SET id = (SELECT id FROM objects WHERE object_id = 'n10')"
                        + " WHERE object_id = 'n11'",
                "INSERT INTO objects (class_name, object_id, content) VALUES ('note', 'sql',"
                        + " '{\"id\":\"sql\",\"title\":\"A quagga\",\"texts\":[],\"number\":1}')");
        scanned.save(new Note("n5", "quaggas", scanned.load(Note.class, "n5").texts(), 5));
        scanned.deleteAll(Note.class, List.of("n6", "n7", "n10"));
        scanned.save(new Note("sql", "A quagga", List.of(), 1));

        assertThat(ids(indexed.search(Note.class, "quagga*", 10))).containsExactlyInAnyOrder("n5", "sql");
        compare(8, 5);
    }

    @Test
    void search_readOnly_findsWhatReadingFinds() {
        indexed.search(Note.class, "engine", 1);
        saveInBoth(List.of(new Note("late", "zebra", List.of(), 1)));
        indexed.close();

        indexed = Storage.open("sqlite", Map.of("database_path", directory.resolve("store.db"), "read_only", "true"));

        assertThat(ids(indexed.search(Note.class, "zebra", 10))).containsExactly("late");
        compare(9, 5);
    }

    @Test
    void forget_leavesNoWordInTheIndex() throws IOException {
        indexed.save(new Note("secret", "xyzzysecret", List.of(), 1));
        assertThat(indexed.search(Note.class, "xyzzysecret", 10)).hasSize(1);

        indexed.history(Note.class).forget("secret");

        assertThat(indexed.search(Note.class, "xyzzysecret", 10)).isEmpty();
        indexed.close();
        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files.filter(Files::isRegularFile))
                    .noneSatisfy(file -> assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                            .contains("xyzzys"));
        }
        indexed = Storage.open(directory.resolve("store.db"));
    }

    @Test
    void search_ofObjectsThatAreBehind_ranksThemAmongTheOthers() {
        indexed.search(Note.class, "engine", 1);
        saveInBoth(List.of(
                new Note("best", "engine engine engine", List.of(), 1),
                new Note("worst", "", List.of("engine " + "word ".repeat(500)), 1)));

        List<SearchHit<Note>> hits = indexed.search(Note.class, "engine", NOTES);
        List<SearchHit<Note>> expected = scanned.search(Note.class, "engine", NOTES);

        assertThat(ids(hits)).startsWith("best").endsWith("worst");
        assertThat(ids(expected)).startsWith("best").endsWith("worst");
        assertThat(hits.get(0).score()).isCloseTo(expected.get(0).score(), within(0.05));
        assertThat(ids(indexed.search(Note.class, "title:engine*", 1))).containsExactly("best");
    }

    @Test
    void search_withTinyAndHugeWeights_isAnAnswer() {
        indexed.saveAll(IntStream.range(0, NOTES)
                .mapToObj(i -> new Weighted("w" + i, "engine", i == 7 ? "engine" : "loom"))
                .toList());

        assertThat(indexed.search(Weighted.class, "engine", 1))
                .extracting(hit -> hit.value().id())
                .containsExactly("w7");
    }

    @Test
    void forget_afterReplaceBySql_leavesNoWordInTheIndex() throws IOException, SQLException {
        indexed.save(new Note("secret", "xyzzysecret", List.of(), 1));
        indexed.saveAll(IntStream.range(0, 150)
                .mapToObj(i -> new Note("more" + i, "engine", List.of(), 1))
                .toList());
        assertThat(indexed.search(Note.class, "xyzzysecret", 10)).hasSize(1);
        sql("INSERT OR REPLACE INTO objects (class_name, object_id, content) VALUES ('note', 'secret',"
                + " '{\"id\":\"secret\",\"title\":\"\",\"texts\":[],\"number\":1}')");

        indexed.history(Note.class).forget("secret");

        indexed.close();
        assertThat(new String(Files.readAllBytes(directory.resolve("store.db")), StandardCharsets.ISO_8859_1))
                .doesNotContain("xyzzys");
        indexed = Storage.open(directory.resolve("store.db"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TABLE object_words_1", "TABLE object_words_behind", "TRIGGER object_words_update"})
    void search_afterSqlDroppedAPartOfTheIndex_buildsItAgain(String part) throws SQLException {
        indexed.search(Note.class, "engine", 1);

        String drop = "DROP " + part;
        String edit = "UPDATE objects SET content = replace(content, 'loom', 'quagga') WHERE object_id < 'n11'";
        boolean canEdit = part.startsWith("TRIGGER");
        sql(canEdit ? drop : edit, canEdit ? edit : drop);
        scanned.saveAll(indexed.query(Note.class).list());

        compare(10, 3);
        assertThat(indexed.query(Note.class).matching("engine").explain().text())
                .contains("object_words_");
        saveInBoth(List.of(new Note("later", "zebra", List.of(), 1)));
        indexed.history(Note.class).forget("n5");
        scanned.history(Note.class).forget("n5");
        compare(11, 3);
    }

    @Test
    void forget_afterSqlDroppedAPartOfTheIndex_leavesNoWordInTheFile() throws IOException, SQLException {
        indexed.save(new Note("secret", "xyzzysecret", List.of(), 1));
        indexed.search(Note.class, "engine", 1);
        sql("DROP TRIGGER object_words_delete");

        indexed.history(Note.class).forget("secret");

        indexed.close();
        assertThat(new String(Files.readAllBytes(directory.resolve("store.db")), StandardCharsets.ISO_8859_1))
                .doesNotContain("xyzzys");
        indexed = Storage.open(directory.resolve("store.db"));
    }

    @Test
    void search_byAnIndex_isExplained() {
        indexed.search(Note.class, "engine", 1);

        assertThat(indexed.query(Note.class).matching("engine").explain().text())
                .contains("object_words_");
    }
}
