package io.sepia.internal.backend.file;

import io.sepia.document.ObjectKey;
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
    private final Container container;
    private final Consumer<FileDocument> check;

    /** The contents of a file; {@code isContainer} if it is a directory with references. */
    record Found(String content, long fingerprint, Form form, boolean isContainer) {}

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
        this.container = new Container(new Copies(this));
        this.check = check;
    }

    Path root() {
        return root;
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
            Node.Directory directory = reader.read(path, place);
            if (directory != null) {
                String content = container.content(key, directory);
                return new Found(content, directory.fingerprint(), Form.CONTAINER, content.contains("{\"$ref\":{"));
            }
            byte[] bytes = Places.read(path);
            return bytes == null ? null : found(bytes, null);
        } catch (IOException e) {
            throw new StorageFailureException(key + " cannot be read from " + path + ": " + e.getMessage(), e);
        }
    }

    private static Found found(byte[] bytes, @Nullable FileRecord record) {
        long fingerprint = FileRecord.fingerprint(bytes);
        Form form = record == null || record.form() == Form.CONTAINER ? Form.guess(bytes) : record.form();
        return new Found(form.content(bytes), fingerprint, form, false);
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
