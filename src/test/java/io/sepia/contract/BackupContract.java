package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.Backup;
import io.sepia.Storage;
import io.sepia.StorageTransaction;
import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.ConfigurationException;
import io.sepia.error.DocumentFormatException;
import io.sepia.error.ObjectExistsException;
import io.sepia.error.ObjectNotFoundException;
import io.sepia.error.StorageFailureException;
import io.sepia.query.IndexDefinition;
import io.sepia.report.ConflictPolicy;
import io.sepia.report.TransferSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups of a store on any backend, restored to any other. */
interface BackupContract extends StorageFixture {
    private Storage filled() {
        Storage storage = storage();
        storage.indexes().add(new IndexDefinition("Note", List.of("mail"), true));
        storage.documents("Memo").keepHistory(HistoryRule.ALL);
        for (int i = 0; i < 20; i++) {
            storage.documents("Note").save("n" + i, "{\"mail\":\"m" + i + "\"}");
            storage.documents("Memo").save("m", "{\"text\":\"é" + i + "\"}");
        }
        return storage;
    }

    @Test
    default void backupOf_object_restoresItWithAllToWhichItRefers(@TempDir Path directory) {
        Storage storage = filled();
        String toN7 = "{\"other\":{\"$ref\":{\"class\":\"Note\",\"id\":\"n7\"}},\"gone\":"
                + "{\"$ref\":{\"class\":\"Note\",\"id\":\"none\"}}}";
        storage.documents("Holder").save("h", toN7);
        storage.documents("Root")
                .save(
                        "r",
                        "{\"holders\":[{\"$ref\":{\"class\":\"Holder\",\"id\":\"h\"}},"
                                + "{\"$ref\":{\"class\":\"Memo\",\"id\":\"m\"}}]}");

        Backup backup = storage.contents().backupOf(new ObjectKey("Root", "r"), directory.resolve("r.tar"));

        backup.verify();
        try (Storage target = Storage.open("memory", Map.of())) {
            assertThat(backup.restoreInto(target, ConflictPolicy.FAIL).written())
                    .isEqualTo(4);
            for (ObjectKey each : List.of(
                    new ObjectKey("Root", "r"),
                    new ObjectKey("Holder", "h"),
                    new ObjectKey("Note", "n7"),
                    new ObjectKey("Memo", "m"))) {
                StoredDocument restored = target.documents(each.className()).load(each.id());
                assertThat(restored)
                        .isEqualTo(storage.documents(each.className()).load(each.id()));
            }
            assertThat(target.documents("Note").count()).isEqualTo(1);
            assertThat(target.documents("Memo").history("m").count()).isEqualTo(20);
            assertThat(target.indexes().list()).isEqualTo(storage.indexes().list());
        }
    }

