package io.sepia.cli.output;

import io.sepia.cli.terminal.Console;
import java.util.List;

/** The format of rows. */
public enum OutputFormat {
    /** Columns for people. */
    TABLE,
    /** One JSON object per line. */
    JSON,
    /** RFC 4180, with a line of column names. */
    CSV,
    /** As {@link #CSV}, separated by tabs. */
    TSV;

    /** Returns the character between values. */
    char separator() {
        return this == TSV ? '\t' : ',';
    }

    /** Returns a writer of rows with these columns to standard output. */
    public RowWriter writer(Console console, List<String> columns) {
        return switch (this) {
            case TABLE -> new TableWriter(console.out(), columns, console.columns(), console.outIsColoured());
            case JSON -> new JsonLinesWriter(console.out(), columns);
            case CSV, TSV -> new CsvWriter(console.out(), columns, separator());
        };
    }
}
