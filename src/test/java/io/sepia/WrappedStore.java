package io.sepia;

import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.option.Option;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Opens stores whose backend is wrapped by a test. */
public final class WrappedStore {
    private WrappedStore() {}

    /**
     * Opens a store.
     *
     * @param options the options that the backend knows
     * @param cached whether documents may be cached
     * @param given the values of options
     */
    public static Storage open(
            List<Option<?>> options,
            Function<Map<String, ?>, StorageBackend> opener,
            boolean cached,
            Map<String, ?> given) {
        return new StorageBuilder("a wrapped backend", options, opener, cached)
                .options(given)
                .open();
    }
}
