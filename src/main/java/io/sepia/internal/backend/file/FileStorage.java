package io.sepia.internal.backend.file;

import io.sepia.change.Change;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.ConfigurationException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.Capability;
import io.sepia.internal.backend.Deadline;
import io.sepia.internal.backend.OutsideChanges;
import io.sepia.internal.backend.Scrubbing;
import io.sepia.internal.backend.UnrecognizedFiles;
import io.sepia.internal.backend.snapshot.Snapshot;
import io.sepia.internal.backend.snapshot.SnapshotStorage;
import io.sepia.internal.option.Option;
import io.sepia.internal.option.Options;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A backend that stores each document as a file, or as a directory if it refers to others, in the layout of the Crystal
 * library. A journal at the root of the directory holds the data that this layout has no place for, and makes
 * transactions on several documents atomic.
 *
 * <p>The names of all documents are in memory; their contents are read on each access. Several stores and processes may
 * use a directory at the same time, and files may be edited externally: edits are seen at the next read, new and
 * deleted files when the next transaction begins.
 *
 * <p>Thread-safe. See decisions 0050 and 0051.
 */
public final class FileStorage extends SnapshotStorage implements Scrubbing, UnrecognizedFiles {
    private static final System.Logger LOG = System.getLogger(FileStorage.class.getName());

    private static final Option<Path> PATH =
            Option.path("path", "The directory of the store; it is created by the first save.");
    private static final Option<Long> BUSY_TIMEOUT = Option.number(
            "busy_timeout",
            5_000,
            0,
            3_600_000,
            "Milliseconds that a transaction waits for other transactions, and close for running ones.");
    private static final Option<Boolean> READ_ONLY =
            Option.flag("read_only", false, "Whether the store refuses to write.");

    private final Path root;
    private final boolean readOnly;
    private final StoreLock lock;
    private final DocumentFiles files;
    private final Journal journal;
    private final Catalog catalog;
    private final Staging staging;
    /** Used by the holder of the write lock only. */
    private final KeptFiles kept;

    private final Committer committer;
    private final JournalFollower follower;
    private final Set<Path> unrecognized = ConcurrentHashMap.newKeySet();
    /** Guards the journal, the catalog and the following fields. */
    private final Object monitor = new Object();

    private boolean scrubbing;
    private boolean released;

    private FileStorage(Options options) {
        super("filesystem", options.get(BUSY_TIMEOUT), options.get(Deadline.QUERY_TIMEOUT));
        this.root = StoreRoot.of(options.get(PATH));
        this.readOnly = options.get(READ_ONLY);
        this.files = new DocumentFiles(
                root,
                this::key,
                this::recordUnrecognized,
                document -> replacements().check(document));
        this.journal = new Journal(root);
        EventFiles events = new EventFiles(root);
        GenerationFiles generations = new GenerationFiles(root);
        this.catalog = new Catalog(
                files,
                events,
                generations,
                () -> new GenerationSource(generations, monitor, () -> read(false)),
                this::recordUnrecognized);
        this.staging = new Staging(root, files);
        this.kept = new KeptFiles(root);
        this.lock = StoreLock.join(root);
        this.committer = new Committer(
                files, journal, catalog, events, generations, staging, root, lock, kept, this::isAlone, monitor);
        this.follower = new JournalFollower(root, journal, catalog, committer, readOnly ? null : lock, busyTimeout());
    }

    /**
     * Opens the store in a directory, which need not exist yet. Does not write anything.
     *
     * @param options values of {@link #options}
     * @throws ConfigurationException if an option is unknown, missing or invalid, or the path is not a directory
     * @throws io.sepia.error.IncompatibleStoreException if the directory has a journal of a newer library
     * @throws StorageFailureException if the directory cannot be read
     */
    public static FileStorage open(Map<String, ?> options) {
        FileStorage storage = new FileStorage(Options.parse("backend filesystem", options(), options));
        boolean opened = false;
        try {
            storage.committed();
            opened = true;
            return storage;
        } finally {
            if (!opened) {
                storage.close();
            }
        }
    }

    /** Returns the options: {@code path}, {@code busy_timeout}, {@code query_timeout}, {@code read_only}. */
    public static List<Option<?>> options() {
        return List.of(PATH, BUSY_TIMEOUT, READ_ONLY, Deadline.QUERY_TIMEOUT);
    }

