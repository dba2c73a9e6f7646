package io.sepia.cli.output;

import io.sepia.cli.input.JsonText;
import java.io.PrintWriter;
import java.util.List;

/** Writes one JSON object per line. */
public record JsonLinesWriter(PrintWriter out, List<String> columns) implements RowWriter {
    @Override
    public void row(Object... values) {
        StringBuilder line = new StringBuilder("{");
        for (int i = 0; i < values.length; i++) {
            line.append(i == 0 ? "" : ",")
                    .append(JsonText.quote(columns.get(i)))
                    .append(':');
            line.append(json(values[i]));
        }
        out.print(line.append("}\n"));
    }

    private static String json(Object value) {
        return value instanceof Number || value instanceof Boolean || value instanceof Json
                ? value.toString()
                : JsonText.quote(value.toString());
    }

    @Override
    public void close() {
        out.flush();
    }
}
