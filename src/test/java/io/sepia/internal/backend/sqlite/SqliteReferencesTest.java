package io.sepia.internal.backend.sqlite;

import static io.sepia.internal.backend.jpa.Fixtures.note;
import static io.sepia.internal.backend.jpa.Fixtures.open;
import static io.sepia.internal.backend.jpa.Fixtures.read;
import static io.sepia.internal.backend.jpa.Fixtures.save;
import static io.sepia.internal.backend.jpa.Fixtures.sql;
import static io.sepia.internal.backend.jpa.Fixtures.use;
import static io.sepia.internal.backend.jpa.Fixtures.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.OnDelete;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.Referrer;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.backend.jpa.Fixtures;
import io.sepia.internal.backend.jpa.SqliteStorage;
import io.sepia.internal.backend.sql.ConditionalWrites;
import io.sepia.internal.backend.sql.statement.StatementCache;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables of references in SQLite: stores that lack them, edits by hand, indexes and costs. */
class SqliteReferencesTest {
    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("store.db");
    }

    private static String to(String... ids) {
        return Stream.of(ids)
                .map(id -> "{\"$ref\":{\"class\":\"note\",\"id\":\"" + id + "\"}}")
                .toList()
                .toString();
    }

    private static DocumentWrite container(String id, String... targets) {
        return new DocumentWrite(note(id), ObjectType.CONTAINER, to(targets), null, WriteCondition.NONE);
    }

    private static List<String> referrers(SqliteStorage store, String target) {
        return read(store, tx -> tx.references().referrers(note(target), 0, 10_000)).stream()
                .map(Referrer::key)
                .map(ObjectKey::id)
                .toList();
    }

    /** Changes the file to what a version without the tables would have left. */
    private void forgetTable() throws SQLException {
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
                "DROP TRIGGER objects_references_delete",
                "DROP TRIGGER objects_references_end",
                "DROP INDEX objects_unsealed",
                "DROP TABLE object_references",
                "DROP TABLE object_referrers",
                "ALTER TABLE object_rules DROP COLUMN on_delete",
                "PRAGMA user_version = 5");
    }

    @Test
    void open_storeWithoutReferences_entersThem() throws SQLException {
        try (SqliteStorage store = open(file())) {
            use(store, tx -> {
                List<DocumentWrite> writes = new ArrayList<>();
                for (int i = 0; i < 2_500; i++) {
                    writes.add(i % 5 == 0 ? write(note("n" + i), "{}") : container("n" + i, "hub", "t" + i));
                }
                tx.save(writes);
                tx.events().keep("note", true);
            });
        }
        forgetTable();
        try (SqliteStorage store = open(file())) {
            assertThat(referrers(store, "hub")).hasSize(2_000);
            assertThat(referrers(store, "t7")).containsExactly("n7");
            assertThat(referrers(store, "t5")).isEmpty();
            use(store, tx -> tx.references().rule("note", OnDelete.REFUSE));
            assertThat(Fixtures.<Map<String, OnDelete>>read(
                            store, tx -> tx.references().rules()))
                    .isEqualTo(Map.of("note", OnDelete.REFUSE));
        }
        assertThat(sql(
                        file(),
                        "SELECT count(*) FROM object_referrers",
                        "SELECT count(*) FROM object_references WHERE entered IS NOT targets OR length(targets) <> 16",
                        "SELECT events FROM object_rules",
                        "PRAGMA integrity_check"))
                .containsExactly("4000", "0", "1", "ok");
    }

    @Test
    void referrers_ofDocumentsThatAreNotEnteredYet_areFoundByTheirContent() throws SQLException {
        try (SqliteStorage store = open(file())) {
            save(store, container("a", "x"), container("b", "y"));
            sql(file(), "UPDATE object_references SET targets = x'0000000000000000' WHERE source = 1");
            assertThat(referrers(store, "x")).containsExactly("a");
            assertThat(Fixtures.<Set<String>>read(
                            store, tx -> tx.references().referred("note", List.of("x", "y", "z"))))
                    .containsExactlyInAnyOrder("x", "y");
            save(store, container("a", "z"));
            assertThat(referrers(store, "x")).isEmpty();
            assertThat(referrers(store, "z")).containsExactly("a");
            use(store, tx -> tx.references().catchUp());
            assertThat(referrers(store, "x")).isEmpty();
            assertThat(referrers(store, "y")).containsExactly("b");
            assertThat(referrers(store, "z")).containsExactly("a");
        }
    }

    @Test
    void referrers_afterEditsByHand_areThoseOfTheContent() throws SQLException {
        try (SqliteStorage store = open(file())) {
            save(store, container("a", "x"), write(note("b"), "{}"), container("c", "x"));
            sql(
                    file(),
                    "UPDATE objects SET content = '" + to("y") + "' WHERE object_id = 'a'",
                    "UPDATE objects SET content = '" + to("y", "y") + "' WHERE object_id = 'b'",
                    "INSERT INTO objects (class_name, object_id, content) VALUES ('note', 'd', '" + to("y") + "')",
                    "INSERT INTO objects (class_name, object_id, content) VALUES ('note', 'e', 'no JSON \"$ref\"')",
                    "DELETE FROM objects WHERE object_id = 'c'");
            assertThat(referrers(store, "x")).isEmpty();
            assertThat(referrers(store, "y")).containsExactly("a", "b", "d");
            assertThat(Fixtures.<List<Referrer>>read(
                            store, tx -> tx.references().referrers(note("y"), 0, 2)))
                    .hasSize(2);

            save(store, container("a", "z"), write(note("b"), "{}"), container("d", "z"));
            assertThat(referrers(store, "y")).isEmpty();
            assertThat(referrers(store, "z")).containsExactly("a", "d");
        }
    }

    @Test
    void rows_ofDocumentsWithoutReferences_areDeleted() throws SQLException {
        try (SqliteStorage store = open(file())) {
            for (int entered = 0; entered < 2; entered++) {
                save(store, container("a", "x"), container("b", "x"), container("c", "x", "y"), container("d", "x"));
                if (entered > 0) {
                    use(store, tx -> tx.references().catchUp());
                }
                save(store, write(note("a"), "{}"));
                use(store, tx -> tx.delete(note("b"), WriteCondition.NONE));
                save(store, container("c", "z"));
                sql(file(), "UPDATE objects SET object_id = 'renamed' WHERE object_id = 'd'");
                assertThat(referrers(store, "x")).containsExactly("renamed");
                assertThat(referrers(store, "z")).containsExactly("c");
                use(store, tx -> tx.references().catchUp());
                assertThat(referrers(store, "x")).containsExactly("renamed");
                assertThat(referrers(store, "z")).containsExactly("c");
                assertThat(sql(
                                file(),
                                "SELECT count(*) FROM object_references",
                                "SELECT count(*) FROM object_references WHERE entered IS NOT targets",
                                "SELECT count(*) FROM object_referrers"))
                        .containsExactly("2", "0", "2");
                use(store, BackendTransaction::clear);
            }
        }
    }

    @Test
    void isBehind_afterManySaves_untilCaughtUp() {
        try (SqliteStorage store = open(file())) {
            List<DocumentWrite> writes = new ArrayList<>();
            for (int i = 0; i < 6_000; i++) {
                writes.add(container("n" + i, "hub", "t" + i));
            }
            save(store, writes.subList(0, 50).toArray(new DocumentWrite[0]));
            assertThat(Fixtures.<Boolean>read(store, tx -> tx.references().isBehind()))
                    .isFalse();
            use(store, tx -> tx.save(writes));
            assertThat(Fixtures.<Boolean>read(store, tx -> tx.references().isBehind()))
                    .isTrue();
            assertThat(referrers(store, "t5999")).containsExactly("n5999");
            use(store, tx -> assertThat(tx.references().catchUp()).isTrue());
            use(store, tx -> assertThat(tx.references().catchUp()).isFalse());
            assertThat(Fixtures.<Boolean>read(store, tx -> tx.references().isBehind()))
                    .isFalse();
            assertThat(referrers(store, "hub")).hasSize(6_000);
            assertThat(referrers(store, "t5999")).containsExactly("n5999");
        }
    }

    @Test
    void whoReferences_ofAStoreThatIsBehind_catchesUp() throws SQLException {
        try (Storage storage = Storage.open(file())) {
            Map<String, String> contents = new LinkedHashMap<>();
            for (int i = 0; i < 100; i++) {
                contents.put("n" + i, to("hub"));
            }
            storage.documents("note").saveAll(contents);
            assertThat(storage.documents("note").whoReferences("hub")).hasSize(100);
        }
        assertThat(sql(file(), "SELECT count(*) FROM object_referrers")).containsExactly("100");
        sql(file(), "UPDATE object_references SET entered = NULL", "DELETE FROM object_referrers");
        try (Storage storage =
                StorageBuilder.of(file()).option("read_only", true).open()) {
            assertThat(storage.documents("note").whoReferences("hub")).hasSize(100);
        }
        assertThat(sql(file(), "SELECT count(*) FROM object_referrers")).containsExactly("0");
    }

    @Test
    void lookups_useIndexes() throws SQLException {
        open(file()).close();
        StringBuilder plan = new StringBuilder();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                var statement = connection.createStatement()) {
            SqliteReferences references = SqliteReferences.INSTANCE;
            for (String sql : List.of(references.byTarget(), references.behind(), references.unsealed())) {
                try (var rows = statement.executeQuery("EXPLAIN QUERY PLAN " + sql.replace("?", "1"))) {
                    while (rows.next()) {
                        plan.append(rows.getString(4)).append('\n');
                    }
                }
            }
        }
        assertThat(plan.toString())
                .contains("SEARCH r USING PRIMARY KEY (target=? AND source>?)")
                .contains("INDEX object_references_behind (source>?)")
                .contains("INDEX objects_unsealed (id>?)")
                .doesNotContain("SCAN")
                .doesNotContain("TEMP B-TREE");
    }

    @Test
    void save_withoutReferences_runsNoFurtherStatement() throws SQLException {
        try (SqliteStorage store = open(file())) {
            save(store, container("was", "x"));
        }
        List<String> prepared = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                StatementCache statements = new StatementCache(recording(connection, prepared))) {
            ConditionalWrites writes = new ConditionalWrites(SqliteDatabase.INSTANCE, statements, true, false);
            writes.save(List.of(write(note("new"), "{}")), 1);
            writes.save(List.of(write(note("new"), "{}"), write(note("other"), "{}")), 1);
            writes.save(List.of(write(note("was"), "{}")), 1);
        }
        assertThat(prepared)
                .isNotEmpty()
                .noneMatch(each -> each.contains("object_refer"))
                // A save of several objects first checks whether all of them are new.
                .noneMatch(each -> each.startsWith("SELECT") && !each.startsWith("SELECT 1 FROM objects"));
        assertThat(sql(file(), "SELECT count(*) FROM object_references")).containsExactly("0");
    }

    private Connection recording(Connection connection, List<String> prepared) {
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("prepareStatement")) {
                        prepared.add((String) arguments[0]);
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
