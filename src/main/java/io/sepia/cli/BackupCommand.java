package io.sepia.cli;

import io.sepia.Backup;
import io.sepia.Storage;
import io.sepia.cli.output.RowWriter;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.cli.terminal.Progress;
import io.sepia.cli.terminal.Progress.Unit;
import io.sepia.cli.terminal.Quantity;
import io.sepia.cli.terminal.Stopwatch;
import io.sepia.document.ObjectKey;
import io.sepia.error.ConfigurationException;
import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backup}: makes, lists, checks and deletes backups. */
@Command(
        name = "backup",
        description = {
            "Make a backup of the whole store, or of one object with all to which it refers, while others use it, and "
                    + "check it.",
            "",
            "In a directory, the backup is named after the store and the time. A backup of a SQLite file is a SQLite "
                    + "file, that of a directory an archive; so is one whose name ends in .tar.",
            ""
        })
final class BackupCommand extends Subcommand {
    private static final long MEGABYTE = 1_000_000;

    @Parameters(index = "0", paramLabel = "PATH", description = "The file, which must not exist, or a directory.")
    private Path path = Path.of("");

    @ArgGroup
    private Action action = new Action();

    /** What is done instead of making a backup. */
    static final class Action {
        @Option(names = "--list", description = "List the backups in the directory PATH instead.")
        private boolean list;

        @Option(names = "--verify", description = "Check the backup PATH instead; status 5 if it is damaged.")
        private boolean verify;
    }

    @Option(
            names = "--class",
            paramLabel = "CLASS",
            description = "With --id: make an archive of that object and all to which it refers, directly or not.")
    private @Nullable String className;

    @Option(names = "--id", paramLabel = "ID", description = "The id of the object.")
    private @Nullable String id;

    @Option(names = "--rate", paramLabel = "MB", description = "Write at most so many megabytes in a second.")
    private long rate;

    @Option(
            names = "--keep",
            paramLabel = "N",
            description = "Then delete older backups of this store in the directory PATH, and keep the newest N.")
    private @Nullable Integer keep;

    @Option(names = "--days", paramLabel = "N", description = "With --keep, delete none that is younger than N days.")
    private long days;

    @Override
    public Integer call() {
        if (action.list) {
            return list();
        }
        if (action.verify) {
            return verify();
        }
        if (keep != null && keep < 1 || rate < 0 || days < 0) {
            throw new CommandException(
                    ExitStatus.BAD_INPUT, "--keep is at least 1, and neither --rate nor --days is negative");
        }
        if (keep != null && !Files.isDirectory(path)) {
            throw new CommandException(ExitStatus.BAD_INPUT, "--keep needs a directory in which backups are named");
        }
        if ((className == null) != (id == null)) {
            throw new CommandException(ExitStatus.BAD_INPUT, "--class and --id name an object together");
        }
        sepia.console().interruption().endByInterrupt();
        if (className != null && id != null) {
            return backupOf(new ObjectKey(className, id));
        }
        Stopwatch watch = new Stopwatch();
        Backup backup;
        try (Storage storage = sepia.store().openToRead();
                Progress progress = sepia.progress("backup", Unit.BYTES, -1)) {
            backup = storage.contents().backupTo(path, rate * MEGABYTE, (done, total) -> {
                sepia.console().interruption().check();
                progress.at(done);
            });
        }
        sepia.console().interruption().committed();
        sepia.console().out().println(backup.file());
        sepia.say(Quantity.of(backup.bytes()) + " bytes backed up (" + watch + ")");
        if (keep != null) {
            backup.pruneOlder(keep, Duration.ofDays(days)).forEach(each -> sepia.say("deleted " + each));
        }
        return ExitStatus.DONE;
    }

    private int backupOf(ObjectKey object) {
        Stopwatch watch = new Stopwatch();
        Backup backup;
        try (Storage storage = sepia.store().openToRead()) {
            backup = storage.contents().backupOf(object, path);
        }
        sepia.console().interruption().committed();
        sepia.console().out().println(backup.file());
        sepia.say(Quantity.of(backup.bytes()) + " bytes backed up (" + watch + ")");
        return ExitStatus.DONE;
    }

    private int list() {
        try (RowWriter rows = sepia.rows(List.of("file", "created", "bytes"))) {
            for (Backup each : Backup.list(path)) {
                rows.row(each.file().getFileName().toString(), each.createdAt().toString(), each.bytes());
            }
        }
        return ExitStatus.DONE;
    }

    private int verify() {
        Backup backup = Backup.of(path);
        try {
            backup.verify();
        } catch (ConfigurationException | StorageBusyException e) {
            throw e;
        } catch (StorageException e) {
            throw new CommandException(ExitStatus.DAMAGE, String.valueOf(e.getMessage()), e);
        }
        sepia.say(path + " is whole, and of " + backup.createdAt());
        return ExitStatus.DONE;
    }
}
