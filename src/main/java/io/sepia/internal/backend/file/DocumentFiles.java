package io.sepia.internal.backend.file;

import io.sepia.document.ObjectKey;
import io.sepia.error.DamagedDocumentException;
import io.sepia.error.StorageFailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The files of documents: their paths and their contents. Thread-safe. */
final class DocumentFiles {
    private final Path root;
    private final Map<String, Path> directories = new ConcurrentHashMap<>();
    private final DirectoryReader reader;
    private final Copies copies;
    private final Container container;
    private final Consumer<FileDocument> check;
    private final Editions editions;

    /**
     * The contents of a file.
     *
     * @param content not JSON if the object cannot be read
     * @param isContainer whether it is a directory with references
     * @param hasOthers whether it is a directory with files of other programs
     * @param damage why the object cannot be read; null if it can
     */
    record Found(
            String content,
            long fingerprint,
            Form form,
            boolean isContainer,
            boolean hasOthers,
            @Nullable DamagedDocumentException damage) {}

    /**
     * @param keys returns the object for the name of a class's directory and the name of a file in it
     * @param unrecognized receives the files that have no meaning to the store
     * @param check throws if the store has replaced the file from which a document was read
     */
    DocumentFiles(
            Path root,
            java.util.function.BiFunction<String, String, @Nullable ObjectKey> keys,
            Consumer<Path> unrecognized,
            Consumer<FileDocument> check) {
        this.root = root;
        this.reader = new DirectoryReader(root, keys, unrecognized);
        this.copies = new Copies(this);
        this.container = new Container(copies);
        this.check = check;
        this.editions = Editions.of(root);
    }

    Path root() {
        return root;
    }

    Copies copies() {
        return copies;
    }

    DirectoryReader reader() {
        return reader;
    }

    /** Returns the directory of a class, whether or not it exists. */
    Path directory(String className) {
        Path known = directories.get(className);
        return known == null ? Places.child(root, FileNames.ofClass(className)) : known;
    }

    void directories(Map<String, Path> found) {
        directories.keySet().retainAll(found.keySet());
        directories.putAll(found);
    }

    /** Returns the existing directories, by class. */
    Map<String, Path> directories() {
        return directories;
    }

    Path path(ObjectKey key, String file) {
        return Places.child(directory(key.className()), file);
    }

    /**
     * Reads the file of a document.
     *
     * @param record the document's record in the journal, or null if it has none
     * @return null if the file does not exist
     */
    @Nullable
    Found read(ObjectKey key, String file, @Nullable FileRecord record) {
        Path path = path(key, file);
        return read(key, path, path, record);
    }

    /**
     * Reads the file of a document.
     *
     * @param path where the file is
     * @param place the path of the document
     */
    @Nullable
    Found read(ObjectKey key, Path path, Path place, @Nullable FileRecord record) {
        try {
            if (record == null || record.form() != Form.CONTAINER) {
                byte[] bytes = Places.read(path);
                if (bytes != null) {
                    return found(bytes, record);
                }
            }
            boolean[] hasOthers = {false};
            Node.Directory directory = reader.read(path, place, each -> hasOthers[0] = true);
            if (directory != null) {
                return found(key, directory, hasOthers[0]);
            }
            byte[] bytes = Places.read(path);
            return bytes == null ? null : found(bytes, null);
        } catch (Places.TooLargeException e) {
            DamagedDocumentException damage = new DamagedDocumentException(
                    key + " cannot be read: " + e.getMessage() + " Shorten it or move it away.", e);
            return new Found("", e.size(), Form.TEXT, false, false, damage);
        } catch (IOException e) {
            throw new StorageFailureException(key + " cannot be read from " + path + ": " + e.getMessage(), e);
        }
    }

    /** Returns whether the file of a document can be read and has another content than the journal's record says. */
    boolean isEdited(ObjectKey key, String file, FileRecord record) {
        try {
            Found found = read(key, file, record);
            return found != null && found.fingerprint() != record.fingerprint();
        } catch (StorageFailureException e) {
            return false;
        }
    }

    private Found found(ObjectKey key, Node.Directory directory, boolean hasOthers) {
        try {
            String content = container.content(key, directory);
            return new Found(
                    content, directory.fingerprint(), Form.CONTAINER, content.contains("{\"$ref\":{"), hasOthers, null);
        } catch (DamagedDocumentException e) {
            String content = Container.unreadable(directory);
            return new Found(content, directory.fingerprint(), Form.CONTAINER, true, hasOthers, e);
        }
    }

    private static Found found(byte[] bytes, @Nullable FileRecord record) {
        long fingerprint = FileRecord.fingerprint(bytes);
        Form form = record == null || record.form() == Form.CONTAINER ? Form.guess(bytes) : record.form();
        return new Found(form.content(bytes), fingerprint, form, false, false, null);
    }

    /** Returns the version of an object whose file has this fingerprint. */
    long version(ObjectKey key, @Nullable FileRecord record, long fingerprint) {
        return editions.version(key, record, fingerprint);
    }

    void checkNotReplaced(FileDocument document) {
        check.accept(document);
    }

    /** Returns when a file was changed, to the microsecond. */
    Instant changedAt(Path path) {
        try {
            return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS)
                    .toInstant()
                    .truncatedTo(ChronoUnit.MICROS);
        } catch (IOException e) {
            return Instant.EPOCH;
        }
    }
}
