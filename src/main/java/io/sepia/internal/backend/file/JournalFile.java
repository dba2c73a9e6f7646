package io.sepia.internal.backend.file;

import io.sepia.error.IncompatibleStoreException;
import io.sepia.internal.json.JsonParts;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The file of a journal. Its first line, the header, contains a random word, by which a reader detects that the journal
 * was replaced. The number of the file would not do: file systems give it to a new file as soon as the file is deleted.
 * See decision 0175.
 *
 * @param path where the file is, if it exists
 */
record JournalFile(Path path) {
    private static final byte[] SEPIA = FileNames.utf8("[\"sepia\",");
    /** The longest header that is looked for a word. */
    private static final int LONGEST = 256;

    private static final SecureRandom RANDOM = new SecureRandom();

    /** What changes when the file is written or replaced, unless that takes less time than the clock's step. */
    record Stamp(Object number, long size, FileTime modified) {}

    /** Returns the stamp of the file, or null if it does not exist. */
    @Nullable
    Stamp stamp() throws IOException {
        BasicFileAttributes now;
        try {
            now = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        }
        if (!now.isRegularFile()) {
            throw new IncompatibleStoreException(path + " is not a regular file. Remove it.");
        }
        Object number = now.fileKey() == null ? now.creationTime() : now.fileKey();
        return new Stamp(number, now.size(), now.lastModifiedTime());
    }

    /** Opens the file, which must exist, so that everything that is read then is from one file. */
    RandomAccessFile open() throws IOException {
        return Places.open(path, "r");
    }

    /**
     * Returns what identifies the journal: the word in its header or, if it has none, the number of its file. Reads
     * from the current position, which must be the beginning.
     */
    static Object identity(RandomAccessFile reading, Stamp stamp) throws IOException {
        String word = word(next(reading, LONGEST));
        return word == null ? stamp.number() : word;
    }

    private static @Nullable String word(byte[] head) throws IOException {
        int end = 0;
        while (end < head.length && head[end] != '\n') {
            end++;
        }
        if (end == head.length || !isHeader(head, 0)) {
            return null;
        }
        List<String> words = words(head, 0, end);
        return words.size() < 3 ? null : words.get(2);
    }

    static String newWord() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Returns the header of a journal, with its line end. */
    static String header(String version, String word) {
        return "[\"sepia\",\"" + version + "\",\"" + word + "\"]\n";
    }

    /** Returns whether the line that begins at {@code from} is a header. */
    static boolean isHeader(byte[] bytes, int from) {
        return startsWith(bytes, from, SEPIA);
    }

    static boolean startsWith(byte[] bytes, int from, byte[] start) {
        return Arrays.equals(bytes, from, Math.min(bytes.length, from + start.length), start, 0, start.length);
    }

    /** Returns the texts of a line, or none if it is damaged so that it is not a JSON array. */
    static List<String> words(byte[] bytes, int from, int to) {
        List<JsonParts.Part> parts = JsonParts.elements(new String(bytes, from, to - from, StandardCharsets.UTF_8));
        if (parts == null) {
            return List.of();
        }
        return parts.stream()
                .map(each -> Objects.requireNonNullElse(JsonParts.unquoted(each.text()), ""))
                .toList();
    }

    /** Reads up to {@code length} bytes from the current position. */
    static byte[] next(RandomAccessFile reading, int length) throws IOException {
        byte[] bytes = new byte[length];
        int read = 0;
        for (int n = 0; read < bytes.length && n >= 0; read += Math.max(n, 0)) {
            n = reading.read(bytes, read, bytes.length - read);
        }
        return read == bytes.length ? bytes : Arrays.copyOf(bytes, read);
    }
}
