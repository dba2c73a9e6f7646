package io.sepia;

import io.sepia.error.ConfigurationException;
import io.sepia.internal.backend.file.FileStorage;
import io.sepia.internal.backend.jpa.SqliteStorage;
import io.sepia.internal.backend.memory.InMemoryStorage;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** The backends and their names. Only one of them has a cache. See decision 0027. */
enum Backends {
    SQLITE("sqlite", () -> new StorageBuilder("backend sqlite", SqliteStorage.options(), SqliteStorage::open, true)),
    FILESYSTEM("filesystem", () -> files("filesystem")),
    FILE("file", () -> files("file")),
    MEMORY(
            "memory",
            () -> new StorageBuilder("backend memory", InMemoryStorage.options(), InMemoryStorage::open, false)),
    JPA("jpa", UnitSource::byName);

    private final String text;
    private final Supplier<StorageBuilder> builder;

    Backends(String text, Supplier<StorageBuilder> builder) {
        this.text = text;
        this.builder = builder;
    }

    private static StorageBuilder files(String name) {
        return new StorageBuilder("backend " + name, FileStorage.options(), FileStorage::open, false);
    }

    static Backends of(String name) {
        for (Backends each : values()) {
            if (each.text.equals(name)) {
                return each;
            }
        }
        List<String> names = Arrays.stream(values()).map(each -> each.text).toList();
        throw new ConfigurationException("Unknown storage backend: " + name + ". Known are: " + names
                + ". A store in another database uses the connections of a persistence unit: open it with"
                + " Storage.of(entityManagerFactory), or with Storage.ofUnit and the unit's name.");
    }

    String text() {
        return text;
    }

    StorageBuilder builder() {
        return builder.get();
    }
}
