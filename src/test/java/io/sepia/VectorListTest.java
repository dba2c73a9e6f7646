package io.sepia;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.model.Embedding;
import io.sepia.model.Similarity;
import io.sepia.model.Stored;
import io.sepia.query.SearchHit;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The list of changes in SQLite, by which searches by vectors notice what other programs have written. */
class VectorListTest {
    private static final int ENOUGH = 1_000;
    private static final float[] ZERO = {0};

    @Stored("note")
    record Note(
            String id,

            @Embedding(dimension = 1, by = Similarity.EUCLIDEAN)
            float[] place) {}

    @TempDir
    Path directory;

    private Storage storage;

    @BeforeEach
    void fill() {
        storage = open(Map.of());
        storage.saveAll(
                IntStream.range(0, ENOUGH).mapToObj(i -> note("n" + i, 100 + i)).toList());
        assertThat(nearest(storage, 2)).containsExactly("n0", "n1");
        assertThat(nearest(storage, 1)).containsExactly("n0");
    }

    @AfterEach
    void close() {
        storage.close();
    }

    private Storage open(Map<String, String> options) {
        return StorageBuilder.of(directory.resolve("store.db")).options(options).open();
    }

    private static Note note(String id, float place) {
        return new Note(id, new float[] {place});
    }

    private static List<String> nearest(StorageOperations from, int limit) {
        List<SearchHit<Note>> hits = from.nearest(Note.class, ZERO, limit);
        return hits.stream().map(each -> each.value().id()).toList();
    }

    private List<String> sql(String... statements) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("store.db"));
                Statement statement = other.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 10000");
            for (String each : statements) {
                if (statement.execute(each)) {
                    ResultSet rows = statement.getResultSet();
                    while (rows.next()) {
                        found.add(rows.getString(1));
                    }
                }
            }
        }
        return found;
    }

    private List<String> listed() throws SQLException {
        return sql("SELECT object_id FROM object_vector_changes ORDER BY number");
    }

    @Test
    void nearest_largeClass_listsLaterChanges() throws SQLException {
        storage.save(note("n7", 1));
        storage.delete(Note.class, "n8");

        assertThat(listed()).containsExactly("n7", "n8");
        assertThat(nearest(storage, 2)).containsExactly("n7", "n0");
    }

    @Test
    void nearest_afterSqlHasChangedRows_findsThem() throws SQLException {
        sql("UPDATE objects SET content = '{\"id\":\"n9\",\"place\":[1]}' WHERE object_id = 'n9'");
        assertThat(nearest(storage, 2)).containsExactly("n9", "n0");

        sql("DELETE FROM objects WHERE object_id IN ('n0', 'n9')");
        assertThat(nearest(storage, 1)).containsExactly("n1");

        sql("UPDATE objects SET object_id = 'moved', content = '{\"id\":\"moved\",\"place\":[2]}'"
                + " WHERE object_id = 'n1'");
        assertThat(nearest(storage, 2)).containsExactly("moved", "n2");
    }

    @Test
    void nearest_afterSqlHasReplacedARow_findsNoObjectThatIsGone() throws SQLException {
        sql("INSERT OR REPLACE INTO objects SELECT id, class_name, 'other', " + columnsAfterTheId()
                + " FROM objects WHERE object_id = 'n0'");

        assertThat(nearest(storage, 2)).containsExactly("other", "n1");
        assertThat(storage.documents("note")
                        .query()
                        .matching("n1")
                        .limit(2)
                        .nearest("place", ZERO, Similarity.EUCLIDEAN))
                .extracting(hit -> hit.value().key().id())
                .containsExactly("n1", "other");
    }

    private String columnsAfterTheId() throws SQLException {
        List<String> columns = sql("SELECT name FROM pragma_table_info('objects')");
        assertThat(columns.subList(0, 3)).containsExactly("id", "class_name", "object_id");
        return String.join(", ", columns.subList(3, columns.size())).replace("checksum", "NULL");
    }

    @Test
    void nearest_afterSqlHasDroppedATrigger_readsEverything() throws SQLException {
        sql(
                "DROP TRIGGER object_vectors_update",
                "UPDATE objects SET content = '{\"id\":\"n9\",\"place\":[1]}' WHERE object_id = 'n9'");

        assertThat(nearest(storage, 1)).containsExactly("n9");
        storage.save(note("n5", .5f));
        assertThat(nearest(storage, 2)).containsExactly("n5", "n9");
        assertThat(listed()).containsExactly("n5");
    }

    @Test
    void nearest_afterMoreChangesThanTheListHas_findsAll() throws SQLException {
        sql("INSERT INTO object_vector_changes (number, class_name, object_id, mark) VALUES (30000, 'x', 'y', 1)");
        storage.save(note("n3", 3));
        storage.save(note("n4", 4));

        assertThat(listed()).containsExactly("y", "n3", "n4");
        assertThat(nearest(storage, 2)).containsExactly("n3", "n4");

        sql("INSERT INTO object_vector_changes (number, class_name, object_id, mark) VALUES (60000, 'x', 'z', 1)");
        storage.save(note("n6", 1));

        assertThat(listed()).containsExactly("z", "n6");
        assertThat(nearest(storage, 2)).containsExactly("n6", "n3");
    }

    @Test
    void nearest_inALongReadTransaction_findsWhatItSawFirst() {
        storage.transactions().readOnly().use(tx -> {
            assertThat(nearest(tx, 1)).containsExactly("n0");
            Thread writer = new Thread(() -> {
                storage.save(note("n7", 1));
                assertThat(nearest(storage, 1)).containsExactly("n7");
            });
            writer.start();
            try {
                writer.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            assertThat(nearest(tx, 1)).containsExactly("n0");
        });
        assertThat(nearest(storage, 1)).containsExactly("n7");
    }

    @Test
    void nearest_storeOpenedToRead_needsNoList() throws SQLException {
        sql("DROP TRIGGER object_vectors_update");
        storage.close();

        try (Storage reader = open(Map.of("read_only", "true"))) {
            assertThat(nearest(reader, 1)).containsExactly("n0");
            sql("UPDATE objects SET content = '{\"id\":\"n9\",\"place\":[1]}' WHERE object_id = 'n9'");
            assertThat(nearest(reader, 1)).containsExactly("n9");
        }
    }

    @Test
    void nearest_whileAnotherProcessWrites_doesNotWaitForTheList() throws SQLException {
        sql("DROP TRIGGER object_vectors_update");
        try (Storage patient = open(Map.of("busy_timeout", "20000"));
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("store.db"));
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            long start = System.nanoTime();
            assertThat(nearest(patient, 1)).containsExactly("n0");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
            statement.execute("ROLLBACK");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"object_vectors", "object_vector_changes"})
    void open_afterSqlHasDroppedATableOfTheList_canSaveAndListsAgain(String table) throws SQLException {
        sql("DROP TABLE " + table);
        storage.close();
        storage = open(Map.of());

        storage.save(note("n5", 1));
        assertThat(nearest(storage, 1)).containsExactly("n5");
        storage.save(note("n6", .5f));
        assertThat(nearest(storage, 1)).containsExactly("n6");
        assertThat(listed()).containsExactly("n6");
    }

    @Test
    void forget_leavesNoIdInTheList() throws SQLException {
        storage.save(note("n7", 1));
        storage.history(Note.class).forget("n7");

        assertThat(listed()).doesNotContain("n7");
        assertThat(nearest(storage, 2)).containsExactly("n0", "n1");
        storage.save(note("n8", 1));
        assertThat(nearest(storage, 2)).containsExactly("n8", "n0");
    }
}
