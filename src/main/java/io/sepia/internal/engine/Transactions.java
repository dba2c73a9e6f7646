package io.sepia.internal.engine;

import io.sepia.document.ObjectKey;
import io.sepia.error.OutcomeUnknownException;
import io.sepia.error.RetryableException;
import io.sepia.error.StorageClosedException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendStats;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.Outcome;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.cache.DocumentCache;
import io.sepia.internal.codec.ObjectCodec;
import io.sepia.internal.graph.GraphLimits;
import io.sepia.internal.graph.IndexKeeper;
import io.sepia.internal.notice.Observers;
import io.sepia.report.CacheStats;
import io.sepia.report.StorageStats;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Begins, joins, repeats and ends the units of work of one store. Thread-safe. */
public final class Transactions {
    private final StorageBackend database;
    private final @Nullable DocumentCache cache;
    /** The database, with the cache over it if there is one. */
    private final StorageBackend backend;

    private final ObjectCodec codec;
    private final GraphLimits limits;
    private final RetrySettings retries;
    private final Observers observers;
    private final TransactionRecorder recorder = new TransactionRecorder();
    private final ThreadLocal<@Nullable UnitOfWork> current = new ThreadLocal<>();
    private final JoinedUnits callers;
    private final IndexKeeper indexes;
    private volatile boolean closed;

    public Transactions(
            StorageBackend database,
            Optional<DocumentCache> cache,
            ObjectCodec codec,
            GraphLimits limits,
            RetrySettings retries,
            Observers observers,
            GenerationRetention generations) {
        this.database = database;
        this.indexes = new IndexKeeper(generations::begin);
        this.cache = cache.orElse(null);
        this.backend = cache.map(each -> each.over(database)).orElse(database);
        this.codec = codec;
        this.limits = limits;
        this.retries = retries;
        this.observers = observers;
        this.callers = new JoinedUnits(backend, transaction -> unit(transaction, Access.READ_WRITE));
    }

