package io.sepia.internal.notice;

import io.sepia.change.Change;
import io.sepia.change.ChangeCursor;
import io.sepia.change.ChangePage;
import io.sepia.error.ConfigurationException;
import io.sepia.error.CursorTooOldException;
import io.sepia.error.StorageClosedException;
import io.sepia.error.StorageException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.ExternalCommits;
import io.sepia.internal.backend.OutsideChanges;
import io.sepia.internal.backend.StorageBackend;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds external changes in the log of changes. Thread-safe. See decisions 0036 and 0053. */
final class ExternalChanges {
    private static final System.Logger LOG = System.getLogger(ExternalChanges.class.getName());
    private static final int PAGE = 1_000;
    private static final int MANY_LOCAL = 10_000;

    /** Number of polls between two checks whether the store keeps a log by now. */
    private static final int POLLS_PER_LOG_CHECK = 40;

    private final StorageBackend backend;
    private final LocalChanges local;
    private final Consumer<Change> found;
    private final Consumer<List<Change>> own;
    private final Runnable missed;
    private final Optional<ExternalCommits> commits;
    private final Optional<OutsideChanges> outside;
    /** The number of requests to read the log, and the number of those that were met. */
    private final AtomicLong requested = new AtomicLong();

    private long met;
    private volatile @Nullable ChangeCursor cursor;
    private long seen;
    private int polls;

    /** External changes that were read and not told yet. */
    private final Deque<Change> due = new ArrayDeque<>();
    /** Whether telling the first of these has failed. */
    private boolean failed;

    /**
     * Creates an instance.
     *
     * @param found receives external changes
     * @param own receives the changes of the log that are local ones according to their versions
     * @param missed runs when there may be external changes that will never be found
     */
    ExternalChanges(
            StorageBackend backend,
            LocalChanges local,
            Consumer<Change> found,
            Consumer<List<Change>> own,
            Runnable missed) {
        this.backend = backend;
        this.own = own;
        this.missed = missed;
        this.local = local;
        this.found = found;
        this.commits = backend.capability(ExternalCommits.class);
        this.outside = backend.capability(OutsideChanges.class);
    }

    /** Makes the next poll read the log even if there was no external commit. */
    void readSoon() {
        requested.incrementAndGet();
    }

    /** Returns whether external changes can be found, and local ones must be told from them. */
    boolean isWatching() {
        return cursor != null || outside.isPresent();
    }

    /**
     * Begins at the current end of the log. Does nothing if the store keeps no log.
     *
     * @param listen begins to record local changes. While it runs no transaction writes, so that every later change in
     *     the log is recorded or external; only if the write lock cannot be had, a transaction that is running then may
     *     count as external. Runs again if ending that transaction fails
     */
    synchronized void begin(Runnable listen) {
        due.clear();
        local.forgetHeld();
        if (outside.isPresent()) {
            outside.get().begin();
            listen.run();
            return;
        }
        seen = commits.map(each -> each.poll().count()).orElse(0L);
        cursor = backend.<@Nullable ChangeCursor>read(ExternalChanges::end);
        if (cursor != null && alone(transaction -> cursor = end(transaction), listen)) {
            return;
        }
        listen.run();
    }

    /**
     * Finds what the log has so far, and lets another listener begin after it. Local changes that no listener wanted
     * until now are found too, and no listener is notified of them.
     *
     * @param listen as for {@link #begin}
     */
    synchronized void catchUp(Runnable listen) {
        if (cursor == null || !alone(this::readAll, listen)) {
            listen.run();
        }
    }

