package io.sepia;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.model.Searchable;
import io.sepia.model.Stored;
import io.sepia.report.VerifyReport;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What verification says about an index of words that SQL has changed, and how it is rebuilt. */
class WordDriftTest {
    private static final int NOTES = 1_100;

    @Stored("note")
    record Note(
            String id, @Searchable String title, @Searchable List<String> texts) {}

    @TempDir
    Path directory;

    private Storage storage;

    @BeforeEach
    void fill() {
        storage = Storage.open(directory.resolve("store.db"));
        storage.saveAll(
                IntStream.range(0, NOTES).mapToObj(i -> note(i, "engine")).toList());
        assertThat(storage.query(Note.class).matching("engine").count()).isEqualTo(NOTES);
    }

    @AfterEach
    void close() {
        storage.close();
    }

    private static Note note(int number, String word) {
        return new Note("n" + number, "Note " + number, List.of(word + " été", "東京都 " + word));
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("store.db"));
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    /** Edits a document while the trigger that notes edits is missing. */
    private void editUnnoticed(String id) throws SQLException {
        String trigger;
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("store.db"));
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT sql FROM sqlite_schema WHERE name = 'object_words_update'")) {
            trigger = row.getString(1);
        }
        sql(
                "DROP TRIGGER object_words_update",
                "UPDATE objects SET content = replace(content, 'engine', 'quagga') WHERE object_id = '" + id + "'",
                trigger);
    }

    private List<String> problems() {
        return storage.contents().verify().findings().stream()
                .filter(each -> each.kind() == VerifyReport.Kind.INDEX)
                .map(VerifyReport.Finding::problem)
                .toList();
    }

    @Test
    void verify_soundIndex_findsNothing() {
        assertThat(problems()).isEmpty();

        // Those that are behind may still have entries of their former words.
        storage.saveAll(IntStream.range(0, 50).mapToObj(i -> note(i, "loom")).toList());
        storage.deleteAll(Note.class, List.of("n60", "n61"));
        assertThat(problems()).isEmpty();

        storage.saveAll(IntStream.range(0, 200).mapToObj(i -> note(i, "zebra")).toList());
        assertThat(storage.query(Note.class).matching("zebra").count()).isEqualTo(200);
        assertThat(problems()).isEmpty();
    }

    @Test
    void verify_readOnlyStore_comparesTheIndexToo() throws SQLException {
        editUnnoticed("n7");
        storage.close();

        storage = Storage.open("sqlite", Map.of("database_path", directory.resolve("store.db"), "read_only", "true"));

        assertThat(problems()).hasSize(1);
    }

    @Test
    void verify_editThatWasNotNoticed_isReportedUntilTheIndexIsRebuilt() throws SQLException {
        editUnnoticed("n7");

        assertThat(problems())
                .singleElement()
                .asString()
                .contains("class note has other words than its documents", "./sepia index rebuild note");
        assertThat(storage.query(Note.class).matching("quagga").ids()).isEmpty();

        assertThat(storage.indexes().rebuild("note")).isEqualTo(1);

        assertThat(problems()).isEmpty();
        assertThat(storage.query(Note.class).matching("quagga").ids()).containsExactly("n7");
    }

    @Test
    void verify_editThatWasNotNoticedWhileOthersAreBehind_isReported() throws SQLException {
        editUnnoticed("n7");
        storage.saveAll(IntStream.range(20, 30).mapToObj(i -> note(i, "loom")).toList());

        assertThat(problems()).singleElement().asString().contains("other words");
    }

    @Test
    void verify_entriesThatSqlDeletedOrAdded_areCounted() throws SQLException {
        sql(
                "DELETE FROM object_words_1 WHERE rowid IN (SELECT id FROM objects WHERE object_id IN ('n1', 'n2'))",
                "INSERT INTO object_words_1 (rowid, c0) VALUES (1000000, 'ghost')");

        assertThat(problems()).singleElement().asString().contains("lacks 2 documents and has 1 that are not stored");
    }

    @ParameterizedTest
    @ValueSource(strings = {"object_words", "object_words_behind"})
    void open_afterSqlHasDroppedATableOfTheIndexes_canSaveAndFindsAll(String table) throws SQLException {
        sql("DROP TABLE " + table);
        storage.close();
        storage = Storage.open(directory.resolve("store.db"));

        storage.save(note(1, "zebra"));
        assertThat(storage.search(Note.class, "zebra", 9)).hasSize(1);
        assertThat(storage.query(Note.class).matching("engine").count()).isEqualTo(NOTES - 1);
        assertThat(problems()).isEmpty();
    }
}
