package io.sepia.cli.output;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes comma-separated values as in RFC 4180. Values are unchanged, even if a spreadsheet treats them as formulas.
 */
public final class CsvWriter implements RowWriter {
    private final PrintWriter out;

    /** Writes a line of column names and then a line per row to {@code out}. */
    public CsvWriter(PrintWriter out, List<String> columns) {
        this.out = out;
        row(columns.toArray());
    }

    @Override
    public void row(Object... values) {
        out.print(line(values));
        out.print("\r\n");
    }

    /** Returns a row without its line end. */
    static String line(Object... values) {
        return Arrays.stream(values).map(value -> cell(value.toString())).collect(Collectors.joining(","));
    }

    private static String cell(String text) {
        boolean quoted = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }

    @Override
    public void close() {
        out.flush();
    }
}
