package io.sepia.internal.backend.file;

import io.sepia.error.IncompatibleStoreException;
import io.sepia.error.StorageBusyException;
import io.sepia.internal.json.JsonParts;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code .sepia-journal} at the root of a store. A transaction consists of the lines of its steps, a line that
 * commits it, and a line which says that its files are in their places. If the last line is missing, the next process
 * that takes the write lock moves the files into their places. A transaction with incomplete lines never took place.
 *
 * <p>Not thread-safe. Only the holder of the store's write lock may write. See decision 0051.
 */
class Journal implements AutoCloseable {
    static final String NAME = ".sepia-journal";

    private static final System.Logger LOG = System.getLogger(Journal.class.getName());
    private static final long LARGE = 1L << 26;
    private static final int LONGEST = Integer.MAX_VALUE - 8;
    /** Version 2 added the highest versions of deleted objects. */
    private static final String VERSION = "2";

    private static final List<String> READABLE = List.of("1", VERSION);
    private static final byte[] COMMIT = bytes("[\"commit\",");
    private static final byte[] DONE = bytes("[\"done\",");

    private final Path root;
    private final JournalFile file;
    private @Nullable RandomAccessFile open;
    /** The word of the journal that was read, or what identifies a file without one; null if there is none. */
    private @Nullable Object identity;
    /** The stamp of the file when it was last read. */
    private JournalFile.@Nullable Stamp seen;

    /** The position at which reading continues. */
    private long position;

    private long lastNumber;
    /** Whether the fields above are void until the journal is read again. */
    private boolean forgotten;
    /** Whether the journal is of the latest version and has a word. */
    private boolean latest;
    /** The length of the journal when this process last rewrote it. */
    private long compact;

    private @Nullable Group pending;

    Journal(Path root) {
        this.root = root;
        this.file = new JournalFile(root.resolve(NAME));
    }

    /** A transaction and its steps; the next line of the journal begins at {@code end}. */
    record Group(long number, List<JournalEntry> entries, long end) {}

    /** The times of a directory, in nanoseconds, before and after the files of a transaction were moved into it. */
    record Stamps(long before, long after) {}

    /** A transaction whose files are in their places, and the times of directories, by their names. */
    record Done(Group group, Map<String, Stamps> stamps) {}

    /**
     * New transactions in the journal.
     *
     * @param restarted whether the journal was replaced, so that everything read from it before is void
     * @param done the transactions in their order
     */
    record News(boolean restarted, List<Done> done) {}

    /** Returns the transaction whose files may not be in their places yet, or null if there is none. */
    @Nullable
    Group pending() {
        return pending;
    }

    /** Returns whether the journal has grown so much that it should be rewritten, whatever its lines say. */
    boolean isGrown() {
        return position > LARGE && position > 4 * compact;
    }

    /** Returns whether the journal is of an earlier version or has no word, and must be rewritten before a commit. */
    boolean isOutdated() {
        return identity != null && !latest;
    }

    /** Returns the number of the last transaction that was read. */
    long lastNumber() {
        return lastNumber;
    }

    /** Returns whether the journal was written since it was last read, also if it ends with a damaged line. */
    boolean isWritten() throws IOException {
        return !Objects.equals(seen, file.stamp());
    }

    /** Returns whether the journal may have lines that were not read. */
    boolean hasNews() throws IOException {
        JournalFile.Stamp now = file.stamp();
        return forgotten || !Objects.equals(seen, now) || now != null && now.size() != position;
    }

    /** Reads the lines that other stores have written since the last call. */
    News read() throws IOException {
        JournalFile.Stamp now = file.stamp();
        seen = now;
        try (RandomAccessFile reading = now == null ? null : file.open()) {
            return read(reading, now == null || reading == null ? null : JournalFile.identity(reading, now));
        }
    }

