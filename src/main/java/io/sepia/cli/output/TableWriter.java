package io.sepia.cli.output;

import io.sepia.cli.terminal.DisplayText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Writes a table for people. The first rows determine the widths of the columns. If the line is too short, the widest
 * columns become narrower and long values are cut. Decision 0082 compares it with picocli's {@code TextTable}.
 */
public final class TableWriter implements RowWriter {
    /** Precedes a part of a value that stands out if the table is coloured. Has no width. */
    public static final String EMPHASIS = "\u2061";
    /** Follows such a part. */
    public static final String PLAIN = "\u2063";

    private static final String BOLD = "\u001B[1m";
    private static final String RESET = "\u001B[0m";

    private static final int ROWS_TO_MEASURE = 1_000;
    private static final int GAP = 2;
    private static final int NARROWEST = 6;

    private final PrintWriter out;
    private final List<String> columns;
    private final int lineWidth;
    private final boolean coloured;
    private final List<String[]> measured = new ArrayList<>();
    private final boolean[] numeric;
    private int[] widths = {};

    /** Writes a table that is at most {@code lineWidth} columns wide to {@code out}. */
    public TableWriter(PrintWriter out, List<String> columns, int lineWidth, boolean coloured) {
        this.out = out;
        this.columns = columns;
        this.lineWidth = lineWidth;
        this.coloured = coloured;
        this.numeric = new boolean[columns.size()];
    }

    @Override
    public void row(Object... values) {
        String[] cells = Arrays.stream(values)
                .map(value -> DisplayText.visible(value.toString()))
                .toArray(String[]::new);
        if (widths.length > 0) {
            print(cells);
            return;
        }
        for (int i = 0; i < values.length; i++) {
            numeric[i] |= values[i] instanceof Number;
        }
        measured.add(cells);
        if (measured.size() == ROWS_TO_MEASURE) {
            printMeasured();
        }
    }

    private void printMeasured() {
        widths = fitting();
        if (coloured) {
            out.print(BOLD);
        }
        print(columns.toArray(String[]::new));
        if (coloured) {
            out.print(RESET);
        }
        measured.forEach(this::print);
        measured.clear();
    }

    /**
     * Returns the widths that show everything, or reduces those of the widest columns until the line is long enough.
     */
    private int[] fitting() {
        int[] wanted = IntStream.range(0, columns.size())
                .map(i -> measured.stream()
                        .mapToInt(cells -> DisplayText.width(cells[i]))
                        .reduce(DisplayText.width(columns.get(i)), Math::max))
                .toArray();
        int room = Math.max(lineWidth - GAP * (columns.size() - 1), columns.size() * NARROWEST);
        while (Arrays.stream(wanted).asLongStream().sum() > room) {
            int widest = IntStream.range(0, wanted.length)
                    .reduce((a, b) -> wanted[b] > wanted[a] ? b : a)
                    .orElseThrow();
            wanted[widest]--;
        }
        return wanted;
    }

    private void print(String[] cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            boolean last = i == cells.length - 1;
            // Later rows may be longer than the measured ones; they are cut only if the line has a limited width.
            String cell = lineWidth == Integer.MAX_VALUE ? cells[i] : DisplayText.cut(cells[i], widths[i]);
            String padding = " ".repeat(Math.max(0, widths[i] - DisplayText.width(cell)));
            String shown = coloured ? emphasized(cell) : cell;
            line.append(numeric[i] ? padding + shown : last ? shown : shown + padding);
            line.append(last ? "" : " ".repeat(GAP));
        }
        out.print(line.append('\n'));
    }

    private static String emphasized(String cell) {
        // The end of the part may have been cut.
        boolean isOpen = cell.lastIndexOf(EMPHASIS) > cell.lastIndexOf(PLAIN);
        return cell.replace(EMPHASIS, BOLD).replace(PLAIN, RESET) + (isOpen ? RESET : "");
    }

    @Override
    public void close() {
        if (widths.length == 0 && !measured.isEmpty()) {
            printMeasured();
        }
        out.flush();
    }
}
