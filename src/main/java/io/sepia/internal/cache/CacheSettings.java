package io.sepia.internal.cache;

import io.sepia.internal.option.Option;
import io.sepia.internal.option.Options;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The settings of the document cache. See decision 0027.
 *
 * @param maximumWeight the maximum memory for documents, in bytes; 0 for no cache
 * @param staleness the time for which external commits may go unnoticed, in milliseconds
 */
public record CacheSettings(long maximumWeight, long staleness) {
    private static final Option<Long> DOCUMENT_CACHE = Option.number(
            "document_cache",
            16 << 20,
            0,
            1L << 40,
            "Bytes of memory for recently read documents; 0 switches the cache off.");
    private static final Option<Long> DOCUMENT_CACHE_STALENESS = Option.number(
            "document_cache_staleness",
            50,
            0,
            3_600_000,
            "Milliseconds for which commits of other processes may go unnoticed; 0 polls before each read.");

    /** The options of a store that can cache documents. */
    public static final List<Option<?>> OPTIONS = List.of(DOCUMENT_CACHE, DOCUMENT_CACHE_STALENESS);

    /** Reads the values of {@link #OPTIONS}. */
    public static CacheSettings of(Options options) {
        return new CacheSettings(options.get(DOCUMENT_CACHE), options.get(DOCUMENT_CACHE_STALENESS));
    }

    /** Returns whether documents are cached. */
    public boolean isOn() {
        return maximumWeight > 0;
    }

    long stalenessNanos() {
        return TimeUnit.MILLISECONDS.toNanos(staleness);
    }
}
