package io.sepia;

import io.sepia.backend.StorageBackend;
import io.sepia.backend.jpa.SqliteStorage;
import io.sepia.backend.memory.InMemoryStorage;
import io.sepia.error.ConfigurationException;
import io.sepia.option.Option;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The backends by name. */
enum Backends {
    SQLITE("sqlite", SqliteStorage::open, SqliteStorage.options(), true),
    MEMORY("memory", InMemoryStorage::open, InMemoryStorage.options(), false);

    private final String text;
    private final Function<Map<String, ?>, StorageBackend> opener;
    private final List<Option<?>> options;
    private final boolean cached;

    Backends(String text, Function<Map<String, ?>, StorageBackend> opener, List<Option<?>> options, boolean cached) {
        this.text = text;
        this.opener = opener;
        this.options = options;
        this.cached = cached;
    }

    static Backends of(String name) {
        for (Backends each : values()) {
            if (each.text.equals(name)) {
                return each;
            }
        }
        List<String> names = Arrays.stream(values()).map(each -> each.text).toList();
        throw new ConfigurationException("Unknown storage backend: " + name + ". Known are: " + names + ".");
    }

    String text() {
        return text;
    }

    List<Option<?>> options() {
        return options;
    }

    /** Whether documents of it may be, and are worth being, cached. */
    boolean isCached() {
        return cached;
    }

    StorageBackend open(Map<String, ?> given) {
        return opener.apply(given);
    }
}
