package io.sepia.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.Backup;
import io.sepia.Storage;
import io.sepia.error.ConfigurationException;
import io.sepia.error.IncompatibleStoreException;
import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.sql.SchemaStep;
import io.sepia.internal.backend.sqlite.SqliteDatabase;
import io.sepia.report.ConflictPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Backups of SQLite files, and their restoration. A large one: {@code ./mvnw test -Dtest=SqliteBackupTest
 * -Dsepia.backup.megabytes=1000}.
 */
class SqliteBackupTest {
    private static final int MEGABYTES = Integer.getInteger("sepia.backup.megabytes", 4);

    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("store.db");
    }

    private static void fill(Storage storage, String prefix, int megabytes) {
        String padding = "x".repeat(10_000);
        for (int i = 0; i < megabytes; i++) {
            String id = prefix + i + "-";
            storage.documents("Note")
                    .saveAll(IntStream.range(0, 100)
                            .boxed()
                            .collect(
                                    Collectors.toMap(n -> id + n, n -> "{\"n\":" + n + ",\"p\":\"" + padding + "\"}")));
        }
    }

    private Backup backup(int megabytes) {
        try (Storage storage = Storage.open(file())) {
            fill(storage, "b", megabytes);
            return storage.contents().backupTo(directory.resolve("b.db"));
        }
    }

    @Test
    void verifyAndRestoreTo_backupWithTwoNames_areDone() throws IOException {
        Backup backup = backup(1);
        Files.createLink(directory.resolve("snapshot.db"), backup.file());
        try (Storage memory = Storage.open("memory", Map.of())) {
            assertThat(backup.restoreInto(memory, ConflictPolicy.FAIL).written())
                    .isPositive();
        }
        backup.verify();
        Path restored = directory.resolve("restored.db");
        backup.restoreTo(restored);
        Storage.open(restored).close();
        // A file of a store has a log, which other names do not show.
        Path second = Files.createLink(directory.resolve("second.db"), file());
        assertThatThrownBy(() -> Backup.of(second).verify())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("hard links");
    }

    @Test
    void backupExportAndRestore_longNames_areDone() {
        Path store = directory.resolve("n".repeat(210) + ".db");
        try (Storage storage = Storage.open(store)) {
            storage.documents("Note").save("a", "{}");
            for (Backup each : List.of(
                    storage.contents().backupTo(directory),
                    storage.contents().backupTo(directory.resolve("t".repeat(240) + ".tar")))) {
                Path restored = directory.resolve(
                        "r".repeat(210) + each.file().getFileName().toString().length() + ".db");
                each.restoreTo(restored);
                assertThat(restored).exists();
            }
            Path export = directory.resolve("e".repeat(240));
            storage.contents().exportData(export);
            assertThat(export).exists();
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void exportData_pipeDirectoryAndLink_areNotReplaced() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Path taken = Files.createDirectory(directory.resolve("taken"));
        Path real = Files.writeString(directory.resolve("real"), "earlier");
        Path link = Files.createSymbolicLink(directory.resolve("link"), real);
        try (Storage storage = Storage.open(file())) {
            storage.documents("Note").save("a", "{}");
            CompletableFuture<List<String>> read = CompletableFuture.supplyAsync(() -> {
                try {
                    return Files.readAllLines(pipe);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            storage.contents().exportData(pipe);
            assertThat(read.get(10, TimeUnit.SECONDS).get(0)).contains("sepia-export");
            assertThat(Files.isRegularFile(pipe)).isFalse();
            assertThatThrownBy(() -> storage.contents().exportData(taken))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(taken.toString());
            storage.contents().exportData(link);
        }
        assertThat(taken).isDirectory();
        assertThat(link).isSymbolicLink();
        assertThat(Files.readString(real)).contains("sepia-export");
    }

    @Test
    void backupTo_large_isLimitedInSpeedAndReportsProgress() {
        try (Storage storage = Storage.open(file())) {
            fill(storage, "b", MEGABYTES);
            AtomicLong last = new AtomicLong();
            long begin = System.nanoTime();
            Backup backup = storage.contents()
                    .backupTo(directory.resolve("b.db"), 8_000_000L * MEGABYTES, (done, total) -> {
                        assertThat(done).isBetween(last.get(), total);
                        last.set(done);
                    });
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            assertThat(last.get()).isEqualTo(backup.bytes()).isGreaterThan(1_000_000L * MEGABYTES);
            assertThat(millis).isGreaterThan(100);
            assertThat(directory.resolve("b.db-wal")).doesNotExist();
            try (Storage copy = Storage.open("sqlite", Map.of("database_path", backup.file(), "read_only", true))) {
                assertThat(copy.contents().hash()).isEqualTo(storage.contents().hash());
            }
        }
    }

    @Test
    void backupTo_exceptionOfProgress_leavesNothing() {
        try (Storage storage = Storage.open(file())) {
            fill(storage, "b", 1);
            assertThatThrownBy(() -> storage.contents().backupTo(directory.resolve("b.db"), 0, (done, total) -> {
                        throw new IllegalStateException("enough");
                    }))
                    .hasMessage("enough");
        }
        assertThat(directory)
                .isDirectoryContaining(each -> each.equals(file()))
                .isDirectoryNotContaining("glob:**part*");
        assertThat(directory.resolve("b.db")).doesNotExist();
    }

    @Test
    void restoreTo_laterContents_areReplacedWhole() {
        Backup backup = backup(1);
        String hash;
        try (Storage storage = Storage.open(file())) {
            hash = storage.contents().hash();
            storage.documents("Note").save("later", "{}");
            fill(storage, "later", 2);
        }
        backup.restoreTo(file());
        try (Storage storage = Storage.open(file())) {
            assertThat(storage.contents().hash()).isEqualTo(hash);
            storage.documents("Note").save("again", "{}");
        }
    }

    @Test
    void restoreTo_fileInUse_isRefusedAndKept() throws Exception {
        Backup backup = backup(1);
        try (Storage storage = Storage.open(file())) {
            storage.documents("Note").save("later", "{}");
            assertThatThrownBy(() -> backup.restoreTo(file()))
                    .isInstanceOf(StorageBusyException.class)
                    .hasMessageContaining(file().toString())
                    .hasMessageContaining("in use");
            assertThat(storage.documents("Note").exists("later")).isTrue();
        }
        Process other = process(HoldsOpen.class, file().toString());
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("open");
            assertThatThrownBy(() -> backup.restoreTo(file()))
                    .isInstanceOf(StorageBusyException.class)
                    .hasMessageContaining("in use");
        } finally {
            other.destroyForcibly().waitFor();
        }
        backup.restoreTo(file());
        try (Storage storage = Storage.open(file())) {
            assertThat(storage.documents("Note").exists("later")).isFalse();
        }
    }

    @Test
    void restoreTo_killedAtAnyStep_leavesTheOldContentsOrTheNew() throws Exception {
        Backup backup = backup(4);
        String restored;
        String before;
        try (Storage storage = Storage.open(file())) {
            restored = storage.contents().hash();
            fill(storage, "later", 2);
            before = storage.contents().hash();
        }
        int unfinished = 0;
        for (int step = 1; step <= 4; step++) {
            Process restoring = process(KilledRestore.class, backup.file().toString(), file().toString(), "" + step);
            assertThat(restoring.waitFor(60, TimeUnit.SECONDS)).isTrue();
            try {
                Storage.open("sqlite", Map.of("database_path", file(), "read_only", true))
                        .close();
            } catch (StorageFailureException e) {
                assertThat(e).hasMessageContaining("Open it once for writing");
                unfinished++;
            }
            try (Storage storage = Storage.open(file())) {
                assertThat(storage.contents().hash())
                        .as("killed at step %s", step)
                        .isIn(restoring.exitValue() == 7 ? List.of(before, restored) : List.of(restored));
            }
        }
        assertThat(unfinished).isPositive();
    }

    @Test
    void restoreTo_fileOfAnotherApplication_isRefusedAndKept() throws Exception {
        Backup backup = backup(1);
        Path foreign = directory.resolve("foreign.db");
        sql(foreign, "CREATE TABLE a (b)", "PRAGMA user_version = 3");
        byte[] before = Files.readAllBytes(foreign);
        assertThatThrownBy(() -> backup.restoreTo(foreign)).isInstanceOf(IncompatibleStoreException.class);
        assertThat(Files.readAllBytes(foreign)).isEqualTo(before);
        assertThatThrownBy(() -> Backup.of(foreign).verify()).isInstanceOf(IncompatibleStoreException.class);
        Path text = Files.writeString(directory.resolve("text.db"), "no database at all ".repeat(100));
        assertThatThrownBy(() -> Backup.of(text).restoreTo(directory.resolve("x.db")))
                .isInstanceOf(StorageException.class);
        assertThat(directory.resolve("x.db")).doesNotExist();
        assertThatThrownBy(() -> Backup.of(directory.resolve("missing.db"))).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void restoreTo_besideTheLogOfAnEarlierStore_isRefused() throws Exception {
        Backup backup = backup(1);
        Path target = directory.resolve("x.db");
        Files.writeString(directory.resolve("x.db-wal"), "left");
        assertThatThrownBy(() -> backup.restoreTo(target))
                .isInstanceOf(StorageFailureException.class)
                .hasMessageContaining("x.db-wal")
                .hasMessageContaining("Move it away");
        assertThat(target).doesNotExist();
    }

    @Test
    void restoreTo_backupOfEachOlderSchema_opens() throws Exception {
        List<SchemaStep> steps = SqliteDatabase.INSTANCE.schema();
        for (int last = 1; last < steps.size(); last++) {
            Path old = directory.resolve("old" + last + ".db");
            for (SchemaStep step : steps.subList(0, last)) {
                sql(old, step.statements().toArray(String[]::new));
            }
            sql(old, "INSERT INTO objects (class_name, object_id, content) VALUES ('Note', 'a', '{}')");
            Path restored = directory.resolve("restored" + last + ".db");
            Backup.of(old).restoreTo(restored);
            try (Storage storage = Storage.open(restored)) {
                assertThat(storage.documents("Note").load("a").content()).isEqualTo("{}");
            }
        }
    }

    @Test
    void restoreInto_sqliteFile_followsThePolicy() {
        Backup backup = backup(1);
        try (Storage memory = Storage.open("memory", Map.of())) {
            memory.documents("Note").save("b0-1", "{\"mine\":1}");
            assertThat(backup.restoreInto(memory, ConflictPolicy.SKIP).skipped())
                    .isEqualTo(1);
            assertThat(memory.documents("Note").count()).isEqualTo(100);
            backup.restoreInto(memory, ConflictPolicy.OVERWRITE);
            assertThat(memory.documents("Note").load("b0-1").content()).doesNotContain("mine");
        }
    }

    @Test
    void verify_flippedBits_areFoundOrHarmless() throws IOException {
        Backup backup = backup(1);
        byte[] whole = Files.readAllBytes(backup.file());
        Random random = new Random(7);
        Path damaged = directory.resolve("damaged.db");
        int found = 0;
        for (int i = 0; i < 60; i++) {
            byte[] bytes = whole.clone();
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(damaged, bytes);
            try {
                Backup.of(damaged).verify();
            } catch (StorageException e) {
                found++;
            }
        }
        // Most bytes are content; the others are unused space.
        assertThat(found).isGreaterThan(40);
    }

    private static void sql(Path file, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    private static Process process(Class<?> program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Keeps a store open until it is killed. */
    static final class HoldsOpen {
        private HoldsOpen() {}

        public static void main(String[] arguments) throws InterruptedException {
            try (Storage storage = Storage.open(Path.of(arguments[0]))) {
                storage.documents("Note").count();
                System.out.println("open");
                Thread.sleep(60_000);
            }
        }
    }

    /** Restores a backup, and is killed at a step. */
    static final class KilledRestore {
        private KilledRestore() {}

        public static void main(String[] arguments) {
            int[] steps = {Integer.parseInt(arguments[2])};
            Backup.of(Path.of(arguments[0])).restoreTo(Path.of(arguments[1]), (done, total) -> {
                if (--steps[0] == 0) {
                    Runtime.getRuntime().halt(7);
                }
            });
        }
    }
}
