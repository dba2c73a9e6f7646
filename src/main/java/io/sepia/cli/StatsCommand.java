package io.sepia.cli;

import io.sepia.Storage;
import io.sepia.cli.output.RowWriter;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.report.StorageStats;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code stats}: shows the file, its write-ahead log, the options, and the counters of this command. */
@Command(
        name = "stats",
        description = "Show the file, its write-ahead log and the options with their values. Counters of operations,"
                + " waits and the cache are those of this command; an application reads its own with"
                + " storage.stats().")
final class StatsCommand extends Subcommand {
    @Override
    public Integer call() {
        try (Storage storage = sepia.store().openToRead();
                RowWriter rows = sepia.rows(List.of("about", "name", "value"))) {
            write(storage.stats(), rows);
        }
        return ExitStatus.DONE;
    }

    private static void write(StorageStats stats, RowWriter rows) {
        stats.file().ifPresent(file -> write("file", file, rows));
        stats.writeAheadLog().ifPresent(log -> write("write_ahead_log", log, rows));
        stats.settings().forEach((name, value) -> rows.row("settings", name, value));
        write("operations", stats.operations(), rows);
        write("writes", stats.writes(), rows);
        write("reads", stats.reads(), rows);
        write("cache", stats.cache(), rows);
    }

    /** Writes a row for each component of a record, under its name in lower snake case. */
    private static void write(String about, Record statistics, RowWriter rows) {
        for (RecordComponent component : statistics.getClass().getRecordComponents()) {
            String name = component.getName().replaceAll("(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
            Object value = value(component, statistics);
            if (value instanceof Map<?, ?> histogram) {
                histogram.forEach((limit, count) -> rows.row(about, name + "_up_to_" + limit, count));
            } else if (value instanceof Duration duration) {
                rows.row(about, name + "_ms", duration.toNanos() / 1e6);
            } else {
                rows.row(about, name, value);
            }
        }
    }

    private static Object value(RecordComponent component, Record statistics) {
        try {
            return component.getAccessor().invoke(statistics);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Statistics " + component + " cannot be read", e);
        }
    }
}
