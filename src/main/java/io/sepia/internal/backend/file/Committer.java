package io.sepia.internal.backend.file;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.OutcomeUnknownException;
import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.snapshot.HeldDocument;
import io.sepia.internal.backend.snapshot.Snapshot;
import io.sepia.internal.backend.snapshot.SnapshotStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Commits transactions: writes their files under temporary names, appends the transaction to the journal, which commits
 * it, and then moves the files into their places. The caller must hold the write lock. See decision 0051.
 */
final class Committer {
    private static final System.Logger LOG = System.getLogger(Committer.class.getName());
    /** For how long a process is waited for that commits although this one holds the write lock. */
    private static final long LOST_LOCK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How much of the replaced documents of a transaction is kept in memory. */
    private static final long FROZEN_CHARACTERS = 8L << 20;

    private final Path root;
    private final DocumentFiles files;
    private final Journal journal;
    private final Catalog catalog;
    private final EventFiles events;
    private final GenerationFiles generations;
    private final Staging staging;
    private final CommitChecks checks;
    private final StoreLock lock;
    private final KeptFiles kept;
    private final BooleanSupplier alone;
    private final Object monitor;

    /** The number of the last transaction when the write lock was acquired. */
    private long begun;

    /** Whether files are being moved into their places. Readers then see only the state before. */
    private boolean placing;

    /** Whether the journal contains a transaction, whose files then must stay for the next one. */
    private enum Journaled {
        NO,
        PERHAPS,
        YES
    }

    /** A step in the end of a failed transaction. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    /**
     * @param alone returns whether the transaction that commits is the only one of its store
     * @param monitor guards journal and catalog
     */
    Committer(
            DocumentFiles files,
            Journal journal,
            Catalog catalog,
            EventFiles events,
            GenerationFiles generations,
            Staging staging,
            Path root,
            StoreLock lock,
            KeptFiles kept,
            BooleanSupplier alone,
            Object monitor) {
        this.files = files;
        this.journal = journal;
        this.catalog = catalog;
        this.events = events;
        this.generations = generations;
        this.staging = staging;
        this.checks = new CommitChecks(root, files, events, generations);
        this.root = root;
        this.lock = lock;
        this.kept = kept;
        this.alone = alone;
        this.monitor = monitor;
    }

    /** Must be called when the write lock was acquired. */
    void begin() {
        begun = journal.lastNumber();
    }

    /** Returns whether files are being moved into their places. The caller must hold the monitor. */
    boolean isPlacing() {
        return placing;
    }

    /**
     * Makes {@code commit} the state of the directory.
     *
     * @throws StorageFailureException if it could not be written; it has no effect then
     * @throws OutcomeUnknownException if it failed, although it was or may have been written to the journal
     */
    void run(SnapshotStorage.Commit commit) {
        List<JournalEntry> entries = new ArrayList<>();
        Journaled journaled = Journaled.NO;
        staging.begin();
        kept.begin();
        try {
            recordCopies(commit);
            stage(commit, entries);
            GenerationChanges.stage(commit, generations, staging::reserve, entries);
            entries.addAll(JournalEntries.between(commit.before(), commit.after(), commit.touched()));
            if (entries.isEmpty()) {
                return;
            }
            synchronized (monitor) {
                long adopting = catalog.eventsToAdopt();
                if (adopting >= 0 && entries.stream().anyMatch(each -> each instanceof JournalEntry.Happened)) {
                    entries.add(0, new JournalEntry.Adopted(adopting));
                }
            }
            checks.run(entries);
            staging.sync();
            // As late as possible, because an edit after this is lost.
            freeze(commit);
            synchronized (monitor) {
                placing = true;
            }
            beginCommit();
            journaled = Journaled.PERHAPS;
            journal.commit(entries);
            journaled = Journaled.YES;
            place(commit, entries);
            kept.purge(entries, alone);
        } catch (IOException | RuntimeException | Error e) {
            throw failed(e, journaled, commit);
        } finally {
            synchronized (monitor) {
                placing = false;
            }
            endCommit();
        }
    }

