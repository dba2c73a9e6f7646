package io.sepia.cli;

import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.Progress;
import io.sepia.report.GarbageReport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Shows the progress of a garbage collection, and ends it when the user interrupts the command. */
final class GcProgress implements Consumer<GarbageReport.Progress>, AutoCloseable {
    private final Sepia sepia;
    private @Nullable Progress shown;
    private GarbageReport.Progress.@Nullable Phase phase;
    private long deleted;

    GcProgress(Sepia sepia) {
        this.sepia = sepia;
        sepia.console().interruption().awaitOrderlyEnd();
    }

    @Override
    public void accept(GarbageReport.Progress progress) {
        if (progress.phase() == GarbageReport.Progress.Phase.SWEEPING) {
            deleted = progress.done();
        }
        try {
            sepia.console().interruption().check();
        } catch (CommandException e) {
            throw new CommandException(
                    e.status(),
                    "interrupted; " + (deleted == 0 ? "nothing was deleted" : "deleted documents stay deleted"),
                    e);
        }
        Progress current = shown;
        if (current == null || progress.phase() != phase) {
            close();
            phase = progress.phase();
            current = sepia.progress(
                    phase == GarbageReport.Progress.Phase.MARKING ? "mark" : "sweep",
                    Progress.Unit.DOCUMENTS,
                    progress.total());
            shown = current;
        }
        current.at(progress.done());
    }

    @Override
    public void close() {
        Progress current = shown;
        shown = null;
        if (current != null) {
            current.close();
        }
    }
}