    private News read(@Nullable RandomAccessFile reading, @Nullable Object found) throws IOException {
        long size = reading == null ? 0 : reading.length();
        boolean restarted = forgotten || !Objects.equals(identity, found) || size < position;
        if (restarted) {
            close();
            forgotten = false;
            identity = found;
            position = 0;
            lastNumber = 0;
            latest = false;
        }
        pending = null;
        if (reading == null || size == position) {
            return new News(restarted, List.of());
        }
        byte[] bytes = tail(reading);
        List<Done> done = new ArrayList<>();
        int start = 0;
        int line = 0;
        int whole = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '\n') {
                continue;
            }
            if (JournalFile.isHeader(bytes, line)) {
                latest = version(JournalFile.words(bytes, line, i)).equals(VERSION) && identity instanceof String;
                start = i + 1;
                whole = start;
            } else if (JournalFile.startsWith(bytes, line, COMMIT)) {
                List<String> words = JournalFile.words(bytes, line, i);
                Group next = group(bytes, start, line, words, position + i + 1);
                if (next != null) {
                    // A transaction begins after the one before is done, even if the line that says so was lost.
                    done(Map.of(), done);
                    pending = next;
                    whole = steps(start, line, words);
                    start = i + 1;
                }
            } else if (JournalFile.startsWith(bytes, line, DONE)) {
                List<String> words = JournalFile.words(bytes, line, i);
                Group group = pending;
                boolean isOfGroup =
                        group != null && words.size() > 1 && words.get(1).equals(Long.toString(group.number()));
                done(isOfGroup ? stamps(words) : Map.of(), done);
                whole = i + 1;
            }
            line = i + 1;
        }
        // A transaction without its last line is read again.
        position += whole;
        return new News(restarted, done);
    }

    /** Adds the pending transaction, if there is one, to those that are done. */
    private void done(Map<String, Stamps> stamps, List<Done> done) {
        Group group = pending;
        pending = null;
        if (group != null) {
            lastNumber = group.number();
            done.add(new Done(group, stamps));
        }
    }

    /**
     * Returns where the steps of a transaction begin, by the length in the line that commits it: there may be a damaged
     * line before them. Returns -1 if they would begin before {@code start}.
     */
    private static int steps(int start, int end, List<String> words) {
        Long length = words.size() == 4 ? number(words.get(2)) : null;
        return length == null || length < 0 || length > end - start ? -1 : (int) (end - length);
    }

    private static String version(List<String> words) {
        String version = words.size() < 2 ? "?" : words.get(1);
        if (!READABLE.contains(version)) {
            throw new IncompatibleStoreException("The journal of the store is of version " + version
                    + "; this library reads version " + VERSION + " and older ones. Use a newer library.");
        }
        return version;
    }

    private @Nullable Group group(byte[] bytes, int start, int end, List<String> words, long next) throws IOException {
        int first = steps(start, end, words);
        Long number = first < 0 ? null : number(words.get(1));
        CRC32C crc = new CRC32C();
        crc.update(bytes, Math.max(first, 0), first < 0 ? 0 : end - first);
        if (number == null || !words.get(3).equals(Long.toHexString(crc.getValue()))) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The journal " + file
                            + " is damaged; versions and times of objects saved after the damage are lost");
            return null;
        }
        return new Group(number, JournalEntry.read(bytes, first, end - first), next);
    }

    /** Returns the times in a line, which is not checked: a directory without times is compared by its files. */
    private static Map<String, Stamps> stamps(List<String> words) {
        Map<String, Stamps> stamps = new HashMap<>();
        for (int i = 2; i + 2 < words.size(); i += 3) {
            Long before = number(words.get(i + 1));
            Long after = number(words.get(i + 2));
            if (before != null && after != null) {
                stamps.put(words.get(i), new Stamps(before, after));
            }
        }
        return stamps;
    }

    private static @Nullable Long number(String word) {
        try {
            return Long.valueOf(word);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /**
     * Commits a transaction. It is durable when this method returns, though its files are not in their places yet.
     *
     * @throws StorageBusyException if the journal must be read again first; nothing was written then
     */
    void commit(List<JournalEntry> entries) throws IOException {
        if (forgotten) {
            throw new StorageBusyException("Reading the journal " + file
                    + " failed while this transaction ran, so its end is not known. Run the transaction again.");
        }
        boolean isNew = identity == null;
        RandomAccessFile journal = open();
        byte[] all = bytes(lines(lastNumber + 1, entries));
        // Anything after this position belongs to an unfinished transaction that never took place.
        journal.setLength(position);
        journal.seek(position);
        journal.write(all);
        journal.getFD().sync();
        if (isNew) {
            Places.sync(root);
        }
        pending = new Group(lastNumber + 1, entries, position + all.length);
    }

    /** Undoes a commit that failed, as far as possible. */
    void takeBack() throws IOException {
        if (forgotten) {
            return; // The commit was refused before it wrote anything.
        }
        RandomAccessFile journal = open();
        journal.setLength(position);
        journal.getFD().sync();
        pending = null;
    }

    /** Records that the files of the pending transaction are in their places. */
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

    /** Replaces the journal by one whose single transaction has all these entries. */
    void rewrite(List<JournalEntry> entries, Path temporary) throws IOException {
        String word = JournalFile.newWord();
        byte[] bytes = bytes(JournalFile.header(VERSION, word)
                + lines(lastNumber + 1, entries)
                + doneLine(lastNumber + 1, Map.of()));
        Places.write(temporary, bytes);
        Places.sync(temporary);
        Files.move(temporary, file.path(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Places.sync(root);
        close();
        identity = word;
        latest = true;
        position = bytes.length;
        compact = position;
        lastNumber++;
        pending = null;
    }

    /** Makes {@link #read} start over from the beginning of the journal. */
    void forget() throws IOException {
        forgotten = true;
        close();
    }

    /** Returns the lines of a transaction's steps, and the line that commits it. */
    private static String lines(long number, List<JournalEntry> entries) {
        String lines = entries.stream().map(JournalEntry::write).collect(Collectors.joining());
        byte[] steps = bytes(lines);
        CRC32C crc = new CRC32C();
        crc.update(steps);
        return lines + "[\"commit\",\"" + number + "\",\"" + steps.length + "\",\"" + Long.toHexString(crc.getValue())
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
            journal = Places.open(file.path(), "rw");
            open = journal;
            if (identity == null) {
                String word = JournalFile.newWord();
                byte[] header = bytes(JournalFile.header(VERSION, word));
                journal.write(header);
                identity = word;
                position = header.length;
                latest = true;
            }
        }
        return journal;
    }

    private byte[] tail(RandomAccessFile reading) throws IOException {
        reading.seek(position);
        long length = Math.max(0, reading.length() - position);
        if (length > LONGEST) {
            throw new IOException("The journal " + file + " has " + length + " bytes, which is too long to be read");
        }
        return JournalFile.next(reading, (int) length);
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
