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

/** Finds changes of others in the log. Used by one thread at a time. */
final class ExternalChanges {
    private static final System.Logger LOG = System.getLogger(ExternalChanges.class.getName());
    private static final int PAGE = 1_000;
    private static final int MANY_LOCAL = 10_000;

    /** How many looks pass between two questions whether a log is kept by now. */
    private static final int SELDOM = 40;

    private final StorageBackend backend;
    private final LocalChanges local;
    private final Consumer<Change> found;
    private final Optional<ExternalCommits> commits;
    private final Optional<OutsideChanges> outside;
    private volatile @Nullable ChangeCursor cursor;
    private long seen;
    private int looks;

    ExternalChanges(StorageBackend backend, LocalChanges local, Consumer<Change> found) {
        this.backend = backend;
        this.local = local;
        this.found = found;
        this.commits = backend.capability(ExternalCommits.class);
        this.outside = backend.capability(OutsideChanges.class);
    }

    /** Whether there is a log to look into. */
    boolean isWatching() {
        return cursor != null;
    }

    /** Begins where the log ends now; without effect if none is kept. */
    void begin() {
        if (outside.isPresent()) {
            outside.get().begin();
            return;
        }
        seen = commits.map(each -> each.look().count()).orElse(0L);
        cursor = backend.<@Nullable ChangeCursor>read(transaction ->
                transaction.changes().isKept() ? transaction.changes().end() : null);
    }

    /**
     * Looks for changes, if others have committed since the last look. Failures are logged; the next look tries anew.
     */
    void look() {
        try {
            looks++;
            if (outside.isPresent()) {
                outside.get().look().forEach(found);
            } else if (cursor == null) {
                if (looks % SELDOM == 0) {
                    begin();
                }
            } else if (isDue()) {
                read();
            }
        } catch (StorageClosedException e) {
            LOG.log(System.Logger.Level.DEBUG, "The store was closed while its log of changes was read", e);
        } catch (RuntimeException e) {
            // Whatever it was: an exception that left here would end all further looks in silence.
            LOG.log(System.Logger.Level.WARNING, "Looking for changes of others failed; trying again", e);
        }
    }

    private boolean isDue() {
        if (commits.isEmpty()) {
            return true;
        }
        long count = commits.get().look().count();
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
                        "The log of changes began anew; listeners are not told of changes of others before that",
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
