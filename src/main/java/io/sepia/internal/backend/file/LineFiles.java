package io.sepia.internal.backend.file;

import io.sepia.document.ObjectKey;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Files to which lines are appended, one file for each object, in a directory for each class. */
class LineFiles {
    static final String SUFFIX = ".jsonl";

    private final Path directory;

    LineFiles(Path directory) {
        this.directory = directory;
    }

    /**
     * Returns the path of an object's file, whether or not it exists.
     *
     * @throws IOException if a directory on the way is a link, which may lead out of the store
     */
    Path file(ObjectKey key) throws IOException {
        Path ofClass = ofClass(key.className());
        if (Files.isSymbolicLink(directory) || Files.isSymbolicLink(ofClass)) {
            throw new IOException(ofClass + " is reached through a link. Remove it");
        }
        return Places.child(ofClass, FileNames.ofEvents(key.id()) + SUFFIX);
    }

    private Path ofClass(String className) {
        return Places.child(directory, FileNames.ofClass(className));
    }

    @FunctionalInterface
    interface Visitor {
        void visit(@Nullable String className, String name, Path file) throws IOException;
    }

    /** Passes on all files, with the class name from their directory and their name without its suffix. */
    void forEach(Visitor visitor) throws IOException {
        if (!Places.isDirectory(directory)) {
            return;
        }
        for (Path ofClass : Places.list(directory)) {
            String className = Places.name(ofClass);
            if (className != null && Places.isDirectory(ofClass)) {
                for (Path file : Places.list(ofClass)) {
                    String name = Places.name(file);
                    if (name != null && name.endsWith(SUFFIX)) {
                        visitor.visit(
                                FileNames.text(className), name.substring(0, name.length() - SUFFIX.length()), file);
                    }
                }
            }
        }
    }

    /** Receives a line without its line end, and where it begins. Returns whether to go on. */
    @FunctionalInterface
    interface LineVisitor {
        boolean visit(long position, byte[] line);
    }

    /** Passes on the complete lines of a regular file, of which one at a time is in memory. */
    static void forEachLine(Path file, LineVisitor visitor) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        // Not a channel, which an interrupt would close.
        try (InputStream reading = new FileInputStream(file.toFile())) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            byte[] bytes = new byte[1 << 16];
            long begin = 0;
            for (int n = reading.read(bytes); n >= 0; n = reading.read(bytes)) {
                int from = 0;
                for (int i = 0; i < n; i++) {
                    if (bytes[i] == '\n') {
                        line.write(bytes, from, i - from);
                        if (!visitor.visit(begin, line.toByteArray())) {
                            return;
                        }
                        begin += line.size() + 1L;
                        line.reset();
                        from = i + 1;
                    }
                }
                line.write(bytes, from, n - from);
            }
        } catch (FileNotFoundException e) {
            if (Places.exists(file)) {
                throw e;
            }
        }
    }

    /** Returns the id in the first line of a file whose name does not contain it, or null if it has none. */
    static @Nullable String firstId(Path file) throws IOException {
        String[] first = {""};
        forEachLine(file, (position, line) -> {
            first[0] = new String(line, StandardCharsets.UTF_8);
            return false;
        });
        return GenerationLine.id(first[0]);
    }

    /**
     * Fails if lines could not be appended.
     *
     * @throws IOException if the directories or the file of an object cannot be written
     */
    void checkWritable(ObjectKey key) throws IOException {
        Path file = file(key);
        Path there = file;
        while (!Places.exists(there)) {
            there = Objects.requireNonNull(there.getParent());
        }
        if (!Files.isWritable(there)) {
            throw new IOException(there + " cannot be written. Check its permissions and how it is mounted");
        }
    }

    /**
     * Appends lines to the files of objects, and waits until they are on disk.
     *
     * @param again whether some of the lines may have been appended before
     */
    void append(Map<ObjectKey, List<String>> lines, boolean again) throws IOException {
        for (Map.Entry<ObjectKey, List<String>> each : lines.entrySet()) {
            Path ofClass = prepare(each.getKey());
            Path file = file(each.getKey());
            boolean isNewFile = !Places.exists(file);
            append(file, each.getValue(), again);
            if (isNewFile) {
                Places.sync(ofClass);
            }
        }
    }

    /** Deletes the file of an object, if it exists. */
    void delete(ObjectKey key) throws IOException {
        Path file = file(key);
        if (Files.deleteIfExists(file)) {
            Places.sync(ofClass(key.className()));
        }
    }

    /** Creates the directory of an object's file, and returns it. */
    Path prepare(ObjectKey key) throws IOException {
        Path file = file(key);
        Path ofClass = ofClass(key.className());
        if (!Places.isDirectory(ofClass)) {
            Files.createDirectories(ofClass);
            Places.sync(directory);
            Places.sync(Objects.requireNonNull(directory.getParent()));
        }
        if (Files.isSymbolicLink(file)) {
            throw new IOException(file + " is a link. Remove it");
        }
        return ofClass;
    }

    private static void append(Path file, List<String> lines, boolean again) throws IOException {
        try (RandomAccessFile open = Places.open(file, "rw")) {
            // What was appended before is at the end, perhaps followed by a part of it.
            String there = again ? end(open, 2 * size(lines)) : "";
            boolean whole = open.length() == 0 || lastByte(open) == '\n';
            StringBuilder added = new StringBuilder(whole ? "" : "\n");
            for (String line : lines) {
                if (!there.contains(line + "\n")) {
                    added.append(line).append('\n');
                }
            }
            open.seek(open.length());
            open.write(FileNames.utf8(added.toString()));
            open.getFD().sync();
        }
    }

    private static int lastByte(RandomAccessFile open) throws IOException {
        open.seek(open.length() - 1);
        return open.read();
    }

    private static long size(List<String> lines) {
        return lines.stream()
                .mapToLong(each -> FileNames.utf8(each).length + 1L)
                .sum();
    }

    private static String end(RandomAccessFile open, long size) throws IOException {
        byte[] there = new byte[(int) Math.min(Math.min(open.length(), size), Integer.MAX_VALUE - 8)];
        open.seek(open.length() - there.length);
        open.readFully(there);
        return new String(there, StandardCharsets.UTF_8);
    }
}
