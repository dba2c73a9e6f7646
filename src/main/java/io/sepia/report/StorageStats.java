package io.sepia.report;

import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a store has done since it was opened, and what it holds. Counts are taken one after the other while others go
 * on, so they need not fit each other to the last one. Immutable.
 *
 * @param backend the name of the backend
 * @param settings all options by their names, with the values in force: those that were given and the defaults
 * @param operations what was asked of it
 * @param writes how it came to write
 * @param reads how its readers got connections
 * @param cache what its cache has done; all zero without one
 * @param writeAheadLog the write-ahead log, if it is in a SQLite file that has one
 * @param file the file, if it is in a file that is known
 * @param unrecognizedFiles the files among those of a store of files which are not the store's, as far as it has met
 *     them; see the documentation of files. Empty on other backends
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
     * What the application has asked of a store since it was opened. Immutable.
     *
     * @param reads verbs outside transactions that read the database; those that the cache answered are not among them
     * @param writes verbs outside transactions that write
     * @param transactions transactions that ran work of the application, whether they read or write
     * @param retries further attempts of verbs and transactions that others were in the way of
     */
    public record OperationStats(long reads, long writes, long transactions, long retries) {}

    /**
     * How a store has come to write since it was opened. What others have written, and transactions of a caller's
     * EntityManager, do not count. Immutable.
     *
     * @param commits transactions that were committed
     * @param works verbs and transactions that were committed by them; several verbs may share one commit
     * @param groups how many commits had how many works: the key is a power of two, and counts commits of up to that
     *     many works and of more than the next smaller one; only keys that occur
     * @param largestGroup the most works of one commit
     * @param waits how often somebody waited for the turn to write, or for the commit that took his work along
     * @param waited how long they waited in all
     * @param longestWait how long one of them waited at most
     * @param waitsForOthers how often the database was found locked by another process or another program
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

        /** How many works a commit had on average; 0 if there was none. */
        public double meanGroup() {
            return commits == 0 ? 0 : (double) works / commits;
        }

        /** How long somebody who waited did so on average. */
        public Duration meanWait() {
            return waits == 0 ? Duration.ZERO : waited.dividedBy(waits);
        }
    }

    /**
     * How a store's readers get their connections. All zero where they need none, or have those of an application.
     * Immutable.
     *
     * @param open streams and reading transactions of the application that are open now
     * @param waits how often somebody waited for a connection to read with
     * @param waited how long they waited in all
     * @param longestWait how long one of them waited at most
     */
    public record ReadStats(long open, long waits, Duration waited, Duration longestWait) {
        /** Of a store whose readers need no connections of its own. */
        public static final ReadStats NONE = new ReadStats(0, 0, Duration.ZERO, Duration.ZERO);
    }

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

    /**
     * The write-ahead log of a SQLite file. Immutable.
     *
     * @param bytes its size now
     * @param limit the size in bytes from which on the store empties it
     * @param truncations how often the store has emptied it because of its size
     * @param heldUp whether a reader kept the store from emptying it at the last attempt
     */
    public record WriteAheadLogStats(long bytes, long limit, long truncations, boolean heldUp) {}

    /**
     * The file that a store is in. Immutable.
     *
     * @param path where it is
     * @param bytes its size, what is still in the write-ahead log left out
     * @param freeBytes how many of them are free for what will be written
     * @param pageBytes the size of one of its pages
     * @param journalMode how it is kept whole: {@code wal}, {@code delete}, …
     * @param schemaStep the number of the last step that its tables have taken
     */
    public record FileStats(
            String path, long bytes, long freeBytes, long pageBytes, String journalMode, int schemaStep) {}
}
