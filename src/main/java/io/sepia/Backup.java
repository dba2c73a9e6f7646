package io.sepia;

import io.sepia.error.ConfigurationException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.jpa.SqliteBackup;
import io.sepia.internal.engine.Work;
import io.sepia.internal.transfer.Archive;
import io.sepia.internal.transfer.ImportSource;
import io.sepia.report.ConflictPolicy;
import io.sepia.report.TransferSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A backup of a store in one file: a SQLite file, or an archive (tar) of a store on any backend or of some of its
 * objects. Archives of the Crystal library are read too. Immutable; the file is read by each operation. See decisions
 * 0192, 0193 and 0248.
 */
public final class Backup {
    private final Path file;

    private Backup(Path file) {
        this.file = file;
    }

    /**
     * Returns the backup in a file, which is an archive if its name ends in {@code .tar}, else a SQLite file.
     *
     * @throws ConfigurationException if there is no such file
     */
    public static Backup of(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ConfigurationException("There is no backup at " + file + ". Name a file.");
        }
        return new Backup(file);
    }

    /**
     * Returns the backups in a directory that {@link Contents#backupTo(Path)} has named, by their time, oldest first.
     * Other files are ignored; none is opened.
     *
     * @throws StorageFailureException if the directory cannot be read
     */
    public static List<Backup> list(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(each -> BackupName.parse(each) != null && Files.isRegularFile(each))
                    .map(Backup::new)
                    .sorted(Comparator.comparing(Backup::createdAt).thenComparing(Backup::file))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new StorageFailureException("The directory " + directory + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Deletes old backups among those of {@link #list}. For each store, by the beginning of the names, the newest ones
     * are kept, and so are all that are younger than an age.
     *
     * @param keep how many backups of each store to keep at least
     * @param age the age below which none is deleted; zero if only {@code keep} counts
     * @return the files that were deleted
     * @throws IllegalArgumentException if {@code keep} is less than 1
     * @throws StorageFailureException if a file cannot be deleted
     */
    public static List<Path> prune(Path directory, int keep, Duration age) {
        return prune(list(directory), keep, age);
    }

    /**
     * Deletes old backups like {@link #prune(Path, int, Duration)}, but only those of the same store in the directory
     * of this backup. Deletes nothing if the store has not named this backup.
     *
     * @param keep how many backups to keep at least
     * @param age the age below which none is deleted; zero if only {@code keep} counts
     * @return the files that were deleted
     * @throws IllegalArgumentException if {@code keep} is less than 1
     * @throws StorageFailureException if a file cannot be deleted
     */
    public List<Path> pruneOlder(int keep, Duration age) {
        BackupName name = BackupName.parse(file);
        List<Backup> ofStore = name == null
                ? List.of()
                : list(file.resolveSibling(".")).stream()
                        .filter(each -> name.store().equals(name(each).store()))
                        .toList();
        return prune(ofStore, keep, age);
    }

    private static List<Path> prune(List<Backup> listed, int keep, Duration age) {
        if (keep < 1) {
            throw new IllegalArgumentException("At least 1 backup must be kept, not " + keep + ".");
        }
        Instant oldest = Instant.now().minus(age);
        List<Backup> newestFirst = new ArrayList<>(listed);
        newestFirst.sort(Comparator.comparing(Backup::createdAt).reversed());
        Map<String, Integer> kept = new HashMap<>();
        List<Path> deleted = new ArrayList<>();
        for (Backup each : newestFirst) {
            if (kept.merge(name(each).store(), 1, Integer::sum) > keep
                    && !each.createdAt().isAfter(oldest)) {
                delete(each.file);
                deleted.add(each.file);
            }
        }
        return deleted;
    }

    private static BackupName name(Backup listed) {
        return Objects.requireNonNull(BackupName.parse(listed.file), "listed");
    }

    /** Returns the file. */
    public Path file() {
        return file;
    }

    /**
     * Returns when the backup was made: the time in its name, else in the archive, else that of the file.
     *
     * @throws io.sepia.error.DocumentFormatException if an archive is damaged
     */
    public Instant createdAt() {
        BackupName name = BackupName.parse(file);
        if (name != null) {
            return name.time();
        }
        try {
            if (isOfUpstream()) {
                return new Archive(file).ofUpstream().created();
            }
            return isArchive()
                    ? new Archive(file).created()
                    : Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Returns the size of the file in bytes. */
    public long bytes() {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * Reads the whole backup and checks it: structure and checksums.
     *
     * @throws io.sepia.error.IncompatibleStoreException if it is not the backup of a store, or of a newer version
     * @throws io.sepia.error.DocumentFormatException if an archive is damaged
     * @throws io.sepia.error.DamagedDocumentException if a document in a SQLite file is damaged
     * @throws StorageFailureException if a SQLite file is damaged or cannot be read
     */
    public void verify() {
        if (!isArchive()) {
            SqliteBackup.verify(file);
            return;
        }
        try {
            if (isOfUpstream()) {
                inUpstream(storage -> storage.contents().hash());
            } else {
                new Archive(file).verify();
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * Restores the backup into an open store on any backend, in one transaction, like {@link Contents#importData(Path,
     * ConflictPolicy)}. Objects that are only in the store are kept. A SQLite file that an older version has made must
     * be opened once for writing before.
     *
     * @param policy what happens to an object that is already stored and not equal
     * @throws io.sepia.error.ObjectExistsException for {@link ConflictPolicy#FAIL}, if there is such an object
     * @throws io.sepia.error.StorageException as {@link #verify}, and like other writing operations
     */
    public TransferSummary restoreInto(Storage storage, ConflictPolicy policy) {
        verify();
        if (!isArchive()) {
            return SqliteBackup.hasSeveralNames(file)
                    ? restoreCopyInto(storage, policy)
                    : restoreInto(storage, policy, file);
        }
        try {
            if (isOfUpstream()) {
                return inUpstream(backup -> storage.inTransaction(
                        transaction -> backup.contents().copyTo(storage, policy, documents -> {})));
            }
            ImportSource source = new Archive(file).source();
            return storage.engine().run(Work.WRITE_TRANSACTION, unit -> {
                try {
                    return source.importTo(unit.backend(), policy, unit::wrote);
                } catch (IOException e) {
                    throw unreadable(e);
                }
            });
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * Restores the backup to a SQLite file, which has the contents of the backup then and no others. Checks the backup,
     * builds the new contents beside the file if the backup is an archive, and replaces those of the file under its
     * exclusive lock in one transaction: if the process is killed, the file is as it was before. Creates the file if it
     * does not exist.
     *
     * @throws io.sepia.error.StorageBusyException if a store or another program has the file open; it is not changed
     * @throws io.sepia.error.IncompatibleStoreException if the file is not a store; it is not changed
     * @throws io.sepia.error.StorageException as {@link #verify}, and if the file cannot be written
     */
    public void restoreTo(Path databasePath) {
        restoreTo(databasePath, (done, total) -> {});
    }

    /**
     * Like {@link #restoreTo(Path)}, with progress.
     *
     * @param progress receives the number of bytes written and of all bytes
     */
    public void restoreTo(Path databasePath, BiConsumer<Long, Long> progress) {
        if (!isArchive()) {
            SqliteBackup.replace(file, databasePath, progress);
            return;
        }
        verify();
        Path built = databasePath.toAbsolutePath().resolveSibling("." + UUID.randomUUID() + ".restore");
        try {
            try (Storage storage = Storage.open("sqlite", Map.of("database_path", built, "journal_mode", "delete"))) {
                restoreInto(storage, ConflictPolicy.FAIL);
            }
            SqliteBackup.replace(built, databasePath, progress);
        } finally {
            delete(built);
        }
    }

    private static TransferSummary restoreInto(Storage storage, ConflictPolicy policy, Path sqlite) {
        try (Storage backup = Storage.open("sqlite", Map.of("database_path", sqlite, "read_only", true))) {
            return storage.inTransaction(transaction -> backup.contents().copyTo(storage, policy, documents -> {}));
        }
    }

    /** Restores a copy of this file, which has several names and so cannot be opened as a store. */
    private TransferSummary restoreCopyInto(Storage storage, ConflictPolicy policy) {
        try {
            Path directory = Files.createTempDirectory("sepia-restore");
            Path copy = directory.resolve("backup.db");
            try {
                SqliteBackup.replace(file, copy, (done, total) -> {});
                return restoreInto(storage, policy, copy);
            } finally {
                delete(copy);
                delete(directory);
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private boolean isOfUpstream() throws IOException {
        return isArchive() && new Archive(file).isOfUpstream();
    }

    private <T> T inUpstream(Function<Storage, T> read) throws IOException {
        return new Archive(file).ofUpstream().unpacked(directory -> {
            try (Storage backup = Storage.open("filesystem", Map.of("path", directory, "read_only", true))) {
                return read.apply(backup);
            }
        });
    }

    private boolean isArchive() {
        return BackupName.isArchive(file);
    }

    private StorageFailureException unreadable(IOException e) {
        return new StorageFailureException("The backup " + file + " cannot be read: " + e.getMessage(), e);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new StorageFailureException("The file " + file + " cannot be deleted: " + e.getMessage(), e);
        }
    }

    /** Returns the path of the file. */
    @Override
    public String toString() {
        return file.toString();
    }
}
