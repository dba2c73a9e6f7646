package io.sepia.internal.notice;

import io.sepia.change.Change;
import io.sepia.change.ChangeListener;
import io.sepia.change.ChangeNotice;
import io.sepia.change.Subscription;
import io.sepia.document.ObjectKey;
import io.sepia.error.StorageClosedException;
import io.sepia.internal.backend.EndSteps;
import io.sepia.internal.backend.Outcome;
import io.sepia.internal.backend.StorageBackend;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The listeners of one store. A transaction joins a queue before it commits, while no other transaction can commit a
 * change of the same objects. Once the outcomes are known, listeners are notified in queue order. Thread-safe. See
 * decision 0036.
 */
final class ChangeNotices implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ChangeNotices.class.getName());
    private static final long POLL_MILLIS = 25;
    private static final long IDLE_SECONDS = 10;

    private final StorageBackend backend;
    private final CopyOnWriteArrayList<Recipient> recipients = new CopyOnWriteArrayList<>();
    private final AtomicLong subscriptions = new AtomicLong();
    private final LocalChanges local = new LocalChanges();
    private final ExternalChanges external;

    /** Guards the queue and the order in which recipients receive notices. */
    private final Object queue = new Object();

    private final Deque<WriteRecord> records = new ArrayDeque<>();

    /** Guards the threads, which are started by the first listener. */
    private final Object threads = new Object();

    private @Nullable ExecutorService listening;
    private @Nullable ScheduledExecutorService polling;
    private boolean closed;

    ChangeNotices(StorageBackend backend) {
        this.backend = backend;
        this.external = new ExternalChanges(backend, local, this::tellExternal, this::tellOwn, this::missed);
    }

    Subscription subscribe(@Nullable String className, ChangeListener listener) {
        return this.<Delivery>subscribe(
                (executor, onClose) -> new Delivery(className, listener, executor, onClose, Delivery.ROOM));
    }

    <R extends Recipient> R subscribe(Recipient.Factory<R> factory) {
        synchronized (threads) {
            if (closed) {
                throw new StorageClosedException("This store is closed. Open it again.");
            }
            if (listening == null) {
                listening = new ThreadPoolExecutor(
                        0,
                        Integer.MAX_VALUE,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new SynchronousQueue<>(),
                        daemons("sepia-listener"),
                        // A commit while the store closes must not fail because of a notice that is dropped.
                        new ThreadPoolExecutor.DiscardPolicy());
            }
            R recipient = factory.create(listening, this::remove);
            boolean begun = false;
            try {
                if (recipients.isEmpty()) {
                    external.begin(() -> recipients.addIfAbsent(recipient));
                } else if (!addToOthers(recipient)) {
                    external.catchUp(() -> recipients.addIfAbsent(recipient));
                }
                if (polling == null) {
                    ScheduledExecutorService executor =
                            Executors.newSingleThreadScheduledExecutor(daemons("sepia-external-changes"));
                    executor.scheduleWithFixedDelay(this::poll, POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
                    polling = executor;
                }
                subscriptions.incrementAndGet();
                begun = true;
                return recipient;
            } finally {
                if (!begun) {
                    recipient.close();
                }
            }
        }
    }

    /**
     * Adds a recipient if there is another one for all of its classes, so that local changes of these are recorded.
     * Returns whether it was added.
     */
    private boolean addToOthers(Recipient recipient) {
        synchronized (recipients) {
            return recipients.stream().anyMatch(each -> each.includes(recipient)) && recipients.add(recipient);
        }
    }

    private void remove(Recipient recipient) {
        synchronized (recipients) {
            recipients.remove(recipient);
        }
    }

    private void poll() {
        if (isListening()) {
            external.poll();
        }
    }

    private static ThreadFactory daemons(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Returns whether there are listeners. */
    boolean isListening() {
        return !recipients.isEmpty();
    }

    /** Returns the number of subscriptions so far. Changes whenever a class may have got its first listener. */
    long subscriptions() {
        return subscriptions.get();
    }

    /** Returns whether there are listeners to a class. */
    boolean isListeningTo(String className) {
        return recipients.stream().anyMatch(each -> each.wants(className));
    }

    /** Records a change of a running transaction. */
    void wrote(WriteRecord record, Change change) {
        record.add(change);
        if (external.isWatching()) {
            local.expect(change);
            record.announced.add(change);
        }
    }

    /** Withdraws changes that their transaction has undone, or may have. */
    void withdrew(List<Change> announced) {
        if (local.withdraw(announced)) {
            external.readSoon();
        }
    }

    /** Adds a record to the queue, right before its transaction commits. The changes in the record are complete. */
    void enqueue(WriteRecord record) {
        synchronized (queue) {
            if (!record.queued) {
                record.queued = true;
                records.add(record);
            }
        }
    }

    /**
     * Records the outcome of a transaction, and notifies listeners of all transactions at the head of the queue whose
     * outcomes are known.
     */
    void ended(WriteRecord record, Outcome outcome) {
        boolean committed = outcome == Outcome.COMMITTED;
        if (committed) {
            local.settle(record.announced);
        } else {
            withdrew(record.announced);
            if (outcome == Outcome.UNKNOWN) {
                // Those that were committed are in the log, as external ones from now on.
                external.readSoon();
            }
        }
        synchronized (queue) {
            record.state = committed ? WriteRecord.State.COMMITTED : WriteRecord.State.ROLLED_BACK;
            if (!record.queued) {
                record.queued = true;
                records.add(record);
            }
            while (!records.isEmpty() && records.peek().state != WriteRecord.State.OPEN) {
                WriteRecord next = records.poll();
                if (next.state == WriteRecord.State.COMMITTED) {
                    tell(next.changes(), false);
                    tellOwn(next.superseded());
                }
            }
        }
    }

    /**
     * Notifies listeners of an external change, unless they have been notified of a later local change of the object. A
     * local change that the external one has followed is dropped if its transaction has not reported its end yet.
     */
    private void tellExternal(Change change) {
        synchronized (queue) {
            if (!local.hasLater(change)) {
                records.forEach(each -> each.dropBefore(change));
                tell(List.of(change), true);
            }
        }
    }

    private void tellOwn(List<Change> changes) {
        List<ObjectKey> keys = changes.stream().map(Change::key).toList();
        toRecipients(each -> each.mayDiffer(keys), "A listener misses changes by SQL");
    }

    private void tell(List<Change> changes, boolean isExternal) {
        List<ChangeNotice> notices =
                changes.stream().map(each -> new ChangeNotice(each, isExternal)).toList();
        toRecipients(each -> each.offer(notices), "A listener misses changes");
    }

    /** Tells recipients that changes may have been committed for which no notice will come. */
    void missed() {
        toRecipients(Recipient::missed, "A listener is not told that changes are missing");
    }

    private void toRecipients(Consumer<Recipient> call, String failure) {
        EndSteps steps = EndSteps.all();
        recipients.forEach(each -> steps.run(() -> call.accept(each)));
        // The commit stands, and other notices must still be delivered.
        steps.log(LOG, () -> failure);
    }

    /** Ends all subscriptions and drops undelivered notices. Idempotent. */
    @Override
    public void close() {
        synchronized (threads) {
            closed = true;
            recipients.forEach(Recipient::close);
            if (polling != null) {
                polling.shutdownNow();
            }
            if (listening != null) {
                listening.shutdown();
            }
        }
    }

    @Override
    public String toString() {
        return "listeners of " + backend.name();
    }
}
