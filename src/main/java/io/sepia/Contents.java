package io.sepia;

import io.sepia.change.ChangeCursor;
import io.sepia.document.ObjectKey;
import io.sepia.error.ConfigurationException;
import io.sepia.error.DamagedDocumentException;
import io.sepia.error.DocumentFormatException;
import io.sepia.error.StorageException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.FileCopy;
import io.sepia.internal.backend.LibraryLock;
import io.sepia.internal.engine.Engine;
import io.sepia.internal.engine.Work;
import io.sepia.internal.recovery.Recovery;
import io.sepia.internal.transfer.Comparison;
import io.sepia.internal.transfer.Copier;
import io.sepia.internal.transfer.ExportFile;
import io.sepia.internal.transfer.Exporter;
import io.sepia.internal.transfer.ImportSource;
import io.sepia.internal.transfer.StoreReader;
import io.sepia.internal.transfer.Verification;
import io.sepia.query.IndexEntry;
import io.sepia.report.ConflictPolicy;
import io.sepia.report.Difference;
import io.sepia.report.TransferSummary;
import io.sepia.report.VerifyReport;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The whole contents of a store, for backup, export, import, copying, comparison, verification and migration.
 *
 * <p>Each operation is a transaction of its own, or joins the transaction of its thread. See decision 0054.
 */
public final class Contents {
    private final Engine engine;
    private final Optional<FileCopy> copying;
    private final Optional<String> directory;

    /** @param copying copies the store's file, if the store is one */
    /** @param directory the directory of the store, if it is one */
    Contents(Engine engine, Optional<FileCopy> copying, Optional<String> directory) {
        this.engine = engine;
        this.copying = copying;
        this.directory = directory;
    }

    /**
     * Makes a backup of the whole store, as of one moment, while other threads and processes read and write. Use this
     * instead of copying the store's files, which loses data while the store is open.
     *
     * <p>The backup of a SQLite store is a SQLite file; that of another store, or if the name of the file ends in
     * {@code .tar}, is an archive that can be restored to any backend. The file is checked before it appears under its
     * name. If {@code path} is a directory, the file is named in it after the store and the time.
     *
     * @return the backup
     * @throws io.sepia.error.ConfigurationException if the file exists, or the store needs an archive and the name does
     *     not end in {@code .tar}
     * @throws io.sepia.error.StorageFailureException if the disk or the database fails; there is no file then
     * @throws IllegalStateException inside a transaction of this store
     * @throws io.sepia.error.StorageException like other reading operations
     */
    public Backup backupTo(Path path) {
        return backupTo(path, 0, (done, total) -> {});
    }

    /**
     * Like {@link #backupTo(Path)}, with limited speed and progress.
     *
     * @param bytesPerSecond the most bytes to write in a second; 0 for no limit
     * @param progress receives how much is done and how much there is: in bytes for a SQLite file, in documents for an
     *     archive
     */
    public Backup backupTo(Path path, long bytesPerSecond, BiConsumer<Long, Long> progress) {
        return new BackupWriter(engine, copying, directory, bytesPerSecond, progress).write(path);
    }

    /**
     * Makes an archive of an object and all objects to which it refers, directly or not, as of one moment: documents
     * with versions, times and metadata, their events and generations, and the indexes and rules of their classes.
     * References to objects that are not stored stay as they are. {@link Backup#restoreInto} adds the objects to a
     * store. The keys of all of them are held in memory.
     *
     * @param path the file, whose name ends in {@code .tar} and which does not exist
     * @throws io.sepia.error.ObjectNotFoundException if the object is not stored
     * @throws io.sepia.error.StorageException as {@link #backupTo(Path)}
     */
    public Backup backupOf(ObjectKey object, Path path) {
        return new BackupWriter(engine, Optional.empty(), directory, 0, (done, total) -> {})
                .write(Set.of(object), path);
    }

    /** Returns the migrations of stored documents to the present schema of their class, in their own transactions. */
    public Migrations migrations() {
        return new Migrations(engine);
    }

