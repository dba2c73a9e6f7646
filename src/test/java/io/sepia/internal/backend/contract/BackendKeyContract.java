package io.sepia.internal.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.InvalidKeyException;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.WriteCondition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** Keys are kept apart, kept exactly and kept in order, whatever characters they hold. */
interface BackendKeyContract extends BackendFixture {
    @Test
    default void save_hostileIds_areKeptApartAndExact() {
        Map<String, String> contents = contents();
        change(tx -> contents.forEach((id, content) -> tx.save(List.of(note(id, content, WriteCondition.ABSENT)))));

        reading(tx -> {
            contents.forEach((id, content) -> {
                assertThat(tx.load(key(id))).as(id).hasValueSatisfying(stored -> {
                    assertThat(stored.key().id()).isEqualTo(id);
                    assertThat(stored.content()).isEqualTo(content);
                });
                assertThat(tx.exists(key(id))).as(id).isTrue();
                assertThat(tx.load(NOTE, List.of(id)))
                        .as(id)
                        .extracting(StoredDocument::content)
                        .containsExactly(content);
                assertThat(tx.existing(NOTE, List.of(id))).as(id).containsExactly(id);
            });
            assertThat(tx.load(NOTE, HostileText.ALL))
                    .hasSize(HostileText.ALL.size())
                    .allMatch(stored ->
                            stored.content().equals(contents.get(stored.key().id())));
            return tx.count(NOTE);
        });
    }

    @Test
    default void save_hostileIdsOneStored_theOthersStayAbsent() {
        for (String id : List.of("a", "e\u0301", "?", "\uFFFD", "ss", "1", "%", "_", "\uFEFFa")) {
            change(BackendTransaction::clear);
            save(note(id, "{}"));
            List<String> others = new ArrayList<>(HostileText.ALL);
            others.remove(id);

            read(tx -> assertThat(tx.existing(NOTE, others)).as(id).isEmpty());
            read(tx -> assertThat(tx.load(NOTE, others)).as(id).isEmpty());
            change(tx -> assertThat(tx.delete(NOTE, others).count()).as(id).isZero());
            assertThat(storedIds()).containsExactly(id);
        }
    }

    @Test
    default void delete_hostileIds_takesAwayThatOneOnly() {
        change(tx -> HostileText.ALL.forEach(id -> tx.save(List.of(note(id, "{}")))));
        List<String> left = new ArrayList<>(HostileText.ALL);
        Collections.shuffle(left, new Random(3));

        change(tx -> {
            while (!left.isEmpty()) {
                String id = left.remove(left.size() - 1);
                assertThat(tx.delete(key(id), WriteCondition.version(1)).any())
                        .as(id)
                        .isTrue();
                assertThat(tx.count(NOTE)).as(id).isEqualTo(left.size());
                assertThat(tx.existing(NOTE, left)).as(id).hasSameSizeAs(left);
            }
        });
    }

    @Test
    default void ids_anyText_sortByBytesOfUtf8() {
        List<String> shuffled = new ArrayList<>(HostileText.ALL);
        Collections.shuffle(shuffled, new Random(5));
        List<DocumentWrite> writes = new ArrayList<>();
        shuffled.forEach(id -> writes.add(note(id, "{}")));
        change(tx -> tx.save(writes));

        List<String> sorted = sortedByBytes(HostileText.ALL);
        assertThat(storedIds()).isEqualTo(sorted);
        read(tx -> assertThat(tx.page(NOTE, "", 1_000))
                .extracting(document -> document.key().id())
                .isEqualTo(sorted));
        for (int i = 0; i + 1 < sorted.size(); i++) {
            String afterId = sorted.get(i);
            String next = sorted.get(i + 1);
            read(tx -> assertThat(tx.page(NOTE, afterId, 1))
                    .as("after " + afterId)
                    .extracting(document -> document.key().id())
                    .containsExactly(next));
        }
    }

