package io.sepia.report;

import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Statistics of a store since it was opened, and its current size. Counters are read one after another while other
 * threads continue, so they need not be consistent with each other. Immutable. See decision 0029.
 *
 * @param backend the name of the backend
 * @param settings all options by name, with the values in force, given or default
 * @param operations counts of operations and transactions
 * @param writes counts and waits of commits
 * @param reads waits of readers for connections
 * @param cache counts and size of the cache; all zero if there is none
 * @param writeAheadLog the write-ahead log, if the store is in a SQLite file that has one
 * @param file the file, if the store is in a known file
 * @param unrecognizedFiles files in the directory of a file store that are not the store's, as far as it has found any;
 *     see the guide to files. Empty on other backends
 */
public record StorageStats(
        String backend,
        SortedMap<String, String> settings,
        OperationStats operations,
        WriteStats writes,
        ReadStats reads,
        CacheStats cache,
        Optional<WriteAheadLogStats> writeAheadLog,
        Optional<FileStats> file,
        Set<String> unrecognizedFiles) {
    /** Copies {@code settings} and {@code unrecognizedFiles}. */
    public StorageStats {
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        unrecognizedFiles = Collections.unmodifiableSet(new TreeSet<>(unrecognizedFiles));
    }

    /**
     * Counts of the application's operations since the store was opened. Immutable.
     *
     * @param reads operations outside transactions that read the database; operations that the cache answered are not
     *     counted
     * @param writes operations outside transactions that write
     * @param transactions transactions that ran work of the application, reading or writing
     * @param retries retries of operations and transactions because the store was busy
     */
    public record OperationStats(long reads, long writes, long transactions, long retries) {}

    /**
     * Counts and waits of a store's commits since it was opened. Writes by other stores, and transactions of a caller's
     * EntityManager, are not counted. Immutable.
     *
     * @param commits committed transactions
     * @param works operations and transactions that were committed by them; several operations may share one commit
     * @param groups a histogram of works per commit: each key is a power of two and counts the commits of at most that
     *     many works and more than the next smaller power; only keys that occur
     * @param largestGroup the largest number of works in one commit
     * @param waits how often a thread waited for the write lock, or for the commit that included its work
     * @param waited total time of these waits
     * @param longestWait the longest of these waits
     * @param waitsForOthers how often another process or program held the database's lock
     */
    public record WriteStats(
            long commits,
            long works,
            SortedMap<Integer, Long> groups,
            long largestGroup,
            long waits,
            Duration waited,
            Duration longestWait,
            long waitsForOthers) {
        /** Copies {@code groups}. */
        public WriteStats {
            groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
        }

        /** Returns the mean number of works per commit; 0 if there was no commit. */
        public double meanGroup() {
            return commits == 0 ? 0 : (double) works / commits;
        }

        /** Returns the mean duration of a wait; zero if there was no wait. */
        public Duration meanWait() {
            return waits == 0 ? Duration.ZERO : waited.dividedBy(waits);
        }
    }

    /**
     * Waits of a store's readers for connections. All zero if readers need no connections, or use those of an
     * application. Immutable.
     *
     * @param open streams and read transactions of the application that are open now
     * @param waits how often a thread waited for a connection to read
     * @param waited total time of these waits
     * @param longestWait the longest of these waits
     */
    public record ReadStats(long open, long waits, Duration waited, Duration longestWait) {
        /** The statistics of a store whose readers need no connections of its own. */
        public static final ReadStats NONE = new ReadStats(0, 0, Duration.ZERO, Duration.ZERO);
    }

    /**
     * Counts of a store's cache since the store was opened, and its current size. Immutable.
     *
     * @param hits documents loaded by key that came from the cache
     * @param misses documents loaded by key that were read from the database, including those that are not stored
     * @param evictions documents evicted to make room
     * @param invalidations documents removed because they were being written, or because of an external commit
     * @param foreignCommits how often external commits were noticed; each time, the cache was emptied
     * @param documents the number of documents in the cache
     * @param weight their approximate size in memory, in bytes
     * @param maximumWeight the maximum size in bytes: the option {@code document_cache}
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
        /** The statistics of a store without a cache. */
        public static final CacheStats NONE = new CacheStats(0, 0, 0, 0, 0, 0, 0, 0);
    }

    /**
     * The write-ahead log of a SQLite file. Immutable. See decision 0022.
     *
     * @param bytes its current size
     * @param limit the size in bytes from which the store empties it
     * @param truncations how often the store has emptied it because of its size
     * @param heldUp whether a reader prevented the last attempt to empty it
     */
    public record WriteAheadLogStats(long bytes, long limit, long truncations, boolean heldUp) {}

    /**
     * The database file of a store. Immutable.
     *
     * @param path the path of the file
     * @param bytes its size, without the contents of the write-ahead log
     * @param freeBytes the part of it that is free for later writes
     * @param pageBytes the size of a page
     * @param journalMode its journal mode: {@code wal}, {@code delete}, …
     * @param schemaStep the number of the last migration that was applied to its tables
     */
    public record FileStats(
            String path, long bytes, long freeBytes, long pageBytes, String journalMode, int schemaStep) {}
}
