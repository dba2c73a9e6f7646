package io.sepia.internal.backend.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import io.sepia.error.ObjectExistsException;
import io.sepia.error.StaleVersionException;
import io.sepia.error.StorageBusyException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.WriteCondition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Edits by hand are seen by the next transaction, and no commit overwrites them unseen. */
class EditsByHandTest extends FileStoreFixture {
    private static final ObjectKey N1 = new ObjectKey("Note", "n1");
    private static final ObjectKey N2 = new ObjectKey("Note", "n2");

    private Path put(String file, String text) throws IOException {
        Path path = root().resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }

    private static DocumentWrite write(ObjectKey key, String content, WriteCondition condition) {
        return new DocumentWrite(key, ObjectType.SERIALIZABLE, content, null, condition);
    }

    private static List<String> ids(FileStorage store, String className) {
        return read(store, tx -> tx.ids(className));
    }

    private static Set<ObjectKey> referrers(FileStorage store, ObjectKey target) {
        return read(
                store,
                tx -> tx.references().referrers(target, 0, 100).stream()
                        .map(each -> each.key())
                        .collect(Collectors.toSet()));
    }

    @Test
    void referrers_linkRePointedByHand_areThoseOfTheFiles() throws IOException {
        FileStorage store = open();
        save(store, "Note", "n1", "\"one\"");
        save(store, "Note", "n2", "\"two\"");
        save(store, "Box", "b1", "{\"note\":" + ref("Note", "n1") + "}");
        ObjectKey box = new ObjectKey("Box", "b1");
        assertThat(referrers(store, N1)).containsExactly(box);
        Path link = root().resolve("Box/b1/note");
        for (int i = 0; i < 3; i++) {
            Files.delete(link);
            Files.createSymbolicLink(link, Path.of("../../Note/n2"));
            assertThat(referrers(store, N1)).isEmpty();
            assertThat(referrers(store, N2)).containsExactly(box);
            Files.delete(link);
            Files.createSymbolicLink(link, Path.of("../../Note/n1"));
            assertThat(referrers(store, N1)).containsExactly(box);
            assertThat(referrers(store, N2)).isEmpty();
        }
    }

    @Test
    void referrers_fileEditedInPlaceWithTheSameSizeAndTime_areThoseOfTheFile() throws IOException {
        FileStorage store = open();
        save(store, "Note", "n1", "\"one\"");
        save(store, "Page", "p1", "[" + ref("Note", "n1") + "]");
        ObjectKey page = new ObjectKey("Page", "p1");
        assertThat(referrers(store, N1)).containsExactly(page);
        Path file = root().resolve("Page/p1");
        FileTime time = Files.getLastModifiedTime(file);
        Files.writeString(file, "[" + ref("Note", "n2") + "]");
        Files.setLastModifiedTime(file, time);

        assertThat(referrers(store, N1)).isEmpty();
        assertThat(referrers(store, N2)).containsExactly(page);
    }

    @Test
    void commit_fileOfAnotherClassWasPutThereSinceTheTransactionBegan_keepsIt() throws IOException {
        FileStorage store = open();
        save(store, "a", "x", "1");
        save(store, "b", "y", "1");
        try (BackendTransaction tx = store.begin(Access.READ_WRITE)) {
            tx.save(List.of(write(new ObjectKey("a", "x"), "2", WriteCondition.NONE)));
            put("b/new", "by hand");
            put("c/new", "by hand");
            assertThat(ids(store, "b")).containsExactly("new", "y");
            tx.commit();
        }
        assertThat(ids(store, "b")).containsExactly("new", "y");
        assertThat(content(store, "c", "new")).isEqualTo("\"by hand\"");
        assertThatExceptionOfType(ObjectExistsException.class)
                .isThrownBy(() -> change(
                        store, tx -> tx.save(List.of(write(new ObjectKey("b", "new"), "3", WriteCondition.ABSENT)))));
        assertThat(content(store, "b", "new")).isEqualTo("\"by hand\"");
    }

