package io.sepia.internal.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sepia.document.ObjectKey;
import io.sepia.error.InvalidKeyException;
import io.sepia.error.NotUniqueException;
import io.sepia.error.ObjectExistsException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.condition.Operand;
import io.sepia.internal.condition.Term;
import io.sepia.internal.json.FieldPath;
import io.sepia.internal.json.Value;
import io.sepia.internal.matching.Query;
import io.sepia.query.IndexDefinition;
import io.sepia.query.IndexEntry;
import io.sepia.query.QueryPlan;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Indexes change no answer; unique ones refuse documents that are equal in their fields, and say so alike. */
interface IndexContract extends BackendFixture {
    IndexDefinition CODE = IndexDefinition.of(NOTE, "code");
    IndexDefinition UNIQUE_CODE = CODE.asUnique();
    IndexDefinition UNIQUE_PAIR = IndexDefinition.of(NOTE, "a", "b").asUnique();

    private void add(IndexDefinition definition) {
        change(tx -> assertThat(tx.indexes().add(definition, false)).isTrue());
    }

    private List<IndexEntry> indexes() {
        return reading(tx -> tx.indexes().list());
    }

    private List<IndexEntry> indexes(String className) {
        return reading(tx -> tx.indexes().list(className));
    }

    private List<String> found(String className, Term condition) {
        return reading(tx -> tx.queryIds(className, Query.ALL.where(condition)));
    }

    private QueryPlan plan(String className, Query query) {
        return reading(tx -> tx.indexes().explain(className, query));
    }

    private NotUniqueException refused(DocumentWrite... writes) {
        return catchThrowableOfType(NotUniqueException.class, () -> save(writes));
    }

    @Test
    default void index_added_isListedOnceAndDropped() {
        saveNotes("n1", "n2");
        IndexDefinition other = IndexDefinition.of("memo", "title", "code");
        add(CODE);
        add(UNIQUE_CODE);
        change(tx -> {
            assertThat(tx.indexes().add(CODE, false)).isFalse();
            assertThat(tx.indexes().add(other, true)).isTrue();
        });

        IndexEntry ofMemo = new IndexEntry(other, true);
        IndexEntry ofCode = new IndexEntry(CODE, false);
        assertThat(indexes()).containsExactly(ofMemo, ofCode, new IndexEntry(UNIQUE_CODE, false));
        assertThat(indexes("memo")).containsExactly(ofMemo);
        assertThat(indexes("unknown")).isEmpty();

        change(tx -> {
            assertThat(tx.indexes().drop(UNIQUE_CODE)).isTrue();
            assertThat(tx.indexes().drop(UNIQUE_CODE)).isFalse();
            assertThat(tx.indexes().rebuild(UNIQUE_CODE)).isFalse();
            assertThat(tx.indexes().rebuild(CODE)).isTrue();
        });
        assertThat(indexes()).containsExactly(ofMemo, ofCode);
    }

    @Test
    default void index_declaredAndThenAdded_staysAdded() {
        change(tx -> tx.indexes().add(CODE, true));
        change(tx -> assertThat(tx.indexes().add(CODE, false)).isFalse());
        change(tx -> assertThat(tx.indexes().add(CODE, true)).isFalse());
        assertThat(indexes()).containsExactly(new IndexEntry(CODE, false));
    }

    @Test
    default void index_ofATransactionRolledBack_isGone() {
        try (BackendTransaction tx = backend().begin(Access.READ_WRITE)) {
            tx.indexes().add(UNIQUE_CODE, false);
            assertThat(tx.indexes().list()).hasSize(1);
        }
        assertThat(indexes()).isEmpty();
        save(note("n1", "{\"code\":1}"), note("n2", "{\"code\":1}"));
        assertThat(storedIds()).containsExactly("n1", "n2");
    }

