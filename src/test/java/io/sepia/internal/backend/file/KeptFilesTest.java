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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
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

    /** Returns the object in a file whose transaction the store has not recorded yet, after a store kept the file. */
    private FileDocument replacing(KeptFiles kept) throws IOException {
        Path file = Files.createDirectories(root().resolve("Note")).resolve("n1");
        Files.writeString(file, "old");
        FileRecord record = new FileRecord(
                ObjectType.SERIALIZABLE,
                Form.TEXT,
                "n1",
                FileRecord.fingerprint(FileNames.utf8("old")),
                7,
                Instant.EPOCH,
                Instant.EPOCH,
                null);
        DocumentFiles files = new DocumentFiles(root(), (directory, name) -> null, path -> {}, document -> {});
        FileDocument document = new FileDocument(files, new ObjectKey("Note", "n1"), "n1", record);
        document.freeze(0, kept);
        Files.move(Files.writeString(root().resolve("new"), "new"), file, StandardCopyOption.REPLACE_EXISTING);
        return document;
    }

    @Test
    void reader_whileTheFileIsReplaced_seesStateAtItsBeginning() throws IOException {
        FileDocument document = replacing(new KeptFiles(root()));

        assertThat(document.document().content()).isEqualTo("\"old\"");
        assertThat(document.document().version()).isEqualTo(7);
    }

    @Test
    void purge_oldFileThatAReaderOfTheStoreNeeds_isKept() throws IOException {
        KeptFiles kept = new KeptFiles(root(), 0);
        FileDocument document = replacing(kept);
        Path ofOther = Files.writeString(root().resolve(KeptFiles.DIRECTORY).resolve("other-1"), "other");
        kept.purge();
        kept.purge();

        assertThat(document.document().content()).isEqualTo("\"old\"");
        assertThat(ofOther).doesNotExist();
    }

    @Test
    void reader_ofTheSameStore_anotherTransactionFails_seesLargeFile() throws IOException {
        ObjectKey key = new ObjectKey("Note", "n1");
        String large = "\"" + "x".repeat(9 << 20) + "\"";
        FileStorage store = open();
        save(store, "Note", "n1", large);
        try (BackendTransaction reader = store.begin(Access.READ_ONLY)) {
            save(store, "Note", "n1", "\"new\"");
            assertThatExceptionOfType(StorageBusyException.class)
                    .isThrownBy(() -> change(store, tx -> {
                        tx.delete("Note", List.of("n1"));
                        try {
                            Files.writeString(root().resolve("Note/n1"), "edited");
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }));

            assertThat(reader.load(key).orElseThrow().content().equals(large)).isTrue();
        }
    }

    @Test
    void path_idsWithTheSameHashCode_differ() {
        assertThat(KeptFiles.path(root(), new ObjectKey("Note", "Aa"), 1))
                .isNotEqualTo(KeptFiles.path(root(), new ObjectKey("Note", "BB"), 1));
    }
}
