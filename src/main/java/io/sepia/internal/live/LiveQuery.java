package io.sepia.internal.live;

import io.sepia.change.ChangeNotice;
import io.sepia.change.ResultListener;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.StorageClosedException;
import io.sepia.error.StorageException;
import io.sepia.internal.engine.BoundQuery;
import io.sepia.internal.engine.Scope;
import io.sepia.internal.engine.UnitOfWork;
import io.sepia.internal.engine.Work;
import io.sepia.internal.notice.Recipient;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the result of a query in step with the store, and notifies a listener of its changes, on one thread of the
 * store at a time. Notices say which documents to read, never what they contain, so that they may be late, repeated or
 * collected: when more than {@value #MOST_CHANGED} documents wait, the query is run again instead. Thread-safe. See
 * decision 0280.
 */
public final class LiveQuery<T> implements Recipient {
    private static final System.Logger LOG = System.getLogger(LiveQuery.class.getName());
    static final int MOST_CHANGED = 10_000;
    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;

    private final Scope scope;
    private final CandidateSource source;
    private final BiFunction<UnitOfWork, List<StoredDocument>, List<T>> decoder;
    private final ResultListener<T> listener;
    private final Executor executor;
    private final Consumer<Recipient> onClose;

    /** Guards the fields below. */
    private final Object lock = new Object();

    private Set<ObjectKey> changed = new HashSet<>();
    /** Whether the query must be run, whichever documents have changed. */
    private boolean outdated = true;

    private boolean running;
    private boolean closed;

    /** Read and written by one run at a time. */
    private Candidates candidates = Candidates.NONE;

    private boolean told;
    private long pause;

    /** What a run has to read: the documents of these keys, or the whole result if they are null. */
    private record Task(@Nullable Set<ObjectKey> keys) {}

    private LiveQuery(
            Scope scope,
            BoundQuery query,
            BiFunction<UnitOfWork, List<StoredDocument>, List<T>> decoder,
            ResultListener<T> listener,
            Executor executor,
            Consumer<Recipient> onClose) {
        this.scope = scope;
        this.source = new CandidateSource(query);
        this.decoder = decoder;
        this.listener = listener;
        this.executor = executor;
        this.onClose = onClose;
    }

    /**
     * Begins to notify a listener of the changes of a result.
     *
     * @param scope the scope in which the store's listeners read
     * @param decoder decodes documents to results
     */
    public static <T> LiveQuery<T> begin(
            Scope scope,
            BoundQuery query,
            BiFunction<UnitOfWork, List<StoredDocument>, List<T>> decoder,
            ResultListener<T> listener) {
        LiveQuery<T> live = scope.subscribe(
                (executor, onClose) -> new LiveQuery<>(scope, query, decoder, listener, executor, onClose));
        live.missed(); // Its first run begins now that all later changes are offered to it.
        return live;
    }

    @Override
    public boolean wants(String className) {
        return source.classNames().contains(className);
    }

    @Override
    public boolean includes(Recipient other) {
        return other instanceof LiveQuery<?> live && source.classNames().containsAll(live.source.classNames());
    }

    @Override
    public void offer(List<ChangeNotice> notices) {
        mayDiffer(notices.stream().map(ChangeNotice::key).toList());
    }

    @Override
    public void mayDiffer(List<ObjectKey> keys) {
        List<ObjectKey> wanted =
                keys.stream().filter(each -> wants(each.className())).toList();
        synchronized (lock) {
            if (wanted.isEmpty() || closed) {
                return;
            }
            if (!outdated) {
                changed.addAll(wanted);
            }
            if (changed.size() > MOST_CHANGED) {
                outdated();
            }
            start();
        }
    }

    @Override
    public void missed() {
        synchronized (lock) {
            outdated();
            start();
        }
    }

    private void outdated() {
        outdated = true;
        changed = new HashSet<>();
    }

    /** Starts a run unless there is one. */
    private void start() {
        if (running || closed) {
            return;
        }
        try {
            executor.execute(this::run);
            running = true;
        } catch (RuntimeException | Error e) {
            // The commit stands, and the next notice tries again.
            LOG.log(
                    System.Logger.Level.WARNING,
                    "No thread could be started for a live result; it waits for the next change",
                    e);
        }
    }

    private void run() {
        boolean done = false;
        try {
            for (Task task = next(); task != null; task = next()) {
                run(task);
            }
            done = true;
        } finally {
            if (!done) {
                synchronized (lock) {
                    outdated();
                    running = false;
                }
            }
        }
    }

    private @Nullable Task next() {
        synchronized (lock) {
            if (closed || !outdated && changed.isEmpty()) {
                running = false;
                return null;
            }
            Task task = new Task(outdated ? null : changed);
            outdated = false;
            changed = new HashSet<>();
            return task;
        }
    }

    private void run(Task task) {
        ResultReading.Outcome<T> outcome;
        try {
            outcome = scope.run(Work.READ, unit -> {
                ResultReading<T> reading = new ResultReading<>(source, unit, candidates, decoder);
                return task.keys() == null ? reading.all() : reading.changed(task.keys());
            });
        } catch (StorageClosedException e) {
            LOG.log(System.Logger.Level.DEBUG, "The store was closed while a result was read", e);
            close();
            return;
        } catch (RuntimeException e) {
            failed(e);
            return;
        }
        pause = 0;
        candidates = outcome.candidates();
        if (!told || !outcome.changes().isEmpty()) {
            told = true;
            call(() -> listener.changed(outcome.changes()));
        }
    }

    private void failed(RuntimeException failure) {
        LOG.log(
                System.Logger.Level.WARNING,
                "The result of a query of " + source + " cannot be read; trying again",
                failure);
        if (pause == 0 && failure instanceof StorageException known) {
            call(() -> listener.failed(known));
        }
        pause = Math.min(Math.max(FIRST_PAUSE_MILLIS, pause * 2), LONGEST_PAUSE_MILLIS);
        synchronized (lock) {
            outdated();
            try {
                if (!closed) {
                    TimeUnit.MILLISECONDS.timedWait(lock, pause);
                }
            } catch (InterruptedException e) {
                LOG.log(System.Logger.Level.DEBUG, "A thread of the store was interrupted", e);
            }
        }
    }

    private void call(Runnable call) {
        synchronized (lock) {
            if (closed) {
                return;
            }
        }
        try {
            call.run();
        } catch (Exception | Error e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "A listener failed for the result of a query of " + source + "; it continues with the next change",
                    e);
        } finally {
            Thread.interrupted(); // An interrupt by the listener must not stop the next reading.
        }
    }

    /** Returns the number of documents that wait to be read, for tests. */
    int waiting() {
        synchronized (lock) {
            return changed.size();
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            changed = new HashSet<>();
            lock.notifyAll();
        }
        onClose.accept(this);
    }
}
