package io.sepia;

import io.sepia.internal.backend.FileCopy;
import io.sepia.internal.engine.Engine;
import io.sepia.internal.engine.Work;
import io.sepia.report.StorageStats;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
 * <p>Each operation called here is a transaction of its own, unless the thread is inside a transaction of the same
 * store: then it joins that transaction. There is no global store and no default location. See decision 0070.
 */
public final class Storage extends Verbs implements StorageOperations, AutoCloseable {
    private final Engine engine;
    private final SortedMap<String, String> options;
    private final Optional<FileCopy> copying;

    /**
     * @param options all options in force, as text
     * @param copying copies the store's file, if the store is one
     */
    Storage(Engine engine, SortedMap<String, String> options, Optional<FileCopy> copying) {
        super(engine);
        this.engine = engine;
        this.options = options;
        this.copying = copying;
    }

    Engine engine() {
        return engine;
    }

    /**
     * Opens the SQLite file at {@code databasePath} with default options, creating it if it is absent.
     *
     * @throws io.sepia.error.ConfigurationException if there cannot be a database at the path
     * @throws io.sepia.error.IncompatibleStoreException if the file belongs to another application or a newer version
     *     of this library; it is not changed
     * @throws io.sepia.error.StorageFailureException if the file cannot be opened
     */
    public static Storage open(Path databasePath) {
        return open(Backends.SQLITE.text(), Map.of("database_path", databasePath));
    }

    /**
     * Opens a store on the named backend.
     *
     * @param backend {@code sqlite}, {@code filesystem} (also called {@code file}), {@code memory} or {@code jpa}
     * @param options values by option name, typed or as text; the configuration guide lists all options
     * @throws io.sepia.error.ConfigurationException if the backend, an option or a value is unknown or not allowed
     * @throws io.sepia.error.IncompatibleStoreException if the location belongs to another application or a newer
     *     version of this library
     * @throws io.sepia.error.StorageFailureException if the store cannot be opened
     */
    public static Storage open(String backend, Map<String, ?> options) {
        return StorageBuilder.of(backend).options(options).open();
    }

    /** The same as {@link #open(String, Map)}, under the name that the original library uses. */
    public static Storage configure(String backend, Map<String, ?> options) {
        return open(backend, options);
    }

    /**
     * Opens a store in the database of an application's own EntityManagerFactory. The persistence unit need not list
     * anything for it. Missing tables of the store are created. Each operation is a transaction of its own; closing the
     * store leaves the factory open. H2, MariaDB, PostgreSQL and SQLite are supported.
     *
     * <p>Options are read from the unit's own properties, with the prefix {@code sepia.}, for example
     * {@code sepia.graph_limit}.
     *
     * @throws io.sepia.error.ConfigurationException if the provider or database is not supported, or if a property of
     *     the unit that begins with {@code sepia.} is unknown or has a value that is not allowed
     * @throws io.sepia.error.IncompatibleStoreException if the tables belong to another application or a newer version
     *     of this library
     * @throws io.sepia.error.StorageFailureException if the database fails
     */
    public static Storage of(EntityManagerFactory factory) {
        return StorageBuilder.of(factory).open();
    }

    /**
     * Opens a store in the persistence unit of that name in {@code META-INF/persistence.xml}, like {@link #of}. Closing
     * the store closes the unit.
     *
     * @throws io.sepia.error.ConfigurationException also if there is no such unit
     * @throws io.sepia.error.StorageFailureException also if the unit cannot be opened
     */
    public static Storage ofUnit(String persistenceUnit) {
        return StorageBuilder.ofUnit(persistenceUnit, Map.of()).open();
    }

    /**
     * Runs {@code work} in one transaction: all of it takes effect when it returns, none of it if it throws. Inside a
     * transaction of this store on the same thread, it joins that transaction.
     *
     * <p>{@code work} runs once, unless the option {@code transaction_retry_timeout} or {@link Transactions#retryFor}
     * asks for more. Beginning the transaction, before {@code work} runs, is always retried while the store is busy.
     *
     * <p>An operation that fails while writing makes a commit impossible, because part of its effect may remain: if
     * {@code work} catches the exception and returns, an {@link IllegalStateException} is thrown. Let the exception
     * propagate, and run the whole transaction again.
     *
     * @throws io.sepia.error.StorageException like the operations, and if the commit fails
     * @throws IllegalStateException inside a read-only transaction of this store
     */
    public void useTransaction(Consumer<StorageTransaction> work) {
        transactions().use(work);
    }

    /**
     * Like {@link #useTransaction(Consumer)}, with a result.
     *
     * @return the result of {@code work}
     */
    public <R extends @Nullable Object> R inTransaction(Function<StorageTransaction, R> work) {
        return transactions().in(work);
    }

    /** Returns transactions that can be made read-only, retried or named. */
    public Transactions transactions() {
        return new Transactions(engine, Work.WRITE_TRANSACTION);
    }

