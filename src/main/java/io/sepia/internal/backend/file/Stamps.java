package io.sepia.internal.backend.file;

import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.ClassDigest;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Numbers by which changes of files are noticed. They depend on time, size and number of a file and, where the file
 * system has it, on the time of its last change, which no program can set back.
 */
final class Stamps {
    /** Two changes within this time may leave the same time on a file. */
    private static final long CLOCK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    /** The same for a file system whose times are whole seconds, or even ones. */
    private static final long COARSE_CLOCK_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final boolean HAS_CHANGE_TIME =
            FileSystems.getDefault().supportedFileAttributeViews().contains("unix");
    private static final String ATTRIBUTES = HAS_CHANGE_TIME
            ? "unix:lastModifiedTime,size,ino,isDirectory,ctime"
            : "lastModifiedTime,size,fileKey,isDirectory";

    private Stamps() {}

    /** Returns whether a file with this time, in nanoseconds, can be changed now and keep the time. */
    static boolean isFresh(long time) {
        long resolution = time % SECOND == 0 ? COARSE_CLOCK_NANOS : CLOCK_NANOS;
        return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) - time < resolution;
    }

    /**
     * Returns a number that changes when the file, or anything in the directory, changes; 0 if the next change may not.
     */
    static long settled(Path path) throws IOException {
        return of(path, true);
    }

    /**
     * Returns a number that changes when the file, or anything in the directory, changes, except in the same moment.
     */
    static long of(Path path) throws IOException {
        return of(path, false);
    }

    private static long of(Path path, boolean settled) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        long modified = nanos(attributes.get("lastModifiedTime"));
        long changed = HAS_CHANGE_TIME ? nanos(attributes.get("ctime")) : modified;
        if (settled && isFresh(changed)) {
            return 0;
        }
        long stamp = ClassDigest.stamp(
                modified,
                changed,
                (Long) attributes.get("size"),
                Objects.hashCode(attributes.get(HAS_CHANGE_TIME ? "ino" : "fileKey")));
        if (Boolean.TRUE.equals(attributes.get("isDirectory"))) {
            for (Path each : Places.list(path)) {
                // A link is changed by replacing it, which changes the directory.
                if (!Files.isSymbolicLink(each)) {
                    long child = of(each, settled);
                    if (settled && child == 0) {
                        return 0;
                    }
                    stamp += child;
                }
            }
        }
        return stamp;
    }

    private static long nanos(Object time) {
        return ((FileTime) time).to(TimeUnit.NANOSECONDS);
    }

    /** Returns when a directory was changed, in nanoseconds; 0 if it does not exist. */
    static long time(Path directory) throws IOException {
        try {
            return Files.getLastModifiedTime(directory, LinkOption.NOFOLLOW_LINKS)
                    .to(TimeUnit.NANOSECONDS);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /** Returns when the directories in which a transaction replaces files were changed, by their names. */
    static Map<String, Long> times(DocumentFiles files, List<JournalEntry> entries) throws IOException {
        Map<String, Long> times = new HashMap<>();
        for (JournalEntry each : entries) {
            ObjectKey key = each instanceof JournalEntry.Put put
                    ? put.key()
                    : each instanceof JournalEntry.Gone gone ? gone.key() : null;
            if (key != null) {
                Path directory = files.directory(key.className());
                String name = Objects.requireNonNull(Places.name(directory));
                if (!times.containsKey(name)) {
                    times.put(name, time(directory));
                }
            }
        }
        return times;
    }
}
