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
    /** The value of the option that lets the size depend on the heap. */
    private static final long BY_HEAP = -1;

    private static final long SHARE_OF_HEAP = 64;
    private static final long MOST_BY_HEAP = 256 << 20;

    private static final Option<Long> DOCUMENT_CACHE = Option.number(
            "document_cache",
            BY_HEAP,
            BY_HEAP,
            1L << 40,
            "Bytes of memory for recently read documents; 0 switches the cache off, -1 uses 1/64 of the maximum heap, up"
                    + " to 256 MiB.");
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
        long size = options.get(DOCUMENT_CACHE);
        return new CacheSettings(
                size == BY_HEAP ? sizeFor(Runtime.getRuntime().maxMemory()) : size,
                options.get(DOCUMENT_CACHE_STALENESS));
    }

    /** Returns the size of the cache in a JVM with this maximum heap, in bytes. */
    static long sizeFor(long heap) {
        return Math.min(heap / SHARE_OF_HEAP, MOST_BY_HEAP);
    }

    /** Returns whether documents are cached. */
    public boolean isOn() {
        return maximumWeight > 0;
    }

    long stalenessNanos() {
        return TimeUnit.MILLISECONDS.toNanos(staleness);
    }
}
