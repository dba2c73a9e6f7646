package io.sepia.internal.backend.file;

import io.sepia.document.ObjectKey;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * The files that a store has replaced a short while ago, under other names, so that readers of the state before find
 * them: those of other stores, and those of this store if the content is large. Not thread-safe. See decision 0306.
 */
final class KeptFiles {
    /** The beginning of the names of files that were replaced. */
    static final String REPLACED = ".sepia-old-";

    private static final System.Logger LOG = System.getLogger(KeptFiles.class.getName());
    private static final long GRACE_MILLIS = TimeUnit.SECONDS.toMillis(30);
    private static final long MOST_BYTES = 256L << 20;
    private static final int MOST_FILES = 10_000;
    /** The free space below which nothing is kept for other stores. */
    private static final long ROOM = 4 * MOST_BYTES;

    private final Path root;
    private final List<Kept> kept = new ArrayList<>();
    private long bytes;

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
        this.root = root;
    }

    /** Returns where the file of an object is kept that had a version. */
    static Path path(Path root, ObjectKey key, long version) {
        long hash = key.className().hashCode() * 0x9E3779B97F4A7C15L ^ key.id().hashCode() * 0xC2B2AE3D27D4EB4FL;
        return root.resolve(REPLACED + HexFormat.of().toHexDigits(hash) + "-" + version);
    }

    /** Returns whether a temporary file may be one that another store keeps. */
    static boolean isYoung(Path path) {
        try {
            Object changed = Files.getAttribute(path, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
            return changed instanceof FileTime time && System.currentTimeMillis() - time.toMillis() < GRACE_MILLIS;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false;
        }
    }

    /** Returns whether there is room to keep files for other stores. */
    boolean hasRoom() {
        return kept.size() < MOST_FILES && bytes < MOST_BYTES && root.toFile().getUsableSpace() > ROOM;
    }

    /**
     * Gives a file a second name, before its own is given to another one.
     *
     * @param isNeeded whether readers of this store need it
     * @return whether that was possible
     */
    boolean keep(FileDocument document, Path file, boolean isNeeded) {
        FileRecord record = document.record();
        if (record == null) {
            return false;
        }
        Path path = path(root, document.key(), record.version());
        try {
            Places.deleteTree(path);
            Files.createLink(path, file);
            long size = Files.size(path);
            WeakReference<FileDocument> needed = new WeakReference<>(isNeeded ? document : null);
            kept.add(new Kept(document.key(), path, size, System.currentTimeMillis(), needed));
            bytes += size;
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            LOG.log(System.Logger.Level.DEBUG, () -> file + " cannot be kept for other readers", e);
            return false;
        }
    }

    /** Deletes the files that nobody needs any longer. */
    void purge() {
        long now = System.currentTimeMillis();
        delete(each -> !each.isNeeded() && (now - each.since() >= GRACE_MILLIS || bytes > MOST_BYTES));
    }

    /**
     * Deletes the files of some objects.
     *
     * @param all whether also those that readers of this store may need
     */
    void purge(Set<ObjectKey> keys, boolean all) {
        delete(each -> keys.contains(each.key()) && (all || !each.isNeeded()));
    }

    /** Deletes all files, because the store is closed. */
    void clear() {
        delete(each -> true);
    }

    private void delete(Predicate<Kept> which) {
        for (Iterator<Kept> all = kept.iterator(); all.hasNext(); ) {
            Kept each = all.next();
            if (which.test(each)) {
                all.remove();
                bytes -= each.bytes();
                try {
                    Files.deleteIfExists(each.path());
                } catch (IOException e) {
                    LOG.log(System.Logger.Level.DEBUG, () -> each.path() + " cannot be deleted", e);
                }
            }
        }
    }
}
