package io.sepia.cli;

import io.sepia.change.Change;
import io.sepia.change.ChangePage;
import io.sepia.cli.output.RowWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes changes as rows. */
final class ChangeRows implements AutoCloseable {
    /** The number of changes that are read at a time. */
    static final int PAGE = 500;

    private static final List<String> COLUMNS = List.of("class", "id", "kind", "version", "time", "cursor");

    private final RowWriter rows;

    ChangeRows(Sepia sepia) {
        rows = sepia.rows(COLUMNS);
    }

    /**
     * Writes the changes of a page, each with the cursor that continues after it.
     *
     * @param className the class whose changes are written; null for all classes
     * @return the number of rows written
     */
    long write(ChangePage page, @Nullable String className) {
        long written = 0;
        for (Change each : page.changes()) {
            if (className == null || className.equals(each.key().className())) {
                rows.row(
                        each.key().className(),
                        each.key().id(),
                        each.kind().name().toLowerCase(Locale.ROOT),
                        each.version(),
                        each.at(),
                        page.next().movedTo(each.sequence()));
                written++;
            }
        }
        return written;
    }

    @Override
    public void close() {
        rows.close();
    }
}
