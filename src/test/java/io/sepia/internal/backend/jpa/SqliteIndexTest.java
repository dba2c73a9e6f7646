package io.sepia.internal.backend.jpa;

import static io.sepia.internal.backend.jpa.Fixtures.note;
import static io.sepia.internal.backend.jpa.Fixtures.open;
import static io.sepia.internal.backend.jpa.Fixtures.read;
import static io.sepia.internal.backend.jpa.Fixtures.save;
import static io.sepia.internal.backend.jpa.Fixtures.sql;
import static io.sepia.internal.backend.jpa.Fixtures.use;
import static io.sepia.internal.backend.jpa.Fixtures.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.document.ObjectKey;
import io.sepia.error.DamagedDocumentException;
import io.sepia.error.NotUniqueException;
import io.sepia.internal.condition.Criterion;
import io.sepia.internal.condition.Term;
import io.sepia.internal.matching.Query;
import io.sepia.query.IndexDefinition;
import io.sepia.query.IndexEntry;
import io.sepia.query.QueryPlan;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteIndexTest {
    private static final IndexDefinition CATEGORY = IndexDefinition.of("note", "category");
    private static final IndexDefinition PAIR = IndexDefinition.of("note", "category", "status");
    private static final IndexDefinition CODE =
            IndexDefinition.of("note", "code").asUnique();
    private static final String OUR_INDEXES =
            "SELECT name FROM sqlite_schema WHERE type = 'index' AND name LIKE 'objects_index_%' ORDER BY 1";

    @TempDir
    private Path directory;

    private Path file;
    private SqliteStorage store;

    @BeforeEach
    void openStore() {
        file = directory.resolve("store.db");
        store = open(file);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private void reopen() {
        store.close();
        store = open(file);
    }

    private void add(IndexDefinition definition) {
        use(store, tx -> tx.indexes().add(definition, false));
    }

    private List<IndexEntry> indexes() {
        return read(store, tx -> tx.indexes().list());
    }

    private List<String> ids(Query query) {
        return read(store, tx -> tx.queryIds("note", query));
    }

    private QueryPlan plan(Query query) {
        return read(store, tx -> tx.indexes().explain("note", query));
    }

    private QueryPlan plan(String condition) {
        return plan(Query.ALL.where(Term.parse(condition)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "category = 'css'",
                "category = 5",
                "category = 5.25",
                "category = true",
                "category is null",
                "category in ('css', 'html')",
                "category in ('1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11')",
                "category between 'a' and 'b'",
                "category >= 5",
                "category < 5",
                "category starts with 'c'",
                "category = 'css' and title contains 'x'",
                "not (title = 'x') and category = 'css'",
                "category = 'css' or category = 'html'",
            })
    void explain_conditionOnTheField_namesTheIndex(String condition) {
        add(CATEGORY);
        QueryPlan plan = plan(condition);
        assertThat(plan.way()).as(plan.toString()).isEqualTo(QueryPlan.Way.INDEX);
        assertThat(plan.indexes()).containsExactly(CATEGORY);
        assertThat(plan.toString()).startsWith("index note (category)\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "title = 'x'",
                "true",
                "category contains 'x'",
                "category is missing or title = 'x'",
                "category = 'css' or title = 'x'"
            })
    void explain_otherCondition_saysScan(String condition) {
        add(CATEGORY);
        QueryPlan plan = plan(condition);
        assertThat(plan.way()).as(plan.toString()).isEqualTo(QueryPlan.Way.SCAN);
        assertThat(plan.indexes()).isEmpty();
        assertThat(plan.toString()).startsWith("scan of class\n");
    }

    @Test
    void explain_id_saysSo() {
        assertThat(plan("@id = 'n1'").way()).isEqualTo(QueryPlan.Way.ID);
    }

    @Test
    void explain_severalFields_servesTheirBeginning() {
        add(PAIR);
        assertThat(plan("category = 'css' and status = 5").indexes()).containsExactly(PAIR);
        assertThat(plan("category = 'css' and status > 5").indexes()).containsExactly(PAIR);
        assertThat(plan("category = 'css'").indexes()).containsExactly(PAIR);
        assertThat(plan("status = 5").way()).isEqualTo(QueryPlan.Way.SCAN);
    }

    @Test
    void explain_uniqueAndReference_namesTheIndex() {
        IndexDefinition author = IndexDefinition.of("note", "author.$ref.id");
        add(CODE);
        add(author);
        assertThat(plan("code = 'x'").indexes()).containsExactly(CODE);
        assertThat(plan("author = ref('author', 'a1')").indexes()).containsExactly(author);
    }

    @Test
    void explain_equalityInTheOrderOfIds_needsNoSorting() {
        add(CATEGORY);
        assertThat(plan(Query.ALL.where(Term.parse("category = 'css'")).limit(20))
                        .text())
                .doesNotContain("ORDER BY");
        Query sorted = Query.ALL
                .where(Term.parse("category > 'css'"))
                .orderedBy(Criterion.parse("category"))
                .limit(20);
        assertThat(plan(sorted).text()).contains("objects_index_1").doesNotContain("ORDER BY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"category", "category desc", "category, status", "category, other"})
    void explain_firstInTheOrderOfTheField_followsTheIndex(String order) {
        add(CATEGORY);
        add(PAIR);
        Query first = Query.ALL.orderedBy(Criterion.parse(order)).limit(10);
        assertThat(plan(first).text())
                .contains(order.contains("status") ? "objects_index_2" : "objects_index_1")
                .doesNotContain("B-TREE FOR ORDER BY");
    }

    @Test
    void query_orderOfAnIndexThatWasDroppedByHand_isSorted() throws SQLException {
        save(store, write(note("a"), "{\"category\":2}"), write(note("b"), "{\"category\":1}"));
        add(CATEGORY);
        Query first = Query.ALL.orderedBy(Criterion.parse("category")).limit(1);
        assertThat(ids(first)).containsExactly("b");
        sql(file, "DROP INDEX objects_index_1");
        assertThat(ids(first)).containsExactly("b");
    }

    @Test
    void load_byKey_isNotPreparedAnewBecauseOfIndexes() throws SQLException {
        add(CATEGORY);
        store.close();
        // A partial index whose condition is an equality would make SQLite compile such statements at each execution.
        assertThat(sql(file, "SELECT sql FROM sqlite_schema WHERE name = 'objects_index_1'"))
                .singleElement()
                .asString()
                .endsWith("WHERE class_name IS 'note'");
    }

    @Test
    void open_afterIndexesWereMade_isAllowedAndFindsThem() {
        add(CATEGORY);
        add(CODE);
        reopen();
        assertThat(plan("category = 'css'").indexes()).containsExactly(CATEGORY);
        assertThat(indexes()).hasSize(2);
    }

    @Test
    void index_madeWhileAnotherStoreIsOpen_servesIt() {
        try (SqliteStorage other = open(file)) {
            read(other, tx -> tx.queryIds("note", Query.ALL));
            add(CODE);
            save(store, write(note("n1"), "{\"code\":1}"));
            assertThatThrownBy(() -> save(other, write(note("n2"), "{\"code\":1}")))
                    .isInstanceOf(NotUniqueException.class)
                    .hasMessageContaining("'n1'");
            QueryPlan plan = read(other, tx -> tx.indexes().explain("note", Query.ALL.where(Term.parse("code = 1"))));
            assertThat(plan.indexes()).containsExactly(CODE);
        }
    }

    @Test
    void drop_takesItOutOfTheFile() throws SQLException {
        add(CATEGORY);
        use(store, tx -> tx.indexes().drop(CATEGORY));
        store.close();
        assertThat(sql(file, OUR_INDEXES)).isEmpty();
    }

    @Test
    void rebuild_ofAnIndexThatWasDroppedByHand_bringsItBack() throws SQLException {
        add(CATEGORY);
        sql(file, "DROP INDEX objects_index_1");
        assertThat(plan("category = 'css'").way()).isEqualTo(QueryPlan.Way.SCAN);
        use(store, tx -> tx.indexes().rebuild(CATEGORY));
        assertThat(plan("category = 'css'").indexes()).containsExactly(CATEGORY);
    }

    @Test
    void add_overTextThatIsNoJson_isRefusedNamingTheRow() throws SQLException {
        save(store, write(note("n1"), "{}"), write(new ObjectKey("memo", "m1"), "{}"));
        store.close();
        sql(file, "UPDATE objects SET content = '{broken' WHERE class_name = 'memo'");
        store = open(file);
        add(CATEGORY);
        assertThatThrownBy(() -> add(IndexDefinition.of("memo", "category")))
                .isInstanceOf(DamagedDocumentException.class)
                .hasMessageContaining("memo 'm1'")
                .hasMessageNotContaining("broken");
        assertThat(indexes()).hasSize(1);
    }

    @Test
    void query_overTextThatIsNoJson_namesTheRow() throws SQLException {
        save(store, write(note("a"), "{\"category\":1}"));
        sql(file, "INSERT INTO objects (class_name, object_id, content) VALUES ('note', 'broken', '{')");
        Query query = Query.ALL.where(Term.parse("category = 1"));
        assertThatThrownBy(() -> ids(query))
                .isInstanceOf(DamagedDocumentException.class)
                .hasMessageContaining("'broken'")
                .hasMessageContaining("no valid JSON");
        assertThatThrownBy(() -> read(store, tx -> tx.count("note", query.condition())))
                .isInstanceOf(DamagedDocumentException.class);
    }

    @Test
    void insert_byHandOfTextThatIsNoJson_isRefusedForIndexedClassesOnly() throws SQLException {
        add(CATEGORY);
        store.close();
        String insert = "INSERT INTO objects (class_name, object_id, content) VALUES ('%s', 'x', '{broken')";
        assertThatThrownBy(() -> sql(file, insert.formatted("note")))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("malformed JSON");
        sql(file, insert.formatted("memo"));
        store = open(file);
        long count = read(store, tx -> tx.count("memo"));
        assertThat(count).isEqualTo(1);
    }

    @Test
    void insert_byHandOfAnEqualValue_isRefused() throws SQLException {
        add(CODE);
        save(store, write(note("n1"), "{\"code\":1}"));
        store.close();
        assertThatThrownBy(() -> sql(
                        file,
                        "INSERT INTO objects (class_name, object_id, content) VALUES ('note', 'n2', '{\"code\":1}')"))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void save_bulk_keepsIndexesInLine() {
        add(CATEGORY);
        for (int i = 0; i < 600; i++) {
            save(store, write(note("n" + i), "{\"category\":" + i % 3 + "}"));
        }
        Query query = Query.ALL.where(Term.parse("category = 1"));
        List<String> found = read(store, tx -> tx.queryIds("note", query));
        assertThat(found).hasSize(200);
    }
}
