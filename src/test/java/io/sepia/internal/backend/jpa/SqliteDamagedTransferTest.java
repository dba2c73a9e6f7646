package io.sepia.internal.backend.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.Storage;
import io.sepia.error.DamagedDocumentException;
import io.sepia.report.ConflictPolicy;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports and copies of stores in which one object cannot be read. */
class SqliteDamagedTransferTest {
    private static final int COUNT = 1_100;

    @TempDir
    private Path directory;

    @BeforeEach
    void fill() {
        try (Storage storage = open("a.db")) {
            storage.documents("N")
                    .saveAll(IntStream.range(0, COUNT)
                            .boxed()
                            .collect(Collectors.toMap(i -> "n" + i, i -> "{\"text\":\"value " + i + "\"}")));
            storage.documents("Other").save("o", "{}");
        }
    }

    private Storage open(String name) {
        return Storage.open("sqlite", Map.of("database_path", directory.resolve(name)));
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("a.db"));
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // As a flipped byte does: the checksum does not match.
                "UPDATE objects SET content = replace(content, 'value', 'valve'), checksum = checksum + 1 WHERE object_id = 'n777'",
                // An edit by SQL to what is not JSON, or not what a store accepts: the trigger clears the checksum.
                "UPDATE objects SET content = '{bad', checksum = NULL WHERE object_id = 'n777'",
                "UPDATE objects SET content = '{\"a\":1,\"a\":2}', checksum = NULL WHERE object_id = 'n777'",
                "UPDATE objects SET metadata = '[]', checksum = NULL WHERE object_id = 'n777'",
                "UPDATE objects SET created_at = -9223372036854775808 WHERE object_id = 'n777'",
                "UPDATE objects SET updated_at = 9223372036854775807 WHERE object_id = 'n777'"
            })
    void damagedObject_isNamedAndLeftOutIfAsked(String damage) throws SQLException {
        sql(damage);
        try (Storage storage = open("a.db");
                Storage copy = open("b.db");
                Storage imported = open("c.db")) {
            assertThatExceptionOfType(DamagedDocumentException.class)
                    .isThrownBy(() -> storage.contents().exportData(new StringWriter()))
                    .withMessageContaining("N 'n777'");
            assertThatExceptionOfType(DamagedDocumentException.class)
                    .isThrownBy(() -> storage.contents().copyTo(copy))
                    .withMessageContaining("N 'n777'");

            List<String> damaged = new ArrayList<>();
            Path file = directory.resolve("export.jsonl");
            assertThat(storage.contents()
                            .exportData(file, error -> damaged.add(error.getMessage()))
                            .documents())
                    .isEqualTo(COUNT);
            imported.contents().importData(file);
            storage.contents().copyTo(copy, ConflictPolicy.FAIL, count -> {}, error -> damaged.add(error.getMessage()));

            assertThat(damaged).hasSize(2).allSatisfy(each -> assertThat(each).contains("N 'n777'"));
            for (Storage each : List.of(copy, imported)) {
                assertThat(each.documents("N").count()).isEqualTo(COUNT - 1);
                assertThat(each.documents("N").exists("n777")).isFalse();
                assertThat(each.documents("Other").exists("o")).isTrue();
            }
        }
    }

    @Test
    void rowWithAnEmptyId_isNamedAndLeftOutIfAsked() throws SQLException {
        sql("UPDATE objects SET object_id = '' WHERE object_id = 'n777'");
        try (Storage storage = open("a.db")) {
            assertThatExceptionOfType(DamagedDocumentException.class)
                    .isThrownBy(() -> storage.contents().exportData(new StringWriter()))
                    .withMessageContaining("A row of class N has an id that no object can have");
            List<String> damaged = new ArrayList<>();
            assertThat(storage.contents()
                            .exportData(new StringWriter(), error -> damaged.add(error.getMessage()))
                            .documents())
                    .isEqualTo(COUNT);
            assertThat(damaged).hasSize(1);
            assertThat(storage.contents().verify().findings())
                    .anyMatch(each -> each.problem().contains("has an id that no object can have"));
        }
    }

    @Test
    void rowsWithoutAnIdAndWithOtherContent_areDamaged() throws SQLException {
        String schema = "UPDATE sqlite_schema SET sql = replace(sql, 'object_id TEXT%s,', 'object_id TEXT%s,')"
                + " WHERE name = 'objects'";
        sql("PRAGMA writable_schema = 1", schema.formatted(" NOT NULL", ""));
        sql(
                "UPDATE objects SET object_id = NULL WHERE object_id = 'n777'",
                "UPDATE objects SET checksum = checksum + 1 WHERE object_id = 'n5'");
        sql("PRAGMA writable_schema = 1", schema.formatted("", " NOT NULL"));

        try (Storage storage = open("a.db")) {
            for (ThrowingCallable each : List.<ThrowingCallable>of(
                    () -> storage.documents("N").ids(),
                    () -> storage.documents("N").query().ids(),
                    () -> storage.contents().exportData(new StringWriter()),
                    () -> storage.contents().exportData(new StringWriter(), error -> {}),
                    () -> storage.contents().hash())) {
                assertThatExceptionOfType(DamagedDocumentException.class).isThrownBy(each);
            }
        }
    }

    @Test
    void damagedEventAndGeneration_areLeftOutIfAsked() throws SQLException {
        try (Storage storage =
                Storage.open("sqlite", Map.of("database_path", directory.resolve("a.db"), "events", "E"))) {
            storage.documents("E").saveAll(Map.of("a", "1", "b", "2", "c", "3"));
            storage.documents("H").saveGeneration("h", "\"old\"");
            storage.documents("H").saveGeneration("h", "\"new\"");
        }
        sql(
                "UPDATE object_events SET type = 'twisted' WHERE object_id = 'b'",
                "UPDATE object_generations SET content = '\"odd\"' WHERE object_id = 'h' AND number = 1");
        try (Storage storage = open("a.db")) {
            assertThatExceptionOfType(DamagedDocumentException.class)
                    .isThrownBy(() -> storage.contents().exportData(new StringWriter()));
            List<String> damaged = new ArrayList<>();
            StringWriter out = new StringWriter();
            storage.contents().exportData(out, error -> damaged.add(error.getMessage()));
            assertThat(damaged)
                    .satisfiesExactly(
                            event -> assertThat(event).contains("Event", "E 'b'"),
                            generation -> assertThat(generation).contains("Generation 1 of H 'h'"));
            assertThat(out.toString()).contains("\"end\":{\"documents\":1105,\"events\":2,\"generations\":1}");
        }
    }
}
