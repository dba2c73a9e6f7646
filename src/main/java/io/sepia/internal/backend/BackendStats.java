package io.sepia.internal.backend;

import io.sepia.report.StorageStats.FileStats;
import io.sepia.report.StorageStats.ReadStats;
import io.sepia.report.StorageStats.WriteAheadLogStats;
import io.sepia.report.StorageStats.WriteStats;
import java.util.Optional;

/**
 * Statistics of a backend since it was opened, and the files it uses. Immutable.
 *
 * @param writes counts and waits of commits
 * @param reads waits of readers for connections
 * @param writeAheadLog the write-ahead log, if there is one and it is known
 * @param file the file, if there is one and it is known
 */
public record BackendStats(
        WriteStats writes, ReadStats reads, Optional<WriteAheadLogStats> writeAheadLog, Optional<FileStats> file) {
    /** Creates the statistics of a backend that has no connections and no files of its own. */
    public BackendStats(WriteStats writes) {
        this(writes, ReadStats.NONE, Optional.empty(), Optional.empty());
    }
}
