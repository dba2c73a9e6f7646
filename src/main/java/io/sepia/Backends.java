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
    SQLITE("sqlite", SqliteStorage::open, SqliteStorage.options()),
    MEMORY("memory", InMemoryStorage::open, InMemoryStorage.options());

    private final String text;
    private final Function<Map<String, ?>, StorageBackend> opener;
    private final List<Option<?>> options;

    Backends(String text, Function<Map<String, ?>, StorageBackend> opener, List<Option<?>> options) {
        this.text = text;
        this.opener = opener;
        this.options = options;
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

    StorageBackend open(Map<String, ?> given) {
        return opener.apply(given);
    }
}