    @Test
    void commit_fileOfTheSameObjectWasPutThereSinceTheTransactionBegan_isRefused() throws IOException {
        FileStorage store = open();
        save(store, "Note", "n2", "\"two\"");
        assertThatExceptionOfType(StorageBusyException.class)
                .isThrownBy(() -> change(store, tx -> {
                    tx.save(List.of(write(N1, "\"ours\"", WriteCondition.ABSENT)));
                    try {
                        put("Note/n1", "by hand");
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }));
        assertThat(Files.readString(root().resolve("Note/n1"))).isEqualTo("by hand");
        assertThatExceptionOfType(ObjectExistsException.class)
                .isThrownBy(() -> change(store, tx -> tx.save(List.of(write(N1, "\"ours\"", WriteCondition.ABSENT)))));
    }

    @Test
    void commit_containerOfTheSameObjectWasPutThereSinceTheTransactionBegan_isRefused() throws IOException {
        FileStorage store = open();
        ObjectKey box = new ObjectKey("Box", "b1");
        assertThatExceptionOfType(StorageBusyException.class)
                .isThrownBy(() -> change(store, tx -> {
                    tx.save(List.of(write(box, "{\"to\":" + ref("Note", "n1") + "}", WriteCondition.ABSENT)));
                    try {
                        put("Box/b1/data.json", "{\"by\":\"hand\"}");
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }));
        assertThat(content(store, "Box", "b1")).isEqualTo("{\"by\":\"hand\"}");
        assertThatExceptionOfType(ObjectExistsException.class)
                .isThrownBy(() -> change(store, tx -> tx.save(List.of(write(box, "{}", WriteCondition.ABSENT)))));
    }

    @Test
    void commit_fileWasMissingWhenTheTransactionReadItAndIsThereAgain_isRefused() throws IOException {
        FileStorage store = open();
        save(store, "Note", "n1", "\"one\"");
        assertThatExceptionOfType(StorageBusyException.class)
                .isThrownBy(() -> change(store, tx -> {
                    try {
                        Files.delete(root().resolve("Note/n1"));
                        tx.save(List.of(write(N1, "\"ours\"", WriteCondition.NONE)));
                        put("Note/n1", "by hand");
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }));
        assertThat(content(store, "Note", "n1")).isEqualTo("\"by hand\"");
    }

    @Test
    void commit_fileWasEditedSinceTheTransactionReadIt_isRefused() throws IOException {
        FileStorage store = open();
        save(store, "Note", "n1", "\"one\"");
        assertThatExceptionOfType(StorageBusyException.class)
                .isThrownBy(() -> change(store, tx -> {
                    tx.save(List.of(write(N1, "\"ours\"", WriteCondition.version(1))));
                    try {
                        put("Note/n1", "by hand");
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }));
        assertThat(content(store, "Note", "n1")).isEqualTo("\"by hand\"");
        assertThatExceptionOfType(StorageBusyException.class)
                .isThrownBy(() -> change(store, tx -> {
                    tx.delete("Note", List.of("n1"));
                    try {
                        put("Note/n1", "again by hand");
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }));
        assertThat(content(store, "Note", "n1")).isEqualTo("\"again by hand\"");
    }

    @Test
    void read_objectsWithoutRecordsThatAnotherStoreSaves_isOfOneState() throws IOException {
        put("Note/n1", "one");
        put("Note/n2", "one");
        FileStorage store = open();
        FileStorage other = open();
        try (BackendTransaction tx = store.begin(Access.READ_ONLY)) {
            assertThat(tx.load(N1).orElseThrow().content()).isEqualTo("\"one\"");
            change(
                    other,
                    each -> each.save(List.of(
                            write(N1, "\"two\"", WriteCondition.NONE), write(N2, "\"two\"", WriteCondition.NONE))));
            assertThatExceptionOfType(StorageBusyException.class).isThrownBy(() -> tx.load(N2));
        }
        try (BackendTransaction tx = store.begin(Access.READ_ONLY)) {
            assertThat(tx.load(N1).orElseThrow().content()).isEqualTo("\"two\"");
            change(other, each -> each.delete("Note", List.of("n2")));
            assertThatExceptionOfType(StorageBusyException.class).isThrownBy(() -> tx.load(N2));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"n1", "a/b", "report.7", "ü 😀"})
    void save_ofAVersionReadBeforeAnEdit_isRefused(String id) throws IOException {
        FileStorage store = open();
        ObjectKey key = new ObjectKey("Note", id);
        save(store, "Note", id, "\"one\"");
        String file = "Note/" + FileNames.ofId(id);
        put(file, "edited");
        for (int i = 0; i < 3; i++) {
            StoredDocument loaded = load(store, "Note", id).orElseThrow();
            put(file, "edited again " + i);
            assertThatExceptionOfType(StaleVersionException.class)
                    .isThrownBy(() -> change(
                            store,
                            tx -> tx.save(List.of(write(key, "\"ours\"", WriteCondition.version(loaded.version()))))));
            assertThat(content(store, "Note", id)).isEqualTo("\"edited again " + i + "\"");
        }
        StoredDocument loaded = load(store, "Note", id).orElseThrow();
        change(store, tx -> tx.save(List.of(write(key, "\"ours\"", WriteCondition.version(loaded.version())))));
        assertThat(load(open(), "Note", id).orElseThrow().version()).isEqualTo(loaded.version() + 1);
    }

    @Test
    void save_ofAVersionOfAFileWithoutRecord_isRefusedAfterAnEdit() throws IOException {
        put("Note/n1", "one");
        FileStorage store = open();
        FileStorage other = open();
        StoredDocument loaded = load(store, "Note", "n1").orElseThrow();
        assertThat(loaded.version()).isEqualTo(1);
        put("Note/n1", "edited");
        for (FileStorage each : List.of(store, other)) {
            assertThatExceptionOfType(StaleVersionException.class)
                    .isThrownBy(() ->
                            change(each, tx -> tx.save(List.of(write(N1, "\"ours\"", WriteCondition.version(1))))));
        }
        assertThat(content(store, "Note", "n1")).isEqualTo("\"edited\"");
    }

    @Test
    void delete_ofAVersionReadBeforeAnEdit_isRefused() throws IOException {
        FileStorage store = open();
        save(store, "Note", "n1", "\"one\"");
        put("Note/n1", "edited");
        long version = load(store, "Note", "n1").orElseThrow().version();
        put("Note/n1", "edited again");
        assertThatExceptionOfType(StaleVersionException.class)
                .isThrownBy(() -> change(store, tx -> tx.delete(N1, WriteCondition.version(version))));
        assertThat(root().resolve("Note/n1")).hasContent("edited again");
    }

    @Test
    void listing_ofADirectoryWithTimesOfSeconds_seesFilesPutThereByHand() throws Exception {
        FileStorage store = open();
        put("Note/n1", "one");
        Path directory = root().resolve("Note");
        FileTime time = FileTime.fromMillis(System.currentTimeMillis() / 1000 * 1000);
        Files.setLastModifiedTime(directory, time);
        assertThat(ids(store, "Note")).containsExactly("n1");
        Thread.sleep(100);
        put("Note/n2", "by hand");
        Files.setLastModifiedTime(directory, time);

        assertThatThrownBy(() -> change(store, tx -> tx.save(List.of(write(N2, "\"ours\"", WriteCondition.ABSENT)))))
                .isInstanceOfAny(StorageBusyException.class, ObjectExistsException.class);
        assertThat(root().resolve("Note/n2")).hasContent("by hand");
        List<String> ids = List.of();
        for (int i = 0; i < 300 && ids.size() < 2; i++) {
            ids = ids(store, "Note");
            Thread.sleep(10);
        }
        assertThat(ids).containsExactly("n1", "n2");
    }
}
