package io.sepia.internal.engine;

import io.sepia.change.ChangeListener;
import io.sepia.change.Subscription;
import io.sepia.document.ObjectKey;
import io.sepia.error.RetryableException;
import io.sepia.error.StorageClosedException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendStats;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.EndSteps;
import io.sepia.internal.backend.Joining;
import io.sepia.internal.backend.Outcome;
import io.sepia.internal.backend.PromptWriting;
import io.sepia.internal.backend.Scrubbing;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.TransactionLedger;
import io.sepia.internal.backend.UnrecognizedFiles;
import io.sepia.internal.cache.DocumentCache;
import io.sepia.internal.cache.PendingWrites;
import io.sepia.internal.codec.CodecSettings;
import io.sepia.internal.codec.ObjectCodec;
import io.sepia.internal.codec.ObjectModel;
import io.sepia.internal.graph.GraphLimits;
import io.sepia.internal.graph.IndexKeeper;
import io.sepia.internal.graph.PreparedSave;
import io.sepia.internal.graph.SaveMode;
import io.sepia.internal.monitor.MonitoredBackend;
import io.sepia.internal.notice.Observation;
import io.sepia.internal.notice.Observers;
import io.sepia.internal.notice.Recipient;
import io.sepia.internal.unknown.KnownDocuments;
import io.sepia.internal.unknown.UnknownMembers;
import io.sepia.report.StorageStats;
import io.sepia.report.StorageStats.CacheStats;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs the work of one store: begins, joins, retries and ends its units of work. Thread-safe. See decision 0070. */
public final class Engine implements Scope, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Engine.class.getName());

    private final StorageBackend database;
    private final @Nullable DocumentCache cache;
    /** The database, behind the cache if there is one. */
    private final StorageBackend backend;

    private final MonitoredBackend monitored;
    private final StorageBackend monitoredBackend;
    private final ObjectCodec codec;
    private final GraphLimits limits;
    private final RetrySettings retries;
    private final Observers observers;
    private final TransactionRecorder recorder = new TransactionRecorder();
    private final ThreadLocal<@Nullable UnitOfWork> current = new ThreadLocal<>();
    private final JoinedUnits callers;
    private final IndexKeeper indexes;
    private final KnownDocuments known;
    private final GenerationRetention generations;
    private final Optional<ChangeRetention> changes;
    private volatile boolean closed;

    /**
     * @param unknown what saves do with members of stored documents that the classes of objects do not know
     * @param slow the time from which an operation is logged as slow; zero for none
     * @param changesKept how long the change log keeps deletions, if this store is responsible for purging it
     */
    public Engine(
            StorageBackend database,
            Optional<DocumentCache> cache,
            CodecSettings settings,
            GraphLimits limits,
            RetrySettings retries,
            UnknownMembers unknown,
            Duration slow,
            Optional<Duration> changesKept,
            Supplier<? extends @Nullable EntityManager> surrounding) {
        this.known = new KnownDocuments(unknown);
        this.database = database;
        this.cache = cache.orElse(null);
        this.backend = cache.map(each -> each.over(database)).orElse(database);
        this.monitored = new MonitoredBackend(database, slow);
        this.monitoredBackend = cache.map(each -> each.over(monitored)).orElse(monitored);
        this.codec = new ObjectCodec(settings, this::resolve);
        this.limits = limits;
        this.retries = retries;
        this.observers = new Observers(database, codec.withEvents());
        this.generations = new GenerationRetention(database, Clock.systemUTC());
        this.indexes = new IndexKeeper(generations::begin);
        this.callers = new JoinedUnits(
                backend,
                surrounding,
                transaction -> writing(
                        transaction.operations(),
                        work -> transaction.atomically(() -> {
                            work.run();
                            return true;
                        })));
        this.changes = changesKept.map(kept -> ChangeRetention.begin(database, kept));
    }

    private <T> Optional<T> resolve(ObjectKey key, Class<T> type) {
        ObjectModel<?> model = codec.target(key, type);
        return run(Work.load(key), unit -> unit.find(model, key)).map(found -> type.cast(found.value()));
    }

    @Override
    public ObjectCodec codec() {
        return codec;
    }

    @Override
    public Subscription subscribe(@Nullable String className, ChangeListener listener) {
        return observers.subscribe(className, listener);
    }

    @Override
    public <R extends Recipient> R subscribe(Recipient.Factory<R> recipient) {
        return observers.subscribe(recipient);
    }

    @Override
    public Scope ofListeners() {
        return fresh();
    }

    /** Returns statistics of this store, which was opened with {@code settings}. */
    public StorageStats stats(SortedMap<String, String> settings) {
        checkOpen();
        BackendStats below = database.stats();
        return new StorageStats(
                database.name(),
                settings,
                recorder.stats(),
                below.writes(),
                below.reads(),
                cache == null ? CacheStats.NONE : cache.stats(),
                below.writeAheadLog(),
                below.file(),
                database.capability(UnrecognizedFiles.class)
                        .map(UnrecognizedFiles::unrecognizedFiles)
                        .orElse(Set.of()));
    }

    /** Returns the name of the backend. */
    @Override
    public String toString() {
        return database.name() + (closed ? " (closed)" : "");
    }

    /**
     * Ends listeners and background work, then closes the backend.
     *
     * @throws IllegalStateException inside a transaction of this store, for whose end closing would wait
     */
    @Override
    public void close() {
        if (current.get() != null) {
            throw new IllegalStateException("This thread is in a transaction of the store, and closing the store would"
                    + " wait for the end of that. Close the store after the transaction.");
        }
        closed = true;
        EndSteps.all()
                .run(observers::close)
                .run(() -> changes.ifPresent(ChangeRetention::close))
                .run(generations::close)
                .run(database::close)
                .run(indexes.vectors()::clear)
                .end();
    }

    /** Returns a scope that reads past the cache. */
    public Scope fresh() {
        return new FreshScope(this);
    }

    /**
     * Returns a scope that runs operations within the current transaction of {@code caller}.
     *
     * @throws io.sepia.error.ConfigurationException if its transactions cannot be joined, as far as this can be
     *     determined before one has begun
     */
    public Scope joining(EntityManager caller) {
        checkOpen();
        Joining.of(backend).check(caller);
        return new JoinedScope(this, caller, false);
    }

    /**
     * Returns the unit of work in the current transaction of a caller's EntityManager.
     *
     * @param surrounding whether the store joins it by itself
     * @throws IllegalStateException inside a transaction of this store, for which the caller's transaction would wait
     */
    JoinedUnit join(EntityManager caller, Access access, boolean surrounding) {
        checkOpen();
        if (current.get() != null) {
            throw new IllegalStateException(
                    "This thread is in a transaction that the store began, and the transaction of the"
                            + " EntityManager would wait for it. Use the operations of that transaction, or end it first.");
        }
        return surrounding ? callers.surrounding(caller, access) : callers.of(caller);
    }

    private @Nullable Scope joined(Access access) {
        return callers.around(this, current.get(), access);
    }

    @Override
    public boolean isJoined(Access access) {
        return joined(access) != null;
    }

    @Override
    public <R extends @Nullable Object> R run(Work how, Function<UnitOfWork, R> work) {
        Scope joined = joined(how.access());
        if (joined != null) {
            return joined.run(how, work);
        }
        ObjectKey first = how.first();
        if (first != null && cache != null) {
            checkOpen();
            return cache.read(
                    first, documents -> work.apply(unit(documents, Access.READ_ONLY)), () -> run(Work.READ, work));
        }
        recorder.count(how);
        // A loop of its own rather than Retry.run, which would add two frames to every call.
        Retry retry = new Retry(budget(how));
        while (true) {
            try {
                return attempt(how, work);
            } catch (RetryableException e) {
                retry.pause(e);
                recorder.retried();
            }
        }
    }

    private Duration budget(Work how) {
        return switch (how.kind()) {
            case VERB, FRESH, ENCODED -> retries.verbs();
            case ONCE, PROMPT -> Duration.ZERO;
            case APPLICATION -> how.retryFor() == null ? retries.transactions() : how.retryFor();
        };
    }

    private <R extends @Nullable Object> R attempt(Work how, Function<UnitOfWork, R> work) {
        checkOpen();
        if (how.kind() == Work.Kind.ENCODED || how.kind() == Work.Kind.PROMPT) {
            PromptWriting prompt = how.kind() == Work.Kind.PROMPT
                    ? database.capability(PromptWriting.class).orElse(null)
                    : null;
            return new EncodedVerb<>(
                            work,
                            transaction -> unit(transaction, Access.READ_WRITE),
                            unit -> committed(EndSteps.all(), unit))
                    .run(monitored.isOn() ? monitored : database, prompt);
        }
        if (how.kind() == Work.Kind.APPLICATION || how.writes()) {
            return inOwn(how, work);
        }
        StorageBackend from = how.kind() == Work.Kind.FRESH
                ? monitored.isOn() ? monitored : database
                : monitored.isOn() ? monitoredBackend : backend;
        return from.read(transaction -> work.apply(unit(transaction, Access.READ_ONLY)));
    }

    /** Runs work in a transaction that application code called by the work joins. */
    private <R extends @Nullable Object> R inOwn(Work how, Function<UnitOfWork, R> work) {
        UnitOfWork unit = begin(how.access());
        R result;
        current.set(unit);
        try {
            UUID token = how.token();
            if (token != null) {
                unit.identify(token);
            }
            result = work.apply(unit);
            unit.commit();
        } catch (Throwable e) {
            current.remove();
            unit.rollBack(e);
            throw e;
        }
        current.remove();
        committed(EndSteps.all().run(unit::close), unit);
        return result;
    }

    /** Publishes what a committed transaction has promised. The commit stands, so the caller is told of no failure. */
    private void committed(EndSteps steps, UnitOfWork unit) {
        steps.run(() -> unit.end(Outcome.COMMITTED))
                .log(LOG, () -> "Ending a committed transaction of " + this + " failed");
    }

    /** Begins a transaction. No application code has run yet, so this is always retried. */
    private UnitOfWork begin(Access access) {
        return new Retry(retries.verbs())
                .run(
                        () -> {
                            checkOpen();
                            BackendTransaction transaction =
                                    (monitored.isOn() ? monitoredBackend : backend).begin(access);
                            try {
                                return unit(transaction, access);
                            } catch (Throwable e) {
                                EndSteps.because(e).run(transaction::close);
                                throw e;
                            }
                        },
                        recorder::retried);
    }

    @Override
    public OpenUnit open() {
        Scope joined = joined(Access.READ_ONLY);
        return joined != null ? joined.open() : OpenUnit.own(() -> begin(Access.READ_ONLY));
    }

    @Override
    public <T> T save(T object, SaveMode mode, @Nullable Map<String, ?> metadata) {
        if (!isJoined(Access.READ_WRITE) && PreparedSave.isPossible(codec, object, mode, known)) {
            TransactionLedger changes = new TransactionLedger();
            @Nullable PreparedSave<T> stored;
            try {
                PreparedSave<T> prepared = new PreparedSave<>(codec, changes, object, mode, metadata, known);
                Work how = prepared.isSmall() ? Work.ENCODED : Work.WRITE;
                stored = run(how, unit -> prepared.write(unit.backend(), unit.writer())) ? prepared : null;
            } catch (Throwable e) {
                changes.end(Outcome.ROLLED_BACK, e);
                throw e;
            }
            if (stored != null) {
                return stored.result();
            }
            changes.end(Outcome.ROLLED_BACK, null);
        }
        // New objects may have to be stored with it, which can be determined only by reading the store.
        return run(Work.WRITE, unit -> unit.save(object, mode, metadata));
    }

    /** Returns whether the transaction with this name was committed; if not, it can no longer be committed. */
    public boolean wasCommitted(UUID token) {
        if (isJoined(Access.READ_WRITE)) {
            throw new IllegalStateException("The outcome of transaction " + token
                    + " cannot be looked up inside a transaction. End that one first.");
        }
        return run(Work.WRITE, unit -> unit.backend().record(token, Outcome.ROLLED_BACK))
                .filter(recorded -> recorded == Outcome.COMMITTED)
                .isPresent();
    }

    @Override
    public long erase(String className, Collection<String> ids) {
        if (isJoined(Access.READ_ONLY)) {
            return Scope.super.erase(className, ids);
        }
        List<String> distinct = ids.stream().distinct().toList();
        long erased = run(Work.WRITE, unit -> unit.forget(className, distinct));
        database.capability(Scrubbing.class).ifPresent(each -> each.scrubAfterForgetting(className));
        return erased;
    }

    private UnitOfWork unit(BackendTransaction transaction, Access access) {
        return access == Access.READ_WRITE
                ? writing(transaction, Runnable::run)
                : new UnitOfWork(
                        codec, limits, indexes, transaction, new TransactionLedger(), null, known, Runnable::run);
    }

    private UnitOfWork writing(BackendTransaction transaction, Consumer<Runnable> atomically) {
        TransactionLedger ledger = new TransactionLedger();
        if (cache != null) {
            PendingWrites pending = cache.beginWrites();
            ledger.forwardTo(pending);
            ledger.onEnd(outcome -> pending.end());
        }
        transaction.report(ledger);
        Observation observation = observers.observe(transaction, ledger);
        return new UnitOfWork(codec, limits, indexes, transaction, ledger, observation, known, atomically);
    }

    private void checkOpen() {
        if (closed) {
            throw new StorageClosedException("This store is closed. Open it again.");
        }
    }
}
