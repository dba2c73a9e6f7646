package io.sepia.internal.backend.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import io.sepia.error.StorageBusyException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.WriteCondition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a reader finds of files that were replaced after it began. */
class KeptFilesTest extends FileStoreFixture {
    private static final List<String> IDS =
            IntStream.range(0, 40).mapToObj(i -> "n" + i).toList();

    private void saveAll(FileStorage store, String text) {
        change(
                store,
                tx -> tx.save(IDS.stream()
                        .map(id -> new DocumentWrite(
                                new ObjectKey("Note", id),
                                ObjectType.SERIALIZABLE,
                                "\"" + id + text + "\"",
                                null,
                                WriteCondition.NONE))
                        .toList()));
    }

    private static void isAll(BackendTransaction reader, String text) {
        for (String id : IDS) {
            assertThat(reader.load(new ObjectKey("Note", id)))
                    .map(StoredDocument::content)
                    .hasValueSatisfying(content ->
                            assertThat(content.equals("\"" + id + text + "\"")).isTrue());
        }
    }

    private List<String> kept() throws IOException {
        try (Stream<Path> files = Files.walk(root())) {
            return files.filter(Files::isRegularFile)
                    .map(each -> root().relativize(each).toString())
                    .filter(each -> each.startsWith(KeptFiles.DIRECTORY) || each.startsWith(".sepia-old-"))
                    .toList();
        }
    }

    @Test
    void reader_otherStoreReplacesFiles_seesStateAtItsBeginning() throws IOException {
        FileStorage writer = open();
        saveAll(writer, "old");
        FileStorage other = open();
        try (BackendTransaction reader = other.begin(Access.READ_ONLY)) {
            saveAll(writer, "new");
            saveAll(writer, "newer");

            isAll(reader, "old");
        }
        try (BackendTransaction reader = other.begin(Access.READ_ONLY)) {
            isAll(reader, "newer");
        }
        writer.close();
        assertThat(kept()).isEmpty();
    }

    @Test
    void reader_ofTheSameStore_seesLargeFilesThatWereReplacedOrDeleted() throws IOException {
        String large = "x".repeat(1 << 20);
        FileStorage store = open();
        saveAll(store, large);
        try (BackendTransaction reader = store.begin(Access.READ_ONLY)) {
            saveAll(store, "small");
            isAll(reader, large);
        }
        saveAll(store, large);
        try (BackendTransaction reader = store.begin(Access.READ_ONLY)) {
            change(store, tx -> tx.delete("Note", IDS));
            isAll(reader, large);
        }
        saveAll(store, large);
        change(store, tx -> tx.delete("Note", IDS));
        store.close();
        assertThat(kept()).isEmpty();
    }

    @Test
    void delete_nothingIsKept() throws IOException {
        FileStorage store = open();
        saveAll(store, "old");
        saveAll(store, "new");
        change(store, tx -> tx.delete("Note", IDS));

        assertThat(kept()).isEmpty();
    }

    @Test
    void reader_otherStoreDeletesFiles_isToldToRunAgain() {
        FileStorage writer = open();
        saveAll(writer, "old");
        try (BackendTransaction reader = open().begin(Access.READ_ONLY)) {
            change(writer, tx -> tx.delete("Note", IDS));

            assertThatExceptionOfType(StorageBusyException.class)
                    .isThrownBy(() -> reader.load(new ObjectKey("Note", "n1")));
        }
    }
}
