package io.sepia.internal.notice;

import io.sepia.change.Change;
import io.sepia.change.ChangeCursor;
import io.sepia.change.ChangePage;
import io.sepia.error.ConfigurationException;
import io.sepia.error.CursorTooOldException;
import io.sepia.error.StorageClosedException;
import io.sepia.internal.backend.ExternalCommits;
import io.sepia.internal.backend.OutsideChanges;
import io.sepia.internal.backend.StorageBackend;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds external changes in the log of changes. Used by one thread at a time. See decisions 0036 and 0053. */
final class ExternalChanges {
    private static final System.Logger LOG = System.getLogger(ExternalChanges.class.getName());
    private static final int PAGE = 1_000;
    private static final int MANY_LOCAL = 10_000;

    /** Number of polls between two checks whether the store keeps a log by now. */
    private static final int POLLS_PER_LOG_CHECK = 40;

    private final StorageBackend backend;
    private final LocalChanges local;
    private final Consumer<Change> found;
    private final Optional<ExternalCommits> commits;
    private final Optional<OutsideChanges> outside;
    private volatile @Nullable ChangeCursor cursor;
    private long seen;
    private int polls;

    ExternalChanges(StorageBackend backend, LocalChanges local, Consumer<Change> found) {
        this.backend = backend;
        this.local = local;
        this.found = found;
        this.commits = backend.capability(ExternalCommits.class);
        this.outside = backend.capability(OutsideChanges.class);
    }

    /** Returns whether there is a log to read. */
    boolean isWatching() {
        return cursor != null;
    }

    /** Begins at the current end of the log. Does nothing if the store keeps no log. */
    void begin() {
        if (outside.isPresent()) {
            outside.get().begin();
            return;
        }
        seen = commits.map(each -> each.poll().count()).orElse(0L);
        cursor = backend.<@Nullable ChangeCursor>read(transaction ->
                transaction.changes().isKept() ? transaction.changes().end() : null);
    }

    /**
     * Reads the changes since the last poll if there were external commits. Failures are logged, and the next poll
     * tries again.
     */
    void poll() {
        try {
            polls++;
            if (outside.isPresent()) {
                outside.get().poll().forEach(found);
            } else if (cursor == null) {
                if (polls % POLLS_PER_LOG_CHECK == 0) {
                    begin();
                }
            } else if (isDue()) {
                read();
            }
        } catch (StorageClosedException e) {
            LOG.log(System.Logger.Level.DEBUG, "The store was closed while its log of changes was read", e);
        } catch (RuntimeException e) {
            // The executor silently cancels a periodic task that throws.
            LOG.log(System.Logger.Level.WARNING, "Polling for external changes failed; trying again", e);
        }
    }

    private boolean isDue() {
        if (commits.isEmpty()) {
            return true;
        }
        long count = commits.get().poll().count();
        boolean moved = count != seen;
        seen = count;
        return moved || local.size() > MANY_LOCAL;
    }

    private void read() {
        local.beginPass();
        ChangePage page;
        do {
            ChangeCursor from = cursor;
            if (from == null) {
                return;
            }
            try {
                page = backend.read(transaction -> transaction.changes().since(from, PAGE));
            } catch (CursorTooOldException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "The log of changes was restarted; listeners are not notified of earlier external changes",
                        e);
                begin();
                return;
            } catch (ConfigurationException e) {
                LOG.log(System.Logger.Level.INFO, "The log of changes was switched off", e);
                cursor = null;
                return;
            }
            page.changes().stream().filter(each -> !local.contains(each)).forEach(found);
            cursor = page.next();
        } while (page.more());
        local.endPass();
    }
}
