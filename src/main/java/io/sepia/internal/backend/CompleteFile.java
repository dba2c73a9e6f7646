package io.sepia.internal.backend;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Gives files that were written under temporary names their own names, so that a power cut leaves the former file or
 * the whole new one. See decision 0250.
 */
public final class CompleteFile {
    private static final System.Logger LOG = System.getLogger(CompleteFile.class.getName());

    private CompleteFile() {}

    /** Blocks until the contents of a closed file are on the disk. Never used for a file that SQLite has open. */
    public static void sync(Path file) throws IOException {
        // Unlike a channel, this is not closed by an interrupt.
        try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
            opened.getFD().sync();
        }
    }

    /** Writes a file. */
    @FunctionalInterface
    public interface Writing<R> {
        R to(Path part) throws IOException;
    }

    /**
     * Has a file written beside {@code file}, and then gives it that name, instead of the file that has it.
     *
     * @return the result of {@code writing}
     */
    public static <R> R replacing(Path file, Writing<R> writing) throws IOException {
        Path part = file.resolveSibling("." + UUID.randomUUID() + ".part");
        try {
            R result = writing.to(part);
            sync(part);
            replace(part, file);
            return result;
        } finally {
            deleteIfExists(part);
        }
    }

    private static void deleteIfExists(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            throw new UncheckedIOException("The temporary file " + part + " cannot be deleted. Delete it.", e);
        }
    }

    /** Moves a synchronized file to a name that no file has, and blocks until the name is on the disk. */
    public static void move(Path part, Path file) throws IOException {
        Files.move(part, file);
        syncDirectory(file);
    }

    /**
     * Moves a synchronized file to a name, instead of the file that has it, and blocks until the name is on the disk.
     */
    public static void replace(Path part, Path file) throws IOException {
        try {
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        }
        syncDirectory(file);
    }

    /** Some platforms cannot open directories. */
    private static void syncDirectory(Path file) {
        Path directory = file.toAbsolutePath().resolveSibling(".");
        boolean interrupted = Thread.interrupted();
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "The directory " + directory + " cannot be synchronized", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
