package io.sepia.internal.transfer;

import io.sepia.error.DocumentFormatException;
import io.sepia.error.StorageFailureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A backup of the Crystal library: a tar archive with the files of objects below {@code objects/}, and the manifest
 * {@code metadata.json}. It contains no links: where an object refers to another one there is a copy. See decision
 * 0248.
 *
 * @param file the archive
 * @param entries the files of objects
 * @param created when it was made
 */
public record UpstreamArchive(Path file, List<Entry> entries, Instant created) {
    private static final String OBJECTS = "objects/";
    private static final String MANIFEST = "metadata.json";
    private static final int LONGEST_TEXT = 1 << 24;
    private static final char OLD_FILE = 0;
    private static final char DIRECTORY = '5';
    private static final char LONG_NAME = 'L';
    private static final char ATTRIBUTES = 'x';

    /** Copies the list. */
    public UpstreamArchive {
        entries = List.copyOf(entries);
    }

    /**
     * A file of an object.
     *
     * @param path the names of its directories and its own below {@code objects/}
     */
    private record Entry(List<String> path, long position, long size) {}

    static boolean isOne(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            byte[] block = bytes(channel, 0, TarHeader.BLOCK, file);
            String name = TarHeader.parseAny(block, file.toString()).name();
            return name.startsWith(OBJECTS) || name.equals(MANIFEST);
        } catch (DocumentFormatException e) {
            return false; // Reading it as an archive of this library says what is wrong.
        }
    }

    static UpstreamArchive read(Path file) throws IOException {
        List<Entry> entries = new ArrayList<>();
        Set<List<String>> seen = new HashSet<>();
        String manifest = null;
        String longName = null;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long at = 0;
            byte[] block = bytes(channel, at, TarHeader.BLOCK, file);
            while (!TarHeader.isEnd(block)) {
                TarHeader header = TarHeader.parseAny(block, file.toString());
                long content = at + TarHeader.BLOCK;
                if (header.size() < 0 || header.size() > channel.size() - content) {
                    throw damaged(file, "an entry is longer than the file");
                }
                String name = longName == null ? header.name() : longName;
                longName = null;
                switch (header.type()) {
                    case LONG_NAME, ATTRIBUTES -> longName = longName(channel, content, header, file);
                    case TarHeader.FILE, OLD_FILE -> {
                        if (name.equals(MANIFEST)) {
                            manifest = text(channel, content, header, file);
                        } else if (name.startsWith(OBJECTS)) {
                            Entry entry = new Entry(path(name, file), content, header.size());
                            if (!seen.add(entry.path())) {
                                throw damaged(file, "an entry is in it twice");
                            }
                            entries.add(entry);
                        }
                    }
                    case DIRECTORY -> path(name + "/.", file);
                    default -> throw damaged(file, "an entry is neither a file nor a directory");
                }
                at = content + TarHeader.padded(header.size());
                block = bytes(channel, at, TarHeader.BLOCK, file);
            }
        }
        if (manifest == null) {
            throw damaged(file, "it has no " + MANIFEST);
        }
        return new UpstreamArchive(file, entries, created(manifest, file));
    }

    /** Returns the name in an entry that precedes the one with that name, in the form of GNU or of POSIX. */
    private static @Nullable String longName(FileChannel channel, long at, TarHeader header, Path file)
            throws IOException {
        String text = text(channel, at, header, file);
        if (header.type() == LONG_NAME) {
            return text.replace("\0", "");
        }
        for (String line : text.split("\n")) {
            int begin = line.indexOf(" path=");
            if (begin >= 0) {
                return line.substring(begin + " path=".length());
            }
        }
        return null;
    }

    /** Splits a name. No part may name another place than one below the directory in which it is looked up. */
    private static List<String> path(String name, Path file) {
        List<String> parts = new ArrayList<>(List.of(name.split("/", -1)));
        boolean isDirectory = parts.get(parts.size() - 1).equals(".");
        parts.remove(0);
        if (isDirectory) {
            parts.removeIf(each -> each.isEmpty() || each.equals("."));
        }
        for (String each : parts) {
            if (each.isEmpty()
                    || each.equals(".")
                    || each.equals("..")
                    || each.indexOf('\\') >= 0
                    || each.indexOf(0) >= 0) {
                throw damaged(file, "the name of an entry is not one below " + OBJECTS);
            }
        }
        return parts;
    }

    private static Instant created(String manifest, Path file) {
        return new ExportFormat.Line(manifest.strip(), "The file " + MANIFEST + " of " + file).moment("created_at");
    }

    private static String text(FileChannel channel, long at, TarHeader header, Path file) throws IOException {
        if (header.size() > LONGEST_TEXT) {
            throw damaged(file, "an entry is too long");
        }
        return new String(bytes(channel, at, (int) header.size(), file), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(FileChannel channel, long at, int length, Path file) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, at + buffer.position()) < 0) {
                throw damaged(file, "it ends too early");
            }
        }
        return buffer.array();
    }

    private static DocumentFormatException damaged(Path file, String problem) {
        return new DocumentFormatException(
                file + " is damaged, or not a backup of a store: " + problem + ". Use another backup.");
    }

    /** Receives the directory of a store. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(Path directory);
    }

    /**
     * Writes the files of the objects to a new directory of its own, passes it to {@code reader}, and deletes it. Only
     * files are made in it, under names that {@link #read} has checked.
     */
    public <T> T unpacked(Reader<T> reader) throws IOException {
        Path directory = Files.createTempDirectory("sepia-archive");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (Entry each : entries) {
                Path target = directory;
                for (String name : each.path()) {
                    target = target.resolve(name);
                }
                if (!target.normalize().startsWith(directory) || target.equals(directory)) {
                    throw damaged(file, "the name of an entry is not one below " + OBJECTS);
                }
                write(channel, each, target);
            }
            return reader.read(directory);
        } finally {
            delete(directory);
        }
    }

    private void write(FileChannel channel, Entry entry, Path target) throws IOException {
        try {
            Files.createDirectories(target.getParent());
            try (FileChannel out = FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                long done = 0;
                while (done < entry.size()) {
                    long count = channel.transferTo(entry.position() + done, entry.size() - done, out);
                    if (count <= 0) {
                        throw damaged(file, "it ends too early");
                    }
                    done += count;
                }
            }
        } catch (FileAlreadyExistsException e) {
            throw new DocumentFormatException(
                    file + " is damaged, or not a backup of a store: an entry is both a file and a directory.", e);
        }
    }

    private static void delete(Path directory) {
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                    Files.delete(path);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path path, @Nullable IOException error) throws IOException {
                    Files.delete(path);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new StorageFailureException(
                    "The directory " + directory + " cannot be deleted: " + e.getMessage() + ". Delete it.", e);
        }
    }
}
