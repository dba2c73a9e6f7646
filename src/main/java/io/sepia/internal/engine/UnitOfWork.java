package io.sepia.internal.engine;

import io.sepia.change.Change;
import io.sepia.change.Event;
import io.sepia.change.EventType;
import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.document.Versioned;
import io.sepia.error.ConfigurationException;
import io.sepia.error.ObjectNotFoundException;
import io.sepia.error.OutcomeUnknownException;
import io.sepia.error.StorageClosedException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.EndSteps;
import io.sepia.internal.backend.JoinedTransaction;
import io.sepia.internal.backend.Outcome;
import io.sepia.internal.backend.TransactionLedger;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.codec.ObjectCodec;
import io.sepia.internal.codec.ObjectModel;
import io.sepia.internal.document.LoggedEvent;
import io.sepia.internal.graph.Deletions;
import io.sepia.internal.graph.GraphLimits;
import io.sepia.internal.graph.GraphLoader;
import io.sepia.internal.graph.GraphWriter;
import io.sepia.internal.graph.IndexKeeper;
import io.sepia.internal.graph.SaveMode;
import io.sepia.internal.matching.Query;
import io.sepia.internal.nearest.VectorCache;
import io.sepia.internal.notice.Observation;
import io.sepia.internal.unknown.KnownDocuments;
import io.sepia.internal.unknown.Sightings;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One transaction of a store, in which operations run between its beginning and its end. */
public final class UnitOfWork implements Scope {
    private final ObjectCodec codec;
    private final GraphLimits limits;
    private final BackendTransaction backend;
    private final Access access;
    private final @Nullable Observation observation;
    private final TransactionLedger ledger;
    private final IndexKeeper indexes;
    private final Consumer<Runnable> atomically;
    private final GraphWriter writer;
    private final Sightings sightings;
    private @Nullable Throwable doom;
    private boolean ended;

    /**
     * Creates a unit.
     *
     * @param observation observes the writes; null for a unit that only reads
     * @param known receives what the unit learns about the documents that it reads and writes
     * @param atomically runs writes of which either all or none take place
     */
    UnitOfWork(
            ObjectCodec codec,
            GraphLimits limits,
            IndexKeeper indexes,
            BackendTransaction backend,
            TransactionLedger ledger,
            @Nullable Observation observation,
            KnownDocuments known,
            Consumer<Runnable> atomically) {
        this.codec = codec;
        this.sightings = new Sightings(known, ledger);
        this.limits = limits;
        this.backend = backend;
        this.ledger = ledger;
        this.observation = observation;
        this.access = observation == null ? Access.READ_ONLY : Access.READ_WRITE;
        this.indexes = indexes;
        this.atomically = atomically;
        if (observation != null) {
            ledger.forwardTo(sightings);
        }
        this.writer = new GraphWriter(codec, backend, ledger, indexes, limits, sightings, atomically);
    }

    @Override
    public ObjectCodec codec() {
        return codec;
    }

    @Override
    public <R extends @Nullable Object> R run(Work how, Function<UnitOfWork, R> work) {
        checkAllows(how.access());
        return how.writes() ? dooming(work) : work.apply(this);
    }

    @Override
    public <T> T save(T object, SaveMode mode, @Nullable Map<String, ?> metadata) {
        checkAllows(Access.READ_WRITE);
        return dooming(same -> writer().<T>save(List.of(object), mode, metadata).get(0));
    }

    /**
     * Runs an operation that writes. If it fails, its changes in memory are undone; if it has written before it failed,
     * the transaction can only be rolled back.
     */
    private <R extends @Nullable Object> R dooming(Function<UnitOfWork, R> verb) {
        TransactionLedger.Mark mark = ledger.mark();
        try {
            return undoing(verb);
        } catch (Throwable e) {
            if (ledger.hasWrittenSince(mark) && doom == null) {
                doom = e;
            }
            throw e;
        }
    }

    /** Runs an operation. If it fails, its changes in memory are undone. */
    <R extends @Nullable Object> R undoing(Function<UnitOfWork, R> verb) {
        TransactionLedger.Mark mark = ledger.begin();
        try {
            return verb.apply(this);
        } catch (Throwable e) {
            ledger.rollBackTo(mark, e);
            writer.forget();
            throw e;
        } finally {
            ledger.done();
        }
    }