    @Test
    default void classes_anyText_areKeptApartExactAndSorted() {
        change(tx -> HostileText.ALL.forEach(
                name -> tx.save(List.of(write(new ObjectKey(name, "a"), "{}", null, WriteCondition.ABSENT)))));

        Map<String, Long> classes = reading(tx -> tx.classes());
        assertThat(new ArrayList<>(classes.keySet())).isEqualTo(sortedByBytes(HostileText.ALL));
        assertThat(classes.values()).containsOnly(1L);
        change(tx -> HostileText.ALL.forEach(name -> {
            assertThat(tx.ids(name)).as(name).containsExactly("a");
            assertThat(tx.count(name)).as(name).isEqualTo(1);
            assertThat(tx.page(name, "", 10)).as(name).hasSize(1);
            assertThat(tx.load(name, List.of("a"))).as(name).hasSize(1);
            assertThat(tx.existing(name, List.of("a"))).as(name).hasSize(1);
            assertThat(tx.clear(name).count()).as(name).isEqualTo(1);
        }));
        read(tx -> assertThat(tx.classes()).isEmpty());
    }

    @Test
    default void save_longestKeys_areKept() {
        String className = "c".repeat(ObjectKey.MAX_CLASS_NAME_BYTES);
        List<String> ids = List.of(
                "i".repeat(ObjectKey.MAX_ID_BYTES),
                "i".repeat(ObjectKey.MAX_ID_BYTES - 1) + "j",
                "😀".repeat(ObjectKey.MAX_ID_BYTES / 4),
                "é".repeat(ObjectKey.MAX_ID_BYTES / 2));
        change(tx -> ids.forEach(
                id -> tx.save(List.of(write(new ObjectKey(className, id), "{}", null, WriteCondition.ABSENT)))));

        read(tx -> assertThat(tx.ids(className)).isEqualTo(sortedByBytes(ids)));
        read(tx -> assertThat(tx.load(className, ids)).hasSize(4));
    }

    @Test
    default void operations_invalidClassName_refuseIt() {
        // A lone surrogate becomes '?' on its way to a database: another class, which must not be touched.
        save(write(new ObjectKey("?", "a"), "{}", null, WriteCondition.NONE));
        Map<String, BiConsumer<BackendTransaction, String>> operations = new LinkedHashMap<>();
        operations.put("load", (tx, name) -> tx.load(name, List.of("a")));
        operations.put("load none", (tx, name) -> tx.load(name, List.of()));
        operations.put("existing", (tx, name) -> tx.existing(name, List.of("a")));
        operations.put("delete", (tx, name) -> tx.delete(name, List.of("a")));
        operations.put("ids", (tx, name) -> tx.ids(name));
        operations.put("page", (tx, name) -> tx.page(name, "", 10));
        operations.put("count", (tx, name) -> tx.count(name));
        operations.put("clear", (tx, name) -> tx.clear(name));

        operations.forEach((operation, work) -> {
            for (String name : List.of("", ".", "..", "\uD800", "a\uDC00", "a\0b", "c".repeat(256))) {
                assertThatThrownBy(
                                () -> change(tx -> work.accept(tx, name)),
                                "%s of class %s",
                                operation,
                                name.codePoints().boxed().toList())
                        .isInstanceOf(InvalidKeyException.class);
            }
        });
        read(tx -> assertThat(tx.classes()).containsExactly(Map.entry("?", 1L)));
    }

    @Test
    default void operations_invalidId_refuseIt() {
        saveNotes("?", "a");
        Map<String, BiConsumer<BackendTransaction, String>> operations = new LinkedHashMap<>();
        operations.put("load", (tx, id) -> tx.load(NOTE, List.of("a", id)));
        operations.put("existing", (tx, id) -> tx.existing(NOTE, List.of("a", id)));
        operations.put("delete", (tx, id) -> tx.delete(NOTE, List.of("a", id)));
        operations.put("page", (tx, id) -> tx.page(NOTE, id, 10));

        operations.forEach((operation, work) -> {
            for (String id : List.of("", ".", "..", "\uD800", "a\uDC00", "a\0b", "i".repeat(513))) {
                if (id.isEmpty() && operation.equals("page")) {
                    continue; // The first page: "" is after nothing.
                }
                assertThatThrownBy(
                                () -> change(tx -> work.accept(tx, id)),
                                "%s of id %s",
                                operation,
                                id.codePoints().boxed().toList())
                        .isInstanceOf(InvalidKeyException.class);
            }
        });
        assertThat(storedIds()).containsExactly("?", "a");
    }

    private static Map<String, String> contents() {
        Map<String, String> contents = new LinkedHashMap<>();
        HostileText.ALL.forEach(id -> contents.put(id, "{\"number\":" + contents.size() + "}"));
        return contents;
    }

    private static List<String> sortedByBytes(List<String> texts) {
        return texts.stream()
                .sorted(Comparator.comparing(text -> text.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned))
                .toList();
    }
}
