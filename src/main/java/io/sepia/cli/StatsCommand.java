package io.sepia.cli;

import io.sepia.Storage;
import io.sepia.cli.output.RowWriter;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.report.StorageStats;
import io.sepia.report.StorageStats.CacheStats;
import io.sepia.report.StorageStats.FileStats;
import io.sepia.report.StorageStats.OperationStats;
import io.sepia.report.StorageStats.ReadStats;
import io.sepia.report.StorageStats.WriteAheadLogStats;
import io.sepia.report.StorageStats.WriteStats;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code stats}: shows the file, its write-ahead log, the options, and the counters of this command. */
@Command(
        name = "stats",
        description = "Show the file, its write-ahead log and the options with their values. Counters of operations,"
                + " waits and the cache are those of this command; an application reads its own with"
                + " storage.stats().")
final class StatsCommand implements Callable<Integer> {
    private final Sepia sepia;

    StatsCommand(Sepia sepia) {
        this.sepia = sepia;
    }

    @Override
    public Integer call() {
        try (Storage storage = sepia.store().openToRead();
                RowWriter rows = sepia.rows(List.of("about", "name", "value"))) {
            write(storage.stats(), rows);
        }
        return ExitStatus.DONE;
    }

    private static void write(StorageStats stats, RowWriter rows) {
        stats.file().ifPresent(file -> file(file, rows));
        stats.writeAheadLog().ifPresent(log -> writeAheadLog(log, rows));
        stats.settings().forEach((name, value) -> rows.row("settings", name, value));
        operations(stats.operations(), rows);
        writes(stats.writes(), rows);
        reads(stats.reads(), rows);
        cache(stats.cache(), rows);
    }

    private static void file(FileStats file, RowWriter rows) {
        rows.row("file", "path", file.path());
        rows.row("file", "bytes", file.bytes());
        rows.row("file", "free_bytes", file.freeBytes());
        rows.row("file", "page_bytes", file.pageBytes());
        rows.row("file", "journal_mode", file.journalMode());
        rows.row("file", "schema_step", file.schemaStep());
    }

    private static void writeAheadLog(WriteAheadLogStats log, RowWriter rows) {
        rows.row("write_ahead_log", "bytes", log.bytes());
        rows.row("write_ahead_log", "limit", log.limit());
        rows.row("write_ahead_log", "truncations", log.truncations());
        rows.row("write_ahead_log", "held_up", log.heldUp());
    }

    private static void operations(OperationStats operations, RowWriter rows) {
        rows.row("operations", "reads", operations.reads());
        rows.row("operations", "writes", operations.writes());
        rows.row("operations", "transactions", operations.transactions());
        rows.row("operations", "retries", operations.retries());
    }

    private static void writes(WriteStats writes, RowWriter rows) {
        rows.row("writes", "commits", writes.commits());
        rows.row("writes", "works", writes.works());
        writes.groups().forEach((size, count) -> rows.row("writes", "groups_up_to_" + size, count));
        rows.row("writes", "largest_group", writes.largestGroup());
        rows.row("writes", "waits", writes.waits());
        rows.row("writes", "waited_ms", millis(writes.waited()));
        rows.row("writes", "longest_wait_ms", millis(writes.longestWait()));
        rows.row("writes", "waits_for_others", writes.waitsForOthers());
    }

    private static void reads(ReadStats reads, RowWriter rows) {
        rows.row("reads", "open", reads.open());
        rows.row("reads", "waits", reads.waits());
        rows.row("reads", "waited_ms", millis(reads.waited()));
        rows.row("reads", "longest_wait_ms", millis(reads.longestWait()));
    }

    private static void cache(CacheStats cache, RowWriter rows) {
        rows.row("cache", "hits", cache.hits());
        rows.row("cache", "misses", cache.misses());
        rows.row("cache", "evictions", cache.evictions());
        rows.row("cache", "invalidations", cache.invalidations());
        rows.row("cache", "foreign_commits", cache.foreignCommits());
        rows.row("cache", "documents", cache.documents());
        rows.row("cache", "weight", cache.weight());
        rows.row("cache", "maximum_weight", cache.maximumWeight());
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
