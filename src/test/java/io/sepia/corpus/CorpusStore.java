package io.sepia.corpus;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.jspecify.annotations.Nullable;

/** A store of the corpus on one backend. */
final class CorpusStore implements AutoCloseable {
    /** The backends. */
    enum Kind {
        MEMORY,
        FILES,
        SQLITE,
        H2,
        SQLITE_UNIT;

        /** Returns whether an index changes how queries run. */
        boolean usesIndexes() {
            return this == SQLITE || this == SQLITE_UNIT;
        }

        /** Returns whether another process can open the store. */
        boolean isOnDisk() {
            return this != MEMORY && this != H2;
        }
    }

    private final Kind kind;
    private final Storage storage;
    private final @Nullable EntityManagerFactory factory;

    private CorpusStore(Kind kind, Storage storage, @Nullable EntityManagerFactory factory) {
        this.kind = kind;
        this.storage = storage;
        this.factory = factory;
    }

    static CorpusStore open(Kind kind, Path directory, UnaryOperator<StorageBuilder> settings) {
        EntityManagerFactory factory = switch (kind) {
            case H2 -> factory("jdbc:h2:mem:" + UUID.randomUUID(), "org.hibernate.dialect.H2Dialect");
            case SQLITE_UNIT ->
                factory(
                        "jdbc:sqlite:" + directory.resolve("unit.db")
                                + "?journal_mode=WAL&busy_timeout=5000&synchronous=OFF&foreign_keys=on",
                        "org.hibernate.community.dialect.SQLiteDialect");
            default -> null;
        };
        StorageBuilder builder = switch (kind) {
            case MEMORY -> StorageBuilder.of("memory");
            case FILES -> StorageBuilder.of("filesystem").option("path", directory.resolve("files"));
            case SQLITE -> StorageBuilder.of(directory.resolve("store.db"));
            default -> StorageBuilder.of(java.util.Objects.requireNonNull(factory));
        };
        return new CorpusStore(kind, settings.apply(builder).open(), factory);
    }

    private static EntityManagerFactory factory(String url, String dialect) {
        return new HibernatePersistenceConfiguration("corpus")
                .jdbcUrl(url)
                .jdbcPoolSize(4)
                .property("hibernate.dialect", dialect)
                .createEntityManagerFactory();
    }

    Kind kind() {
        return kind;
    }

    Storage storage() {
        return storage;
    }

    @Override
    public void close() {
        storage.close();
        if (factory != null) {
            factory.close();
        }
    }
}
