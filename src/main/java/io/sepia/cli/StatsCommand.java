package io.sepia.cli;

import io.sepia.Storage;
import io.sepia.cli.output.RowWriter;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.cli.terminal.Interruption;
import io.sepia.report.StorageStats;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stats}: shows the file, its write-ahead log, the options, and the counters of this command. */
@Command(
        name = "stats",
        description = "Show the file, its write-ahead log and the options with their values. Counters of operations,"
                + " waits and the cache are those of this command; an application reads its own with"
                + " storage.stats().")
final class StatsCommand extends Subcommand {
    @Option(
            names = "--watch",
            paramLabel = "SECONDS",
            description = "Then show what has changed, as often as this, until interrupted.")
    private @Nullable Integer seconds;

    @Option(names = "--count", paramLabel = "N", description = "With --watch, stop after N times.")
    private long count = Long.MAX_VALUE;

    /** What was shown last, by what it is about and its name. */
    private final Map<List<String>, Object> shown = new HashMap<>();

    /** Writes a row. */
    @FunctionalInterface
    private interface Rows {
        void row(String about, String name, Object value);
    }

    @Override
    public Integer call() {
        if (seconds != null && seconds < 1 || count < 1) {
            throw CommandException.badInput("--watch and --count must be 1 or more");
        }
        Interruption interruption = sepia.console().interruption();
        try (Storage storage = sepia.store().openToRead();
                RowWriter rows = sepia.rows(List.of("about", "name", "value"))) {
            Rows changed = (about, name, value) -> {
                if (!Objects.equals(shown.put(List.of(about, name), value), value)) {
                    rows.row(about, name, value);
                }
            };
            write(storage.stats(), changed);
            for (long left = count; seconds != null && left > 0; left--) {
                sepia.console().out().flush();
                interruption.pause(Duration.ofSeconds(seconds));
                write(storage.stats(), changed);
            }
        }
        return ExitStatus.DONE;
    }

    private static void write(StorageStats stats, Rows rows) {
        stats.file().ifPresent(file -> write("file", file, rows));
        stats.writeAheadLog().ifPresent(log -> write("write_ahead_log", log, rows));
        stats.settings().forEach((name, value) -> rows.row("settings", name, value));
        write("operations", stats.operations(), rows);
        write("writes", stats.writes(), rows);
        write("reads", stats.reads(), rows);
        write("cache", stats.cache(), rows);
    }

    /** Writes a row for each component of a record, under its name in lower snake case. */
    private static void write(String about, Record statistics, Rows rows) {
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
