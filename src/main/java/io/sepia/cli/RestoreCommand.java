package io.sepia.cli;

import io.sepia.Backup;
import io.sepia.Storage;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.cli.terminal.Progress;
import io.sepia.cli.terminal.Progress.Unit;
import io.sepia.cli.terminal.Stopwatch;
import io.sepia.report.ConflictPolicy;
import io.sepia.report.TransferSummary;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code restore}: restores a backup. */
@Command(
        name = "restore",
        description = {
            "Check a backup and restore it.",
            "",
            "Into a store that exists, the objects of the backup are added, all or none. With --replace, the store has "
                    + "the contents of the backup afterwards and no others, and must not be in use.",
            ""
        })
final class RestoreCommand extends Subcommand {
    @Parameters(index = "0", paramLabel = "BACKUP", description = "The backup: a SQLite file or an archive (.tar).")
    private Path backup = Path.of("");

    @Option(names = "--replace", description = "Replace the whole SQLite file.")
    private boolean replace;

    @Option(
            names = "--on-conflict",
            paramLabel = "POLICY",
            description =
                    "How to treat an object that is already stored and differs: fail, skip, overwrite or newer; by "
                            + "default fail.")
    private ConflictPolicy policy = ConflictPolicy.FAIL;

    @Override
    public Integer call() {
        Stopwatch watch = new Stopwatch();
        Backup source = Backup.of(backup);
        StoreAddress store = sepia.store();
        boolean sqlite = store.kind() == StoreAddress.Kind.SQLITE;
        if (replace && !sqlite) {
            throw new CommandException(
                    ExitStatus.BAD_INPUT,
                    "--replace replaces a SQLite file. Restore to a new directory instead, and use that");
        }
        sepia.console().interruption().endByInterrupt();
        if (sqlite && (replace || !Files.exists(Path.of(store.path())))) {
            try (Progress progress = sepia.progress("restore", Unit.BYTES, -1)) {
                source.restoreTo(Path.of(store.path()), (done, total) -> {
                    sepia.console().interruption().check();
                    progress.at(done);
                });
            }
            sepia.console().interruption().committed();
            sepia.say(backup + " restored to " + store + " (" + watch + ")");
            return ExitStatus.DONE;
        }
        TransferSummary summary;
        try (Storage storage = store.openOrCreate()) {
            summary = source.restoreInto(storage, policy);
            sepia.console().interruption().committed();
        }
        sepia.say(TransferReport.of("restored", summary, watch));
        return ExitStatus.DONE;
    }
}
