package io.sepia.internal.backend.jpa;

import static io.sepia.internal.backend.jpa.Fixtures.note;
import static io.sepia.internal.backend.jpa.Fixtures.open;
import static io.sepia.internal.backend.jpa.Fixtures.read;
import static io.sepia.internal.backend.jpa.Fixtures.save;
import static io.sepia.internal.backend.jpa.Fixtures.sql;
import static io.sepia.internal.backend.jpa.Fixtures.use;
import static io.sepia.internal.backend.jpa.Fixtures.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.document.HistoryRule;
import io.sepia.error.DamagedDocumentException;
import io.sepia.internal.backend.Generations;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.backend.sql.GenerationRows;
import io.sepia.internal.document.GenerationHeader;
import io.sepia.internal.document.StoredGeneration;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of generations in SQLite: its triggers, indexes, and stores from before it. */
class SqliteGenerationsTest {
    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("store.db");
    }

    private static final String TRIGGERS =
            "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'objects_history%'";

    private static <T> T generations(SqliteStorage store, Function<Generations, T> work) {
        return read(store, tx -> work.apply(tx.generations()));
    }

    private static List<String> contents(SqliteStorage store, String id) {
        return generations(
                store,
                all -> all.page(note(id), 0, 100).stream()
                        .map(GenerationHeader::number)
                        .map(number -> all.at(note(id), number).orElseThrow().content())
                        .toList());
    }

    private static void keepAll(SqliteStorage store) {
        use(store, tx -> tx.generations().rule("note", HistoryRule.ALL));
    }

    @Test
    void triggers_withoutAnyRule_areNotThere() throws SQLException {
        try (SqliteStorage store = open(file())) {
            save(store, write(note("a"), "1"), write(note("a"), "2"));
            assertThat(sql(file(), TRIGGERS)).containsExactly("0");
            keepAll(store);
            assertThat(sql(file(), TRIGGERS)).containsExactly("3");
        }
        try (SqliteStorage again = open(file())) {
            save(again, write(note("a"), "3"));
            assertThat(contents(again, "a")).containsExactly("2", "3");
        }
    }

    @Test
    void rule_givenByOneStore_isObeyedByAnotherThatWasOpenBefore() {
        try (SqliteStorage one = open(file());
                SqliteStorage other = open(file())) {
            save(other, write(note("a"), "1"));
            keepAll(one);
            save(other, write(note("a"), "2"));
            assertThat(contents(other, "a")).containsExactly("1", "2");
        }
    }

    @Test
    void edit_bySql_keepsWhatWasThere() throws SQLException {
        try (SqliteStorage store = open(file())) {
            keepAll(store);
            save(store, write(note("a"), "1"));
            sql(file(), "UPDATE objects SET content = '2' WHERE object_id = 'a'");
            assertThat(contents(store, "a")).containsExactly("1", "2");
            sql(file(), "UPDATE objects SET content = '3' WHERE object_id = 'a'");
            sql(file(), "DELETE FROM objects");
            assertThat(contents(store, "a")).containsExactly("1", "2", "3");
            Optional<StoredGeneration> latest = generations(store, all -> all.latest(note("a")));
            assertThat(latest.orElseThrow().header().deletedAt()).isNotNull();
        }
    }

    @Test
    void at_aDamagedGeneration_isRefused() throws SQLException {
        try (SqliteStorage store = open(file())) {
            keepAll(store);
            save(store, write(note("a"), "1"));
            save(store, write(note("a"), "2"));
            sql(file(), "UPDATE object_generations SET content = '9'");
            assertThatExceptionOfType(DamagedDocumentException.class)
                    .isThrownBy(() -> generations(store, all -> all.at(note("a"), 1)))
                    .withMessageContaining("Generation 1 of note 'a'");
        }
    }

    @Test
    void open_storeFromBefore_getsTheTable() throws SQLException {
        try (SqliteStorage store = open(file())) {
            save(store, write(note("a"), "1"));
            use(store, tx -> tx.events().keep("note", true));
        }
        Fixtures.forgetChecksums(file());
        sql(
                file(),
                "DROP TRIGGER objects_floor_delete",
                "DROP TRIGGER objects_floor_rename",
                "DROP TABLE object_floors",
                "DROP TABLE object_generations",
                "ALTER TABLE object_rules DROP COLUMN history",
                "ALTER TABLE object_rules DROP COLUMN history_generations",
                "ALTER TABLE object_rules DROP COLUMN history_days",
                "PRAGMA user_version = 6");
        try (SqliteStorage store = open(file())) {
            assertThat(Fixtures.<Boolean>read(store, tx -> tx.events().classes().contains("note")))
                    .isTrue();
            keepAll(store);
            save(store, write(note("a"), "2"));
            assertThat(contents(store, "a")).containsExactly("1", "2");
        }
    }

    @Test
    void questions_aboutTenThousandGenerations_areAnsweredByIndex() throws SQLException {
        Instant begin = Instant.parse("2026-01-01T00:00:00Z");
        try (SqliteStorage store = open(file())) {
            keepAll(store);
            save(store, write(note("a"), "{}"));
            use(store, tx -> tx.delete(note("a"), WriteCondition.NONE));
            StoredGeneration one =
                    generations(store, all -> all.latest(note("a"))).orElseThrow();
            List<StoredGeneration> many = new ArrayList<>();
            for (int i = 1; i <= 10_000; i++) {
                GenerationHeader header = new GenerationHeader(
                        note("a"), i, one.header().type(), null, i, begin.plus(i, ChronoUnit.SECONDS), null);
                many.add(new StoredGeneration(header, "" + i));
            }
            use(store, tx -> tx.generations().restore(note("a"), many));

            assertThat(generations(store, all -> all.at(note("a"), begin.plusSeconds(7_777)))
                            .orElseThrow()
                            .content())
                    .isEqualTo("7777");
            assertThat(generations(store, all -> all.latest(note("a")))
                            .orElseThrow()
                            .content())
                    .isEqualTo("10000");
        }
        for (String question : List.of(GenerationRows.AT_MOMENT, GenerationRows.LATEST)) {
            assertThat(plan(question))
                    .containsExactly("SEARCH object_generations USING INDEX sqlite_autoindex_object_generations_1"
                            + " (class_name=? AND object_id=?)");
        }
    }

    /** Without a step that sorts, the first row that the index gives is the answer. */
    private List<String> plan(String question) throws SQLException {
        List<String> steps = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                PreparedStatement statement = connection.prepareStatement("EXPLAIN QUERY PLAN " + question);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                steps.add(rows.getString("detail"));
            }
        }
        return steps;
    }
}
