package io.sepia.internal.backend.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * File operations that work with any platform encoding of file names and do not follow links. Java closes a channel
 * when its thread is interrupted; these operations complete first and then restore the interrupt.
 */
final class Places {
    private static final boolean UTF_8_NAMES = "UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding", ""))
            || System.getProperty("os.name").startsWith("Windows");

    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> CREATE = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);

    /** The most bytes that a document can have. */
    private static final int MAX_SIZE = 1 << 30;

    /** A file that is too large to be a document. */
    static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1;

        private final long size;

        TooLargeException(Path file, long size) {
            super(file + " has " + size + " bytes, more than " + MAX_SIZE + ".");
            this.size = size;
        }

        long size() {
            return size;
        }
    }

    private Places() {}

    static Path child(Path directory, String name) {
        if (UTF_8_NAMES) {
            return directory.resolve(name);
        }
        StringBuilder uri = new StringBuilder(directory.toUri().toASCIIString());
        if (uri.charAt(uri.length() - 1) != '/') {
            uri.append('/');
        }
        for (byte b : FileNames.utf8(name)) {
            uri.append('%').append(String.format("%02X", b));
        }
        return Path.of(URI.create(uri.toString()));
    }

    /** Returns the name of a file, or null if it is not UTF-8. */
    static @Nullable String name(Path path) {
        Path last = path.getFileName();
        if (last == null) {
            return null;
        }
        String name = last.toString();
        if (UTF_8_NAMES) {
            return name.indexOf('\uFFFD') < 0 || path.resolveSibling(name).equals(path) ? name : null;
        }
        String raw = path.toAbsolutePath().toUri().getRawPath();
        String end = raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
        byte[] bytes = FileNames.utf8(end.substring(end.lastIndexOf('/') + 1));
        java.io.ByteArrayOutputStream decoded = new java.io.ByteArrayOutputStream();
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%') {
                decoded.write(
                        Integer.parseInt(new String(bytes, i + 1, 2, java.nio.charset.StandardCharsets.US_ASCII), 16));
                i += 2;
            } else {
                decoded.write(bytes[i]);
            }
        }
        return FileNames.text(decoded.toByteArray());
    }

    /** Lists a directory in no particular order. Returns an empty list if it is not a directory. */
    static List<Path> list(Path directory) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            entries.forEach(found::add);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }

    static boolean isDirectory(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    static boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Opens a file that the store writes, and creates it if the mode permits that.
     *
     * @throws IOException also if a link, a pipe, a device or a directory is in its place; a pipe would block the
     *     thread
     */
    static RandomAccessFile open(Path file, String mode) throws IOException {
        if (exists(file) && !isFile(file)) {
            throw new IOException(file + " is not a regular file. Remove it");
        }
        return new RandomAccessFile(file.toFile(), mode);
    }

    static boolean isFile(Path path) {
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** Returns the bytes of a regular file, or null if it does not exist or is a link, a pipe or a device. */
    static byte @Nullable [] read(Path file) throws IOException {
        return withoutInterrupts(() -> {
            if (!isFile(file)) {
                return null;
            }
            try (FileChannel channel = FileChannel.open(file, READ)) {
                return read(channel, file);
            } catch (NoSuchFileException e) {
                return null;
            } catch (IOException e) {
                if (e instanceof ClosedByInterruptException || isFile(file)) {
                    throw e;
                }
                return null;
            }
        });
    }

    private static byte[] read(FileChannel channel, Path file) throws IOException {
        long size = channel.size();
        if (size > MAX_SIZE) {
            throw new TooLargeException(file, size);
        }
        ByteBuffer buffer = ByteBuffer.allocate((int) size + 1);
        while (channel.read(buffer) >= 0) {
            if (buffer.position() > MAX_SIZE) {
                throw new TooLargeException(file, channel.size());
            }
            if (!buffer.hasRemaining()) {
                buffer = ByteBuffer.allocate((int) Math.min(2L * buffer.capacity(), MAX_SIZE + 1L))
                        .put(buffer.flip());
            }
        }
        byte[] bytes = new byte[buffer.position()];
        buffer.flip().get(bytes);
        return bytes;
    }

    /** Writes a new file without waiting for the disk. */
    static void write(Path file, byte[] bytes) throws IOException {
        withoutInterrupts(() -> {
            Files.deleteIfExists(file);
            try (FileChannel channel = FileChannel.open(file, CREATE)) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }
            return null;
        });
    }

    /** Waits until a file, or the names in a directory, are on disk. */
    static void sync(Path path) throws IOException {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        if (windows && isDirectory(path)) {
            return; // Windows cannot open directories, and need not sync them.
        }
        OpenOption access = windows ? StandardOpenOption.WRITE : StandardOpenOption.READ;
        withoutInterrupts(() -> {
            try (FileChannel channel = FileChannel.open(path, access)) {
                channel.force(true);
            }
            return null;
        });
    }

    /** Creates a directory and those above it that are missing, and waits until they are on disk. */
    static void createDirectories(Path directory) throws IOException {
        Path parent = directory.getParent();
        if (Files.isDirectory(directory) || parent == null) {
            return;
        }
        createDirectories(parent);
        Files.createDirectories(directory);
        // A directory that can be entered but not read cannot be synced.
        if (Files.isReadable(parent)) {
            sync(parent);
        }
    }

    /** Deletes a file, or a directory and everything in it. Links are deleted, not followed. */
    static void deleteTree(Path path) throws IOException {
        if (isDirectory(path)) {
            for (Path each : list(path)) {
                deleteTree(each);
            }
        }
        Files.deleteIfExists(path);
    }

    /**
     * Moves a file or directory, replacing a file. Where the file system cannot rename it, because the two places are
     * on different ones or layers of one, copies it to a name that is no object's and then deletes it. Can be repeated.
     */
    static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Path copy = to.resolveSibling(from.getFileName() + FileNames.TEMPORARY);
            deleteTree(copy);
            try {
                copyTree(from, copy);
                Files.move(copy, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                deleteTree(copy);
            }
            sync(Objects.requireNonNull(to.getParent()));
            deleteTree(from);
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        if (Files.isSymbolicLink(from)) {
            Files.createSymbolicLink(to, Files.readSymbolicLink(from));
            return;
        }
        Files.copy(from, to, LinkOption.NOFOLLOW_LINKS);
        if (isDirectory(from)) {
            for (Path each : list(from)) {
                copyTree(each, to.resolve(each.getFileName()));
            }
        }
        sync(to);
    }

    /** File operations that can be repeated from the beginning. */
    private interface Work<T> {
        @Nullable
        T run() throws IOException;
    }

    private static <T> @Nullable T withoutInterrupts(Work<T> work) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return work.run();
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
