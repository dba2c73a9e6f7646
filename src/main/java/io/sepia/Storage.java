package io.sepia;

import io.sepia.internal.engine.Engine;
import io.sepia.internal.engine.Work;
import io.sepia.report.StorageStats;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Function;
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
public final class Storage extends Verbs implements StorageOperations, AutoCloseable {
    private final Engine engine;
    private final SortedMap<String, String> options;

    /** @param options all options in force, as text */
    Storage(Engine engine, SortedMap<String, String> options) {
        super(engine);
        this.engine = engine;
        this.options = options;
    }

    Engine engine() {
        return engine;
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
        return StorageBuilder.of(backend).options(options).open();
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
        return StorageBuilder.of(factory).open();
    }

    /**
     * A store in the persistence unit of that name in {@code META-INF/persistence.xml}, otherwise as {@link #of} makes
     * it. Closing the store closes the unit.
     *
     * @throws io.sepia.error.ConfigurationException also if there is no such unit
     * @throws io.sepia.error.StorageFailureException also if the unit cannot be opened
     */
    public static Storage ofUnit(String persistenceUnit) {
        return StorageBuilder.ofUnit(persistenceUnit, Map.of()).open();
    }

    /**
     * Runs {@code work} in one transaction: all of it takes effect when it returns, none if it throws. Inside a
     * transaction of this store on the same thread it joins that one.
     *
     * <p>{@code work} runs once, unless the option {@code transaction_retry_timeout} or {@link Transactions#retryFor}
     * ask for more. Only the beginning of the transaction, before {@code work} runs, is tried again while others write.
     *
     * <p>A verb that failed while writing dooms the transaction: catching its error and going on ends in an
     * {@link IllegalStateException}, because nobody could say what of that verb is in it. Let it throw, and run the
     * whole again.
     *
     * @throws io.sepia.error.StorageException as the verbs do, and if the commit fails
     * @throws IllegalStateException inside a transaction of this store that only reads
     */
    public void useTransaction(Consumer<StorageTransaction> work) {
        transactions().use(work);
    }

    /**
     * As {@link #useTransaction(Consumer)}, with a result.
     *
     * @return what {@code work} returned
     */
    public <R extends @Nullable Object> R inTransaction(Function<StorageTransaction, R> work) {
        return transactions().in(work);
    }

    /** Transactions that only read, are repeated, or have a name. */
    public Transactions transactions() {
        return new Transactions(engine, Work.WRITE_TRANSACTION);
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
        return new StorageTransaction(engine.joining(Objects.requireNonNull(caller, "entityManager")));
    }

    /**
     * The same verbs, reading from the database each time and never from the cache: they see whatever any process has
     * committed by the time of the call. What they write is as if written by this store itself. Within a transaction
     * all reading is of that kind already.
     */
    public StorageOperations fresh() {
        return new FreshOperations(engine);
    }

    /**
     * What this store has done since it was opened, and what it holds: options in force, operations, commits and waits,
     * the cache, the write-ahead log and the file.
     *
     * @throws io.sepia.error.StorageClosedException if the store is closed
     * @throws io.sepia.error.StorageFailureException if the database fails
     */
    public StorageStats stats() {
        return engine.stats(options);
    }

    /** The indexes of this store. */
    public Indexes indexes() {
        return new Indexes(engine);
    }

    /** The garbage of this store: objects that no root reaches. */
    public Garbage garbage() {
        return new Garbage(engine);
    }

    /** All that this store holds, to be exported, imported, copied and compared. */
    public Contents contents() {
        return new Contents(engine);
    }

    /**
     * Closes the store, after running transactions have ended or a bounded time has passed. Idempotent. Objects that
     * were loaded stay as they are; their {@code Ref}s can no longer be followed.
     *
     * @throws io.sepia.error.StorageFailureException if the database fails while closing
     */
    @Override
    public void close() {
        engine.close();
    }

    /** Names the backend. */
    @Override
    public String toString() {
        return "Storage on " + engine;
    }
}