    /**
     * Returns the operations within the transaction of {@code caller}, so that documents and the caller's own entities
     * are stored together or not at all. The EntityManager must belong to the factory that the store was opened with
     * ({@link #of}). Its transaction is a resource-local or JTA transaction, which the caller begins and ends.
     *
     * <p>The result may be kept as long as {@code caller}: each operation takes part in the EntityManager's current
     * transaction. All operations in one transaction share one unit of work, whichever result of this method they are
     * called on. Like the EntityManager, the result is used by one thread at a time. A container's shared EntityManager
     * proxy, which stands for the EntityManager of the current transaction, may be used by many threads, and so may the
     * result.
     *
     * <p>Before an operation writes, the caller's changes to entities are flushed, so that statements keep the caller's
     * order. Before an operation reads, they are flushed if the EntityManager holds a
     * {@link io.sepia.jpa.StoredObject}. Hibernate's flush mode MANUAL is respected. Managed {@code StoredObject}
     * entities are refreshed after an operation has written their rows, and detached after it has deleted them.
     *
     * <p>An operation that is refused (because the object exists, has another version, or cannot be written) leaves
     * nothing in the transaction, which continues. If the database itself fails or is busy, the caller's transaction is
     * marked for rollback and further operations are refused. A rollback restores the ids and versions in objects.
     *
     * <p>Until the transaction ends, on the thread that used it: reading operations of the store itself see the
     * caller's transaction, so that each {@code Ref} loads. Writing operations of the store itself are refused with
     * {@link IllegalStateException}, since they would wait for a transaction that waits for them.
     *
     * <p>The operations throw, besides the exceptions that they document:
     *
     * <ul>
     *   <li>{@link IllegalStateException} if {@code caller} is in no active transaction or in a suspended one; if this
     *       thread is in a transaction that the store began; after the database failed in the transaction;
     *   <li>{@link jakarta.persistence.PersistenceException} if the caller's own changes cannot be flushed;
     *   <li>{@link io.sepia.error.RetryableException} if another transaction is in the way. Roll back, and run the
     *       whole transaction again. On SQLite, a transaction that reads before it writes may be refused at once,
     *       because another one has committed since: let it write first.
     * </ul>
     *
     * <p>See decisions 0015, 0016 and 0017.
     *
     * @throws io.sepia.error.ConfigurationException if the store is not in a persistence unit, or {@code caller} is not
     *     Hibernate's or belongs to another factory. If this can be detected only in a transaction, the operations
     *     throw it
     * @throws io.sepia.error.StorageClosedException if the store is closed
     */
    public StorageTransaction joining(EntityManager caller) {
        return new StorageTransaction(engine.joining(Objects.requireNonNull(caller, "entityManager")));
    }

    /**
     * Returns the same operations, reading from the database each time and never from the cache: they see everything
     * that any process has committed by the time of the call. They write like this store itself. Within a transaction,
     * all reads are of this kind.
     */
    public StorageOperations fresh() {
        return new FreshOperations(engine);
    }

    /**
     * Returns statistics of this store since it was opened, and its current size: options in force, operations, commits
     * and waits, the cache, the write-ahead log and the file.
     *
     * @throws io.sepia.error.StorageClosedException if the store is closed
     * @throws io.sepia.error.StorageFailureException if the database fails
     */
    public StorageStats stats() {
        return engine.stats(options);
    }

    /**
     * Returns an implementation of a repository: an interface whose methods say by their names, parameters and
     * annotations which objects they find, count, save or delete. It may extend the interfaces of Spring Data or of
     * Jakarta Data. Its methods are operations of this store, and join transactions as these do. The guide to
     * repositories lists all keywords and annotations. See decision 0213.
     *
     * @throws io.sepia.error.ConfigurationException if a method cannot be honoured; the message names it, and the
     *     nearest properties if it names an unknown one
     */
    public <R> R repository(Class<R> repository) {
        return RepositoryProxy.create(this, engine.codec(), repository);
    }

    /** Returns the indexes of this store. */
    public Indexes indexes() {
        return new Indexes(engine);
    }

    /** Returns the garbage of this store: objects that no root reaches. */
    public Garbage garbage() {
        return new Garbage(engine);
    }

    /** Returns the whole contents of this store, for backup, export, import, copying, comparison and migration. */
    public Contents contents() {
        return new Contents(engine, copying, Optional.ofNullable(options.get("path")));
    }

    /**
     * Closes the store after running transactions have ended, or after the time that the option {@code busy_timeout}
     * allows, in a persistence unit {@code close_timeout}. Transactions that are still running then are rolled back; a
     * commit that has begun is completed. Idempotent. Loaded objects stay usable, except that their {@code Ref}s can no
     * longer load.
     *
     * @throws IllegalStateException inside a transaction of this store, for which closing would wait
     * @throws io.sepia.error.StorageFailureException if the database fails while closing
     */
    @Override
    public void close() {
        engine.close();
    }

    /** Returns the name of the backend. */
    @Override
    public String toString() {
        return "Storage on " + engine;
    }
}
