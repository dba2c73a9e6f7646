package io.sepia.internal.backend.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.sepia.Roots;
import io.sepia.Storage;
import io.sepia.change.ChangeCursor;
import io.sepia.change.ChangePage;
import io.sepia.change.EventFilter;
import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.error.DamagedDocumentException;
import io.sepia.error.StorageException;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * SQLite files in which a page of a table or an index occurs twice, so that reading it leads back to rows that were
 * read. A page of the file contains more rows than the store reads at once.
 */
class RepeatedPagesTest {
    private static final int PAGE = 65_536;
    private static final int OBJECTS = 2_500;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private byte[] sound;
    private Path file;
    /** The leaves of each table and index, in order. */
    private final Map<String, List<Integer>> leaves = new LinkedHashMap<>();

    private final List<String> wrong = new ArrayList<>();
    private int damaged;

    @BeforeEach
    void fill() throws IOException, SQLException {
        file = directory.resolve("a.db");
        try (Storage storage = open()) {
            storage.documents("H").keepHistory(HistoryRule.ALL);
            storage.useTransaction(unit -> {
                for (int i = 0; i < OBJECTS; i++) {
                    unit.documents("N").save("n" + i, "{}");
                    unit.documents("M").save("m" + i, "{\"n\":{\"$ref\":{\"class\":\"N\",\"id\":\"n0\"}}}");
                    unit.documents("H").save("h", "{\"i\":" + i + "}");
                }
            });
            storage.documents("N").whoReferences("n0"); // Enters the references.
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA page_size = " + PAGE);
            statement.execute("VACUUM");
            try (ResultSet rows = statement.executeQuery(
                    "SELECT name, pageno FROM dbstat WHERE pagetype = 'leaf' ORDER BY name, path")) {
                while (rows.next()) {
                    leaves.computeIfAbsent(rows.getString(1), name -> new ArrayList<>())
                            .add(rows.getInt(2));
                }
            }
        }
        leaves.values().removeIf(each -> each.size() < 2);
        sound = Files.readAllBytes(file);
    }

    private Storage open() {
        return Storage.open(
                "sqlite", Map.of("database_path", file, "events", "N", "changes", "on", "journal_mode", "DELETE"));
    }

    /** Makes the second leaf of a table or an index a copy of the first. */
    private void repeat(String name) throws IOException {
        byte[] bytes = sound.clone();
        int first = leaves.get(name).get(0) - 1;
        int second = leaves.get(name).get(1) - 1;
        System.arraycopy(bytes, first * PAGE, bytes, second * PAGE, PAGE);
        Files.write(file, bytes);
    }

    @Test
    void repeatedPage_endsEachOperation() throws IOException {
        for (String each : leaves.keySet()) {
            repeat(each);
            try (Storage storage = open()) {
                read(each, storage);
                write(each, storage);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(leaves).containsKeys("objects", "object_events", "object_changes", "object_generations");
        assertThat(damaged).isPositive();
    }

    @Test
    void indexOfRowsThatAreNotBehind_endsTheOpening() throws SQLException {
        sql("""
                WITH RECURSIVE n (i) AS (SELECT 1000000 UNION ALL SELECT i + 1 FROM n WHERE i < 1006000)
                INSERT INTO object_references (source, targets) SELECT i, x'0000000000000001' FROM n""");
        sql(
                "CREATE TABLE kept AS SELECT * FROM sqlite_schema WHERE name = 'object_references_behind'",
                "PRAGMA writable_schema = ON",
                "DELETE FROM sqlite_schema WHERE name = 'object_references_behind'");
        sql(
                "UPDATE object_references SET entered = targets",
                "PRAGMA writable_schema = ON",
                "INSERT INTO sqlite_schema SELECT * FROM kept",
                "DROP TABLE kept");

        assertTimeoutPreemptively(LIMIT, () -> open().close());
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    @FunctionalInterface
    private interface Operation {
        void run(Storage storage) throws IOException;
    }

    private void write(String name, Storage storage) {
        run(name, "collect", storage, each -> each.garbage().collect(Roots.classNames("N")));
        run(name, "delete", storage, each -> each.documents("N").delete("n0"));
        run(name, "adopt", storage, each -> each.contents().adoptEdits());
    }

    private void read(String name, Storage storage) {
        run(name, "stream", storage, RepeatedPagesTest::stream);
        run(name, "events", storage, RepeatedPagesTest::events);
        run(name, "changes", storage, RepeatedPagesTest::changes);
        run(name, "referrers", storage, each -> each.documents("N").whoReferences("n0"));
        run(name, "history", storage, each -> each.documents("H").history("h").list());
        run(
                name,
                "why alive",
                storage,
                each -> each.garbage().whyAlive(new ObjectKey("N", "n0"), Roots.classNames("M")));
        run(name, "export", storage, each -> each.contents().exportData(new StringWriter()));
        run(name, "export of the rest", storage, each -> each.contents().exportData(new StringWriter(), found -> {}));
        run(name, "hash", storage, each -> each.contents().hash());
        run(name, "verify", storage, each -> each.contents().verify());
    }

    private static void stream(Storage storage) {
        for (String each : List.of("N", "M")) {
            try (Stream<?> all = storage.documents(each).stream()) {
                all.forEach(document -> {});
            }
        }
    }

    private static void events(Storage storage) {
        try (Stream<?> all = storage.changes().events(EventFilter.ALL)) {
            all.forEach(event -> {});
        }
    }

    private static void changes(Storage storage) {
        ChangeCursor cursor = ChangeCursor.BEGINNING;
        boolean more = true;
        while (more) {
            ChangePage page = storage.changes().since(cursor, 500);
            cursor = page.next();
            more = page.more();
        }
    }

    private void run(String name, String operation, Storage storage, Operation action) {
        try {
            assertTimeoutPreemptively(LIMIT, () -> action.run(storage));
        } catch (StorageException e) {
            damaged += e instanceof DamagedDocumentException ? 1 : 0;
        } catch (Throwable e) {
            wrong.add(operation + " on " + name + ": " + e);
        }
    }
}