    private void readAll(BackendTransaction transaction) {
        try {
            read(from -> Part.read(transaction, from));
        } catch (CursorTooOldException | ConfigurationException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The log of changes was restarted or switched off; listeners are not notified of earlier external"
                            + " changes",
                    e);
            cursor = end(transaction);
            missed.run();
        }
    }

    /** Returns whether {@code first} and {@code listen} were run while no transaction writes. */
    private boolean alone(Consumer<BackendTransaction> first, Runnable listen) {
        try (BackendTransaction transaction = backend.begin(Access.READ_WRITE)) {
            transaction.references().graph().alone();
            first.accept(transaction);
            listen.run();
            return true;
        } catch (StorageException | IllegalStateException e) {
            // The thread itself may be in a transaction that writes.
            LOG.log(System.Logger.Level.DEBUG, "A subscription begins beside transactions that write", e);
            return false;
        }
    }

    private static @Nullable ChangeCursor end(BackendTransaction transaction) {
        return transaction.changes().isKept() ? transaction.changes().end() : null;
    }

    /**
     * Reads the changes since the last poll if there were external commits. Failures are logged, and the next poll
     * tries again.
     */
    synchronized void poll() {
        try {
            polls++;
            if (outside.isPresent()) {
                local.beginPass();
                Optional<List<Change>> changes = outside.get().poll();
                changes.ifPresent(due::addAll);
                tellDue();
                changes.ifPresent(all -> local.endPass());
            } else if (cursor == null) {
                if (polls % POLLS_PER_LOG_CHECK == 0) {
                    begin(() -> {});
                    if (cursor != null) {
                        missed.run();
                    }
                }
            } else {
                long count = commits.map(each -> each.poll().count()).orElse(seen + 1);
                long asked = requested.get();
                if (count != seen || local.size() > MANY_LOCAL || asked != met) {
                    boolean isRead = read();
                    due.addAll(local.takeReleased());
                    tellDue();
                    seen = count;
                    met = asked;
                    if (isRead) {
                        local.endPass();
                    }
                }
            }
        } catch (StorageClosedException e) {
            LOG.log(System.Logger.Level.DEBUG, "The store was closed while its log of changes was read", e);
        } catch (RuntimeException | Error e) {
            // The executor silently cancels a periodic task that throws.
            LOG.log(System.Logger.Level.WARNING, "Polling for external changes failed; trying again", e);
        }
    }

    /** Tells the changes that are due. The next poll tries a change again if telling it fails, but only once. */
    private void tellDue() {
        for (Change next = due.peek(); next != null; next = due.peek()) {
            try {
                found.accept(next);
            } catch (RuntimeException | Error e) {
                if (!failed) {
                    failed = true;
                    throw e;
                }
                LOG.log(System.Logger.Level.WARNING, "Listeners are not notified of a change of " + next.key(), e);
                missed.run();
            }
            failed = false;
            due.remove();
        }
    }

    /** Returns whether all changes that were committed before were reached. */
    private boolean read() {
        try {
            return read(from -> backend.read(transaction -> Part.read(transaction, from)));
        } catch (CursorTooOldException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The log of changes was restarted; listeners are not notified of earlier external changes",
                    e);
            begin(() -> {});
            missed.run();
        } catch (ConfigurationException e) {
            LOG.log(System.Logger.Level.INFO, "The log of changes was switched off", e);
            cursor = null;
        }
        return false;
    }

    /** @param settled whether no change that is committed comes after the page, if it is the last one */
    private record Part(ChangePage page, boolean settled) {
        static Part read(BackendTransaction transaction, ChangeCursor from) {
            ChangePage page = transaction.changes().since(from, PAGE);
            return new Part(page, page.more() || transaction.changes().isSettled());
        }
    }

    /** Reads to the end of the log. Returns whether all changes that were committed before were reached. */
    private boolean read(Function<ChangeCursor, Part> log) {
        local.beginPass();
        tellDue();
        Part part;
        do {
            part = log.apply(Objects.requireNonNull(cursor));
            ChangePage page = part.page();
            List<Change> ours = new ArrayList<>();
            page.changes().forEach(each -> (local.contains(each) ? ours : due).add(each));
            cursor = page.next();
            own.accept(ours);
            tellDue();
        } while (part.page().more());
        return part.settled();
    }
}