    @Override
    public OpenUnit open() {
        backend();
        return OpenUnit.within(this);
    }

    @Override
    public boolean isJoined(Access asked) {
        return true;
    }

    /**
     * Returns the transaction of the backend, for reads too: they would see a part of what failed.
     *
     * @throws IllegalStateException if this transaction can only be rolled back
     */
    public BackendTransaction backend() {
        if (ended) {
            throw new StorageClosedException("This transaction or stream has ended. Keep its results, not itself.");
        }
        checkNotDoomed();
        return backend;
    }

    public GraphWriter writer() {
        backend();
        return writer;
    }

    /**
     * Checks that work with this access may join this transaction.
     *
     * @throws IllegalStateException if the work writes and this transaction is read-only, or if it can only be rolled
     *     back
     */
    private void checkAllows(Access asked) {
        if (asked == Access.READ_WRITE && access == Access.READ_ONLY) {
            throw new IllegalStateException("This thread is in a read-only transaction, so it cannot write. Use"
                    + " inTransaction or useTransaction instead of transactions().readOnly().");
        }
        checkNotDoomed();
    }

    private void checkNotDoomed() {
        if (doom != null) {
            throw new IllegalStateException(
                    "An operation of this transaction failed after it had written a part, so the transaction can only"
                            + " be rolled back. Let its exception end the transaction, and run that again"
                            + " as a whole.",
                    doom);
        }
    }

    /** Undoes in memory what the caller of a joined transaction takes back with a savepoint. */
    void follow(JoinedTransaction transaction) {
        transaction.follow(ledger, writer::forget);
    }

    /** Records the name of this transaction, which must be unique. */
    void identify(UUID token) {
        backend().record(token, Outcome.COMMITTED).ifPresent(recorded -> {
            throw new IllegalArgumentException("The transaction " + token + " is already known: "
                    + (recorded == Outcome.COMMITTED ? "it was committed" : "it was looked up and is abandoned")
                    + ". Give each transaction a name of its own.");
        });
    }

    /** Returns the vectors of the store's classes in memory. */
    public VectorCache vectors() {
        return indexes.vectors();
    }

    /** Records a write of the running operation that has no effects on objects. */
    public void wrote() {
        ledger.wrote();
    }

    /** Sets which generations of a class are kept. */
    public void keepHistory(String className, HistoryRule rule) {
        indexes.keepHistory(backend().generations(), className, rule, ledger);
    }

    /** Must be called after all writes, directly before the commit, which it may refuse. */
    void beforeCommit() {
        checkNotDoomed();
        ledger.checkIdle();
        if (observation != null) {
            observation.beforeCommit();
        }
    }

    /** Sets the metadata of events that are logged from now on. */
    public void describe(String metadata) {
        backend();
        if (observation != null) {
            observation.describe(metadata);
        }
    }

    /** Logs an activity of the application on an object. */
    public void logActivity(ObjectKey key, String metadata) {
        if (!backend().events().classes().contains(key.className())
                && !codec.withEvents().contains(key.className())) {
            throw new ConfigurationException("Class " + key.className()
                    + " has no events, so an activity of " + key + " is not logged. Give it @Stored(events = true), or"
                    + " name it in the option events.");
        }
        Change latest = backend().latest(key.className(), List.of(key.id())).get(key.id());
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        long generation = latest == null ? 0 : latest.version();
        backend().events().add(List.of(new LoggedEvent(0, key, EventType.ACTIVITY, generation, now, metadata)));
    }

    public Event event(LoggedEvent logged) {
        return new Event(
                logged.key(),
                logged.type(),
                logged.generation(),
                logged.at(),
                codec.readMetadata(logged.key(), logged.metadata()));
    }

    /** Returns metadata as a map, empty if there is none. */
    public Map<String, Object> metadata(ObjectKey key, @Nullable String metadata) {
        return codec.readMetadata(key, metadata);
    }

    void commit() {
        beforeCommit();
        backend().commit();
    }

    /** Publishes or undoes everything in memory. All of that is done before the first failure is thrown. */
    void end(Outcome outcome) {
        ended = true;
        ledger.end(outcome, null);
    }

