package io.sepia.internal.backend.sqlite.connection;

import io.sepia.error.ConfigurationException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.LibraryLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** The identity of a file, the same for all paths to it. */
public record FileIdentity(String text) {
    /**
     * Returns the identity of an existing file that can be the file of a store.
     *
     * @throws ConfigurationException if the file has several names
     */
    public static FileIdentity of(Path path) {
        try {
            checkOneName(path);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
        return ofAnyName(path);
    }

    /** Does the same for a file that is only read and has no write-ahead log: it may have several names. */
    static FileIdentity ofAnyName(Path path) {
        try {
            return new FileIdentity(LibraryLock.identity(path));
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private static StorageFailureException unreadable(Path path, IOException e) {
        return new StorageFailureException("The file " + path + " cannot be examined: " + e.getMessage(), e);
    }

    /** SQLite derives the names of log and shared memory from the path, so each name would have its own. */
    private static void checkOneName(Path path) throws IOException {
        int names = names(path);
        if (names > 1) {
            throw new ConfigurationException("The file " + path + " has " + names + " names (hard links). Stores that"
                    + " open it by different names do not see each other's write-ahead log, and would lose"
                    + " transactions. Remove the other names, or copy the file while no store has it open, and open"
                    + " the copy.");
        }
    }

    /** Returns the number of names of a file; 1 where that is not known. */
    static int names(Path path) throws IOException {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix")
                        && Files.getAttribute(path, "unix:nlink") instanceof Integer names
                ? names
                : 1;
    }

    /** Returns the device and inode of a file; null if it does not exist, or has none. */
    static @Nullable Object key(Path path, LinkOption... options) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, options)
                    .fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }
}
