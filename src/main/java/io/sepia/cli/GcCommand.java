package io.sepia.cli;

import io.sepia.Garbage;
import io.sepia.Roots;
import io.sepia.Storage;
import io.sepia.cli.output.RowWriter;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.cli.terminal.Quantity;
import io.sepia.cli.terminal.Stopwatch;
import io.sepia.document.ObjectKey;
import io.sepia.report.GarbageReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gc}: deletes documents that no root reaches. */
@Command(
        name = "gc",
        description = {
            "Delete all documents that cannot be reached from a root by references.",
            "",
            "Other programs may use the store concurrently. Without --yes the command asks for confirmation if it runs "
                    + "on a terminal; otherwise it is refused.",
            ""
        })
final class GcCommand extends Subcommand {
    private static final Pattern PERIOD = Pattern.compile("(\\d{1,9})([smhd]?)");

    @Option(
            names = "--root",
            arity = "1..*",
            paramLabel = "CLASS[/ID]",
            description = "Roots: objects, or all objects of a class. May be given several times.")
    private List<String> roots = List.of();

    @Option(
            names = "--everything",
            description = "There are no roots: delete all documents older than the grace period.")
    private boolean everything;

    @Option(
            names = "--grace",
            paramLabel = "PERIOD",
            description = "Documents saved within this time are roots too: 30s, 10m, 2h, 7d or 0; by default 1h.")
    private String grace = "1h";

    @Option(names = "--dry-run", description = "Delete nothing; only show what would be deleted.")
    private boolean dryRun;

    @Option(names = "--ids", description = "List class and id of each document, instead of the number per class.")
    private boolean ids;

    @Option(names = "--yes", description = "Do not ask for confirmation.")
    private boolean yes;

    @Option(
            names = "--why",
            paramLabel = "CLASS/ID",
            description = "Delete nothing; list the path of references from a root that keeps this object.")
    private @Nullable String why;

    @Override
    public Integer call() {
        Duration period = period();
        if (roots.isEmpty() != everything) {
            throw CommandException.badInput(
                    everything
                            ? "--everything means that there are no roots, but --root names some; give only one of them"
                            : "name the roots by --root CLASS/ID or --root CLASS, as often as needed, or give"
                                    + " --everything");
        }
        boolean reads = why != null || dryRun;
        if (!reads && !yes && !sepia.console().errIsTerminal()) {
            throw CommandException.badInput(
                    "gc needs --yes, because it cannot ask for confirmation without a terminal; --dry-run shows"
                            + " what it would delete");
        }
        try (Storage storage =
                reads ? sepia.store().openToRead() : sepia.store().openExisting()) {
            Garbage garbage = storage.garbage().grace(period);
            Roots named = named(storage);
            if (why != null) {
                explain(storage, key(why), named, garbage);
            } else if (dryRun || yes || confirmed(named, garbage)) {
                collect(named, dryRun ? garbage.dryRun() : garbage);
            } else {
                sepia.say("nothing was deleted");
            }
        }
        return ExitStatus.DONE;
    }

    private Duration period() {
        Matcher matcher = PERIOD.matcher(grace.toLowerCase(Locale.ROOT));
        if (!matcher.matches() || matcher.group(2).isEmpty() && Long.parseLong(matcher.group(1)) != 0) {
            throw CommandException.badInput(
                    "--grace must be a time such as 30s, 10m, 2h, 7d or 0, not '" + grace + "'");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> Duration.ofSeconds(number);
        };
    }

    private Roots named(Storage storage) {
        Roots all = Roots.NONE;
        for (String each : roots) {
            if (each.indexOf('/') < 0) {
                require(storage, each);
                all = all.and(Roots.classNames(each));
            } else {
                all = all.and(Roots.keys(key(each)));
            }
        }
        return all;
    }

    private static ObjectKey key(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw CommandException.badInput("'" + text + "' is not an object; write CLASS/ID");
        }
        return new ObjectKey(text.substring(0, slash), text.substring(slash + 1));
    }

    private void explain(Storage storage, ObjectKey key, Roots named, Garbage garbage) {
        List<ObjectKey> path = garbage.whyAlive(key, named);
        if (path.isEmpty()) {
            boolean stored = storage.documents(key.className()).exists(key.id());
            throw CommandException.notThere(
                    stored
                            ? "nothing keeps " + key + ": no root reaches it, and gc would delete it"
                            : "there is no " + key + " in " + sepia.store());
        }
        try (RowWriter rows = sepia.rows(List.of("class", "id"))) {
            path.forEach(each -> rows.row(each.className(), each.id()));
        }
    }

    private boolean confirmed(Roots named, Garbage garbage) {
        GarbageReport found = collected(named, garbage.dryRun());
        if (found.total() == 0) {
            sepia.say("there is nothing to delete");
            return false;
        }
        sepia.console().err().print("Delete " + Quantity.documents(found.total()) + " " + found.counts() + "? [y/N] ");
        sepia.console().err().flush();
        sepia.console().interruption().beginWaiting();
        try {
            String answer =
                    new BufferedReader(new InputStreamReader(sepia.console().in(), StandardCharsets.UTF_8)).readLine();
            return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
        } catch (IOException e) {
            throw new UncheckedIOException("The answer cannot be read", e);
        } finally {
            sepia.console().interruption().endWaiting();
        }
    }

    private void collect(Roots named, Garbage garbage) {
        Stopwatch watch = new Stopwatch();
        GarbageReport report = collected(named, garbage);
        if (ids) {
            try (RowWriter rows = sepia.rows(List.of("class", "id"))) {
                report.keys().forEachOrdered(each -> rows.row(each.className(), each.id()));
            }
        } else {
            try (RowWriter rows = sepia.rows(List.of("class", "documents"))) {
                report.counts().forEach(rows::row);
            }
        }
        sepia.say(Quantity.documents(report.total()) + (dryRun ? " would be deleted, " : " deleted, ")
                + Quantity.of(report.reached()) + " kept"
                + (report.spared() == 0 ? "" : ", " + Quantity.of(report.spared()) + " spared or deleted concurrently")
                + " ("
                + watch + ")");
    }

    private GarbageReport collected(Roots named, Garbage garbage) {
        try (GcProgress progress = new GcProgress(sepia)) {
            return garbage.onProgress(progress).collect(named);
        }
    }
}