    /** What this store has done and what it holds, {@code settings} being what it was opened with. */
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
                below.file());
    }

    /** What keeps the indexes of this store in line with its classes. */
    public IndexKeeper indexes() {
        return indexes;
    }

    public void close() {
        closed = true;
    }

    public boolean isClosed() {
        return closed;
    }

    /** The unit of work that this thread is in, which its verbs join. */
    @Nullable
    public UnitOfWork joined() {
        return current.get();
    }

    /** The unit of work that verbs of this thread read in, unless they begin one: its own, or one in a caller's. */
    @Nullable
    public UnitOfWork joinedToRead() {
        UnitOfWork joined = current.get();
        return joined == null ? callers.ofThread() : joined;
    }

    /** Checks that transactions of {@code caller} can be joined, as far as that is to be seen before there is one. */
    public void checkJoinable(EntityManager caller) {
        checkOpen();
        backend.checkJoinable(caller);
    }

    /**
     * The unit of work in the transaction that a caller's EntityManager is in.
     *
     * @throws IllegalStateException inside a transaction of this store, which the caller's would wait for
     */
    public JoinedUnit join(EntityManager caller) {
        checkOpen();
        if (current.get() != null) {
            throw new IllegalStateException("This thread is in a transaction of the store's own, and one of an"
                    + " EntityManager would wait for it. Use the verbs of that transaction, or end it first.");
        }
        return callers.of(caller);
    }

    /** Runs a verb that reads, and again while others are in its way. */
    public <R extends @Nullable Object> R read(Function<UnitOfWork, R> verb) {
        return read(backend, verb);
    }

    /** As {@link #read}, past the cache. */
    public <R extends @Nullable Object> R readFresh(Function<UnitOfWork, R> verb) {
        return read(database, verb);
    }

    /** As {@link #read}, for a verb that loads documents by key, first the one of {@code first}: from the cache. */
    public <R extends @Nullable Object> R readByKey(ObjectKey first, Function<UnitOfWork, R> verb) {
        if (cache == null || joinedToRead() != null) {
            return read(verb);
        }
        checkOpen();
        return cache.read(first, documents -> verb.apply(unit(documents, Access.READ_ONLY)), () -> read(verb));
    }

    private <R extends @Nullable Object> R read(StorageBackend from, Function<UnitOfWork, R> verb) {
        UnitOfWork joined = joinedToRead();
        if (joined != null) {
            return verb.apply(joined);
        }
        recorder.read();
        return repeating(retries.verbs(), () -> {
            checkOpen();
            return from.read(transaction -> verb.apply(unit(transaction, Access.READ_ONLY)));
        });
    }

    /**
     * Runs a verb that writes in a transaction of its own, which code of the application that it runs joins.
     *
     * @param repeatable whether it is run again while others are in its way
     */
    public <R extends @Nullable Object> R write(Function<UnitOfWork, R> verb, boolean repeatable) {
        UnitOfWork joined = current.get();
        if (joined != null) {
            joined.checkAllows(Access.READ_WRITE);
            return verb.apply(joined);
        }
        recorder.wrote();
        return repeating(repeatable ? retries.verbs() : Duration.ZERO, () -> once(begin(Access.READ_WRITE), verb));
    }

    /**
     * Runs a verb that writes what is encoded already, and again while others are in its way. It may run on another
     * thread, and share its commit with verbs of others.
     */
    public <R extends @Nullable Object> R writeEncoded(Function<UnitOfWork, R> verb) {
        UnitOfWork joined = current.get();
        if (joined != null) {
            joined.checkAllows(Access.READ_WRITE);
            return verb.apply(joined);
        }
        recorder.wrote();
        return repeating(retries.verbs(), () -> new EncodedVerb<>(verb).run());
    }

    /** Runs an application's work in one transaction, or in the one that this thread is in. */
    public <R extends @Nullable Object> R run(Access access, RunOptions options, Function<UnitOfWork, R> work) {
        UnitOfWork joined = access == Access.READ_ONLY ? joinedToRead() : current.get();
        if (joined != null) {
            joined.checkAllows(access);
            return work.apply(joined);
        }
        recorder.transaction();
        return repeating(
                options.retryForOr(retries.transactions()),
                () -> once(begin(access), unit -> {
                    UUID token = options.token();
                    if (token != null) {
                        name(unit, token);
                    }
                    return work.apply(unit);
                }));
    }

    private static void name(UnitOfWork unit, UUID token) {
        unit.backend().record(token, Outcome.COMMITTED).ifPresent(recorded -> {
            throw new IllegalArgumentException("The transaction " + token + " is known already: "
                    + (recorded == Outcome.COMMITTED ? "it was committed" : "it was looked up and given up")
                    + ". Give each transaction a name of its own.");
        });
    }

    /** Whether the transaction of this name was committed; if not, it cannot be any more. */
    public boolean wasCommitted(UUID token) {
        if (current.get() != null) {
            throw new IllegalStateException("The outcome of transaction " + token
                    + " cannot be looked up inside a transaction. End that one first.");
        }
        return write(unit -> unit.backend().record(token, Outcome.ROLLED_BACK), true)
                .filter(recorded -> recorded == Outcome.COMMITTED)
                .isPresent();
    }

    private <R extends @Nullable Object> R once(UnitOfWork unit, Function<UnitOfWork, R> work) {
        Outcome outcome = Outcome.ROLLED_BACK;
        current.set(unit);
        try {
            R result = work.apply(unit);
            unit.commit();
            outcome = Outcome.COMMITTED;
            return result;
        } catch (OutcomeUnknownException e) {
            outcome = Outcome.UNKNOWN;
            throw e;
        } finally {
            current.remove();
            try {
                unit.close();
            } finally {
                unit.complete(outcome);
            }
        }
    }

    /** Begins a transaction; nothing of the application's has run yet, so this may be tried again in any case. */
    public UnitOfWork begin(Access access) {
        return repeating(retries.verbs(), () -> {
            checkOpen();
            return unit(backend.begin(access), access);
        });
    }

    private <R extends @Nullable Object> R repeating(Duration budget, Attempt<R> attempt) {
        Retry retry = new Retry(budget);
        while (true) {
            try {
                return attempt.run();
            } catch (RetryableException e) {
                retry.pause(e);
                recorder.retried();
            }
        }
    }

    private UnitOfWork unit(BackendTransaction transaction, Access access) {
        return access == Access.READ_WRITE
                ? new UnitOfWork(codec, limits, indexes, observers.observe(transaction), access)
                : new UnitOfWork(codec, limits, indexes, transaction, access);
    }

    private void checkOpen() {
        if (closed) {
            throw new StorageClosedException("This store is closed. Open it again.");
        }
    }

    /** One try at something. */
    @FunctionalInterface
    private interface Attempt<R extends @Nullable Object> {
        R run();
    }

    /**
     * A verb whose unit of work begins and works wherever the backend runs it, and is completed on the caller's thread.
     */
    private final class EncodedVerb<R extends @Nullable Object> {
        private final Function<UnitOfWork, R> verb;
        private @Nullable UnitOfWork unit;

        EncodedVerb(Function<UnitOfWork, R> verb) {
            this.verb = verb;
        }

        R run() {
            checkOpen();
            Outcome outcome = Outcome.ROLLED_BACK;
            try {
                R result = backend.write(this::work);
                outcome = Outcome.COMMITTED;
                return result;
            } catch (OutcomeUnknownException e) {
                outcome = Outcome.UNKNOWN;
                throw e;
            } finally {
                if (unit != null) {
                    unit.complete(outcome);
                }
            }
        }

        private R work(BackendTransaction transaction) {
            if (unit != null) {
                unit.complete(Outcome.ROLLED_BACK);
            }
            UnitOfWork begun = unit(transaction, Access.READ_WRITE);
            unit = begun;
            R result = verb.apply(begun);
            begun.beforeCommit();
            return result;
        }
    }
}
