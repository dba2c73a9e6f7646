package io.sepia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.error.DamagedDocumentException;
import io.sepia.model.Embedding;
import io.sepia.model.Searchable;
import io.sepia.model.Stored;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Indexes of words of several classes in one file of SQLite. */
class WordIndexesTest {
    private static final int ENOUGH = 1_000;

    @Stored("note")
    record Note(String id, @Searchable String text) {}

    @Stored("letter")
    record Letter(String id, @Searchable String text) {}

    @Stored("placed")
    record Placed(
            String id,
            @Searchable String text,
            @Embedding(dimension = 2) float[] place) {}

    @TempDir
    Path directory;

    private Storage open() {
        return Storage.open("sqlite", Map.of("database_path", directory.resolve("store.db"), "busy_timeout", "10000"));
    }

    private static void fill(Storage storage) {
        storage.saveAll(IntStream.range(0, ENOUGH)
                .mapToObj(i -> new Note("n" + i, "engine " + i))
                .toList());
        storage.saveAll(IntStream.range(0, ENOUGH)
                .mapToObj(i -> new Letter("l" + i, "engine " + i))
                .toList());
        storage.search(Note.class, "engine", 1);
        storage.search(Letter.class, "engine", 1);
    }

    @Test
    void search_whileAnotherClassIsBehind_needsNoWriteLock() throws SQLException {
        try (Storage storage = open()) {
            fill(storage);
            storage.saveAll(IntStream.range(0, 150)
                    .mapToObj(i -> new Letter("m" + i, "zebra"))
                    .toList());

            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("store.db"));
                    Statement statement = other.createStatement()) {
                statement.execute("BEGIN IMMEDIATE");
                long start = System.nanoTime();
                assertThat(storage.search(Note.class, "engine", 10)).hasSize(10);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
                statement.execute("ROLLBACK");
            }

            assertThat(storage.search(Letter.class, "zebra", ENOUGH)).hasSize(150);
        }
    }

    @Test
    void search_whileItsClassIsBehindAndAnotherProcessWrites_readsWithoutWaiting() throws SQLException {
        try (Storage storage = open()) {
            fill(storage);
            storage.saveAll(IntStream.range(0, 150)
                    .mapToObj(i -> new Note("m" + i, "zebra"))
                    .toList());

            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("store.db"));
                    Statement statement = other.createStatement()) {
                statement.execute("BEGIN IMMEDIATE");
                long start = System.nanoTime();
                assertThat(storage.search(Note.class, "zebra", ENOUGH)).hasSize(150);
                assertThat(storage.query(Note.class).matching("zebra").count()).isEqualTo(150);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
                statement.execute("ROLLBACK");
            }
        }
    }

    @Test
    void nearest_withWords_buildsTheIndexOfWords() throws SQLException {
        try (Storage storage = open()) {
            storage.saveAll(IntStream.range(0, ENOUGH)
                    .mapToObj(i -> new Placed("p" + i, "engine " + i, new float[] {1, i}))
                    .toList());

            assertThat(storage.query(Placed.class).matching("engine").limit(3).nearest(new float[] {1, 0}))
                    .hasSize(3);
        }
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("store.db"));
                Statement statement = other.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT count(*) FROM object_words_1 WHERE object_words_1 MATCH 'engine'")) {
            assertThat(rows.getInt(1)).isEqualTo(ENOUGH);
        }
    }

    @Test
    void search_afterManyDocumentsThatAreNoJson_entersTheOthers() throws SQLException {
        int unreadable = 5_000; // As many as one transaction enters.
        try (Storage storage = open()) {
            storage.saveAll(IntStream.range(0, unreadable + ENOUGH)
                    .mapToObj(i -> new Note("n" + i, "engine " + i))
                    .toList());
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("store.db"));
                    Statement statement = other.createStatement()) {
                statement.execute("UPDATE objects SET content = 'engine' WHERE id IN"
                        + " (SELECT id FROM objects ORDER BY id LIMIT " + unreadable + ")");

                assertThatExceptionOfType(DamagedDocumentException.class)
                        .isThrownBy(() -> storage.search(Note.class, "engine", 1));
                try (ResultSet rows = statement.executeQuery(
                        "SELECT count(*) FROM object_words_1 WHERE object_words_1 MATCH 'engine'")) {
                    assertThat(rows.getInt(1)).isEqualTo(ENOUGH);
                }
            }
        }
    }
}
