package io.sepia.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.cli.terminal.DisplayText;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RowWriterTest {
    private static final List<String> COLUMNS = List.of("id", "n");

    private static String written(Function<PrintWriter, RowWriter> writer, Object[]... rows) {
        StringWriter text = new StringWriter();
        try (RowWriter target = writer.apply(new PrintWriter(text))) {
            for (Object[] row : rows) {
                target.row(row);
            }
        }
        return text.toString();
    }

    private static Object[] row(Object... values) {
        return values;
    }

    private static String table(int width, Object[]... rows) {
        return written(out -> new TableWriter(out, COLUMNS, width, false), rows);
    }

    @Test
    void json_writesAnObjectALine() {
        assertThat(written(
                        out -> new JsonLinesWriter(out, COLUMNS), row("a\"", 1L), row("b", new RowWriter.Json("[1]"))))
                .isEqualTo("{\"id\":\"a\\\"\",\"n\":1}\n{\"id\":\"b\",\"n\":[1]}\n");
    }

    @Test
    void csv_quotesAsRfc4180Says() {
        assertThat(written(
                        out -> new CsvWriter(out, COLUMNS, ','),
                        row("a,b", "say \"x\""),
                        row("two\r\nlines", " spaced ")))
                .isEqualTo("id,n\r\n\"a,b\",\"say \"\"x\"\"\"\r\n\"two\r\nlines\", spaced \r\n");
    }

    @Test
    void csv_leavesFormulasAlone() {
        assertThat(written(out -> new CsvWriter(out, COLUMNS, ','), row("=1+1", "@x"), row("+1", "-1")))
                .isEqualTo("id,n\r\n=1+1,@x\r\n+1,-1\r\n");
    }

    @Test
    void csv_withoutRows_hasItsHeader() {
        assertThat(written(out -> new CsvWriter(out, COLUMNS, ','))).isEqualTo("id,n\r\n");
    }

    @Test
    void table_alignsTextLeftAndNumbersRight() {
        assertThat(table(80, row("a", 1L), row("abc", 20_000L))).isEqualTo("""
                id       n
                a        1
                abc  20000
                """);
    }

    @Test
    void table_countsWideCharactersAsTwoColumns() {
        assertThat(table(80, row("日本", 1L), row("e\u0301x", 2L), row("😀", 3L))).isEqualTo("""
                id    n
                日本  1
                e\u0301x    2
                😀    3
                """);
    }

    @Test
    void table_cutsTheWidestColumnToFitTheLine() {
        assertThat(table(14, row("a".repeat(30), "123456"), row("日本語日本語", "1")).lines())
                .containsExactly("id      n", "aaaaa…  123456", "日本…   1")
                .allSatisfy(line -> assertThat(DisplayText.width(line)).isLessThanOrEqualTo(14));
    }

    @Test
    void table_withoutEnd_cutsNothing() {
        assertThat(table(Integer.MAX_VALUE, row("a".repeat(500), 1L))).contains("a".repeat(500));
    }

    @Test
    void table_showsControlCharactersWithoutObeyingThem() {
        assertThat(table(80, row("a\u001B[31m\nb\u202E", 1L))).contains("a␛[31m␊b\uFFFD  1");
    }

    @Test
    void table_withoutRows_isEmpty() {
        assertThat(table(80)).isEmpty();
    }

    @Test
    void table_ofManyRows_isWrittenAsItGrows() {
        StringWriter text = new StringWriter();
        TableWriter writer = new TableWriter(new PrintWriter(text), COLUMNS, 80, false);

        for (long i = 0; i < 1_500; i++) {
            writer.row("x", i);
        }

        assertThat(text.toString().lines().count()).isEqualTo(1_501);
        writer.close();
        assertThat(text.toString().lines().count()).isEqualTo(1_501);
    }

    @Test
    void table_coloured_emphasisesItsHeader() {
        assertThat(written(out -> new TableWriter(out, COLUMNS, 80, true), row("a", 1L)))
                .isEqualTo("\u001B[1mid  n\n\u001B[0ma   1\n");
    }
}
