package io.sepia.internal.backend.file;

import io.sepia.document.ObjectKey;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Applies what other stores have journaled to the catalog, and completes a transaction whose process ended before its
 * files were in their places. Where that is not possible, reads through the transaction. The caller must hold the
 * monitor of the store. See decisions 0051 and 0305.
 */
final class JournalFollower {
    private static final System.Logger LOG = System.getLogger(JournalFollower.class.getName());
    /** For how long another process that is moving files is waited for, before its files are read where they are. */
    private static final long PATIENCE_MILLIS = 200;

    private final Path root;
    private final Journal journal;
    private final Catalog catalog;
    private final Committer committer;
    private final @Nullable StoreLock lock;
    private final long patience;

    private boolean eventsRead;
    /** The number of the transaction about which a warning was logged. */
    private long warned = -1;
    /** The number of the transaction that was last waited for in vain. */
    private long awaited = -1;

    /** @param lock null if the store must not write */
    JournalFollower(
            Path root,
            Journal journal,
            Catalog catalog,
            Committer committer,
            @Nullable StoreLock lock,
            long busyTimeout) {
        this.root = root;
        this.journal = journal;
        this.catalog = catalog;
        this.committer = committer;
        this.lock = lock;
        this.patience = TimeUnit.MILLISECONDS.toNanos(Math.min(busyTimeout, PATIENCE_MILLIS));
    }

    /** Returns the committed state, also of a transaction whose files are not in their places. */
    Snapshot snapshot() {
        Journal.Group pending = committer.isPlacing() ? null : journal.pending();
        return pending == null ? catalog.snapshot() : catalog.through(pending);
    }

    /** Returns whether an object was deleted by a transaction whose files are not in their places. */
    boolean isDeleting(ObjectKey key) {
        Journal.Group pending = journal.pending();
        return pending != null
                && pending.entries().stream()
                        .anyMatch(each -> each instanceof JournalEntry.Gone gone
                                && gone.key().equals(key));
    }

    /** Reads the journal, and perhaps the directories. */
    void read(boolean alsoDirectories) throws IOException {
        readNews();
        if (!alsoDirectories) {
            return;
        }
        if (!eventsRead) {
            catalog.readEvents();
            eventsRead = true;
        }
        do {
            if (catalog.look()) {
                readNews(); // A transaction since the last line may have given some of the names.
            }
        } while (catalog.isUnlisted());
    }

    private void readNews() throws IOException {
        long deadline = System.nanoTime() + patience;
        while (journal.hasNews()) {
            readJournal();
            Journal.Group pending = journal.pending();
            if (pending == null) {
                return;
            }
            // Another process is moving its files into their places, or ended before it did so.
            try {
                if (finishForOthers()) {
                    continue;
                }
            } catch (IOException | StorageFailureException e) {
                warn(e);
                readJournal();
                return;
            }
            if (pending.number() == awaited || System.nanoTime() >= deadline) {
                awaited = pending.number();
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            if (Thread.currentThread().isInterrupted()) {
                throw new StorageFailureException(
                        "The thread was interrupted while another process moved its files into " + root + ".", null);
            }
        }
    }

    /** Reads the lines that other stores have added to the journal. */
    void readJournal() throws IOException {
        boolean applied = false;
        try {
            Journal.News news = journal.read();
            if (news.restarted()) {
                catalog.reset();
            }
            news.done().forEach(each -> catalog.apply(each, !news.restarted()));
            if (news.restarted()) {
                catalog.restarted();
                catalog.readEvents();
                eventsRead = true;
            }
            applied = true;
        } finally {
            if (!applied) {
                // The next reader starts over, so that no transaction is applied in part.
                journal.forget();
            }
        }
    }

    /** Finishes a transaction whose process has ended. Returns false if the process may still run. */
    private boolean finishForOthers() throws IOException {
        StoreLock held = lock;
        if (held == null || !held.acquire(System.nanoTime())) {
            return false;
        }
        try {
            finishPending();
            return true;
        } finally {
            held.release();
        }
    }

    private void warn(Exception e) {
        Journal.Group pending = journal.pending();
        if (pending != null && warned != pending.number()) {
            warned = pending.number();
            LOG.log(
                    System.Logger.Level.WARNING,
                    "A transaction in the journal of " + root
                            + " cannot be completed yet; its files are read where they are",
                    e);
        }
    }

    /** Moves the files of a pending transaction into their places. The caller must hold the lock. */
    void finishPending() throws IOException {
        readJournal();
        Journal.Group pending = journal.pending();
        if (pending != null) {
            committer.finish(pending);
            boolean applied = false;
            try {
                journal.done(Map.of());
                catalog.apply(new Journal.Done(pending, Map.of()), true);
                applied = true;
            } finally {
                if (!applied) {
                    // The next reader starts over, so that the catalog does not lack the transaction.
                    journal.forget();
                }
            }
        }
    }
}