    @Override
    public <C extends Capability> Optional<C> capability(Class<C> type) {
        return Capability.find(type, type == OutsideChanges.class ? List.of(new Watch(this, files)) : List.of(this));
    }

    /** Returns the changes that other stores have journaled since the last call. */
    List<Change> journaled() {
        synchronized (monitor) {
            return catalog.journaled().take();
        }
    }

    /** Returns whether this store, or another one through the journal, has deleted an object. */
    boolean isDeleted(ObjectKey key) {
        synchronized (monitor) {
            return catalog.journaled().isDeleted(key) || follower.isDeleting(key);
        }
    }

    /**
     * Returns what the file of a document contains now; null if the document is not in the committed state, its file
     * was deleted, or this store is replacing files.
     */
    @Nullable
    StoredDocument present(FileDocument document) {
        synchronized (monitor) {
            // No store of this process can start to replace files now, because that takes the monitor.
            boolean isThere = !committer.isPlacing() && catalog.snapshot().held(document.key()) == document;
            return isThere ? document.document() : null;
        }
    }

    /**
     * Returns the unrecognized files that were met so far: links that do not lead to an object, files that the Crystal
     * library did not finish, sockets and so on. They are left alone.
     */
    @Override
    public Set<String> unrecognizedFiles() {
        Set<String> found = new TreeSet<>();
        unrecognized.forEach(each -> found.add(root.relativize(each).toString()));
        return found;
    }

    private void recordUnrecognized(Path path) {
        if (unrecognized.size() < 10_000 && unrecognized.add(path)) {
            LOG.log(System.Logger.Level.DEBUG, () -> path + " is not part of the store and is left alone");
        }
    }

    private @Nullable ObjectKey key(String directory, String file) {
        String id = FileNames.id(file);
        return id == null ? catalog.hashed(directory, file) : FileNames.key(FileNames.text(directory), id);
    }

    @Override
    protected String described() {
        return "the directory " + root;
    }

    private Replacements replacements() {
        return new Replacements(root, monitor, catalog, this::lookAgain, () -> read(false));
    }

    @Override
    protected Snapshot committed() {
        synchronized (monitor) {
            lookAgain();
            return follower.snapshot();
        }
    }

    private void lookAgain() {
        if (released) {
            throw closed();
        }
        read(true);
    }

    /** Applies what other stores have journaled. The caller must hold the monitor. */
    private void read(boolean alsoDirectories) {
        if (!committer.isPlacing()) {
            try {
                follower.read(alsoDirectories);
            } catch (IOException e) {
                throw failure("cannot be read", e);
            }
        }
    }

    @Override
    protected void acquire(long deadline) {
        if (readOnly) {
            throw new StorageFailureException("The store in " + root
                    + " was opened read-only, so it cannot be written to. Open it without read_only.");
        }
        try {
            if (!lock.acquire(deadline)) {
                throw busy();
            }
        } catch (IOException e) {
            throw failure("cannot be locked", e);
        }
        boolean ready = false;
        try {
            synchronized (monitor) {
                follower.finishPending();
                staging.sweep();
                kept.purge();
                if (scrubbing || catalog.isJournalLong() || journal.isGrown() || journal.isOutdated()) {
                    catalog.look();
                    journal.rewrite(catalog.everything(), staging.temporary());
                    journal.forget();
                    follower.readJournal();
                    scrubbing = false;
                }
                committer.begin();
            }
            ready = true;
        } catch (IOException e) {
            throw failure("cannot be read", e);
        } finally {
            if (!ready) {
                giveBack();
            }
        }
    }

    @Override
    public void scrub() {
        synchronized (monitor) {
            scrubbing = true;
        }
        begin(Access.READ_WRITE).close();
    }

    @Override
    protected void giveBack() {
        try {
            lock.release();
        } catch (IOException e) {
            throw failure("cannot be unlocked", e);
        }
    }

    @Override
    protected void commit(Commit commit) {
        committer.run(commit);
    }

    private StorageFailureException failure(String what, IOException e) {
        return new StorageFailureException("The store in " + root + " " + what + ": " + e.getMessage(), e);
    }

    @Override
    protected void release() {
        synchronized (monitor) {
            released = true;
            kept.clear();
            try (journal) {
                lock.leave();
            } catch (IOException e) {
                throw failure("cannot be closed", e);
            }
        }
    }
}