    @Test
    default void index_ofHostileNames_isBuiltServesAndIsDropped() {
        for (String name : HostileText.ALL) {
            IndexDefinition definition = new IndexDefinition(
                    name,
                    List.of(
                            FieldPath.SELF.member(name).toString(),
                            FieldPath.SELF.member("x").member(name).element(1).toString()),
                    true);
            String content = "{" + quoted(name) + ":\"v\",\"x\":{" + quoted(name) + ":[0,1]}}";
            ObjectKey first = new ObjectKey(name, "1");
            save(write(first, content, null, WriteCondition.NONE));
            add(definition);
            NotUniqueException error = refused(write(new ObjectKey(name, "2"), content, null, WriteCondition.NONE));
            assertThat(error.className()).isEqualTo(name);
            assertThat(error.fields()).isEqualTo(definition.fields());
            Term byName = new Term.Compare(
                    new Operand.Content(FieldPath.SELF.member(name)), Term.Comparison.EQUAL, new Value.Text("v"));
            assertThat(found(name, byName)).containsExactly("1");
            assertThat(indexes(name)).containsExactly(new IndexEntry(definition, false));
            change(tx -> assertThat(tx.indexes().drop(definition)).isTrue());
        }
        assertThat(indexes()).isEmpty();
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        text.chars().forEach(c -> json.append(String.format("\\u%04x", c)));
        return json.append('"').toString();
    }

