package io.sepia.internal.backend.file;

import io.sepia.document.ObjectKey;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The files that a store has replaced a short while ago, under other names, so that readers of the state before find
 * them: those of other stores, and those of this store if the content is large. Not thread-safe. See decision 0306.
 */
final class KeptFiles {
    /** The directory of the files, which is not the root because that is listed when it changes. */
    static final String DIRECTORY = ".sepia-kept";

    private static final System.Logger LOG = System.getLogger(KeptFiles.class.getName());
    private static final long GRACE_MILLIS = TimeUnit.SECONDS.toMillis(30);
    private static final long MOST_BYTES = 256L << 20;
    private static final int MOST_FILES = 10_000;
    /** The free space below which nothing is kept for other stores. */
    private static final long ROOM = 4 * MOST_BYTES;

    private final Path root;
    private final long graceMillis;
    /** In the order of time. */
    private final Deque<Kept> kept = new ArrayDeque<>();
    /** Older ones that readers of this store need. */
    private final List<Kept> needed = new ArrayList<>();

    /** Whether files of ended processes may be there. */
    private boolean littered = true;

    private long bytes;
    /** How many files the transaction keeps, which are the last ones. */
    private int added;

    /**
     * A file.
     *
     * @param needed by readers of this store until it is collected; cleared if they do not need it
     */
    private record Kept(ObjectKey key, Path path, long bytes, long since, WeakReference<FileDocument> needed) {
        boolean isNeeded() {
            return needed.get() != null;
        }
    }

    KeptFiles(Path root) {
        this(root, GRACE_MILLIS);
    }

    KeptFiles(Path root, long graceMillis) {
        this.root = root;
        this.graceMillis = graceMillis;
    }

    /** Returns where the file of an object is kept that had a version. */
    static Path path(Path root, ObjectKey key, long version) {
        String name = key.className() + "/" + key.id();
        long hash = 0xCBF29CE484222325L; // FNV-1a: two ids often have the same hash code.
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x100000001B3L;
        }
        return root.resolve(DIRECTORY).resolve(HexFormat.of().toHexDigits(hash) + "-" + version);
    }

    /**
     * Deletes the files of processes that have ended, as far as their age tells.
     *
     * @return whether there may be more of them
     */
    private boolean sweep() throws IOException {
        Set<Path> own = new HashSet<>();
        kept.forEach(each -> own.add(each.path()));
        needed.forEach(each -> own.add(each.path()));
        boolean left = false;
        for (Path each : Places.list(root.resolve(DIRECTORY))) {
            if (isYoung(each)) {
                left = true;
            } else if (!own.contains(each)) {
                Places.deleteTree(each);
            }
        }
        return left;
    }

    private boolean isYoung(Path path) {
        try {
            Object changed = Files.getAttribute(path, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
            return changed instanceof FileTime time && System.currentTimeMillis() - time.toMillis() < graceMillis;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false;
        }
    }

    /** Starts a transaction. */
    void begin() {
        added = 0;
    }

    /** Deletes what was kept for a transaction that failed, whose files were not replaced. */
    void undo() {
        for (; added > 0; added--) {
            delete(kept.removeLast());
        }
    }

    /** Returns whether there is room to keep files for other stores. */
    boolean hasRoom() {
        return kept.size() < MOST_FILES && bytes < MOST_BYTES && root.toFile().getUsableSpace() > ROOM;
    }

    /**
     * Gives a file a second name, before its own is given to another one.
     *
     * @param size about how many bytes it has
     * @param isNeeded whether readers of this store need it
     * @return whether that was possible
     */
    boolean keep(FileDocument document, Path file, long size, boolean isNeeded) {
        FileRecord record = document.record();
        if (record == null) {
            return false;
        }
        Path path = path(root, document.key(), record.version());
        try {
            link(path, file);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.log(System.Logger.Level.DEBUG, () -> file + " cannot be kept for other readers", e);
            return false;
        }
        WeakReference<FileDocument> reference = new WeakReference<>(isNeeded ? document : null);
        kept.add(new Kept(document.key(), path, size, System.currentTimeMillis(), reference));
        bytes += size;
        added++;
        return true;
    }

    private void link(Path path, Path file) throws IOException {
        try {
            Files.createLink(path, file);
        } catch (NoSuchFileException e) {
            Files.createDirectories(root.resolve(DIRECTORY));
            Files.createLink(path, file);
        } catch (FileAlreadyExistsException e) {
            Files.delete(path);
            Files.createLink(path, file);
        }
    }

    /** Deletes the kept files that no reader needs. */
    void purge() throws IOException {
        littered = littered && sweep();
        long now = System.currentTimeMillis();
        while (!kept.isEmpty() && (now - kept.getFirst().since() >= graceMillis || bytes > MOST_BYTES)) {
            Kept first = kept.removeFirst();
            if (first.isNeeded()) {
                needed.add(first);
                bytes -= first.bytes();
            } else {
                delete(first);
            }
        }
        needed.removeIf(each -> !each.isNeeded() && delete(each.path()));
    }

    /**
     * Deletes what was kept of objects that a transaction has deleted.
     *
     * @param alone returns whether the store has no readers, which may still need it
     */
    void purge(List<JournalEntry> entries, BooleanSupplier alone) {
        Set<ObjectKey> deleted = new HashSet<>();
        for (JournalEntry each : entries) {
            if (each instanceof JournalEntry.Gone gone) {
                deleted.add(gone.key());
            }
        }
        if (!deleted.isEmpty()) {
            purge(deleted, alone.getAsBoolean());
        }
    }

    private void purge(Set<ObjectKey> keys, boolean all) {
        List<Kept> left = new ArrayList<>();
        for (Kept each : kept) {
            if (keys.contains(each.key()) && (all || !each.isNeeded())) {
                delete(each);
            } else {
                left.add(each);
            }
        }
        if (left.size() < kept.size()) {
            kept.clear();
            kept.addAll(left);
        }
        needed.removeIf(each -> keys.contains(each.key()) && (all || !each.isNeeded()) && delete(each.path()));
    }

    /** Deletes all files, because the store is closed. */
    void clear() {
        kept.forEach(this::delete);
        kept.clear();
        needed.removeIf(each -> delete(each.path()));
        try {
            Files.deleteIfExists(root.resolve(DIRECTORY));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "Other stores keep files in " + root, e);
        }
    }

    private void delete(Kept each) {
        bytes -= each.bytes();
        delete(each.path());
    }

    private static boolean delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, () -> path + " cannot be deleted", e);
        }
        return true;
    }
}
