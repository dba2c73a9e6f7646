package io.sepia.report;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

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
 */
public record StorageStats(
        String backend,
        SortedMap<String, String> settings,
        OperationStats operations,
        WriteStats writes,
        ReadStats reads,
        CacheStats cache,
        Optional<WriteAheadLogStats> writeAheadLog,
        Optional<FileStats> file) {
    /** Copies {@code settings}. */
    public StorageStats {
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    }
}