    /**
     * Undoes everything and ends the transaction, because of a failure, which receives all later ones as suppressed
     * ones. Nothing is left to undo when the transaction gives up its locks.
     */
    void rollBack(Throwable because) {
        undo(because);
        EndSteps.because(because).run(backend::close);
    }

    /** Undoes everything in memory, because of a failure of the transaction, which is ended by others. */
    void undo(Throwable because) {
        ended = true;
        ledger.end(because instanceof OutcomeUnknownException ? Outcome.UNKNOWN : Outcome.ROLLED_BACK, because);
    }

    /** Ends the transaction. */
    public void close() {
        ended = true;
        backend.close();
    }

    public <T> T load(ObjectModel<T> model, ObjectKey key) {
        return find(model, key)
                .map(Versioned::value)
                .orElseThrow(() -> new ObjectNotFoundException(key.className(), key.id()));
    }

    public <T> Optional<Versioned<T>> find(ObjectModel<T> model, ObjectKey key) {
        return backend().load(key).map(document -> stored(model, document));
    }

    /** Returns the object in a document, with everything that it refers to. */
    public <T> T decode(ObjectModel<T> model, StoredDocument document) {
        return stored(model, document).value();
    }

    /** Returns what this unit learns about the documents that it reads and writes. */
    public Sightings sightings() {
        return sightings;
    }

    /** Returns the object in an earlier generation of a document. */
    public <T> T decodeEarlier(ObjectModel<T> model, StoredDocument document) {
        GraphLoader earlier = new GraphLoader(
                codec, limits, backend, (each, key, version, unknown) -> sightings.readEarlier(each, unknown.any()));
        return model.type().cast(earlier.loadEarlier(document, model));
    }

    private GraphLoader loader() {
        return new GraphLoader(
                codec,
                limits,
                backend,
                (object, key, version, unknown) -> sightings.read(object, key, version, unknown.any()));
    }

    private <T> Versioned<T> stored(ObjectModel<T> model, StoredDocument document) {
        Object value = loader().load(document, model);
        return new Versioned<>(
                model.type().cast(value),
                document.key(),
                document.version(),
                document.createdAt(),
                document.updatedAt(),
                codec.readMetadata(document.key(), document.metadata()));
    }

    public <T> List<T> loadAll(ObjectModel<T> model, List<ObjectKey> keys) {
        List<String> ids =
                List.copyOf(new LinkedHashSet<>(keys.stream().map(ObjectKey::id).toList()));
        List<StoredDocument> documents = backend().load(model.name(), ids);
        List<T> values = decode(model, documents);
        Map<ObjectKey, T> byKey = new HashMap<>();
        for (int i = 0; i < documents.size(); i++) {
            byKey.put(documents.get(i).key(), values.get(i));
        }
        return keys.stream()
                .map(key -> Optional.ofNullable(byKey.get(key))
                        .orElseThrow(() -> new ObjectNotFoundException(key.className(), key.id())))
                .toList();
    }

    public <T> List<T> decode(ObjectModel<T> model, List<StoredDocument> documents) {
        return decode(key -> model, documents, model.type());
    }

    public <T> List<T> decode(
            Function<ObjectKey, ObjectModel<?>> models, List<StoredDocument> documents, Class<T> type) {
        return loader().load(documents, models).stream().map(type::cast).toList();
    }

    public long delete(Map<String, Query> queries) {
        return deleting(deletions -> deletions.delete(queries));
    }

    public boolean delete(ObjectKey key, WriteCondition condition) {
        return deleting(deletions -> deletions.delete(key, condition));
    }

    public long deleteAll(String className, Collection<String> ids) {
        return deleting(deletions -> deletions.delete(className, ids));
    }

    public long forget(String className, Collection<String> ids) {
        return deleting(deletions -> deletions.forget(className, ids));
    }

    public long clear(String className) {
        return deleting(deletions -> deletions.clear(className));
    }

    public long clear() {
        return deleting(Deletions::clear);
    }

    private <R> R deleting(Function<Deletions, R> verb) {
        R result = verb.apply(new Deletions(codec, indexes, backend(), atomically));
        writer.forget();
        return result;
    }
}
