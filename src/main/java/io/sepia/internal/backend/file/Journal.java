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
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code .sepia-journal} at the root of a store. A transaction is the lines of its steps, a line that commits
 * it, and one that says that its files are in their places. Whoever finds one without the latter puts the files into
 * their places. A transaction whose lines are not whole never took place.
 *
 * <p>Not thread-safe. Only who holds the lock of the store may write.
 */
final class Journal implements AutoCloseable {
    static final String NAME = ".sepia-journal";

    private static final System.Logger LOG = System.getLogger(Journal.class.getName());
    private static final long LARGE = 1L << 26;
    private static final String VERSION = "1";
    private static final String HEADER = "[\"sepia\",\"" + VERSION + "\"]\n";
    private static final byte[] COMMIT = bytes("[\"commit\",");
    private static final byte[] DONE = bytes("[\"done\",");
    private static final byte[] SEPIA = bytes("[\"sepia\",");

    private final Path root;
    private final Path file;
    private @Nullable RandomAccessFile open;
    /** What tells this file from another one in its place; null for none. */
    private @Nullable Object identity;

    /** Where reading goes on. */
    private long position;

    private long lastNumber;
    /** How long it was when this process last wrote it anew. */
    private long compact;

    private @Nullable Group pending;

    Journal(Path root) {
        this.root = root;
        this.file = root.resolve(NAME);
    }

    /**
     * A transaction.
     *
     * @param number of the transaction
     * @param entries its steps
     * @param end where the next line of the journal begins
     */
    record Group(long number, List<JournalEntry> entries, long end) {}

    /**
     * What the times of directories were before and after the files of a transaction came into them.
     *
     * @param before in nanoseconds
     * @param after in nanoseconds
     */
    record Stamps(long before, long after) {}

    /**
     * A transaction whose files are in their places.
     *
     * @param stamps by the name of the directory
     */
    record Done(Group group, Map<String, Stamps> stamps) {}

    /**
     * What is new.
     *
     * @param restarted whether it is another journal than before, so that everything known of it is void
     * @param done in their order
     */
    record News(boolean restarted, List<Done> done) {}

    /** The transaction whose files may not be in their places yet; null if there is none. */
    @Nullable
    Group pending() {
        return pending;
    }

    /** Whether it has grown so much that it is worth writing anew, whatever its lines say. */
    boolean isGrown() {
        return position > LARGE && position > 4 * compact;
    }

    /** Whether there is something that was not read. */
    boolean hasNews() throws IOException {
        BasicFileAttributes now = attributes();
        return !Objects.equals(identity, identity(now)) || now != null && now.size() != position;
    }

