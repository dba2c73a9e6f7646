package io.sepia.internal.backend.jpa;

import static io.sepia.internal.backend.jpa.Fixtures.load;
import static io.sepia.internal.backend.jpa.Fixtures.note;
import static io.sepia.internal.backend.jpa.Fixtures.open;
import static io.sepia.internal.backend.jpa.Fixtures.read;
import static io.sepia.internal.backend.jpa.Fixtures.save;
import static io.sepia.internal.backend.jpa.Fixtures.sql;
import static io.sepia.internal.backend.jpa.Fixtures.use;
import static io.sepia.internal.backend.jpa.Fixtures.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.change.ChangeCursor;
import io.sepia.change.ChangePage;
import io.sepia.error.IncompatibleStoreException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.sqlite.SqliteDatabase;
import io.sepia.internal.backend.sqlite.SqliteSchema;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of changes of a file that others write to as well. */
class SqliteChangesTest {
    @TempDir
    private Path directory;

    private Path file() {
        return directory.resolve("store.db");
    }

    private static ChangePage since(SqliteStorage store, ChangeCursor cursor) {
        return read(store, transaction -> transaction.changes().since(cursor, 100));
    }

    private static List<String> told(ChangePage page) {
        return page.changes().stream()
                .map(each -> each.key().id() + " " + each.kind() + " " + each.version())
                .toList();
    }

    @Test
    void open_fileOfTheFirstStep_bringsItToTheLogAndKeepsItsObjects() throws SQLException {
        List<String> first =
                new ArrayList<>(SqliteDatabase.INSTANCE.schema().get(0).statements());
        first.add("PRAGMA application_id = " + SqliteSchema.APPLICATION_ID);
        first.add("PRAGMA user_version = 1");
        first.add("INSERT INTO objects (class_name, object_id, content) VALUES ('note', 'old', '{}')");
        sql(file(), first.toArray(String[]::new));

        try (SqliteStorage store = open(file())) {
            assertThat(load(store, note("old"))).isPresent();
            store.keepChanges(true);
            assertThat(told(since(store, ChangeCursor.BEGINNING))).containsExactly("old CREATED 1");
        }
    }

    @Test
    void changes_byHand_areLogged() throws SQLException {
        try (SqliteStorage store = open(file())) {
            store.keepChanges(true);
            save(store, write(note("a"), "{}"), write(note("b"), "{}"), write(note("c"), "{}"));
            ChangeCursor cursor = since(store, ChangeCursor.BEGINNING).next();
            sql(
                    file(),
                    "INSERT INTO objects (class_name, object_id, content) VALUES ('note', 'd', '{}')",
                    "UPDATE objects SET content = '[]' WHERE object_id = 'a'",
                    "UPDATE objects SET object_id = 'e' WHERE object_id = 'c'",
                    "DELETE FROM objects WHERE object_id = 'b'",
                    "INSERT OR REPLACE INTO objects (class_name, object_id, content) VALUES ('note', 'd', '{}')");

            assertThat(told(since(store, cursor)))
                    .containsExactlyInAnyOrder(
                            "d CREATED 1", "a CREATED 1", "e CREATED 1", "c DELETED 1", "b DELETED 1");
        }
    }

    @Test
    void changes_switchedOnByAnother_areLoggedByAStoreThatWasOpenBefore() {
        try (SqliteStorage early = open(file())) {
            save(early, write(note("a"), "{}"));
            try (SqliteStorage other = open(file())) {
                other.keepChanges(true);
            }
            ChangeCursor cursor = since(early, ChangeCursor.BEGINNING).next();
            save(early, write(note("a"), "{}"), write(note("b"), "{}"));
            assertThat(told(since(early, cursor))).containsExactly("a UPDATED 2", "b CREATED 1");
        }
        try (SqliteStorage late = open(file())) {
            assertThat(since(late, ChangeCursor.BEGINNING).changes()).hasSize(2);
        }
    }

    @Test
    void changes_switchedOff_leaveNoTriggerAndNoRow() throws SQLException {
        try (SqliteStorage store = open(file())) {
            store.keepChanges(true);
            save(store, write(note("a"), "{}"));
            store.keepChanges(false);
            save(store, write(note("b"), "{}"));
        }
        assertThat(sql(file(), "SELECT name FROM sqlite_schema WHERE name LIKE 'objects_log%'"))
                .isEmpty();
        assertThat(sql(file(), "SELECT count(*) FROM object_changes")).containsExactly("0");
    }

    @Test
    void forget_sweepsWhatLaterChangesOutdate() throws SQLException {
        try (SqliteStorage store = open(file())) {
            store.keepChanges(true);
            for (int i = 0; i < 50; i++) {
                save(store, write(note("a"), "{}"), write(note("b"), "{}"));
                use(store, transaction -> transaction.delete("note", List.of("b")));
            }
            use(store, transaction -> transaction.changes().forget(Instant.EPOCH));
            assertThat(told(since(store, ChangeCursor.BEGINNING))).containsExactly("a UPDATED 50", "b DELETED 50");
        }
        assertThat(sql(file(), "SELECT count(*) FROM object_changes")).containsExactly("2");
    }

    @Test
    void open_triggerOfOursThatWasChanged_isRefused() throws SQLException {
        try (SqliteStorage store = open(file())) {
            store.keepChanges(true);
        }
        sql(
                file(),
                "DROP TRIGGER objects_log_delete",
                "CREATE TRIGGER objects_log_delete AFTER DELETE ON objects BEGIN DELETE FROM objects; END");

        assertThatExceptionOfType(IncompatibleStoreException.class)
                .isThrownBy(() -> open(file()).close())
                .withMessageContaining("objects_log_delete");
    }

    @Test
    void keepChanges_readOnly_isRefusedUnlessItIsSo() {
        try (SqliteStorage store = open(file())) {
            store.keepChanges(true);
        }
        try (SqliteStorage store = SqliteStorage.open(Map.of("database_path", file(), "read_only", true))) {
            store.keepChanges(true);
            assertThatExceptionOfType(StorageFailureException.class).isThrownBy(() -> store.keepChanges(false));
        }
    }
}
