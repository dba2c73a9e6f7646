package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.DocumentOperations;
import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import io.sepia.error.DocumentFormatException;
import io.sepia.error.ObjectExistsException;
import io.sepia.error.ObjectNotFoundException;
import io.sepia.error.StaleVersionException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON without a Java class: stored exactly, or refused. */
interface DocumentContract extends StorageFixture {
    private DocumentOperations docs() {
        return storage().documents("doc");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "true",
                "\"text\"",
                "{ \"a\" : [ 1 , 2.50 , 1E400 , -0 , 0.1e-7 ] }",
                "{\"\":\"\",\"\\u0061\":\"\\u0000 \\ud83d\\ude00 \\ud83d\"}",
                "12345678901234567890123456789012345678901234567890.5",
                "{\"$ref\":1,\"$bytes\":\"x\"}",
                "\"Grüße \uD83D\uDE00\"",
                "{\"a\":null,\"b\":{\"a\":{}}}"
            })
    default void save_json_isKeptExactly(String json) {
        docs().save("a", "  \n\t" + json + "\r\n ");
        StoredDocument stored = docs().load("a");
        assertThat(stored.content()).isEqualTo(json);
        assertThat(stored.key()).isEqualTo(new ObjectKey("doc", "a"));
        assertThat(stored.type()).isEqualTo(ObjectType.SERIALIZABLE);
        assertThat(stored.metadata()).isNull();
    }

    @Test
    default void save_loneSurrogate_isKeptAsAnEscape() {
        docs().save("a", "{\"x\":\"\uDE00 \uD83D\uDE00\"}");
        assertThat(docs().load("a").content()).isEqualTo("{\"x\":\"\\ude00 \uD83D\uDE00\"}");
    }

    static List<String> refused() {
        return List.of(
                "",
                "  ",
                "{",
                "}",
                "{\"a\":1,\"a\":2}",
                "{\"x\":{\"a\":1,\"\\u0061\":2}}",
                "{} {}",
                "{},",
                "{}x",
                "1 2",
                "[1,]",
                "{\"a\":1,}",
                "{'a':1}",
                "{a:1}",
                "NaN",
                "[Infinity]",
                "01",
                "+1",
                ".5",
                "1.",
                "0x1",
                "// comment\n{}",
                "\uFEFF{}",
                "\"tab\tinside\"",
                "\"\\x\"",
                "\"open",
                "undefined",
                "1".repeat(10_001),
                "[".repeat(2_000) + "]".repeat(2_000),
                "{\"a\":".repeat(2_000) + "1" + "}".repeat(2_000));
    }

    @ParameterizedTest
    @MethodSource("refused")
    default void save_whatIsNoSingleJsonValue_isRefused(String json) {
        assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(() -> docs().save("a", json))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500));
        assertThatExceptionOfType(DocumentFormatException.class).isThrownBy(() -> docs().save(json));
        assertThatExceptionOfType(DocumentFormatException.class).isThrownBy(() -> docs().save("a", "{}", json));
        Map<String, String> several = new LinkedHashMap<>();
        several.put("good", "{}");
        several.put("bad", json);
        assertThatExceptionOfType(DocumentFormatException.class).isThrownBy(() -> docs().saveAll(several));
        assertThat(storage().classes()).isEmpty();
    }

    @Test
    default void save_nestingWithinTheLimit_isKept() {
        String json = "[".repeat(500) + "]".repeat(500);
        docs().save("a", json);
        assertThat(docs().load("a").content()).isEqualTo(json);
        assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(() -> docs().save("a", "[" + json + "]"))
                .withMessageContaining("doc 'a'")
                .withMessageContaining("500");
    }

    @Test
    default void save_withoutId_takesItFromTheContent() {
        assertThat(docs().save("{\"x\":1,\"id\":\"a\"}")).isEqualTo("a");
        assertThat(docs().save("{\"id\":17}")).isEqualTo("17");
        assertThat(docs().load("a").content()).isEqualTo("{\"x\":1,\"id\":\"a\"}");
        String assigned = docs().save("{\"x\":{\"id\":\"inner\"}}");
        assertThat(UUID.fromString(assigned).version()).isEqualTo(7);
        assertThat(docs().load(assigned).content()).isEqualTo("{\"id\":\"" + assigned + "\",\"x\":{\"id\":\"inner\"}}");
        String empty = docs().save("{ }");
        assertThat(docs().load(empty).content()).isEqualTo("{\"id\":\"" + empty + "\"}");
        for (String bad : List.of("[]", "1", "{\"id\":null}", "{\"id\":1.5}", "{\"id\":{}}", "{\"id\":true}")) {
            assertThatExceptionOfType(DocumentFormatException.class)
                    .isThrownBy(() -> docs().save(bad))
                    .withMessageContaining("doc")
                    .withMessageContaining("Pass the id as an argument");
        }
        assertThat(docs().count()).isEqualTo(4);
    }

    @Test
    default void save_references_makeAContainer() {
        docs().save("a", "{\"x\":[{\"$ref\":{\"class\":\"c\",\"id\":\"d\"}}]}");
        docs().save("b", "{\"$ref\":{\"class\":\"c\",\"id\":\"d\"},\"x\":1}");
        docs().save("c", "{\"$$ref\":{\"class\":\"c\",\"id\":\"d\"}}");
        assertThat(docs().load("a").type()).isEqualTo(ObjectType.CONTAINER);
        assertThat(docs().load("b").type()).isEqualTo(ObjectType.SERIALIZABLE);
        assertThat(docs().load("c").type()).isEqualTo(ObjectType.SERIALIZABLE);
    }

    @Test
    default void save_metadata_isKeptBeside() {
        docs().save("a", "{}", "{\"m\":1.50}");
        docs().save("a", "{\"x\":1}");
        StoredDocument stored = docs().load("a");
        assertThat(stored.metadata()).isEqualTo("{\"m\":1.50}");
        assertThat(stored.version()).isEqualTo(2);
        assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(() -> docs().save("a", "{}", "[]"))
                .withMessageContaining("metadata");
    }

    @Test
    default void insertAndUpdate_checkWhatIsStored() {
        docs().insert("a", "1");
        assertThatExceptionOfType(ObjectExistsException.class).isThrownBy(() -> docs().insert("a", "2"));
        assertThatExceptionOfType(ObjectExistsException.class)
                .isThrownBy(() -> docs().insertAll(new LinkedHashMap<>(Map.of("z", "1", "a", "2"))));
        assertThatExceptionOfType(ObjectNotFoundException.class).isThrownBy(() -> docs().update("b", "2"));
        docs().update("a", "2");
        docs().update("a", "3", 2);
        assertThatExceptionOfType(StaleVersionException.class)
                .isThrownBy(() -> docs().update("a", "4", 2))
                .satisfies(e -> assertThat(e.found()).isEqualTo(3));
        assertThatExceptionOfType(StaleVersionException.class)
                .isThrownBy(() -> docs().update("b", "4", 1))
                .satisfies(e -> assertThat(e.found()).isZero());
        assertThat(docs().load("a").content()).isEqualTo("3");
        assertThat(docs().ids()).containsExactly("a");
    }

    @Test
    default void bulkVerbs_andReading_workAsForObjects() {
        docs().insertAll(Map.of("b", "2", "a", "1", "c", "3"));
        docs().saveAll(Map.of("c", "4", "d", "5"));
        assertThat(docs().className()).isEqualTo("doc");
        assertThat(docs().ids()).containsExactly("a", "b", "c", "d");
        assertThat(docs().count()).isEqualTo(4);
        assertThat(docs().findAll(List.of("c", "x", "a")))
                .extracting(StoredDocument::content)
                .containsExactly("4", "1");
        try (var stream = docs().stream()) {
            assertThat(stream.map(StoredDocument::content)).containsExactly("1", "2", "4", "5");
        }
        assertThat(docs().exists("a")).isTrue();
        assertThat(docs().delete("a")).isTrue();
        assertThat(docs().delete("a")).isFalse();
        assertThat(docs().find("a")).isEmpty();
        assertThatExceptionOfType(ObjectNotFoundException.class)
                .isThrownBy(() -> docs().load("a"))
                .withMessageContaining("doc 'a'");
        assertThat(docs().deleteAll(List.of("b", "x"))).isEqualTo(1);
        assertThat(docs().clear()).isEqualTo(2);
        assertThat(docs().stream().toList()).isEmpty();
    }

    @Test
    default void documents_inTransaction_rollBackWithIt() {
        rolledBack(tx -> {
            tx.documents("doc").save("a", "1");
            assertThat(docs().exists("a")).isTrue();
        });
        assertThat(docs().exists("a")).isFalse();
    }
}
