package io.sepia;

import io.sepia.change.ChangeListener;
import io.sepia.change.Subscription;
import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.document.Stored;
import io.sepia.error.RetryableException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.cache.DocumentCache;
import io.sepia.internal.codec.CodecSettings;
import io.sepia.internal.codec.ObjectCodec;
import io.sepia.internal.codec.ObjectModel;
import io.sepia.internal.engine.ChangeRetention;
import io.sepia.internal.engine.GenerationRetention;
import io.sepia.internal.engine.RetrySettings;
import io.sepia.internal.engine.Transactions;
import io.sepia.internal.engine.UnitOfWork;
import io.sepia.internal.graph.GraphLimits;
import io.sepia.internal.graph.PreparedSave;
import io.sepia.internal.graph.SaveMode;
import io.sepia.internal.graph.UndoLog;
import io.sepia.internal.notice.Observers;
import io.sepia.report.StorageStats;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A store of objects. Open it, use it from any number of threads, close it.
 *
 * <pre>{@code
 * try (Storage storage = Storage.open(Path.of("app_data.db"))) {
 *     Note note = storage.save(new Note("Engine", "It weaves algebra"));
 *     Note same = storage.load(Note.class, note.id);
 * }
 * }</pre>
 *
 * <p>Each verb called here is a transaction of its own, unless the thread is inside a transaction of the same store:
 * then it joins that. There is no global store and no default place.
 */
