package io.sepia.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.cli.Shell.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowImportTest extends CommandFixture {
    private String file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    private List<String> stored() {
        return shell.run("export", "Note").lines();
    }

    @Test
    void csv_isAnObjectForEachRow() throws IOException {
        Run run = shell.run(
                "import",
                "Note",
                file("notes.csv", "id,n,t,l\r\na,1.50,\"x, \"\"y\"\"\",[1]\r\n\r\nb,,\"two\nlines\",\r\n"));

        assertThat(run.err()).startsWith("2 documents imported into Note");
        assertThat(stored())
                .containsExactly(
                        "{\"id\":\"a\",\"n\":1.50,\"t\":\"x, \\\"y\\\"\",\"l\":[1]}",
                        "{\"id\":\"b\",\"t\":\"two\\nlines\"}");
    }

    @Test
    void tsv_isSeparatedByTabs() throws IOException {
        shell.run("import", "Note", file("notes.tsv", "id\ta,b\n1\tx,y\n"));
        shell.input("id\ta,b\n2\tz\n").run("import", "Note", "-", "--from", "tsv");

        assertThat(stored()).containsExactly("{\"id\":1,\"a,b\":\"x,y\"}", "{\"id\":2,\"a,b\":\"z\"}");
        assertThat(shell.run("export", "Note", "--format", "tsv").out()).isEqualTo("id\ta,b\r\n1\tx,y\r\n2\tz\r\n");
    }

    @Test
    void value_isOfTheTypeThatItLooksLike() {
        List<String> literals = List.of("7", "-1.5e3", "true", "null", "{}", "[1]");
        List<String> texts = List.of("007", "1.", "+1", "0x1", "NaN", "True", "{x}", "[1][2]", " 1");
        String rows = Stream.concat(literals.stream(), texts.stream())
                .map(each -> "a" + each.hashCode() + "," + each + "\n")
                .collect(Collectors.joining());

        shell.input("id,v\n" + rows).run("import", "Note", "-", "--from", "csv");

        assertThat(stored())
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                literals.stream().map(each -> line(each, each)),
                                texts.stream().map(each -> line(each, '"' + each + '"')))
                        .toList());
    }

    private static String line(String value, String json) {
        return "{\"id\":\"a" + value.hashCode() + "\",\"v\":" + json + "}";
    }

    @Test
    void text_keepsEachValueAsText() {
        shell.input("id,v,w\n1,2,[]\n").run("import", "Note", "-", "--from", "csv", "--text");

        assertThat(stored()).containsExactly("{\"id\":\"1\",\"v\":\"2\",\"w\":\"[]\"}");
    }

    @Test
    void export_isReadBack() throws IOException {
        shell.input("[7]").run("put", "Other", "k");
        shell.input("{\"id\":1}").run("put", "Other", "l");
        shell.input("{\"id\":\"m\",\"n\":{\"a\":null},\"o\":\"ä\"}").run("put", "Other", "m");
        Path csv = directory.resolve("other.csv.gz");
        shell.run("export", "Other", csv.toString(), "--format", "csv");

        shell.run("import", "Note", csv.toString());

        assertThat(stored())
                .containsExactlyElementsOf(shell.run("export", "Other").lines());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "``, without even a line of column names",
                "`id,a,a\n`, names the column \"a\" twice",
                "`id,a\n1,secret\n2,secret,3\n`, line 3 has 3 values",
                "`id,a\n1,secret\n2\n`, line 3 has 1 values",
                "`id,a\n1,secret\n,secret\n`, line 3 has no member \"id\"",
                "`id,a\n1,secret\n1.5,secret\n2,\"secret`, a quotation mark is not closed",
            })
    void badInput_isRefusedAsAWhole(String input, String message) {
        Run run = shell.input(input.replace("\\n", "\n")).run("import", "Note", "-", "--from", "csv");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains(message).doesNotContain("secret").hasLineCount(1);
        assertThat(shell.run("count").out()).isEqualTo("{\"count\":0}\n");
    }

    @Test
    void otherEncodings_areRefused() {
        assertThat(shell.input(new byte[] {'i', 'd', '\n', (byte) 0xE4})
                        .run("import", "Note", "-", "--from", "csv")
                        .err())
                .contains("not encoded in UTF-8");
        assertThat(shell.input("id\n1\n".getBytes(StandardCharsets.UTF_16))
                        .run("import", "Note", "-", "--from", "csv")
                        .err())
                .contains("UTF-16");
        shell.input("\uFEFF\"id\"\n1\n").run("import", "Note", "-", "--from", "csv");
        assertThat(stored()).containsExactly("{\"id\":1}");
    }

    @Test
    void assignIds_givesOneWhereThereIsNone() {
        shell.input("a\n1\n2\n").run("import", "Note", "-", "--from", "csv", "--assign-ids");
        Run run = shell.input("{\"id\":\"k\"}\n{\"a\":3}\n").run("import", "Note", "-", "--assign-ids");

        assertThat(run.err()).startsWith("2 documents imported into Note (");
        assertThat(stored())
                .hasSize(4)
                .contains("{\"id\":\"k\"}")
                .anyMatch(line -> line.matches("\\{\"id\":\"[0-9a-f-]{36}\",\"a\":1}"));
        assertThat(shell.input("{\"a\":3}").run("import", "Note", "-").err()).contains("--assign-ids");
    }
}
