package io.sepia.trial;

import io.sepia.Storage;
import io.sepia.WrappedStore;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.file.FileStorage;
import io.sepia.internal.backend.jpa.PersistenceUnit;
import io.sepia.internal.backend.jpa.Postgresql;
import io.sepia.internal.backend.jpa.SqliteStorage;
import io.sepia.internal.backend.memory.InMemoryStorage;
import io.sepia.internal.option.Option;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

/** Stores on one new place: two of them, except in memory. */
final class Place implements AutoCloseable {
    /** Where the stores are. */
    enum Kind {
        MEMORY,
        FILES,
        SQLITE,
        SQLITE_UNIT,
        H2_UNIT,
        POSTGRESQL
    }

    private static final String SQLITE_SETTINGS =
            "?journal_mode=WAL&busy_timeout=4000&synchronous=NORMAL&foreign_keys=on";
    private static final String BUSY = "busy_timeout";
    private static final int BUSY_MILLIS = 4_000;
    private static final String POSTGRESQL_SETTINGS = "&options=-c%20lock_timeout=150";

    final Kind kind;
    final List<Storage> stores = new ArrayList<>();
    private final List<EntityManagerFactory> factories = new ArrayList<>();
    private final List<FaultyDataSource> pools = new ArrayList<>();

    /**
     * Opens the stores.
     *
     * @param directory an empty directory
     * @param faults the faults of the connections of units
     */
    Place(Kind kind, Path directory, Faults faults, UnaryOperator<StorageBackend> wrapping) {
        this.kind = kind;
        String database = kind == Kind.POSTGRESQL
                ? Postgresql.url() + POSTGRESQL_SETTINGS
                : "jdbc:h2:mem:" + UUID.randomUUID() + ";LOCK_TIMEOUT=150";
        for (int i = 0; i < (kind == Kind.MEMORY ? 1 : 2); i++) {
            stores.add(
                    switch (kind) {
                        case MEMORY -> open(InMemoryStorage.options(), InMemoryStorage::open, wrapping, Map.of());
                        case FILES ->
                            open(
                                    FileStorage.options(),
                                    FileStorage::open,
                                    wrapping,
                                    Map.of("path", directory.resolve("store"), BUSY, BUSY_MILLIS));
                        case SQLITE ->
                            WrappedStore.open(
                                    SqliteStorage.options(),
                                    given -> wrapping.apply(SqliteStorage.open(given)),
                                    true,
                                    Map.of(
                                            "database_path",
                                            directory.resolve("store.db"),
                                            "synchronous",
                                            "NORMAL",
                                            "changes",
                                            "ON",
                                            BUSY,
                                            BUSY_MILLIS));
                        case SQLITE_UNIT ->
                            unit(
                                    "jdbc:sqlite:" + directory.resolve("store.db") + SQLITE_SETTINGS,
                                    "org.hibernate.community.dialect.SQLiteDialect",
                                    faults,
                                    wrapping);
                        case H2_UNIT -> unit(database, "org.hibernate.dialect.H2Dialect", faults, wrapping);
                        case POSTGRESQL -> unit(database, "org.hibernate.dialect.PostgreSQLDialect", faults, wrapping);
                    });
        }
    }

    private static Storage open(
            List<Option<?>> options,
            Function<Map<String, ?>, ? extends StorageBackend> opener,
            UnaryOperator<StorageBackend> wrapping,
            Map<String, ?> given) {
        Map<String, Object> all = new HashMap<>(given);
        all.put("changes", "ON");
        return WrappedStore.open(options, values -> wrapping.apply(opener.apply(values)), false, all);
    }

    private Storage unit(String url, String dialect, Faults faults, UnaryOperator<StorageBackend> wrapping) {
        FaultyDataSource pool = new FaultyDataSource(url, faults);
        pools.add(pool);
        EntityManagerFactory factory = new HibernatePersistenceConfiguration("trial")
                .property("jakarta.persistence.nonJtaDataSource", pool.source())
                .property("hibernate.dialect", dialect)
                .createEntityManagerFactory();
        factories.add(factory);
        return open(
                PersistenceUnit.options(factory),
                given -> PersistenceUnit.store(factory, given, false),
                wrapping,
                Map.of());
    }

    /** Returns whether the stores can join transactions of an application. */
    boolean canJoin() {
        return !factories.isEmpty();
    }

    EntityManagerFactory factory(int store) {
        return factories.get(store);
    }

    /**
     * Returns whether each store reads the changes of others from the log. In files they are found by comparing, which
     * may miss or repeat some while there are writers.
     */
    boolean logsExternalChanges() {
        return stores.size() > 1 && kind != Kind.FILES;
    }

    @Override
    public void close() {
        stores.forEach(Storage::close);
        factories.forEach(EntityManagerFactory::close);
        pools.forEach(FaultyDataSource::close);
    }
}