public final class Storage extends GarbageScope implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Storage.class.getName());

    private final StorageBackend backend;
    private final ObjectCodec codec;
    private final Observers observers;
    private final Transactions transactions;
    private final SortedMap<String, String> options;
    private final Optional<ChangeRetention> retention;
    private final GenerationRetention generations;

    Storage(
            StorageBackend backend,
            Optional<DocumentCache> cache,
            CodecSettings settings,
            GraphLimits limits,
            RetrySettings retries,
            SortedMap<String, String> options,
            Optional<Duration> changesKept) {
        this.backend = backend;
        this.options = options;
        this.codec = new ObjectCodec(settings, this::resolve);
        this.generations = new GenerationRetention(backend, Clock.systemUTC());
        this.observers = new Observers(backend, codec.withEvents());
        this.transactions = new Transactions(backend, cache, codec, limits, retries, observers, generations);
        this.retention = changesKept.map(kept -> ChangeRetention.begin(backend, kept));
        finishCollection(backend);
    }

    /**
     * Opens the SQLite file at {@code databasePath} with default options, creating it if it is absent.
     *
     * @throws io.sepia.error.ConfigurationException if the path cannot be a database
     * @throws io.sepia.error.IncompatibleStoreException if the file is another application's or newer; it is untouched
     * @throws io.sepia.error.StorageFailureException if it cannot be opened
     */
    public static Storage open(Path databasePath) {
        return open(Backends.SQLITE.text(), Map.of("database_path", databasePath));
    }

    /**
     * Opens a store on the named backend.
     *
     * @param backend {@code sqlite}, {@code memory} or {@code jpa}
     * @param options by name; see the documentation of options. Values may be given as text
     * @throws io.sepia.error.ConfigurationException if the backend, an option or a value is unknown or not allowed
     * @throws io.sepia.error.IncompatibleStoreException if the place belongs to another application or newer library
     * @throws io.sepia.error.StorageFailureException if it cannot be opened
     */
    public static Storage open(String backend, Map<String, ?> options) {
        return builder(backend).options(options).open();
    }

    /** The same as {@link #open(String, Map)}, by the name that the original library gives it. */
    public static Storage configure(String backend, Map<String, ?> options) {
        return open(backend, options);
    }

    /**
     * A store in the database of an application's own EntityManagerFactory, whose unit need not list anything for it.
     * The store's tables are created if they are missing. Each verb is a transaction of its own; closing the store
     * leaves the factory open. So far the database is H2 or SQLite.
     *
     * <p>Options are read from the unit's own properties, with the prefix {@code sepia.}: {@code sepia.graph_limit}.
     *
     * @throws io.sepia.error.ConfigurationException if the provider or database is not supported, or a property of the
     *     unit that begins with {@code sepia.} is unknown or its value is not allowed
     * @throws io.sepia.error.IncompatibleStoreException if the tables are newer than this library, or not its own
     * @throws io.sepia.error.StorageFailureException if the database fails
     */
    public static Storage of(EntityManagerFactory factory) {
        return builder(factory).open();
    }

    /**
     * A store in the persistence unit of that name in {@code META-INF/persistence.xml}, otherwise as {@link #of} makes
     * it. Closing the store closes the unit.
     *
     * @throws io.sepia.error.ConfigurationException also if there is no such unit
     * @throws io.sepia.error.StorageFailureException also if the unit cannot be opened
     */
    public static Storage ofUnit(String persistenceUnit) {
        return ofUnit(persistenceUnit, Map.of());
    }

    /**
     * As {@link #ofUnit(String)}, with properties that override those of the unit: JPA's, Hibernate's and, with the
     * prefix {@code sepia.}, the store's.
     */
    public static Storage ofUnit(String persistenceUnit, Map<String, ?> properties) {
        return UnitSource.openUnit(persistenceUnit, properties, StorageBuilder::open);
    }

    /** A builder for a store as {@link #of} makes it. Its options override those of the unit. */
    public static StorageBuilder builder(EntityManagerFactory factory) {
        return UnitSource.of(factory, false);
    }

    /** A builder for the SQLite file at {@code databasePath}. */
    public static StorageBuilder builder(Path databasePath) {
        return builder(Backends.SQLITE.text()).option("database_path", databasePath);
    }

    /**
     * A builder for the named backend.
     *
     * @throws io.sepia.error.ConfigurationException if there is no such backend
     */
    public static StorageBuilder builder(String backend) {
        return Backends.of(backend).builder();
    }

    /**
     * Runs {@code work} in one transaction: all of it takes effect when it returns, none if it throws. Inside a
     * transaction of this store on the same thread it joins that one.
     *
     * <p>{@code work} runs once, unless the option {@code transaction_retry_timeout} or {@link TransactionOptions} ask
     * for more. Only the beginning of the transaction, before {@code work} runs, is tried again while others write.
     *
     * <p>A verb that failed while writing dooms the transaction: catching its error and going on ends in an
     * {@link IllegalStateException}, because nobody could say what of that verb is in it. Let it throw, and run the
     * whole again.
     *
     * @throws io.sepia.error.StorageException as the verbs do, and if the commit fails
     * @throws IllegalStateException inside a transaction of this store that only reads
     */
    public void useTransaction(Consumer<StorageTransaction> work) {
        useTransaction(TransactionOptions.DEFAULT, work);
    }

    /** As {@link #useTransaction(Consumer)}. Joining another transaction, {@code options} have no effect. */
    public void useTransaction(TransactionOptions options, Consumer<StorageTransaction> work) {
        inTransaction(options, returning(work));
    }

    /**
     * As {@link #useTransaction(Consumer)}, with a result.
     *
     * @return what {@code work} returned
     */
    public <R extends @Nullable Object> R inTransaction(Function<StorageTransaction, R> work) {
        return inTransaction(TransactionOptions.DEFAULT, work);
    }

    /** As {@link #inTransaction(Function)}. Joining another transaction, {@code options} have no effect. */
    public <R extends @Nullable Object> R inTransaction(
            TransactionOptions options, Function<StorageTransaction, R> work) {
        return transactions.run(Access.READ_WRITE, options, unit -> work.apply(new TransactionScope(unit, codec)));
    }

    /**
     * Tells whether the transaction that was {@linkplain TransactionOptions#identifiedBy named} {@code transaction} was
     * committed. After an {@link io.sepia.error.OutcomeUnknownException} the answer is final: where it is false,
     * nothing of it is stored and nothing will be, and the work may be run again under another name. For a name that is
     * not known, or older than 30 days, it is false too.
     *
     * @throws io.sepia.error.StorageException as verbs that write do, because it writes that down
     * @throws IllegalStateException inside a transaction of this store on the same thread
     */
    public boolean wasCommitted(UUID transaction) {
        return transactions.wasCommitted(transaction);
    }

    /**
     * Runs {@code work} in one transaction that only reads: all its verbs see the store as it was at one moment. It
     * never waits for those that write, nor they for it. Inside a transaction of this store on the same thread it joins
     * that one.
     *
     * @throws io.sepia.error.StorageException as the verbs do
     * @throws IllegalStateException from verbs that write
     */
    public void useReadTransaction(Consumer<StorageTransaction> work) {
        inReadTransaction(returning(work));
    }

    /**
     * As {@link #useReadTransaction}, with a result.
     *
     * @return what {@code work} returned
     */
    public <R extends @Nullable Object> R inReadTransaction(Function<StorageTransaction, R> work) {
        return transactions.run(
                Access.READ_ONLY, TransactionOptions.DEFAULT, unit -> work.apply(new TransactionScope(unit, codec)));
    }

    /**
     * The verbs within the transaction that {@code caller} is in, so that documents are stored together with the
     * caller's own entities, or not at all. The EntityManager is one of the factory that the store was opened with
     * ({@link #of}); its transaction is its own or one of JTA, and is begun and ended by the caller.
     *
     * <p>The result may be kept as long as {@code caller} may: each verb takes part in the transaction that the
     * EntityManager is in at that moment. All of them in one transaction share one unit of work, whichever result of
     * this method they are called on. It is used by one thread at a time, like the EntityManager; one that stands for
     * the EntityManager of the current transaction, as containers inject it, may be used by many threads, and so may
     * the result.
     *
     * <p>What the caller has changed in entities is flushed before a verb writes, so statements keep the caller's
     * order; before a verb reads, if the EntityManager holds a {@link io.sepia.jpa.StoredObject}. The flush mode MANUAL
     * of Hibernate is obeyed. Entities {@code StoredObject} of what a verb has written are read again, and detached
     * when it was deleted.
     *
     * <p>A verb that is refused (an object that exists, another version, one that cannot be written) leaves nothing in
     * the transaction, which goes on. When the database itself fails, or is busy, the caller's transaction is marked
     * for rollback, and further verbs are refused. After a rollback, ids and versions in objects are what they were
     * before.
     *
     * <p>Meanwhile, on the thread that used it: reading verbs of the store itself see the caller's transaction, so that
     * each {@code Ref} loads; those that write are refused with {@link IllegalStateException}, since they would wait
     * for a transaction that waits for them.
     *
     * <p>The verbs throw, besides what they name themselves:
     *
     * <ul>
     *   <li>{@link IllegalStateException} if {@code caller} is in no active transaction or in a suspended one; if this
     *       thread is in a transaction of the store's own; after the database failed in the transaction;
     *   <li>{@link jakarta.persistence.PersistenceException} if the caller's own changes cannot be flushed;
     *   <li>{@link io.sepia.error.RetryableException} if another transaction is in the way. Roll back, and run the
     *       whole again. On SQLite a transaction that has read before it writes may be refused at once, because another
     *       one has committed since: let it write first.
     * </ul>
     *
     * @throws io.sepia.error.ConfigurationException if the store is not in a persistence unit, or {@code caller} is not
     *     Hibernate's, or of another factory; from the verbs, where that is to be seen only in a transaction
     * @throws io.sepia.error.StorageClosedException if the store is closed
     */
    public StorageTransaction joining(EntityManager caller) {
        transactions.checkJoinable(Objects.requireNonNull(caller, "entityManager"));
        return new JoiningScope(transactions, caller, codec);
    }

    private static Function<StorageTransaction, Boolean> returning(Consumer<StorageTransaction> work) {
        return transaction -> {
            work.accept(transaction);
            return true;
        };
    }

    /**
     * The same verbs, reading from the database each time and never from the cache: they see whatever any process has
     * committed by the time of the call. What they write is as if written by this store itself. Within a transaction
     * all reading is of that kind already.
     */
    public StorageOperations fresh() {
        return new FreshScope(this);
    }

    <R extends @Nullable Object> R readFresh(Function<UnitOfWork, R> work) {
        return transactions.readFresh(work);
    }

    /**
     * What this store has done since it was opened, and what it holds: options in force, operations, commits and waits,
     * the cache, the write-ahead log and the file.
     *
     * @throws io.sepia.error.StorageClosedException if the store is closed
     * @throws io.sepia.error.StorageFailureException if the database fails
     */
    public StorageStats stats() {
        return transactions.stats(options);
    }

    /** The indexes of this store. */
    public Indexes indexes() {
        return new Indexes(this);
    }

    /**
     * Tells {@code listener} of every change that is committed: those by this store once each, in the order of the
     * commits, one for each object that a transaction changed; those by others if the store keeps a log of changes
     * (option {@code changes}), within about 50 ms, and of several changes of an object at least the latest.
     *
     * <p>The listener runs on a thread of its own, never on that of a writer, and may use the store. One that is slow
     * holds up nobody but itself; while more than 100,000 changes wait for it, earlier ones of an object give way to
     * its latest. What was not delivered when the store is closed is dropped. A transaction that was begun before may
     * be left out, or be told as one of others.
     *
     * @throws io.sepia.error.StorageClosedException if the store is closed
     */
    public Subscription onChange(ChangeListener listener) {
        return observers.subscribe(null, listener);
    }

    /** As {@link #onChange(ChangeListener)}, for objects of one class. */
    public Subscription onChange(Class<?> type, ChangeListener listener) {
        return observers.subscribe(codec.model(type).name(), listener);
    }

    /** As {@link #onChange(ChangeListener)}, for objects of the class of that storage name. */
    public Subscription onChange(String className, ChangeListener listener) {
        return observers.subscribe(ObjectKey.checkClassName(className), listener);
    }

    @Override
    <R extends @Nullable Object> R read(Function<UnitOfWork, R> work) {
        return transactions.read(work);
    }

    @Override
    <R extends @Nullable Object> R readByKey(ObjectKey first, Function<UnitOfWork, R> work) {
        return transactions.readByKey(first, work);
    }

    @Override
    <R extends @Nullable Object> R write(Function<UnitOfWork, R> work) {
        return transactions.write(work, true);
    }

    @Override
    <R extends @Nullable Object> R writeOnce(Function<UnitOfWork, R> work) {
        return transactions.write(work, false);
    }

    @Override
    <R extends @Nullable Object> R writeEncoded(Function<UnitOfWork, R> work) {
        return transactions.writeEncoded(work);
    }

    @Override
    <T> T saveOne(T object, SaveMode mode, @Nullable Map<String, ?> metadata) {
        if (transactions.joined() == null && PreparedSave.isPossible(codec, object, mode)) {
            UndoLog undo = new UndoLog();
            boolean written = false;
            try {
                PreparedSave<T> prepared =
                        new PreparedSave<>(codec, undo, transactions.indexes(), object, mode, metadata);
                written = prepared.isSmall()
                        ? writeEncoded(unit -> prepared.write(unit.backend()))
                        : write(unit -> prepared.write(unit.backend()));
                if (written) {
                    return prepared.result();
                }
            } finally {
                if (!written) {
                    undo.rollBack();
                }
            }
        }
        // Something that the object refers to is to be stored with it, which only a look at what is stored can tell.
        return super.saveOne(object, mode, metadata);
    }

    @Override
    void keepHistory(String className, HistoryRule rule) {
        super.keepHistory(className, rule);
        if (rule.days() > 0) {
            generations.begin();
        }
    }

    @Override
    <R> R mutate(Mutation<?, R> mutation) {
        return transactions.joined() == null ? mutation.optimistically(this) : super.mutate(mutation);
    }

    /** As {@link #forget(Class, Collection)}, of one object, and tells whether it was stored. */
    public boolean forget(Class<?> type, Object id) {
        return forget(type, List.of(id)) > 0;
    }

    /**
     * Deletes objects for good, stored or not: with all generations and events of them, and with what earlier writes
     * have left in parts of the files that are not used any more. The log of changes keeps only that they were deleted,
     * as long as it keeps deletions; references to them in other objects stay, unless their class says something else.
     * Copies, exports and backups are not touched.
     *
     * <p>SQLite writes the whole file anew for that, while nobody else writes, and empties the write-ahead log; so
     * forget many objects at once. A store in a persistence unit only overwrites what it deletes.
     *
     * @return how many of them were stored
     * @throws io.sepia.error.ReferencedException if others refer to one of them and the class refuses that
     * @throws io.sepia.error.StorageBusyException if somebody holds the store up for longer than its timeout. The
     *     objects may be deleted then, and remains of them be left: forget them again
     * @throws StorageFailureException if the database fails; again, what is left is gone when they are forgotten again
     * @throws IllegalStateException inside a transaction of this store
     */
    public long forget(Class<?> type, Collection<?> ids) {
        ObjectModel<?> model = codec.model(type);
        return forget(model.name(), ids.stream().map(id -> model.key(id).id()).toList());
    }

    /** As {@link #forget(Class, Collection)}, of the class of that storage name. */
    public long forget(String className, Collection<String> ids) {
        ids.forEach(id -> new ObjectKey(className, id));
        if (transactions.joinedToRead() != null) {
            throw new IllegalStateException(
                    "Objects are forgotten outside of transactions, because files are written anew. End this one first.");
        }
        List<String> distinct = ids.stream().distinct().toList();
        long forgotten = transactions.write(unit -> unit.forget(className, distinct), true);
        backend.scrub();
        return forgotten;
    }

    @Override
    public Stream<ObjectKey> whoReferences(ObjectKey target) {
        if (transactions.joinedToRead() != null) {
            return super.whoReferences(target);
        }
        StreamSource source = openStream();
        if (source.unit().backend().references().isBehind()) {
            source.onClose().run();
            catchUpReferences();
            source = openStream();
        }
        return ReferrerPages.stream(source, target);
    }

    /**
     * Brings the index of references up to what is stored, where that is possible: it makes answers faster, not other.
     */
    private void catchUpReferences() {
        try {
            boolean more = true;
            while (more) {
                more = transactions.<Boolean>writeEncoded(
                        unit -> unit.backend().references().catchUp());
            }
        } catch (StorageFailureException | RetryableException e) {
            LOG.log(System.Logger.Level.DEBUG, "The index of references stays behind", e);
        }
    }

    @Override
    StreamSource openStream() {
        UnitOfWork joined = transactions.joinedToRead();
        if (joined != null) {
            return new StreamSource(joined, () -> {});
        }
        UnitOfWork unit = transactions.begin(Access.READ_ONLY);
        return new StreamSource(unit, unit::close);
    }

    @Override
    Transactions transactions() {
        return transactions;
    }

    @Override
    ObjectCodec codec() {
        return codec;
    }

    private <T> Optional<T> resolve(ObjectKey key, Class<T> type) {
        ObjectModel<?> model = codec.target(key, type);
        return readByKey(key, unit -> unit.find(model, key)).map(Stored::value).map(type::cast);
    }

    /**
     * Closes the store, after running transactions have ended or a bounded time has passed. Idempotent. Objects that
     * were loaded stay as they are; their {@code Ref}s can no longer be followed.
     *
     * @throws StorageFailureException if the database fails while closing
     */
    @Override
    public void close() {
        transactions.close();
        observers.close();
        retention.ifPresent(ChangeRetention::close);
        generations.close();
        backend.close();
    }

    /**
     * What lies among the files of a store of files and means nothing to it, as far as it has been met; see the
     * documentation of files. Empty on other backends.
     */
    public Set<String> strays() {
        return backend.strays();
    }

    /** Names the backend. */
    @Override
    public String toString() {
        return "Storage on " + backend.name() + (transactions.isClosed() ? " (closed)" : "");
    }
}