    /**
     * Exports the whole store to a file of JSON lines: documents with their versions, times and metadata, events,
     * generations, indexes, and the rules of history and of references, as of one moment. Each line has a checksum. The
     * file is compressed with gzip if its name ends in {@code .gz}. It appears only when it is complete, and then
     * replaces a file of the same name.
     *
     * @throws io.sepia.error.DamagedDocumentException if an object cannot be read, or was changed by SQL to what an
     *     import would refuse; the message names it
     * @throws ConfigurationException if the file is that of an open store
     * @throws StorageFailureException if the file cannot be written
     * @throws io.sepia.error.StorageException like other reading operations
     */
    public TransferSummary exportData(Path file) {
        return exportData(file, StoreReader.STRICT);
    }

    /**
     * Like {@link #exportData(Path)}, but goes on after an object that cannot be read.
     *
     * @param damaged receives the error of each document, generation or event that is left out
     */
    public TransferSummary exportData(Path file, Consumer<? super DamagedDocumentException> damaged) {
        return ExportFile.write(file, out -> exportData(out, damaged));
    }

    /** Like {@link #exportData(Path)}, to a stream, which stays open. */
    public TransferSummary exportData(OutputStream out) {
        return exportData(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    }

    /** Like {@link #exportData(Path)}, to a writer, which stays open. */
    public TransferSummary exportData(Writer out) {
        return exportData(out, StoreReader.STRICT);
    }

    /** Like {@link #exportData(Path, Consumer)}, to a writer, which stays open. */
    public TransferSummary exportData(Writer out, Consumer<? super DamagedDocumentException> damaged) {
        return engine.run(Work.READ_TRANSACTION, unit -> {
            try {
                Writer writer = new BufferedWriter(out, 1 << 16);
                TransferSummary summary = Exporter.write(unit.backend(), writer, damaged);
                writer.flush();
                return summary;
            } catch (IOException e) {
                throw new StorageFailureException("The export could not be written: " + e.getMessage(), e);
            }
        });
    }

    /** Like {@link #importData(Path, ConflictPolicy)}, with {@link ConflictPolicy#FAIL}. */
    public TransferSummary importData(Path file) {
        return importData(file, ConflictPolicy.FAIL);
    }

    /**
     * Imports an export in one transaction, completely or not at all, and restores versions and times. Exports of the
     * original library are read too; they hold only the ids of containers, which are counted in the result. An object
     * that is already stored and equal in every respect is left alone. Generations are imported with their objects,
     * unless the object has generations in this store and the policy does not overwrite.
     *
     * @param policy what happens to an object that is already stored and not equal
     * @throws io.sepia.error.ObjectExistsException for {@link ConflictPolicy#FAIL}, if there is such an object
     * @throws io.sepia.error.DocumentFormatException if the file is not a complete export; the message names the line
     * @throws io.sepia.error.IncompatibleStoreException if the file was written by a newer version of this library
     * @throws io.sepia.error.NotUniqueException if a unique index refuses an object
     * @throws StorageFailureException if the file cannot be read
     * @throws io.sepia.error.StorageException like other writing operations
     */
    public TransferSummary importData(Path file, ConflictPolicy policy) {
        return importData(file, policy, ImportSource.STRICT);
    }

    /**
     * Like {@link #importData(Path, ConflictPolicy)}, but leaves out the lines that cannot be stored.
     *
     * @param bad receives the error of each line that is left out, and of a missing end
     */
    public TransferSummary importData(Path file, ConflictPolicy policy, Consumer<? super DocumentFormatException> bad) {
        return importFrom(ImportSource.of(file, bad), Work.WRITE_TRANSACTION, policy);
    }

    /**
     * Like {@link #importData(Path, ConflictPolicy)}, from a stream, which is read once and to its end, and stays open.
     * Other writers wait until the import has ended.
     */
    public TransferSummary importData(InputStream in, ConflictPolicy policy) {
        return importData(in, policy, ImportSource.STRICT);
    }

    /** Like {@link #importData(Path, ConflictPolicy, Consumer)}, from a stream as above. */
    public TransferSummary importData(
            InputStream in, ConflictPolicy policy, Consumer<? super DocumentFormatException> bad) {
        return importFrom(ImportSource.of(in, bad), Work.WRITE_ONCE, policy);
    }

    private TransferSummary importFrom(ImportSource source, Work work, ConflictPolicy policy) {
        return engine.run(work, unit -> {
            try {
                return source.importTo(unit.backend(), policy, unit::wrote);
            } catch (IOException e) {
                throw new StorageFailureException(source + " cannot be read: " + e.getMessage(), e);
            }
        });
    }

    /** Like {@link #copyTo(Storage, ConflictPolicy, Consumer)}, with {@link ConflictPolicy#FAIL}. */
    public TransferSummary copyTo(Storage other) {
        return copyTo(other, ConflictPolicy.FAIL, documents -> {});
    }

    /**
     * Copies the whole store, as of one moment, to another store on any backend: documents with their versions, times
     * and metadata, events, generations, indexes and rules. Then compares the copy with the original. Every few hundred
     * objects are one transaction of the other store; all documents are one if they may move values of its unique
     * indexes from one object to another, that is, if the policy overwrites. After an interruption, copy again: equal
     * objects are left alone, so the copy continues where it stopped.
     *
     * @param policy what happens to an object that is already stored in {@code other} and not equal
     * @param progress receives the number of documents copied so far
     * @throws io.sepia.error.ObjectExistsException for {@link ConflictPolicy#FAIL}, if there is such an object; objects
     *     that were copied before it stay
     * @throws StorageFailureException if the copy differs from the original
     * @throws IllegalArgumentException if both are the same store
     * @throws io.sepia.error.StorageException like other reading and writing operations
     */
    public TransferSummary copyTo(Storage other, ConflictPolicy policy, Consumer<Long> progress) {
        return copyTo(other, policy, progress, StoreReader.STRICT);
    }

    /**
     * Like {@link #copyTo(Storage, ConflictPolicy, Consumer)}, but goes on after an object that cannot be read.
     *
     * @param damaged receives the error of each document, generation or event that is left out
     */
    public TransferSummary copyTo(
            Storage other,
            ConflictPolicy policy,
            Consumer<Long> progress,
            Consumer<? super DamagedDocumentException> damaged) {
        checkIsAnother(other);
        return engine.run(
                Work.READ_TRANSACTION, unit -> copier(unit.backend(), other).copy(policy, progress, damaged));
    }

    /**
     * Copies to another store what has changed since it was copied: the objects that the change log has after a cursor,
     * as {@link #copyTo} does, and deletes there those that are deleted. The other store has no writers of its own
     * until an application moves to it; changes of its own are overwritten. After an interruption, start at the same
     * cursor again. Holds the keys of the changed objects in memory.
     *
     * @param since where to start: {@link Changes#end} from before the copy, or what the last call returned
     * @param progress receives the number of changed objects copied so far
     * @return the cursor after the changes that were copied
     * @throws ConfigurationException if this store keeps no change log
     * @throws io.sepia.error.CursorTooOldException if changes after the cursor may be missing; copy the store again
     * @throws IllegalArgumentException if both are the same store
     * @throws io.sepia.error.StorageException like other reading and writing operations
     */
    public ChangeCursor copyChangesTo(Storage other, ChangeCursor since, Consumer<Long> progress) {
        checkIsAnother(other);
        return engine.run(
                Work.READ_TRANSACTION, unit -> copier(unit.backend(), other).copySince(since, progress));
    }

    private static Copier copier(BackendTransaction from, Storage to) {
        return new Copier(from, work -> to.engine().run(Work.WRITE_TRANSACTION, there -> work.apply(there.backend())));
    }

    /**
     * Passes to {@code found} each object in which this store and another one differ, in the order of their keys.
     *
     * @return the number of differences
     * @throws IllegalArgumentException if both are the same store
     * @throws io.sepia.error.StorageException like other reading operations
     */
    public long differences(Storage other, Consumer<Difference> found) {
        checkIsAnother(other);
        return engine.<Long>run(
                Work.READ_TRANSACTION,
                here -> other.engine()
                        .<Long>run(
                                Work.READ_TRANSACTION,
                                there -> new Comparison(here.backend(), there.backend()).run(found)));
    }

    private void checkIsAnother(Storage other) {
        if (other.engine() == engine) {
            throw new IllegalArgumentException("A store cannot be copied to, or compared with, itself. Name another.");
        }
    }

    /**
     * Reads the whole store in one read transaction, and compares everything with the documents: checksums, references,
     * indexes, the index of references, generations, events and the log of changes. Also reports tables, triggers and
     * files that are not the store's, and the damage that the database finds itself. Changes nothing.
     *
     * @throws io.sepia.error.StorageClosedException if the store is closed
     * @throws io.sepia.error.StorageFailureException if the database is damaged so that it cannot be read to its end
     * @throws io.sepia.error.StorageException like other reading operations
     */
    public VerifyReport verify() {
        return engine.run(
                Work.READ_TRANSACTION,
                unit -> new Verification(unit.backend())
                        .run(engine.stats(new TreeMap<>()).unrecognizedFiles()));
    }

    /**
     * Accepts the documents that were changed by SQL, as {@link #verify} reports them: gives each a checksum if a save
     * would accept it. Their versions stay. Also gives checksums to sound events and rules that have none, and makes
     * the index of references again if it has lost entries.
     *
     * @return the number of documents; 0 on backends without SQL
     * @throws io.sepia.error.StorageException like other writing operations
     */
    public long adoptEdits() {
        return engine.run(Work.WRITE, unit -> unit.backend().adopt());
    }

    /**
     * Salvages the documents, generations and events of a damaged SQLite file into this store, which must be empty:
     * every row whose checksum matches, whatever the rest of the file is like; also indexes and the rules of classes,
     * where they can be read. Only reads the file and its write-ahead log. No process may write to them until this
     * method returns.
     *
     * @return the numbers of what was salvaged, and a finding for each known loss
     * @throws ConfigurationException if this store is not empty, or a store of this process has the file open
     * @throws StorageFailureException if the file cannot be read
     * @throws io.sepia.error.StorageException like other writing operations
     */
    public VerifyReport recover(Path damagedFile) {
        List<IndexEntry> indexes = new ArrayList<>();
        VerifyReport report = engine.run(Work.WRITE_ONCE, unit -> {
            if (!unit.backend().classes().isEmpty()) {
                throw new ConfigurationException(
                        "The store that receives what is salvaged is not empty. Name a new one.");
            }
            try {
                LibraryLock.checkNotOpen(damagedFile);
                Recovery recovery = new Recovery(unit.backend());
                VerifyReport salvaged = recovery.run(damagedFile);
                indexes.addAll(recovery.indexes());
                return salvaged;
            } catch (IOException e) {
                throw new StorageFailureException("The file " + damagedFile + " cannot be read: " + e.getMessage(), e);
            }
        });
        for (IndexEntry each : indexes) {
            try {
                engine.run(Work.WRITE, unit -> unit.backend().indexes().add(each.definition(), each.declared()));
            } catch (StorageException e) {
                report = Recovery.without(each, e, report);
            }
        }
        return report;
    }

    /**
     * Returns the SHA-256 hash of all documents, with their versions, times and metadata, all events and all
     * generations. Equal stores have equal hashes, whatever their backends.
     *
     * @return hexadecimal digits
     */
    public String hash() {
        return engine.run(Work.READ_TRANSACTION, unit -> new StoreReader(unit.backend()).hash());
    }

    /**
     * Returns the ids of all objects by the storage name of their class, names and ids in the order of
     * {@link ObjectKey}.
     */
    public SortedMap<String, List<String>> ids() {
        return engine.run(Work.READ, unit -> {
            BackendTransaction backend = unit.backend();
            SortedMap<String, List<String>> all = new TreeMap<>(ObjectKey.TEXT_ORDER);
            backend.classes().keySet().forEach(name -> all.put(name, backend.ids(name)));
            return all;
        });
    }
}
