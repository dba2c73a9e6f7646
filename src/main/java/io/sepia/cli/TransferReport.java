package io.sepia.cli;

import io.sepia.cli.terminal.Quantity;
import io.sepia.cli.terminal.Stopwatch;
import io.sepia.report.TransferSummary;
import java.util.stream.Collectors;

/** What people are told of a transfer. */
final class TransferReport {
    private static final int NAMED = 10;

    private TransferReport() {}

    static String of(String done, TransferSummary summary, Stopwatch watch) {
        return Quantity.documents(summary.written()) + " and " + Quantity.of(summary.events()) + " events "
                + (summary.generations() == 0 ? "" : "and " + Quantity.of(summary.generations()) + " generations ")
                + done
                + (summary.equal() == 0 ? "" : ", " + Quantity.of(summary.equal()) + " were there and equal")
                + (summary.skipped() == 0 ? "" : ", " + Quantity.of(summary.skipped()) + " left out")
                + " (" + watch + ")";
    }

    /** The containers without content, some of them. */
    static String keys(TransferSummary summary) {
        String some = summary.contentless().stream()
                .limit(NAMED)
                .map(Object::toString)
                .collect(Collectors.joining(", "));
        return some + (summary.contentlessCount() > NAMED ? ", …" : "");
    }
}
