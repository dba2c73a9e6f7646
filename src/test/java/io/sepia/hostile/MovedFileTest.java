package io.sepia.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sepia.Storage;
import io.sepia.document.StoredDocument;
import io.sepia.error.ConfigurationException;
import io.sepia.error.OutcomeUnknownException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.LibraryLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of an open store is renamed, replaced, deleted, linked or copied. */
class MovedFileTest {
    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("store.db");
    }

    @FunctionalInterface
    private interface Deed {
        void run() throws IOException;
    }

    private void commitIsRefusedAfter(Deed deed, String finding) throws IOException {
        try (Storage storage = Storage.open(file())) {
            storage.documents("Note").save("before", "{}");
            deed.run();
            assertThatThrownBy(() -> storage.documents("Note").save("after", "{}"))
                    .isInstanceOf(OutcomeUnknownException.class)
                    .hasMessageContaining(file().toString())
                    .hasMessageContaining(finding)
                    .hasMessageContaining("Close the store");
            assertThatThrownBy(() -> storage.documents("Note").save("later", "{}"))
                    .isInstanceOf(StorageFailureException.class)
                    .hasMessageContaining(finding);
        }
    }

    @Test
    void commit_fileRenamed_isNotAcknowledgedAndCloseKeepsWhatWas() throws IOException {
        Path moved = directory.resolve("moved.db");
        commitIsRefusedAfter(() -> Files.move(file(), moved), "renamed or deleted");
        assertThat(file()).doesNotExist();
        try (Storage storage = Storage.open(moved)) {
            assertThat(storage.documents("Note").exists("before")).isTrue();
        }
    }

    @Test
    void close_fileRenamed_releasesTheLockOfTheFile() throws IOException {
        Path moved = directory.resolve("moved.db");
        commitIsRefusedAfter(() -> Files.move(file(), moved), "renamed or deleted");
        assertThat(System.getProperty("io.sepia.open:" + LibraryLock.identity(moved)))
                .isNull();
    }

    @Test
    void commit_fileMovedAndALinkPutInItsPlace_isNotAcknowledged() throws IOException {
        Path moved = directory.resolve("moved.db");
        commitIsRefusedAfter(
                () -> {
                    Files.move(file(), moved);
                    Files.createSymbolicLink(file(), moved);
                },
                "replaced");
        try (Storage storage = Storage.open(moved)) {
            assertThat(storage.documents("Note").exists("before")).isTrue();
        }
    }

    @Test
    void commit_fileDeleted_isNotAcknowledged() throws IOException {
        commitIsRefusedAfter(() -> Files.delete(file()), "renamed or deleted");
    }

    @Test
    void commit_anotherFileMovedOverIt_isNotAcknowledgedAndCloseKeepsTheOther() throws IOException {
        Path backup = directory.resolve("backup.db");
        try (Storage storage = Storage.open(backup)) {
            storage.documents("Note").save("restored", "{}");
        }
        commitIsRefusedAfter(
                () -> Files.move(backup, file(), StandardCopyOption.REPLACE_EXISTING), "replaced by another one");
        try (Storage storage = Storage.open(file())) {
            assertThat(storage.documents("Note").ids()).containsExactly("restored");
        }
    }

    @Test
    void commit_logDeleted_isNotAcknowledged() throws IOException {
        commitIsRefusedAfter(() -> Files.delete(directory.resolve("store.db-wal")), "write-ahead log");
    }

    @Test
    void commit_inAUnit_fileReplaced_isNotAcknowledged() throws Exception {
        try (Storage storage = Storage.open(file())) {
            storage.documents("Note").save("before", "{}");
            storage.useTransaction(transaction -> transaction.documents("Note").save("within", "{}"));
            Files.move(file(), directory.resolve("moved.db"));
            assertThatThrownBy(() -> storage.useTransaction(
                            transaction -> transaction.documents("Note").save("after", "{}")))
                    .isInstanceOf(OutcomeUnknownException.class);
        }
    }

    @Test
    void load_fileReplaced_isRefusedByThePollForExternalCommits() throws Exception {
        try (Storage storage =
                Storage.open("sqlite", Map.of("database_path", file(), "document_cache_staleness", "1"))) {
            storage.documents("Note").save("before", "{}");
            storage.documents("Note").load("before");
            Files.move(file(), directory.resolve("moved.db"));
            Thread.sleep(50);
            assertThatThrownBy(() -> storage.documents("Note").load("before"))
                    .isInstanceOf(StorageFailureException.class)
                    .hasMessageContaining("renamed or deleted");
        }
    }

    @Test
    void load_connectionOpenedAfterTheFileWasReplaced_isRefused() throws IOException {
        Path backup = directory.resolve("backup.db");
        Storage.open(backup).close();
        try (Storage storage = Storage.open(file())) {
            storage.documents("Note").saveAll(Map.of("a", "{}", "b", "{}"));
            try (Stream<StoredDocument> open = storage.documents("Note").stream()) {
                assertThat(open.iterator().hasNext()).isTrue();
                Files.move(backup, file(), StandardCopyOption.REPLACE_EXISTING);
                assertThatThrownBy(() -> storage.documents("Note").ids())
                        .isInstanceOf(StorageFailureException.class)
                        .hasMessageContaining("replaced by another one");
            }
        }
    }

    @Test
    void open_fileWithTwoNames_isRefused() throws IOException {
        Storage.open(file()).close();
        Path second = directory.resolve("second.db");
        Files.createLink(second, file());
        for (String readOnly : new String[] {"false", "true"}) {
            assertThatThrownBy(() -> Storage.open("sqlite", Map.of("database_path", second, "read_only", readOnly)))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(second.toString())
                    .hasMessageContaining("hard links");
        }
        Files.delete(second);
        Storage.open(file()).close();
    }

    @Test
    void save_applicationHasCopiedTheOpenFile_isRefusedOnceTheLocksAreSeenToBeLost() throws Exception {
        assumeTrue(Files.isReadable(Path.of("/proc/locks")));
        try (Storage storage = Storage.open(file())) {
            storage.documents("Note").save("before", "{}");
            Thread.sleep(1_100);
            storage.documents("Note").save("with locks", "{}");
            Files.copy(file(), directory.resolve("copy.db"));
            Thread.sleep(1_100);
            assertThatThrownBy(() -> storage.documents("Note").save("after", "{}"))
                    .isInstanceOf(StorageFailureException.class)
                    .hasMessageContaining("locks")
                    .hasMessageContaining("backupTo");
        }
        try (Storage storage = Storage.open(file())) {
            assertThat(storage.documents("Note").ids()).containsExactlyInAnyOrder("before", "with locks");
        }
    }

    @Test
    void exportImportAndRecover_fileOfAnOpenStore_areRefusedAndKeepItsLocks() throws Exception {
        try (Storage storage = Storage.open(file());
                Storage memory = Storage.open("memory", Map.of())) {
            storage.documents("Note").save("before", "{}");
            Thread.sleep(1_100);
            storage.documents("Note").save("with locks", "{}");
            for (Deed each : new Deed[] {
                () -> storage.contents().exportData(file()),
                () -> storage.contents().importData(file()),
                () -> memory.contents().recover(file())
            }) {
                assertThatThrownBy(each::run)
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageContaining(file() + " is open as a store");
            }
            Thread.sleep(1_100);
            storage.documents("Note").save("after", "{}");
        }
        try (Storage storage = Storage.open(file())) {
            assertThat(storage.documents("Note").count()).isEqualTo(3);
        }
    }

    @Test
    void save_threadIsInterruptedWhenTheLocksAreChecked_isStored() throws Exception {
        try (Storage storage = Storage.open(file())) {
            storage.documents("Note").save("before", "{}");
            Thread.sleep(1_100);
            Thread.currentThread().interrupt();
            storage.documents("Note").save("interrupted", "{}");
            assertThat(Thread.interrupted()).isTrue();
            storage.documents("Note").save("after", "{}");
            assertThat(storage.documents("Note").count()).isEqualTo(3);
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void save_logDeletedByAnotherProcessAfterACopy_isNotAcknowledged() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/sqlite3")));
        try (Storage storage = Storage.open(file())) {
            storage.documents("Note").save("before", "{}");
            Files.copy(file(), directory.resolve("copy.db"));
            assertThat(sqlite3("SELECT count(*) FROM objects")).isEqualTo("1");
            assertThatThrownBy(() -> storage.documents("Note").save("after", "{}"))
                    .isInstanceOf(OutcomeUnknownException.class)
                    .hasMessageContaining("write-ahead log");
        }
        assertThatThrownBy(() -> Storage.open(file()))
                .isInstanceOf(StorageFailureException.class)
                .hasMessageContaining("Restart the process");
        assertThat(sqlite3("SELECT group_concat(object_id) FROM objects")).isEqualTo("before");
    }

    private String sqlite3(String sql) throws Exception {
        Process process = new ProcessBuilder("/usr/bin/sqlite3", file().toString(), sql)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return output.strip();
    }
}
