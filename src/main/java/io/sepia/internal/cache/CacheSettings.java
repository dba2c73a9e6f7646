package io.sepia.internal.cache;

import io.sepia.error.ConfigurationException;
import io.sepia.internal.option.Option;
import io.sepia.internal.option.Options;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The settings of the document cache. See decision 0027.
 *
 * @param maximumWeight the maximum memory for documents, in bytes; 0 for no cache
 * @param staleness the time for which external commits may go unnoticed, in milliseconds
 * @param policy the eviction policy
 */
public record CacheSettings(long maximumWeight, long staleness, Policy policy) {
    /** An eviction policy. See decision 0080. */
    public enum Policy {
        /** The built-in policy. */
        BUILT_IN,
        /** The policy of Caffeine, which the application must provide. */
        CAFFEINE
    }

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
    private static final Option<Policy> DOCUMENT_CACHE_POLICY = Option.choice(
            "document_cache_policy",
            Policy.class,
            Policy.BUILT_IN,
            "The eviction policy. CAFFEINE needs com.github.ben-manes.caffeine:caffeine.");

    /** The options of a store that can cache documents. */
    public static final List<Option<?>> OPTIONS =
            List.of(DOCUMENT_CACHE, DOCUMENT_CACHE_STALENESS, DOCUMENT_CACHE_POLICY);

    /** Reads the values of {@link #OPTIONS}. */
    public static CacheSettings of(Options options) {
        return new CacheSettings(
                options.get(DOCUMENT_CACHE), options.get(DOCUMENT_CACHE_STALENESS), options.get(DOCUMENT_CACHE_POLICY));
    }

    /** Returns whether documents are cached. */
    public boolean isOn() {
        return maximumWeight > 0;
    }

    long stalenessNanos() {
        return TimeUnit.MILLISECONDS.toNanos(staleness);
    }

    /**
     * Creates an empty collection of documents with the configured policy.
     *
     * @throws ConfigurationException if Caffeine is configured but not on the class path
     */
    BoundedDocuments documents() {
        return switch (policy) {
            case BUILT_IN -> new TwoQueueDocuments(maximumWeight);
            case CAFFEINE -> caffeine();
        };
    }

    private BoundedDocuments caffeine() {
        try {
            return new CaffeineDocuments(maximumWeight);
        } catch (NoClassDefFoundError e) {
            throw new ConfigurationException(
                    "Option " + DOCUMENT_CACHE_POLICY + " is CAFFEINE, but that library is missing. Add"
                            + " com.github.ben-manes.caffeine:caffeine to the application, or leave the option out.",
                    e);
        }
    }
}
