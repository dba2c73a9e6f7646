package io.sepia.report;

/**
 * What the cache of a store has done since the store was opened, and what it holds now. Immutable.
 *
 * @param hits documents, loaded by key, that came from the cache
 * @param misses documents, loaded by key, that were read from the database; those that are not stored count too
 * @param evictions documents that had to make room for others
 * @param invalidations documents taken out because they were being written, or because others had committed
 * @param foreignCommits how often commits of others were noticed; each time the cache was emptied
 * @param documents the number of documents in the cache
 * @param weight what they take of memory, in bytes, about
 * @param maximumWeight what they may take, in bytes: the option {@code document_cache}
 */
public record CacheStats(
        long hits,
        long misses,
        long evictions,
        long invalidations,
        long foreignCommits,
        long documents,
        long weight,
        long maximumWeight) {
    /** Of a store without a cache. */
    public static final CacheStats NONE = new CacheStats(0, 0, 0, 0, 0, 0, 0, 0);
}
