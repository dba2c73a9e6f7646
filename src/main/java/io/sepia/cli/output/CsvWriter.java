package io.sepia.cli.output;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes separated values, quoted as in RFC 4180. Values are unchanged, even if a spreadsheet treats them as formulas.
 */
public final class CsvWriter implements RowWriter {
    private final PrintWriter out;
    private final char separator;

    /** Writes a line of column names and then a line per row to {@code out}. */
    public CsvWriter(PrintWriter out, List<String> columns, char separator) {
        this.out = out;
        this.separator = separator;
        row(columns.toArray());
    }

    @Override
    public void row(Object... values) {
        out.print(line(separator, values));
        out.print("\r\n");
    }

    /** Returns a row without its line end. */
    static String line(char separator, Object... values) {
        return Arrays.stream(values)
                .map(value -> cell(separator, value.toString()))
                .collect(Collectors.joining(String.valueOf(separator)));
    }

    private static String cell(char separator, String text) {
        boolean quoted = text.chars().anyMatch(c -> c == separator || c == '"' || c == '\r' || c == '\n');
        return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }

    @Override
    public void close() {
        out.flush();
    }
}