    @Test
    default void indexes_ofAnInvalidClassName_areRefused() {
        assertThatThrownBy(() -> IndexDefinition.of("a\u0000b", "x")).isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> reading(tx -> tx.indexes().list(""))).isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> reading(tx -> tx.indexes().explain("", Query.ALL)))
                .isInstanceOf(InvalidKeyException.class);
    }

    @Test
    default void explain_beforeAndAfterAnIndex_namesNoneThatIsNotUsed() {
        saveNotes("n1");
        Query query = Query.ALL.where(Term.parse("code = 'x'"));
        assertThat(plan(NOTE, query).way()).isEqualTo(QueryPlan.Way.SCAN);
        add(CODE);
        QueryPlan plan = plan(NOTE, query);
        assertThat(plan.indexes()).isEqualTo(plan.way() == QueryPlan.Way.INDEX ? List.of(CODE) : List.of());
        assertThat(plan.text()).isNotBlank();
        assertThat(plan("memo", query).indexes()).isEmpty();
    }

    @Test
    default void unique_equalValue_isRefusedNamingClassFieldsAndIds() {
        add(UNIQUE_CODE);
        save(note("n1", "{\"code\":\"secret\"}"));
        NotUniqueException error = refused(note("n2", "{\"code\":\"secret\"}"));
        assertThat(error.className()).isEqualTo(NOTE);
        assertThat(error.id()).isEqualTo("n2");
        assertThat(error.ids()).containsExactly("n2", "n1");
        assertThat(error.fields()).containsExactly("code");
        assertThat(error).hasMessageContaining("note 'n2'").hasMessageContaining("code");
        assertThat(error.getMessage()).doesNotContain("secret");
        assertThat(storedIds()).containsExactly("n1");
    }

    @Test
    default void unique_inABatch_namesTheOneThatIsRefused() {
        add(UNIQUE_CODE);
        save(note("a", "{\"code\":1}"), note("b", "{\"code\":2}"), note("c", "{\"code\":3}"));
        NotUniqueException among = refused(
                note("d", "{\"code\":4}"),
                note("e", "{\"code\":5}"),
                note("f", "{\"code\":5}"),
                note("g", "{\"code\":1}"));
        assertThat(among.ids()).containsExactly("f", "e");
        // One after the other: at no moment may two be equal.
        assertThat(refused(note("a", "{\"code\":2}"), note("b", "{\"code\":1}")).ids())
                .containsExactly("a", "b");
        assertThat(storedIds()).containsExactly("a", "b", "c");
        assertThat(stored("a").version()).isEqualTo(1);
        save(note("a", "{\"code\":9}"), note("b", "{\"code\":1}"), note("a", "{\"code\":2}"));
        assertThat(stored("a").content()).isEqualTo("{\"code\":2}");
    }

    @Test
    default void unique_underEachCondition_isKept() {
        add(UNIQUE_CODE);
        save(note("a", "{\"code\":1}"), note("b", "{\"code\":2}"));
        for (WriteCondition condition :
                List.of(WriteCondition.version(1), WriteCondition.NONE, WriteCondition.PRESENT)) {
            assertThat(refused(note("b", "{\"code\":1}", condition)).ids()).containsExactly("b", "a");
            save(note("a", "{\"code\":1,\"again\":true}", condition));
            change(tx -> tx.delete(key("a"), WriteCondition.NONE));
            save(note("a", "{\"code\":1}"));
        }
        for (WriteCondition condition : List.of(WriteCondition.ABSENT, WriteCondition.IF_ABSENT)) {
            assertThat(refused(note("c", "{\"code\":1}", condition)).ids()).containsExactly("c", "a");
        }
        assertThatThrownBy(() -> save(note("b", "{\"code\":1}", WriteCondition.ABSENT)))
                .isInstanceOf(ObjectExistsException.class);
        save(note("b", "{\"code\":1}", WriteCondition.IF_ABSENT));
        assertThat(stored("b").content()).isEqualTo("{\"code\":2}");
        assertThat(refused(note("c", "{\"code\":2}")).ids()).containsExactly("c", "b");
    }

    @Test
    default void unique_valueThatWasGivenUp_isFree() {
        add(UNIQUE_CODE);
        save(note("a", "{\"code\":1}"));
        save(note("a", "{\"code\":2}"));
        save(note("b", "{\"code\":1}"));
        change(tx -> tx.delete(key("a"), WriteCondition.NONE));
        save(note("c", "{\"code\":2}"));
        change(tx -> tx.delete(NOTE, List.of("b", "c")));
        save(note("d", "{\"code\":1}"), note("e", "{\"code\":2}"));
        change(tx -> tx.delete(NOTE, Query.ALL.where(Term.parse("code = 1"))));
        save(note("f", "{\"code\":1}"));
        change(tx -> tx.clear(NOTE));
        save(note("g", "{\"code\":1}"));
        change(BackendTransaction::clear);
        save(note("h", "{\"code\":1}"));
        assertThat(refused(note("i", "{\"code\":1}")).ids()).containsExactly("i", "h");
        try (BackendTransaction tx = backend().begin(Access.READ_WRITE)) {
            tx.delete(key("h"), WriteCondition.NONE);
            tx.save(List.of(note("i", "{\"code\":1}")));
        }
        assertThat(refused(note("i", "{\"code\":1}")).ids()).containsExactly("i", "h");
    }

    @Test
    default void unique_nullMissingArraysAndObjects_areEqualToNothing() {
        add(UNIQUE_CODE);
        int id = 0;
        for (String content : List.of("{\"code\":null}", "{}", "{\"code\":[1]}", "{\"code\":{\"a\":1}}", "5", "[]")) {
            save(note("a" + id, content), note("b" + id++, content));
        }
        assertThat(storedIds()).hasSize(12);
    }

    @Test
    default void unique_differentKindsAndTexts_areDifferent() {
        add(UNIQUE_CODE);
        String[] values = {
            "1",
            "true",
            "\"1\"",
            "\"true\"",
            "0",
            "false",
            "\"\"",
            "\"a\"",
            "\"A\"",
            "\"a \"",
            "\"[1]\"",
            "-1",
            "1.5",
            "9007199254740992",
            "9007199254740993",
            "9223372036854775807",
            "\"\\u00e9\"",
            "\"e\\u0301\"",
            "\"a\\u0000\"",
            "\"a\\u0000b\"",
            "1e300",
            "\"\\ud83d\\ude00\""
        };
        for (String value : values) {
            save(note("v" + value.hashCode(), "{\"code\":" + value + "}"));
        }
        assertThat(storedIds()).hasSize(values.length);
    }

    @Test
    default void unique_sameValueWrittenInAnotherWay_isEqual() {
        add(UNIQUE_CODE);
        save(note("one", "{\"code\":1}"), note("half", "{\"code\":0.5}"), note("text", "{\"code\":\"\\u0061\"}"));
        save(note("zero", "{\"code\":0}"), note("large", "{\"code\":1e300}"));
        assertThat(refused(note("x", "{ \"b\" : 2, \"code\" : 1.0 }")).ids()).containsExactly("x", "one");
        assertThat(refused(note("x", "{\"code\":10e-1}")).ids()).containsExactly("x", "one");
        assertThat(refused(note("x", "{\"code\":5e-1}")).ids()).containsExactly("x", "half");
        assertThat(refused(note("x", "{\"code\":\"a\"}")).ids()).containsExactly("x", "text");
        assertThat(refused(note("x", "{\"code\":-0.0}")).ids()).containsExactly("x", "zero");
        assertThat(refused(note("x", "{\"code\":10e299}")).ids()).containsExactly("x", "large");
    }

    @Test
    default void unique_severalFields_areComparedTogether() {
        add(UNIQUE_PAIR);
        save(note("n1", "{\"a\":1,\"b\":1}"), note("n2", "{\"a\":1,\"b\":2}"), note("n3", "{\"a\":2,\"b\":1}"));
        save(note("n4", "{\"a\":1}"), note("n5", "{\"a\":1}"), note("n6", "{\"b\":1,\"a\":null}"));
        assertThat(refused(note("n7", "{\"b\":2,\"a\":1}")).fields()).containsExactly("a", "b");
        save(note("n8", "{\"a\":\"1\",\"b\":\"2\"}"), note("n9", "{\"a\":\"12\",\"b\":\"\"}"));
        assertThat(storedIds()).hasSize(8);
    }

    @Test
    default void unique_ofAnotherClass_doesNotMatter() {
        add(UNIQUE_CODE);
        save(note("n1", "{\"code\":1}"));
        save(write(new ObjectKey("memo", "m1"), "{\"code\":1}", null, WriteCondition.NONE));
        save(write(new ObjectKey("memo", "m2"), "{\"code\":1}", null, WriteCondition.NONE));
        assertThat(found("memo", Term.ALWAYS)).containsExactly("m1", "m2");
    }

    @Test
    default void unique_overDuplicates_isRefusedNamingThemAndNotThere() {
        save(note("n1", "{\"code\":\"secret\"}"), note("n2", "{\"code\":5}"), note("n3", "{\"code\":\"secret\"}"));
        save(note("n4", "{}"), note("n5", "{}"));
        NotUniqueException error = catchThrowableOfType(
                NotUniqueException.class, () -> change(tx -> tx.indexes().add(UNIQUE_CODE, false)));
        assertThat(error.className()).isEqualTo(NOTE);
        assertThat(error.fields()).containsExactly("code");
        assertThat(error.ids()).containsExactly("n1", "n3");
        assertThat(error).hasMessageContaining("note").hasMessageContaining("code");
        assertThat(error.getMessage()).doesNotContain("secret");
        assertThat(indexes()).isEmpty();
        save(note("n3", "{\"code\":6}"));
        add(UNIQUE_CODE);
    }

    @Test
    default void unique_rebuiltOrDropped_refusesOrLets() {
        save(note("n1", "{\"code\":1}"));
        add(UNIQUE_CODE);
        change(tx -> tx.indexes().rebuild(UNIQUE_CODE));
        assertThat(refused(note("n2", "{\"code\":1}"))).isNotNull();
        change(tx -> tx.indexes().drop(UNIQUE_CODE));
        save(note("n2", "{\"code\":1}"));
        assertThat(storedIds()).containsExactly("n1", "n2");
    }
}
