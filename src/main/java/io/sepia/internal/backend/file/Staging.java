package io.sepia.internal.backend.file;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes the files of a transaction under temporary names at the root of the store, where the Crystal library does not
 * look for objects, and moves them into their places. Both can be repeated after a crash.
 */
final class Staging {
    private static final System.Logger LOG = System.getLogger(Staging.class.getName());
    private static final String STAGED = ".sepia-new-";
    private static final String REPLACED = ".sepia-old-";
    private static final Pattern STAGED_NAME = Pattern.compile(Pattern.quote(STAGED) + "[0-9a-f]{16}-[0-9]+");
    private static final int FEW = 16;
    private static final int SYNCING_THREADS = 8;

    private final Path root;
    private final DocumentFiles files;
    private final String nonce =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    private final AtomicLong counter = new AtomicLong();
    private final boolean canLink;
    /** Files written for the transaction that may not be on disk yet. */
    private final List<Path> unsynced = new ArrayList<>();
    /** All files written for the transaction, complete or not. */
    private final List<Path> written = new ArrayList<>();
    /** Whether files of ended processes, or of a transaction that could not delete its own, may be at the root. */
    private boolean littered = true;
    /** Whether a file of the transaction is in its place, or one that it replaces is not. */
    private boolean placed;

    Staging(Path root, DocumentFiles files) {
        this.root = root;
        this.files = files;
        this.canLink = !System.getProperty("os.name").startsWith("Windows");
    }

    /** Returns whether a name is one that stores give to staged files. */
    static boolean isStaged(String name) {
        return STAGED_NAME.matcher(name).matches();
    }

    private String name(String kind) {
        return kind + nonce + "-" + counter.incrementAndGet();
    }

    /** Returns a path for a file that the caller writes, and that {@link #discard} deletes. */
    Path temporary() {
        Path path = root.resolve(name(STAGED));
        written.add(path);
        return path;
    }

    /**
     * Writes a document.
     *
     * @param asDirectory whether it should be a directory, if its content allows that
     * @param file its final name
     * @param targets the names of the files of other objects
     */
    JournalEntry.Put stage(StoredDocument document, boolean asDirectory, String file, Container.Files targets)
            throws IOException {
        ObjectKey key = document.key();
        String staged = name(STAGED);
        Path at = root.resolve(staged);
        written.add(at);
        Node.Directory directory = null;
        if (asDirectory || document.type() == ObjectType.CONTAINER) {
            directory = canLink
                    ? Container.layOut(document.content(), targets)
                    : Container.withoutLinks(document.content());
        }
        Form form = Form.CONTAINER;
        long fingerprint;
        Path place = files.path(key, file);
        if (directory == null && Places.isDirectory(place) && Leftovers.areIn(place, files.reader())) {
            throw new IOException(place + " has files of other programs, and would become a file. Move them away");
        }
        if (directory == null) {
            Form.Written written = Form.write(document.content());
            form = written.form();
            fingerprint = FileRecord.fingerprint(written.bytes());
            write(at, written.bytes());
        } else {
            fingerprint = directory.fingerprint();
            write(directory, at, place);
        }
        FileRecord record = new FileRecord(
                document.type(),
                form,
                file,
                fingerprint,
                document.version(),
                document.createdAt(),
                document.updatedAt(),
                document.metadata());
        return new JournalEntry.Put(key, record, staged);
    }

    /** @param place the final path of the directory */
    private void write(Node.Directory directory, Path at, Path place) throws IOException {
        Files.createDirectory(at);
        String data = directory.data();
        if (data != null) {
            write(at.resolve(Container.DATA), FileNames.utf8(data));
        }
        String sidecar = directory.sidecar();
        if (sidecar != null) {
            write(at.resolve(Container.SIDECAR), FileNames.utf8(sidecar));
        }
        for (Map.Entry<String, Node> each : directory.children().entrySet()) {
            Path child = Places.child(at, each.getKey());
            if (each.getValue() instanceof Node.Link link) {
                Path target = root.relativize(files.path(link.target(), link.file()));
                // Through the root, as the Crystal library does, even where a shorter path exists.
                Files.createSymbolicLink(child, place.relativize(root).resolve(target));
            } else {
                write((Node.Directory) each.getValue(), child, Places.child(place, each.getKey()));
            }
        }
        unsynced.add(at);
    }

    private void write(Path file, byte[] bytes) throws IOException {
        Places.write(file, bytes);
        unsynced.add(file);
    }

    /** Creates the directory of a class, unless it exists. */
    void prepare(String className) throws IOException {
        Path directory = files.directory(className);
        if (!Places.isDirectory(directory)) {
            if (Places.exists(directory)) {
                throw new IOException(
                        directory + " is not a directory, but class " + className + " needs one there. Remove it");
            }
            Files.createDirectory(directory);
        }
    }

    /** Waits until the staged files are on disk. Many files are synced in parallel, which is faster. */
    void sync() throws IOException {
        if (unsynced.isEmpty()) {
            return;
        }
        if (unsynced.size() < FEW) {
            for (Path each : unsynced) {
                Places.sync(each);
            }
        } else {
            syncTogether();
        }
        unsynced.clear();
        Places.sync(root);
    }

    private void syncTogether() throws IOException {
        ExecutorService executor = Executors.newFixedThreadPool(SYNCING_THREADS);
        try {
            // Waits even if the thread is interrupted.
            unsynced.stream()
                    .map(each -> CompletableFuture.runAsync(() -> syncUnchecked(each), executor))
                    .toList()
                    .forEach(CompletableFuture::join);
        } catch (CompletionException e) {
            throw e.getCause() instanceof UncheckedIOException failure
                    ? failure.getCause()
                    : new IOException(e.getCause());
        } finally {
            executor.shutdownNow();
        }
    }

