package io.sepia;

import io.sepia.backend.Access;
import io.sepia.backend.BackendTransaction;
import io.sepia.backend.Outcome;
import io.sepia.backend.StorageBackend;
import io.sepia.backend.jpa.JpaStorage;
import io.sepia.codec.CodecSettings;
import io.sepia.codec.ObjectCodec;
import io.sepia.codec.ObjectModel;
import io.sepia.document.ObjectKey;
import io.sepia.document.Stored;
import io.sepia.error.OutcomeUnknownException;
import io.sepia.error.StorageClosedException;
import io.sepia.error.StorageFailureException;
import io.sepia.graph.GraphLimits;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * <p>Each verb called here is a transaction of its own, unless the thread is inside {@link #inTransaction} or
 * {@link #useTransaction} of the same store: then it joins that. There is no global store and no default place.
 */
public final class Storage extends Scope implements AutoCloseable {
    private final StorageBackend backend;
    private final ObjectCodec codec;
    private final GraphLimits limits;
    private final ThreadLocal<@Nullable UnitOfWork> current = new ThreadLocal<>();
    private volatile boolean closed;

    Storage(StorageBackend backend, CodecSettings settings, GraphLimits limits) {
        this.backend = backend;
        this.limits = limits;
        this.codec = new ObjectCodec(settings, this::resolve);
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
     * @param backend {@code sqlite} or {@code memory}
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
     * A store in the database of an application's own EntityManagerFactory, which must list
     * {@code io.sepia.backend.jpa.StoredObject} among its entities. The store's tables are created if they are missing.
     * Each verb is a transaction of its own; closing the store leaves the factory open. So far the database is H2.
     *
     * @throws io.sepia.error.ConfigurationException if the provider or database is not supported
     * @throws io.sepia.error.IncompatibleStoreException if the tables are newer than this library, or not its own
     * @throws io.sepia.error.StorageFailureException if the database fails
     */
    public static Storage of(EntityManagerFactory factory) {
        return builder(factory).open();
    }

    /** A builder for a store as {@link #of} makes it. */
    public static StorageBuilder builder(EntityManagerFactory factory) {
        return new StorageBuilder("a store in a persistence unit", List.of(), none -> JpaStorage.over(factory));
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
        Backends named = Backends.of(backend);
        return new StorageBuilder("backend " + named.text(), named.options(), named::open);
    }

    /**
     * Runs {@code work} in one transaction: all of it takes effect when it returns, none if it throws. Inside a
     * transaction of this store on the same thread it joins that one.
     *
     * <p>A verb that failed while writing dooms the transaction: catching its error and going on ends in an
     * {@link IllegalStateException}, because nobody could say what of that verb is in it. Let it throw, and run the
     * whole again.
     *
     * @throws io.sepia.error.StorageException as the verbs do, and if the commit fails
     */
    public void useTransaction(Consumer<StorageTransaction> work) {
        inTransaction(transaction -> {
            work.accept(transaction);
            return true;
        });
    }

    /**
     * As {@link #useTransaction}, with a result.
     *
     * @return what {@code work} returned
     */
    public <R extends @Nullable Object> R inTransaction(Function<StorageTransaction, R> work) {
        return write(unit -> work.apply(new TransactionScope(unit, codec)));
    }

    @Override
    <R extends @Nullable Object> R read(Function<UnitOfWork, R> work) {
        return run(Access.READ_ONLY, work);
    }

    @Override
    <R extends @Nullable Object> R write(Function<UnitOfWork, R> work) {
        return run(Access.READ_WRITE, work);
    }

    private <R extends @Nullable Object> R run(Access access, Function<UnitOfWork, R> work) {
        UnitOfWork joined = current.get();
        if (joined != null) {
            return work.apply(joined);
        }
        UnitOfWork unit = begin(access);
        Outcome outcome = Outcome.ROLLED_BACK;
        if (access == Access.READ_WRITE) {
            current.set(unit);
        }
        try {
            R result = work.apply(unit);
            if (access == Access.READ_WRITE) {
                unit.commit();
            }
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

    private UnitOfWork begin(Access access) {
        if (closed) {
            throw new StorageClosedException("This store is closed. Open it again.");
        }
        BackendTransaction transaction = backend.begin(access);
        return new UnitOfWork(codec, limits, transaction);
    }

    @Override
    StreamSource openStream() {
        UnitOfWork joined = current.get();
        if (joined != null) {
            return new StreamSource(joined, () -> {});
        }
        UnitOfWork unit = begin(Access.READ_ONLY);
        return new StreamSource(unit, unit::close);
    }

    @Override
    ObjectCodec codec() {
        return codec;
    }

    private <T> Optional<T> resolve(ObjectKey key, Class<T> type) {
        ObjectModel<?> model = codec.target(key, type);
        return read(unit -> unit.find(model, key)).map(Stored::value).map(type::cast);
    }

    /**
     * Closes the store, after running transactions have ended or a bounded time has passed. Idempotent. Objects that
     * were loaded stay as they are; their {@code Ref}s can no longer be followed.
     *
     * @throws StorageFailureException if the database fails while closing
     */
    @Override
    public void close() {
        closed = true;
        backend.close();
    }

    /** Names the backend. */
    @Override
    public String toString() {
        return "Storage on " + backend.name() + (closed ? " (closed)" : "");
    }
}
