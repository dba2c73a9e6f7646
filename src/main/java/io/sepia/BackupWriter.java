package io.sepia;

import io.sepia.document.ObjectKey;
import io.sepia.error.ConfigurationException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.CompleteFile;
import io.sepia.internal.backend.FileCopy;
import io.sepia.internal.engine.Engine;
import io.sepia.internal.engine.Work;
import io.sepia.internal.transfer.Archive;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;

/** Writes a backup beside its place, checks it, and moves it there. */
record BackupWriter(
        Engine engine,
        Optional<FileCopy> copying,
        Optional<String> directory,
        long bytesPerSecond,
        BiConsumer<Long, Long> progress) {
    private static final System.Logger LOG = System.getLogger(BackupWriter.class.getName());
    /** How long reading is repeated when other processes replace files of a directory store. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    Backup write(Path path) {
        return write(Set.of(), path);
    }

    /** @param objects the objects of which an archive consists; empty for the whole store */
    Backup write(Set<ObjectKey> objects, Path path) {
        if (engine.isJoined(Access.READ_ONLY)) {
            throw new IllegalStateException("This thread is in a transaction, and a backup contains committed"
                    + " transactions only. Make the backup after the transaction.");
        }
        if (bytesPerSecond < 0) {
            throw new IllegalArgumentException(
                    "The bytes per second must be 0, for no limit, or more: " + bytesPerSecond);
        }
        if (!objects.isEmpty() && !BackupName.isArchive(path)) {
            throw new ConfigurationException("The backup of an object is an archive, and the name of " + path
                    + " does not end in .tar. Name a file that does.");
        }
        Path file = named(path.toAbsolutePath());
        if (Files.exists(file)) {
            throw new ConfigurationException("The file " + file + " exists, and a backup never replaces a file. Name"
                    + " another one, or a directory, in which each backup gets a name of its own.");
        }
        Path part = file.resolveSibling("." + UUID.randomUUID() + ".part");
        try {
            if (copying.isPresent() && !BackupName.isArchive(file)) {
                engine.run(Work.READ_TRANSACTION, unit -> {
                    copying.get().copyTo(part, bytesPerSecond, progress);
                    return true;
                });
            } else {
                archive(objects, part);
            }
            CompleteFile.move(part, file);
            return Backup.of(file);
        } catch (IOException e) {
            throw new StorageFailureException("The backup " + file + " cannot be written: " + reason(e), e);
        } finally {
            delete(part);
        }
    }

    private Path named(Path path) {
        if (!Files.isDirectory(path)) {
            if (copying.isEmpty() && !BackupName.isArchive(path)) {
                throw new ConfigurationException("The backup of this store is an archive, and the name of " + path
                        + " does not end in .tar. Let it end in .tar, or name a directory.");
            }
            return path;
        }
        String store = copying.map(each -> String.valueOf(each.file().getFileName()))
                .map(each -> each.endsWith(".db") ? each.substring(0, each.length() - 3) : each)
                .or(() -> directory.map(each -> String.valueOf(
                        Path.of(each).toAbsolutePath().normalize().getFileName())))
                .orElseGet(engine::toString);
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Path file = path.resolve(new BackupName(store, now, copying.isEmpty()).toString());
        while (Files.exists(file)) {
            now = now.plusMillis(1);
            file = path.resolve(new BackupName(store, now, copying.isEmpty()).toString());
        }
        return file;
    }

    private void archive(Set<ObjectKey> objects, Path part) throws IOException {
        long documents = engine.<Long>run(
                Work.READ,
                unit -> unit.backend().classes().values().stream()
                        .mapToLong(Long::longValue)
                        .sum());
        progress.accept(0L, documents);
        Archive archive = new Archive(part);
        engine.run(Work.transaction(Access.READ_ONLY, PATIENCE, null), unit -> {
            try {
                Files.deleteIfExists(part);
                return archive.write(unit.backend(), objects, Instant.now(), bytesPerSecond);
            } catch (IOException e) {
                throw new StorageFailureException("The archive " + part + " cannot be written: " + reason(e), e);
            }
        });
        archive.verify();
        progress.accept(documents, documents);
    }

    private static String reason(IOException e) {
        return e instanceof ClosedByInterruptException
                ? "the thread was interrupted. Nothing is left of it; make the backup again"
                : String.valueOf(e.getMessage());
    }

    private static void delete(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "The temporary file " + part + " cannot be deleted. Delete it.", e);
        }
    }
}
