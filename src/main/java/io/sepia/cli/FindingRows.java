package io.sepia.cli;

import io.sepia.cli.output.RowWriter;
import io.sepia.document.ObjectKey;
import io.sepia.report.VerifyReport;
import io.sepia.report.VerifyReport.Finding;
import java.util.List;
import java.util.Locale;

/** The rows in which commands write what is damaged or lost. */
final class FindingRows {
    static final List<String> COLUMNS = List.of("kind", "class", "id", "finding");

    private FindingRows() {}

    /** Writes a row for each finding. */
    static void write(VerifyReport report, RowWriter rows) {
        for (Finding each : report.findings()) {
            rows.row(
                    each.kind().name().toLowerCase(Locale.ROOT),
                    each.key().map(ObjectKey::className).orElse(""),
                    each.key().map(ObjectKey::id).orElse(""),
                    each.problem());
        }
    }
}
