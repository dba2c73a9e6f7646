package io.sepia;

import io.sepia.document.ObjectKey;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.engine.Engine;
import io.sepia.internal.engine.Work;
import io.sepia.internal.transfer.Comparison;
import io.sepia.internal.transfer.Copier;
import io.sepia.internal.transfer.Exporter;
import io.sepia.internal.transfer.ImportSource;
import io.sepia.internal.transfer.Importer;
import io.sepia.internal.transfer.StoreReader;
import io.sepia.report.ConflictPolicy;
import io.sepia.report.Difference;
import io.sepia.report.TransferSummary;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/**
 * All that a store holds, to be exported, imported, copied and compared.
 *
 * <p>Each verb is a transaction of its own, or joins the one that the thread is in.
 */
public final class Contents {
    private final Engine engine;

    Contents(Engine engine) {
        this.engine = engine;
    }

    /**
     * Writes all of the store to a file of JSON lines: documents with their versions, times and metadata, events,
     * generations and indexes, as they are at one moment. Packed by gzip if the name ends in {@code .gz}. The file
     * appears when it is complete, in the place of one that has its name.
     *
     * @throws StorageFailureException if the file cannot be written
     * @throws io.sepia.error.StorageException as verbs that read do
     */
    public TransferSummary exportData(Path file) {
        Path part = file.toAbsolutePath().resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            TransferSummary summary;
            try (OutputStream bytes = Files.newOutputStream(part);
                    OutputStream out = file.toString().endsWith(".gz") ? new GZIPOutputStream(bytes, 1 << 16) : bytes) {
                summary = exportData(out);
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            return summary;
        } catch (IOException e) {
            throw new StorageFailureException("The export to " + file + " failed: " + e.getMessage(), e);
        } finally {
            deleteIfExists(part);
        }
    }

    private static void deleteIfExists(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            throw new UncheckedIOException("The temporary file " + part + " stays behind", e);
        }
    }

    /** As {@link #exportData(Path)}, to a stream, which stays open. */
    public TransferSummary exportData(OutputStream out) {
        return exportData(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    }

    /** As {@link #exportData(Path)}, to a writer, which stays open. */
    public TransferSummary exportData(Writer out) {
        return engine.run(Work.READ_TRANSACTION, unit -> {
            try {
                Writer writer = new BufferedWriter(out, 1 << 16);
                TransferSummary summary = new Exporter(unit.backend()).write(writer);
                writer.flush();
                return summary;
            } catch (IOException e) {
                throw new StorageFailureException("The export could not be written: " + e.getMessage(), e);
            }
        });
    }

    /** As {@link #importData(Path, ConflictPolicy)}, with {@link ConflictPolicy#FAIL}. */
    public TransferSummary importData(Path file) {
        return importData(file, ConflictPolicy.FAIL);
    }

    /**
     * Stores what an export holds, as it was when it was exported, in one transaction: all of it or nothing. An export
     * of the original is read too; containers, of which that has nothing but the ids, are counted in the result. The
     * whole file is checked before anything is stored. An object that is stored already and equal is left alone.
     * Generations come with their objects, unless there are some here already and the policy does not overwrite.
     *
     * @param policy what becomes of an object that is stored already and not equal
     * @throws io.sepia.error.ObjectExistsException for {@link ConflictPolicy#FAIL}, if there is such an object
     * @throws io.sepia.error.DocumentFormatException if the file is no whole export; the message names the line
     * @throws io.sepia.error.IncompatibleStoreException if it was written by a newer library
     * @throws io.sepia.error.NotUniqueException if a unique index refuses an object
     * @throws StorageFailureException if the file cannot be read
     * @throws io.sepia.error.StorageException as verbs that write do
     */
    public TransferSummary importData(Path file, ConflictPolicy policy) {
        Importer importer = new Importer(new ImportSource(file));
        try {
            importer.check();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        return engine.run(Work.WRITE_TRANSACTION, unit -> {
            try {
                return importer.run(unit.backend(), policy);
            } catch (IOException e) {
                throw unreadable(file, e);
            }
        });
    }

    /** As {@link #importData(Path, ConflictPolicy)}, from a stream, of which a temporary file is made first. */
    public TransferSummary importData(InputStream in, ConflictPolicy policy) {
        try {
            Path spooled = Files.createTempFile("sepia-import", ".jsonl");
            try {
                Files.copy(in, spooled, StandardCopyOption.REPLACE_EXISTING);
                return importData(spooled, policy);
            } finally {
                Files.deleteIfExists(spooled);
            }
        } catch (IOException e) {
            throw new StorageFailureException("The import could not be read: " + e.getMessage(), e);
        }
    }

    private static StorageFailureException unreadable(Path file, IOException e) {
        return new StorageFailureException(file + " cannot be read: " + e.getMessage(), e);
    }

    /** As {@link #copyTo(Storage, ConflictPolicy, Consumer)}, with {@link ConflictPolicy#FAIL}. */
    public TransferSummary copyTo(Storage other) {
        return copyTo(other, ConflictPolicy.FAIL, documents -> {});
    }

    /**
     * Copies all of this store, as it is at one moment, into another one, on whatever backend: documents with their
     * versions, times and metadata, events, generations and indexes. Then it compares what was copied with the copy.
     * Each some hundred objects are a transaction of the other store; a copy that was broken off is begun again and
     * goes on where it stopped, since equal objects are left alone.
     *
     * @param policy what becomes of an object that is stored there already and not equal
     * @param progress told of the number of documents so far
     * @throws io.sepia.error.ObjectExistsException for {@link ConflictPolicy#FAIL}, if there is such an object; what
     *     was copied before it stays
     * @throws StorageFailureException if the copy turns out not to be equal
     * @throws IllegalArgumentException if both are the same store
     * @throws io.sepia.error.StorageException as verbs that read and write do
     */
    public TransferSummary copyTo(Storage other, ConflictPolicy policy, Consumer<Long> progress) {
        checkIsAnother(other);
        return engine.run(
                Work.READ_TRANSACTION,
                unit -> new Copier(
                                unit.backend(),
                                work -> other.engine()
                                        .run(Work.WRITE_TRANSACTION, there -> work.apply(there.backend())))
                        .copy(policy, progress));
    }

    /**
     * Finds each object in which this store and another one differ, in the order of their keys.
     *
     * @return how many these are
     * @throws IllegalArgumentException if both are the same store
     * @throws io.sepia.error.StorageException as verbs that read do
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
     * Returns the SHA-256 of all documents, with their versions, times and metadata, of all events and of all
     * generations: equal stores have equal hashes, whatever their backends.
     *
     * @return hexadecimal digits
     */
    public String hash() {
        return engine.run(Work.READ_TRANSACTION, unit -> new StoreReader(unit.backend()).hash());
    }

    /** Returns the ids of all objects by the storage names of their classes, both in the order of {@link ObjectKey}. */
    public SortedMap<String, List<String>> ids() {
        return engine.run(Work.READ, unit -> {
            BackendTransaction backend = unit.backend();
            SortedMap<String, List<String>> all = new TreeMap<>(ObjectKey.TEXT_ORDER);
            backend.classes().keySet().forEach(name -> all.put(name, backend.ids(name)));
            return all;
        });
    }
}
