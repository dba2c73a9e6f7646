package io.sepia.internal.backend;

import java.nio.file.Path;
import java.util.function.BiConsumer;

/** Copies the file that is the whole store. See decision 0192. */
public non-sealed interface FileCopy extends Capability {
    /** Returns the path of the store's file. */
    Path file();

    /**
     * Copies the store, as of one moment, while other threads and processes read and write. Checks the copy.
     *
     * @param copy the file to write, which must not exist; it is deleted if this method throws
     * @param bytesPerSecond the most bytes to copy in a second; 0 for no limit
     * @param progress receives the number of bytes copied and of all bytes
     * @throws io.sepia.error.StorageFailureException if the database or the disk fails, or the copy is damaged
     */
    void copyTo(Path copy, long bytesPerSecond, BiConsumer<Long, Long> progress);
}
