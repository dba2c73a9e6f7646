package io.sepia.internal.backend;

import io.sepia.report.StorageStats.FileStats;
import io.sepia.report.StorageStats.ReadStats;
import io.sepia.report.StorageStats.WriteAheadLogStats;
import io.sepia.report.StorageStats.WriteStats;
import java.util.Optional;

/**
 * What a backend has counted since it was opened, and what it keeps its documents in. Immutable.
 *
 * @param writes how it came to write
 * @param reads how its readers got connections
 * @param writeAheadLog the write-ahead log, if there is one that is known
 * @param file the file, if there is one that is known
 */
public record BackendStats(
        WriteStats writes, ReadStats reads, Optional<WriteAheadLogStats> writeAheadLog, Optional<FileStats> file) {
    /** Of a backend without connections and files of its own. */
    public BackendStats(WriteStats writes) {
        this(writes, ReadStats.NONE, Optional.empty(), Optional.empty());
    }
}