    private static void syncUnchecked(Path path) {
        try {
            Places.sync(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a transaction, whatever the outcome of the one before. */
    void begin() {
        unsynced.clear();
        written.clear();
        placed = false;
    }

    /** Returns whether {@link #place} has changed anything, so that the transaction cannot be undone. */
    boolean hasPlaced() {
        return placed;
    }

    /**
     * Moves the files of a transaction into their places, unless they are there, and deletes files of deleted objects.
     *
     * @param others returns whether the directory of an object may have files of other programs
     * @param again whether another process may have begun with that
     */
    void place(
            List<JournalEntry> entries,
            EventFiles events,
            GenerationFiles generations,
            Predicate<ObjectKey> others,
            boolean again)
            throws IOException {
        Map<String, Path> touched = new LinkedHashMap<>();
        Map<ObjectKey, List<String>> lines = new LinkedHashMap<>();
        List<Path> replaced = new ArrayList<>();
        for (JournalEntry entry : entries) {
            if (entry instanceof JournalEntry.Put put && put.staged() != null) {
                touched.put(put.key().className(), directory(put.key().className()));
                place(put, others.test(put.key()), replaced);
            } else if (entry instanceof JournalEntry.Gone gone && !gone.file().isEmpty()) {
                touched.put(gone.key().className(), directory(gone.key().className()));
                Path path = files.path(gone.key(), gone.file());
                if (Places.isDirectory(path)) {
                    if (others.test(gone.key()) && Leftovers.areIn(path, files.reader())) {
                        Leftovers.keep(path, files.reader()::isPart);
                    } else {
                        moveAway(path, replaced);
                    }
                } else {
                    Files.deleteIfExists(path);
                }
                placed = true;
            } else if (entry instanceof JournalEntry.Unhappened none) {
                placed = true;
                events.delete(none.key());
            } else if (entry instanceof JournalEntry.Happened happened) {
                lines.computeIfAbsent(happened.key(), key -> new ArrayList<>()).add(happened.line());
            }
        }
        placed = true;
        events.append(lines, again);
        GenerationChanges.place(generations, root, entries, again);
        for (Path each : touched.values()) {
            if (Places.isDirectory(each)) {
                Places.sync(each);
            }
        }
        for (Path each : replaced) {
            try {
                deleteReplaced(each);
            } catch (IOException e) {
                // The transaction is complete; the next one deletes what is left.
                littered = true;
                LOG.log(System.Logger.Level.DEBUG, () -> each + " cannot be deleted yet", e);
            }
        }
    }

    /** Deletes a directory that was moved away, except for files that other programs have put into it since. */
    private static void deleteReplaced(Path away) throws IOException {
        // The links led to objects from the place where the directory was.
        Leftovers.keep(away, each -> Files.isSymbolicLink(each) || DirectoryReader.isData(each));
    }

    private Path directory(String className) throws IOException {
        Path directory = files.directory(className);
        if (Files.isSymbolicLink(directory)) {
            throw new IOException(directory + " is a link, which may lead out of the store. Remove it");
        }
        return directory;
    }

    private void place(JournalEntry.Put put, boolean hasOthers, List<Path> replaced) throws IOException {
        Path staged = root.resolve(Objects.requireNonNull(put.staged()));
        if (!Files.exists(staged, LinkOption.NOFOLLOW_LINKS)) {
            return; // It is in its place.
        }
        Path path = files.path(put.key(), put.record().file());
        boolean isDirectory = Places.isDirectory(staged);
        if (hasOthers && isDirectory && Places.isDirectory(path)) {
            placed = true; // Taking the transaction back would delete what is moved here.
            Leftovers.move(path, staged, files.reader());
        }
        Path away = Places.isDirectory(path) || isDirectory && Places.exists(path) ? moveAway(path, replaced) : null;
        boolean moved = false;
        try {
            Places.move(staged, path);
            moved = true;
        } finally {
            if (!moved && away != null) {
                putBack(away, path, replaced);
            }
        }
        placed = true;
    }

    /** Puts back what was moved away, so that the transaction can be undone. */
    private void putBack(Path away, Path path, List<Path> replaced) {
        try {
            Files.move(away, path, StandardCopyOption.ATOMIC_MOVE);
            replaced.remove(away);
        } catch (IOException e) {
            placed = true;
        }
    }

    /**
     * Moves a file or directory away, or deletes it where the file system cannot move it.
     *
     * @return where it is; null if it was deleted
     */
    private @Nullable Path moveAway(Path path, List<Path> replaced) throws IOException {
        Path away = root.resolve(name(REPLACED));
        try {
            Files.move(path, away, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            placed = true;
            Places.deleteTree(path);
            return null;
        }
        replaced.add(away);
        return away;
    }

    /** Returns a path for a file that the caller writes, and that {@link #sync} waits for. */
    Path reserve() {
        Path path = temporary();
        unsynced.add(path);
        return path;
    }

    /** Deletes the staged files of a transaction that was not committed. */
    void discard() throws IOException {
        boolean litteredBefore = littered;
        littered = true;
        unsynced.clear();
        for (Path each : written) {
            Places.deleteTree(each);
        }
        littered = litteredBefore;
    }

    /** Deletes the temporary files of processes that have ended. Must be called when no transaction is pending. */
    void sweep() throws IOException {
        if (!littered) {
            return;
        }
        for (Path each : Places.list(root)) {
            String name = Places.name(each);
            if (name != null && name.startsWith(STAGED)) {
                Places.deleteTree(each);
            } else if (name != null && name.startsWith(REPLACED)) {
                if (Places.isDirectory(each)) {
                    deleteReplaced(each);
                } else {
                    Files.deleteIfExists(each);
                }
            }
        }
        littered = false;
    }
}
