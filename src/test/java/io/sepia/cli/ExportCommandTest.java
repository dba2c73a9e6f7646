package io.sepia.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.cli.Shell.Run;
import io.sepia.cli.terminal.Console;
import io.sepia.cli.terminal.Interruption;
import io.sepia.document.ObjectKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class ExportCommandTest extends CommandFixture {
    private static String unpacked(InputStream packed) throws IOException {
        try (InputStream in = new GZIPInputStream(packed)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(Sepia.class.getResourceAsStream(name))) {
            return unpacked(in);
        }
    }

    @Test
    void allFeatures_comeBackAsTheLinesThatWereImported() throws IOException {
        String features = resource("demo/features.ndjson.gz");
        List<String> sorted = features.lines()
                .map(line -> Map.entry(idAtStart(line), line))
                .sorted(Map.Entry.comparingByKey(ObjectKey.TEXT_ORDER))
                .map(Map.Entry::getValue)
                .toList();

        Run imported = shell.input(features).run("import", "Feature", "-");
        Run exported = shell.run("export", "Feature");

        assertThat(imported.err()).startsWith("20,968 documents imported");
        assertThat(exported.err()).startsWith("20,968 documents exported from Feature (");
        assertThat(exported.out().equals(String.join("\n", sorted) + "\n")).isTrue();
    }

    private static String idAtStart(String line) {
        String start = "{\"id\":\"";
        return line.substring(start.length(), line.indexOf('"', start.length()));
    }

    @Test
    void everyKindOfDocument_comesBackUnderItsId() {
        Map<String, String> documents = Map.of(
                "a", "{\"id\":\"other\"}",
                "b", "[1, 2]",
                "c", "\"text\"",
                "d", "{\"id\":\"d\",\"$content\":5}",
                "e", "{\"id\":\"e\", \"n\": 1.50}",
                "f", "null");
        documents.forEach((id, content) -> shell.input(content).run("put", "Note", id));

        shell.input(shell.run("export", "Note").out()).run("import", "Copy", "-");

        documents.forEach(
                (id, content) -> assertThat(shell.run("get", "Copy", id).out()).isEqualTo(content + "\n"));
    }

    @Test
    void idsInAnotherMember_areExportedAsImportedIfItIsNamed() {
        shell.input("{\"isbn\":\"k\",\"id\":1}").run("import", "Book", "-", "--id", "isbn");

        assertThat(shell.run("export", "Book", "--id", "isbn").out()).isEqualTo("{\"isbn\":\"k\",\"id\":1}\n");
        for (Run run : List.of(shell.run("export", "Book"), shell.run("export", "Book", "--id", "id"))) {
            assertThat(run.out()).isEqualTo("{\"id\":\"k\",\"$content\":{\"isbn\":\"k\",\"id\":1}}\n");
        }
    }

    @Test
    void valuesThatEqualTheIdByChance_areNotTakenForIt() {
        Map<String, String> documents = Map.of("1", "{\"count\":2}", "2", "{\"count\":2}", "3", "{\"count\":7}");
        documents.forEach((id, content) -> shell.input(content).run("put", "C", id));

        String exported = shell.run("export", "C").out();
        for (String[] option : new String[][] {{}, {"--id", "count"}}) {
            String copy = "Copy" + option.length;
            List<String> arguments = new java.util.ArrayList<>(List.of("import", copy, "-"));
            arguments.addAll(List.of(option));
            shell.input(exported).run(arguments.toArray(String[]::new));
            documents.forEach((id, content) ->
                    assertThat(shell.run("get", copy, id).out()).isEqualTo(content + "\n"));
        }
    }

    @Test
    void deepestDocument_isImportedAgain() {
        String deepest = "[".repeat(500) + "]".repeat(500);
        shell.input(deepest).run("put", "Deep", "d");

        assertThat(shell.input(shell.run("export", "Deep").out())
                        .run("import", "Copy", "-")
                        .status())
                .isZero();
        assertThat(shell.run("get", "Copy", "d").out()).isEqualTo(deepest + "\n");
        assertThat(shell.input("{\"id\":\"x\",\"$content\":[" + deepest + "]}")
                        .run("import", "Copy", "-")
                        .err())
                .contains("line 1 exceeds a limit");
        assertThat(shell.input("{\"id\":\"x\",\"a\":" + deepest + "}")
                        .run("import", "Copy", "-")
                        .err())
                .contains("line 1 exceeds a limit");
    }

    @Test
    void csv_isAColumnForEachMember() throws IOException {
        shell.input("{\"id\":\"a\",\"n\":1.50}\n{\"id\":\"b\",\"t\":\"x, y\",\"l\":[1]}")
                .run("import", "Browser", "-");
        Path file = directory.resolve("b.csv");

        Run run = shell.run("export", "Browser", file.toString(), "--format", "csv");

        assertThat(run.status()).isZero();
        assertThat(file).hasContent("id,n,t,l\r\na,1.50,,\r\nb,,\"x, y\",[1]\r\n");
        assertThat(shell.run("export", "Browser", "--format", "csv").out()).startsWith("id,n,t,l\r\n");
        assertThat(shell.run("export", "--all", "--format", "csv").status()).isEqualTo(2);
        assertThat(shell.run("export", "Browser", "--format", "table").status()).isEqualTo(2);
        shell.input("[7]").run("put", "Other", "k");
        shell.input("{\"id\":1}").run("put", "Other", "l");
        assertThat(shell.run("export", "Other", "--format", "csv").out())
                .isEqualTo("@id,id,$content\r\nk,,[7]\r\nl,1,\r\n");
    }

    @Test
    void file_isWrittenWholeAndPackedByItsName() throws IOException {
        shell.input("{\"id\":\"ü\"}").run("put", "Note", "-");
        Path plain = Files.writeString(directory.resolve("notes.ndjson"), "old");
        Path packed = directory.resolve("notes.ndjson.gz");

        Run run = shell.run("export", "Note", plain.toString());

        assertThat(run.status()).isZero();
        assertThat(run.out()).isEmpty();
        assertThat(plain).hasContent("{\"id\":\"ü\"}\n");
        assertThat(shell.run("export", "Note", packed.toString(), "-q")).isEqualTo(new Run(0, "", ""));
        assertThat(unpacked(new ByteArrayInputStream(Files.readAllBytes(packed))))
                .isEqualTo("{\"id\":\"ü\"}\n");
        try (var files = Files.list(directory)) {
            assertThat(files.map(path -> path.getFileName().toString()).sorted(Comparator.naturalOrder()))
                    .filteredOn(name -> name.contains("notes"))
                    .containsExactly("notes.ndjson", "notes.ndjson.gz");
        }
    }

    @Test
    void fileOfAnUnknownClass_staysAsItIs() throws IOException {
        shell.input("{\"id\":\"a\"}").run("put", "Note", "-");
        Path file = Files.writeString(directory.resolve("other.ndjson"), "old");

        assertThat(shell.run("export", "Other", file.toString()).status()).isEqualTo(1);
        assertThat(file).hasContent("old");
    }

    @Test
    void fileThatCannotBeWritten_isAFailure() {
        shell.input("{\"id\":\"a\"}").run("put", "Note", "-");

        Run run = shell.run("export", "Note", directory.resolve("no/such/place").toString());

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err()).contains("cannot be written").hasLineCount(1);
        assertThat(shell.run("export", "Note", directory.toString()).status()).isEqualTo(2);
    }

    @Test
    void readerOfTheOutputThatLeaves_endsQuietly() {
        shell.input("{\"id\":\"a\"}").run("put", "Note", "-");
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        java.io.ByteArrayOutputStream err = new java.io.ByteArrayOutputStream();
        Console console =
                new Console(InputStream.nullInputStream(), closed, err, false, false, Map.of(), new Interruption());

        int status = Sepia.run(console, "--store", shell.store().toString(), "export", "Note");

        assertThat(status).isEqualTo(141);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }
}