    @Test
    default void backupTo_interruptedThread_makesTheArchiveOrSaysSo(@TempDir Path directory) throws IOException {
        Storage storage = filled();
        Path file = directory.resolve("b.tar");
        Thread.currentThread().interrupt();
        try {
            storage.contents().backupTo(file).verify();
        } catch (StorageFailureException e) {
            assertThat(e).hasMessageContaining("interrupted");
            assertThat(file).doesNotExist();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.filter(each -> !each.equals(file))).isEmpty();
        }
    }

    @Test
    default void backupOf_absentObjectOrOtherName_leavesNoFile(@TempDir Path directory) throws IOException {
        Storage storage = storage();
        assertThatExceptionOfType(ObjectNotFoundException.class)
                .isThrownBy(() -> storage.contents().backupOf(new ObjectKey("Root", "r"), directory.resolve("r.tar")));
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> storage.contents().backupOf(new ObjectKey("Root", "r"), directory));
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    default void backupTo_archive_restoresEverythingToAnyStore(@TempDir Path directory) throws IOException {
        Storage storage = filled();
        Backup backup = storage.contents().backupTo(directory.resolve("b.tar"));
        backup.verify();
        assertThat(backup.bytes()).isEqualTo(Files.size(backup.file()));
        String hash = storage.contents().hash();
        try (Storage memory = Storage.open("memory", Map.of());
                Storage files = Storage.open("filesystem", Map.of("path", directory.resolve("files")))) {
            for (Storage target : List.of(memory, files)) {
                TransferSummary summary = backup.restoreInto(target, ConflictPolicy.FAIL);
                assertThat(summary.written()).isEqualTo(21);
                assertThat(target.contents().hash()).isEqualTo(hash);
                assertThat(target.indexes().list()).isEqualTo(storage.indexes().list());
                assertThat(target.documents("Memo").historyRule()).contains(HistoryRule.ALL);
            }
        }
        Path database = directory.resolve("restored.db");
        backup.restoreTo(database);
        try (Storage restored = Storage.open(database)) {
            assertThat(restored.contents().hash()).isEqualTo(hash);
        }
        try (var left = Files.list(directory)) {
            assertThat(left.map(each -> each.getFileName().toString()))
                    .containsExactlyInAnyOrder("b.tar", "files", "restored.db");
        }
    }

    @Test
    default void backupTo_directory_namesListsAndPrunes(@TempDir Path directory) throws IOException {
        Storage storage = filled();
        Files.writeString(directory.resolve("notes-20260101T000000Z.txt"), "the user's");
        List<Path> made = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            made.add(storage.contents().backupTo(directory).file());
        }
        assertThat(Backup.list(directory).stream().map(Backup::file)).containsExactlyElementsOf(made);
        Backup.list(directory).forEach(Backup::verify);
        assertThat(Backup.prune(directory, 1, Duration.ofHours(1))).isEmpty();
        assertThat(Backup.prune(directory, 3, Duration.ZERO)).containsExactly(made.get(0));
        assertThat(Backup.list(directory).stream().map(Backup::file))
                .containsExactlyElementsOf(made.subList(1, made.size()));
        assertThat(directory.resolve("notes-20260101T000000Z.txt")).exists();
        try (Storage target = Storage.open("memory", Map.of())) {
            Backup.of(made.get(3)).restoreInto(target, ConflictPolicy.FAIL);
            assertThat(target.contents().hash()).isEqualTo(storage.contents().hash());
        }
    }

    @Test
    default void backupTo_existingFile_isRefusedAndKept(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("b.tar"), "mine");
        Storage storage = filled();
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> storage.contents().backupTo(file))
                .withMessageContaining("never replaces");
        assertThat(file).hasContent("mine");
    }

    @Test
    default void backupTo_insideATransaction_isRefused(@TempDir Path directory) {
        Storage storage = filled();
        storage.useTransaction(transaction -> assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> storage.contents().backupTo(directory))
                .withMessageContaining("after the transaction"));
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    default void restoreInto_conflicts_areTreatedByThePolicyAndAllOrNothing(@TempDir Path directory) {
        Storage storage = filled();
        Backup backup = storage.contents().backupTo(directory.resolve("b.tar"));
        storage.documents("Note").save("n3", "{\"mail\":\"changed\"}");
        storage.documents("Note").delete("n4");
        assertThatExceptionOfType(ObjectExistsException.class)
                .isThrownBy(() -> backup.restoreInto(storage, ConflictPolicy.FAIL));
        assertThat(storage.documents("Note").exists("n4")).isFalse();
        backup.restoreInto(storage, ConflictPolicy.SKIP);
        assertThat(storage.documents("Note").load("n3").content()).contains("changed");
        assertThat(storage.documents("Note").exists("n4")).isTrue();
        backup.restoreInto(storage, ConflictPolicy.OVERWRITE);
        assertThat(storage.documents("Note").load("n3").content()).contains("m3");
    }

    @Test
    default void verify_damagedArchive_isRefusedWhereverTheDamageIs(@TempDir Path directory) throws IOException {
        Backup backup = filled().contents().backupTo(directory.resolve("b.tar"));
        byte[] whole = Files.readAllBytes(backup.file());
        Path damaged = directory.resolve("damaged.tar");
        // The blocks after the manifest carry no information.
        int manifest = whole.length - 1_536;
        for (int at = 0; at < whole.length - 1_024; at += at < manifest ? 97 : 1) {
            byte[] bytes = whole.clone();
            bytes[at] ^= 0x10;
            boolean padding = whole[at] == 0;
            Files.write(damaged, bytes);
            if (!padding) {
                assertThatExceptionOfType(DocumentFormatException.class)
                        .as("a flipped bit at %s", at)
                        .isThrownBy(() -> Backup.of(damaged).verify());
            }
        }
        for (int length : new int[] {0, 100, 512, whole.length / 2, whole.length - 2_000}) {
            Files.write(damaged, Arrays.copyOf(whole, length));
            assertThatExceptionOfType(DocumentFormatException.class)
                    .isThrownBy(() -> Backup.of(damaged).restoreInto(storage(), ConflictPolicy.SKIP));
        }
    }

    /** Writers move an amount between two objects; each backup holds all of it, and the events that belong to it. */
    @Test
    default void backupTo_underFourWriters_isOfOneMoment(@TempDir Path directory) throws Exception {
        int backups = Integer.getInteger("sepia.backups", 2);
        Storage storage = storage();
        for (int i = 0; i < 8; i++) {
            storage.documents("Account").save("a" + i, "{\"amount\":100}");
        }
        AtomicBoolean ended = new AtomicBoolean();
        AtomicReference<Throwable> failed = new AtomicReference<>();
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int number = i;
            writers.add(new Thread(() -> {
                try {
                    for (int n = number; !ended.get(); n++) {
                        int from = n % 8;
                        int to = (n * 5 + 1 + number) % 8;
                        storage.transactions()
                                .retryFor(Duration.ofSeconds(30))
                                .use(transaction -> move(transaction, "a" + from, "a" + to));
                    }
                } catch (Throwable e) {
                    failed.set(e);
                }
            }));
        }
        writers.forEach(Thread::start);
        try {
            for (int i = 0; i < backups; i++) {
                Backup backup = storage.contents().backupTo(directory);
                try (Storage restored = Storage.open("memory", Map.of())) {
                    backup.restoreInto(restored, ConflictPolicy.FAIL);
                    long sum = restored.documents("Account").stream()
                            .mapToLong(each -> amount(each.content()))
                            .sum();
                    assertThat(sum).as("backup %s", i).isEqualTo(800);
                }
                Files.delete(backup.file());
            }
        } finally {
            ended.set(true);
            for (Thread each : writers) {
                each.join();
            }
        }
        assertThat(failed.get()).isNull();
    }

    private static void move(StorageTransaction transaction, String from, String to) {
        if (!from.equals(to)) {
            var accounts = transaction.documents("Account");
            long left = amount(accounts.load(from).content());
            long there = amount(accounts.load(to).content());
            accounts.save(from, "{\"amount\":" + (left - 1) + "}");
            accounts.save(to, "{\"amount\":" + (there + 1) + "}");
        }
    }

    private static long amount(String content) {
        return Long.parseLong(content.replaceAll("[^-0-9]", ""));
    }
}
