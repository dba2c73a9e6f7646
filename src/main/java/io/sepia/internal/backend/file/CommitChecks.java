package io.sepia.internal.backend.file;

import io.sepia.document.ObjectKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is examined before a transaction is written to the journal, because a failure after that can only be repaired by
 * completing the transaction. See decision 0305.
 */
final class CommitChecks {
    /** Names of at most so many bytes are short enough for all file systems. */
    private static final int SHORT_NAME = 100;

    private static final int LONG_PATH = 1_000;
    /** Space for blocks of files and directories that grow. */
    private static final long MARGIN = 64 << 10;

    private final Path root;
    private final DocumentFiles files;
    private final EventFiles events;
    private final GenerationFiles generations;

    CommitChecks(Path root, DocumentFiles files, EventFiles events, GenerationFiles generations) {
        this.root = root;
        this.files = files;
        this.events = events;
        this.generations = generations;
    }

    /** @throws IOException if the files of these entries cannot be moved into their places, as far as that is known */
    void run(List<JournalEntry> entries) throws IOException {
        Set<String> classes = new TreeSet<>();
        long lines = 0;
        for (JournalEntry entry : entries) {
            if (entry instanceof JournalEntry.Put put) {
                classes.add(put.key().className());
                checkName(put.key(), put.record().file());
            } else if (entry instanceof JournalEntry.Gone gone && !gone.file().isEmpty()) {
                classes.add(gone.key().className());
            } else if (entry instanceof JournalEntry.Happened happened) {
                events.checkWritable(happened.key());
                lines += happened.line().length();
            } else if (entry instanceof JournalEntry.Generation added) {
                generations.checkWritable(added.key());
                lines += added.line().length();
            } else if (entry instanceof JournalEntry.Generations replaced) {
                generations.checkWritable(replaced.key());
            }
        }
        for (String each : classes) {
            checkDirectory(files.directory(each));
        }
        // Only the lines, so that deletions make room on a full disk.
        long room = lines == 0 ? Long.MAX_VALUE : root.toFile().getUsableSpace();
        if (room < lines + MARGIN) {
            throw new IOException("The disk has " + room + " bytes left, and " + (lines + MARGIN) + " are needed");
        }
    }

    private static void checkDirectory(Path directory) throws IOException {
        if (Files.isSymbolicLink(directory)) {
            throw new IOException(directory + " is a link, which may lead out of the store. Remove it");
        }
        if (Places.exists(directory) && !Files.isWritable(directory)) {
            throw new IOException(directory + " cannot be written. Check its permissions and how it is mounted");
        }
    }

    /** Asks the file system for a long name, which it refuses if it allows only shorter ones. */
    private void checkName(ObjectKey key, String file) throws IOException {
        Path path = files.path(key, file);
        if (file.length() > SHORT_NAME || path.toString().length() > LONG_PATH) {
            try {
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            } catch (NoSuchFileException e) {
                return;
            }
        }
    }
}