    /** Reads what others have written since. */
    News read() throws IOException {
        BasicFileAttributes now = attributes();
        Object found = identity(now);
        long size = now == null ? 0 : now.size();
        boolean restarted = !Objects.equals(identity, found) || size < position;
        if (restarted) {
            close();
            identity = found;
            position = 0;
            lastNumber = 0;
        }
        pending = null;
        if (size == position) {
            return new News(restarted, List.of());
        }
        if (now != null && !now.isRegularFile()) {
            throw new IncompatibleStoreException(file + " is no regular file. Take it away.");
        }
        byte[] bytes = tail();
        List<Done> done = new ArrayList<>();
        int start = 0;
        int line = 0;
        int whole = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '\n') {
                continue;
            }
            if (startsWith(bytes, line, SEPIA)) {
                checkVersion(words(bytes, line, i));
                start = i + 1;
                whole = start;
            } else if (startsWith(bytes, line, COMMIT)) {
                pending = group(bytes, start, line, words(bytes, line, i), position + i + 1);
                start = i + 1;
            } else if (startsWith(bytes, line, DONE)) {
                Group group = pending;
                if (group != null) {
                    lastNumber = group.number();
                    done.add(new Done(group, stamps(words(bytes, line, i))));
                }
                pending = null;
                start = i + 1;
                whole = start;
            }
            line = i + 1;
        }
        // What is not done is read again.
        position += whole;
        return new News(restarted, done);
    }

    private static void checkVersion(List<String> words) {
        if (words.size() < 2 || !words.get(1).equals(VERSION)) {
            throw new IncompatibleStoreException("The journal of the store is of version "
                    + (words.size() < 2 ? "?" : words.get(1)) + "; this library knows version " + VERSION
                    + ". Use a newer library.");
        }
    }

    private @Nullable Group group(byte[] bytes, int start, int end, List<String> words, long next) throws IOException {
        CRC32C crc = new CRC32C();
        crc.update(bytes, start, end - start);
        if (words.size() != 4
                || !words.get(2).equals(Integer.toString(end - start))
                || !words.get(3).equals(Long.toHexString(crc.getValue()))) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The journal " + file + " is damaged; versions and times of what was stored after that are lost");
            return null;
        }
        return new Group(Long.parseLong(words.get(1)), JournalEntry.read(bytes, start, end - start), next);
    }

    private static Map<String, Stamps> stamps(List<String> words) {
        Map<String, Stamps> stamps = new HashMap<>();
        for (int i = 2; i + 2 < words.size(); i += 3) {
            stamps.put(words.get(i), new Stamps(Long.parseLong(words.get(i + 1)), Long.parseLong(words.get(i + 2))));
        }
        return stamps;
    }

    /** Commits a transaction: it is durable when this returns, though not in the files yet. */
    void commit(List<JournalEntry> entries) throws IOException {
        StringBuilder lines = new StringBuilder();
        entries.forEach(each -> lines.append(JournalEntry.write(each)));
        byte[] steps = bytes(lines.toString());
        byte[] last = bytes(commitLine(lastNumber + 1, steps));
        boolean isNew = identity == null;
        RandomAccessFile journal = open();
        // What stands behind is of a transaction that nobody finished, and never took place.
        journal.setLength(position);
        journal.seek(position);
        byte[] all = new byte[steps.length + last.length];
        System.arraycopy(steps, 0, all, 0, steps.length);
        System.arraycopy(last, 0, all, steps.length, last.length);
        journal.write(all);
        journal.getFD().sync();
        if (isNew) {
            Places.sync(root);
        }
        pending = new Group(lastNumber + 1, entries, position + all.length);
    }

    /** Takes back a commit that failed, as far as that is possible. */
    void takeBack() throws IOException {
        RandomAccessFile journal = open();
        journal.setLength(position);
        journal.getFD().sync();
        pending = null;
    }

    /** Says that the files of the pending transaction are in their places. */
    void done(Map<String, Stamps> stamps) throws IOException {
        Group group = Objects.requireNonNull(pending);
        byte[] line = bytes(doneLine(group.number(), stamps));
        RandomAccessFile journal = open();
        journal.setLength(group.end());
        journal.seek(group.end());
        journal.write(line);
        position = group.end() + line.length;
        lastNumber = group.number();
        pending = null;
    }

    /** Puts a journal that says all this at once into the place of this one. */
    void rewrite(List<JournalEntry> entries, Path temporary) throws IOException {
        StringBuilder lines = new StringBuilder();
        entries.forEach(each -> lines.append(JournalEntry.write(each)));
        byte[] steps = bytes(lines.toString());
        String all = HEADER + lines + commitLine(lastNumber + 1, steps) + doneLine(lastNumber + 1, Map.of());
        byte[] bytes = bytes(all);
        Places.write(temporary, bytes);
        Places.sync(temporary);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Places.sync(root);
        close();
        identity = identity(attributes());
        position = bytes.length;
        compact = position;
        lastNumber++;
        pending = null;
    }

    /** Has the whole journal read again. */
    void forget() throws IOException {
        close();
        identity = null;
    }

    private static String commitLine(long number, byte[] steps) {
        CRC32C crc = new CRC32C();
        crc.update(steps);
        return "[\"commit\",\"" + number + "\",\"" + steps.length + "\",\"" + Long.toHexString(crc.getValue())
                + "\"]\n";
    }

    private static String doneLine(long number, Map<String, Stamps> stamps) {
        StringBuilder line = new StringBuilder("[\"done\",\"").append(number).append('"');
        stamps.forEach((directory, each) -> line.append(',')
                .append(JsonParts.quoted(directory))
                .append(",\"")
                .append(each.before())
                .append("\",\"")
                .append(each.after())
                .append('"'));
        return line.append("]\n").toString();
    }

    private RandomAccessFile open() throws IOException {
        RandomAccessFile journal = open;
        if (journal == null) {
            if (Files.isSymbolicLink(file)) {
                throw new IncompatibleStoreException(file + " is a link. Take it away.");
            }
            journal = new RandomAccessFile(file.toFile(), "rw");
            open = journal;
            if (identity == null) {
                journal.write(bytes(HEADER));
                identity = identity(attributes());
                position = HEADER.length();
            }
        }
        return journal;
    }

    private byte[] tail() throws IOException {
        try (RandomAccessFile reading = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[Math.toIntExact(Math.max(0, reading.length() - position))];
            reading.seek(position);
            int read = 0;
            for (int n = 0; read < bytes.length && n >= 0; read += Math.max(n, 0)) {
                n = reading.read(bytes, read, bytes.length - read);
            }
            return read == bytes.length ? bytes : java.util.Arrays.copyOf(bytes, read);
        }
    }

    private @Nullable BasicFileAttributes attributes() throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static @Nullable Object identity(@Nullable BasicFileAttributes attributes) {
        if (attributes == null) {
            return null;
        }
        return attributes.fileKey() == null ? attributes.creationTime() : attributes.fileKey();
    }

    private static List<String> words(byte[] bytes, int from, int to) throws IOException {
        List<JsonParts.Part> parts = JsonParts.elements(new String(bytes, from, to - from, StandardCharsets.UTF_8));
        if (parts == null) {
            throw new IOException("A line of the journal is no JSON array");
        }
        return parts.stream()
                .map(each -> Objects.requireNonNullElse(JsonParts.unquoted(each.text()), ""))
                .toList();
    }

    private static boolean startsWith(byte[] bytes, int from, byte[] start) {
        return java.util.Arrays.equals(
                bytes, from, Math.min(bytes.length, from + start.length), start, 0, start.length);
    }

    private static byte[] bytes(String text) {
        return FileNames.utf8(text);
    }

    @Override
    public void close() throws IOException {
        RandomAccessFile journal = open;
        open = null;
        if (journal != null) {
            journal.close();
        }
    }
}
