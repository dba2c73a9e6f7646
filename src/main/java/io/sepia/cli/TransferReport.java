package io.sepia.cli;

import io.sepia.cli.terminal.Quantity;
import io.sepia.cli.terminal.Stopwatch;
import io.sepia.report.TransferSummary;
import java.util.stream.Collectors;

/** Describes the result of a transfer for the terminal. */
final class TransferReport {
    private static final int NAMED = 10;

    private TransferReport() {}

    static String of(String done, TransferSummary summary, Stopwatch watch) {
        return Quantity.documents(summary.written()) + " and " + Quantity.of(summary.events()) + " events "
                + (summary.generations() == 0 ? "" : "and " + Quantity.of(summary.generations()) + " generations ")
                + done
                + (summary.equal() == 0 ? "" : ", " + Quantity.of(summary.equal()) + " already stored and equal")
                + (summary.skipped() == 0 ? "" : ", " + Quantity.of(summary.skipped()) + " skipped")
                + " (" + watch + ")";
    }

    /** Returns the keys of some containers without content. */
    static String keys(TransferSummary summary) {
        String some = summary.contentless().stream()
                .limit(NAMED)
                .map(Object::toString)
                .collect(Collectors.joining(", "));
        return some + (summary.contentlessCount() > NAMED ? ", …" : "");
    }
}