    /**
     * Checks that no other process has written since the transaction began, and keeps others from that.
     *
     * @throws StorageBusyException if another process has written or still writes
     */
    private void beginCommit() throws IOException {
        boolean isAlone = lock.beginCommit(System.nanoTime() + LOST_LOCK_NANOS);
        if (!isAlone || journal.isWritten() || journal.lastNumber() != begun) {
            throw new StorageBusyException("Another process wrote to " + root + " while this transaction held the write"
                    + " lock, which a copy of the directory by this application has released. Run it again, and copy"
                    + " stores by backupTo or copyTo.");
        }
    }

    private void endCommit() {
        try {
            lock.endCommit();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "The lock of " + root + " could not be released", e);
        }
    }

    /**
     * Ends a failed transaction. Undoes it unless files are in their places, and deletes its staged files only if the
     * journal does not name them.
     */
    private RuntimeException failed(Throwable e, Journaled journaled, SnapshotStorage.Commit commit) {
        if (journaled == Journaled.YES && staging.hasPlaced()) {
            forgetJournal(e);
            return new OutcomeUnknownException(
                    "The transaction was written to the journal of " + root
                            + ", but not all of its files are in their places: " + e.getMessage()
                            + ". The next transaction moves them there.",
                    e);
        }
        if (journaled != Journaled.NO && !isDone(journal::takeBack, e)) {
            forgetJournal(e);
            return new OutcomeUnknownException(
                    "Writing the journal of " + root + " failed, and so did undoing that: " + e.getMessage(), e);
        }
        isDone(staging::discard, e);
        thaw(commit);
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException failure
                ? failure
                : new StorageFailureException("The store in " + root + " cannot be written to: " + e.getMessage(), e);
    }

    /** Makes the next transaction read the journal from its beginning: the catalog may lack this transaction. */
    private void forgetJournal(Throwable because) {
        synchronized (monitor) {
            isDone(journal::forget, because);
        }
    }

    private static boolean isDone(Step step, Throwable because) {
        try {
            step.run();
            return true;
        } catch (IOException | RuntimeException | Error e) {
            // The JVM may throw one prepared error several times.
            if (e != because) {
                because.addSuppressed(e);
            }
            return false;
        }
    }

    /** Moves the files of a transaction into their places if the store that committed it ended before it did so. */
    void finish(Journal.Group pending) throws IOException {
        if (!lock.beginCommit(System.nanoTime() + LOST_LOCK_NANOS)) {
            throw new IOException("Another process still moves its files into their places");
        }
        try {
            place(pending);
        } finally {
            endCommit();
        }
    }

    private void place(Journal.Group pending) throws IOException {
        for (JournalEntry each : pending.entries()) {
            if (each instanceof JournalEntry.Put put) {
                staging.prepare(put.key().className());
            }
        }
        List<JournalEntry> entries =
                pending.entries().stream().filter(each -> !isThereAgain(each)).toList();
        staging.place(entries, events, generations, key -> true, true);
    }

    /**
     * Returns whether a person may have put another file in place of a deleted one, before the deletion is repeated.
     */
    private boolean isThereAgain(JournalEntry entry) {
        if (!(entry instanceof JournalEntry.Gone gone) || gone.file().isEmpty()) {
            return false;
        }
        FileRecord record = catalog.record(gone.key());
        boolean isThere = record != null && files.isEdited(gone.key(), gone.file(), record);
        if (isThere) {
            catalog.distrust(gone.key().className());
        }
        return isThere;
    }

    /** Records of which objects containers hold copies, before the first of them changes. */
    private void recordCopies(SnapshotStorage.Commit commit) throws IOException {
        for (FileDocument each : replaced(commit)) {
            if (isDirectory(each)) {
                List<FileDocument> foreign;
                synchronized (monitor) {
                    foreign = catalog.foreign();
                }
                if (!foreign.isEmpty()) {
                    files.copies().record(() -> foreign.forEach(FileDocument::listed), staging.temporary());
                    synchronized (monitor) {
                        catalog.recorded(foreign);
                    }
                }
                return;
            }
        }
    }

    private void stage(SnapshotStorage.Commit commit, List<JournalEntry> entries) throws IOException {
        Container.Files targets = target -> file(commit, target);
        Set<String> prepared = new TreeSet<>();
        for (ObjectKey key : commit.touched()) {
            HeldDocument before = commit.before().held(key);
            HeldDocument after = commit.after().held(key);
            if (after == before) {
                continue;
            }
            if (after == null) {
                entries.add(new JournalEntry.Gone(key, before instanceof FileDocument there ? there.file() : ""));
            } else {
                if (prepared.add(key.className())) {
                    staging.prepare(key.className());
                }
                String file = file(commit, key);
                boolean asDirectory = before == null ? requireNew(key, file) : isDirectory(before);
                StoredDocument document = Objects.requireNonNull(after.document());
                entries.add(staging.stage(document, asDirectory, file, targets));
            }
        }
    }

    /** Returns whether a document is a directory; one that the journal says is a file is none. */
    private boolean isDirectory(HeldDocument before) {
        return before instanceof FileDocument there
                && (there.record() == null || there.record().form() == Form.CONTAINER)
                && Places.isDirectory(files.path(there.key(), there.file()));
    }

    private static String file(SnapshotStorage.Commit commit, ObjectKey key) {
        return commit.before().held(key) instanceof FileDocument there ? there.file() : FileNames.ofId(key.id());
    }

    /**
     * Keeps the replaced documents for readers of the state before.
     *
     * @throws StorageBusyException if a file was edited after the transaction read it, or put in place of a new object
     */
    private void freeze(SnapshotStorage.Commit commit) throws IOException {
        for (ObjectKey key : commit.touched()) {
            if (commit.before().held(key) == null && commit.after().held(key) != null) {
                requireNew(key, FileNames.ofId(key.id()));
            }
        }
        long memory = FROZEN_CHARACTERS;
        for (FileDocument each : replaced(commit)) {
            FileDocument.Kept there = each.freeze(memory, kept);
            memory -= there.characters();
            long version = there.version();
            if (version != commit.versions().getOrDefault(each.key(), version)) {
                throw new StorageBusyException("The file of " + each.key() + " in " + root
                        + " was edited while this transaction was running. Run it again.");
            }
        }
    }

    private static List<FileDocument> replaced(SnapshotStorage.Commit commit) {
        List<FileDocument> replaced = new ArrayList<>();
        for (ObjectKey key : commit.touched()) {
            if (commit.before().held(key) instanceof FileDocument there
                    && commit.after().held(key) != there) {
                replaced.add(there);
            }
        }
        return replaced;
    }

    /**
     * Checks that a new object does not replace one that another program has put there. Returns whether the object
     * should be a directory.
     *
     * @throws StorageBusyException if it does
     */
    private boolean requireNew(ObjectKey key, String file) throws IOException {
        Path path = files.path(key, file);
        boolean exists = Places.exists(path);
        // A name without its id is that of no other object.
        if (exists
                && FileNames.text(file) != null
                && (Places.isFile(path)
                        || Places.isDirectory(path) && files.reader().isContainer(path))) {
            synchronized (monitor) {
                catalog.distrust(key.className());
            }
            throw new StorageBusyException("A file of " + key + " was put into " + root
                    + " while this transaction was running. Run it again.");
        }
        synchronized (monitor) {
            return catalog.hasContainers(key.className()) || exists && Places.isDirectory(path);
        }
    }

    private void thaw(SnapshotStorage.Commit commit) {
        replaced(commit).forEach(FileDocument::thaw);
        kept.undo();
    }

    private void place(SnapshotStorage.Commit commit, List<JournalEntry> entries) throws IOException {
        Map<String, Long> before = Stamps.times(files, entries);
        Predicate<ObjectKey> others =
                key -> !(commit.before().held(key) instanceof FileDocument there) || there.hasOthers();
        staging.place(entries, events, generations, others, false);
        Snapshot state = GenerationChanges.placed(generations, commit.after(), entries);
        Map<String, Journal.Stamps> stamps = new HashMap<>();
        Stamps.times(files, entries)
                .forEach((directory, after) ->
                        stamps.put(directory, new Journal.Stamps(before.getOrDefault(directory, 0L), after)));
        synchronized (monitor) {
            journal.done(stamps);
            catalog.committed(commit.before(), state, entries, stamps);
        }
    }
}
