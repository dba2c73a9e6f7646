package io.sepia.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.cli.Shell.Run;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImportCommandTest extends CommandFixture {
    private static final String THREE = "{\"id\":\"a\",\"n\": 1.50}\n{\"id\":\"b\"}\n{\"id\":\"c\"}\n";

    private String file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    private static byte[] packed(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private long count() {
        return shell.run("count").out().equals("{\"count\":0}\n")
                ? 0
                : shell.run("list", "Note").lines().size();
    }

    @Test
    void lines_areStoredExactly() throws IOException {
        Run run = shell.run("import", "Note", file("notes.ndjson", THREE));

        assertThat(run.status()).isZero();
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).matches("3 documents imported into Note \\([0-9.]+ s\\)\\R");
        assertThat(shell.run("get", "Note", "a").out()).isEqualTo("{\"id\":\"a\",\"n\": 1.50}\n");
    }

    @Test
    void array_elementsAreStoredExactly() {
        Run run = shell.input("[\n  {\"id\":\"a\", \"n\":1e400},\n  {\"id\":\"b\"}\n]\n")
                .run("import", "Note", "-");

        assertThat(run.status()).isZero();
        assertThat(shell.run("get", "Note", "a").out()).isEqualTo("{\"id\":\"a\", \"n\":1e400}\n");
    }

    @Test
    void quiet_saysNothing() {
        assertThat(shell.input(THREE).run("import", "Note", "-", "-q")).isEqualTo(new Run(0, "", ""));
    }

    @Test
    void gzip_isUnpackedFromFilesAndStandardInput() throws IOException {
        byte[] twoPieces = new byte[0];
        for (String line : THREE.split("\n")) {
            byte[] piece = packed(line + "\n");
            int length = twoPieces.length;
            twoPieces = Arrays.copyOf(twoPieces, length + piece.length);
            System.arraycopy(piece, 0, twoPieces, length, piece.length);
        }
        Path file = Files.write(directory.resolve("notes.gz"), twoPieces);

        assertThat(shell.run("import", "Note", file.toString()).err()).startsWith("3 documents");
        assertThat(shell.input(twoPieces).run("import", "Other", "-").err()).startsWith("3 documents");
    }

    @Test
    void gzip_cutOff_keepsNothing() throws IOException {
        byte[] whole = packed(THREE.repeat(1));

        Run run = shell.input(Arrays.copyOf(whole, whole.length - 10)).run("import", "Note", "-");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("standard input cannot be read").hasLineCount(1);
        assertThat(count()).isZero();
    }

    @Test
    void id_isTakenFromAnotherMember() {
        shell.input("{\"isbn\":978,\"id\":true}").run("import", "Book", "-", "--id", "isbn");

        assertThat(shell.run("get", "Book", "978").out()).isEqualTo("{\"isbn\":978,\"id\":true}\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"id":"secret"                    | ends inside its JSON
                    {"id":"secret","x":1,"x":2}       | has an object with two members of the same name
                    {"name":"secret"}                 | has no member "id"
                    {"id":1.5,"name":"secret"}        | has a "id" that is neither text nor a whole number
                    {"id":"","name":"secret"}         | has an id that cannot be used
                    {"id":"a\\u0000b","name":"secret"}| has an id that cannot be used
                    secret                            | is not valid JSON
                    """)
    void badLine_isNamedAndNothingKept(String bad, String problem) throws IOException {
        String name = file("notes.ndjson", THREE + "\n" + bad + "\n{\"id\":\"d\"}\n");

        Run run = shell.run("import", "Note", name);

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith("sepia: " + name + ": line 5 " + problem)
                .contains("Nothing of the file was stored")
                .doesNotContain("secret")
                .hasLineCount(1);
        assertThat(count()).isZero();
    }

    @Test
    void badElement_isNamedAndNothingKept() {
        Run run = shell.input("[{\"id\":\"a\"},{\"id\":}]").run("import", "Note", "-");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).startsWith("sepia: standard input: element 2 is not valid JSON");
        assertThat(count()).isZero();
    }

    @Test
    void badLineAfterManyBatches_keepsNothingAndLeavesWhatWasThere() {
        shell.input("{\"id\":\"7\",\"old\":true}").run("put", "Note", "-");
        String many = IntStream.range(0, 2_000)
                .mapToObj(i -> "{\"id\":" + i + "}")
                .collect(Collectors.joining("\n", "", "\n{\"id\":null}\n"));

        assertThat(shell.input(many).run("import", "Note", "-").err()).contains("line 2001");
        assertThat(count()).isEqualTo(1);
        assertThat(shell.run("get", "Note", "7").out()).contains("old");
    }

    @Test
    void keepGoing_reportsEachBadLineAndStoresTheRest() {
        Run run = shell.input("{\"id\":\"a\"}\n{bad}\n{\"id\":\"b\"}\n{\"no\":1}\n{\"id\":\"c\"}")
                .run("import", "Note", "-", "--keep-going");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("standard input: line 2 is not valid JSON"),
                        line -> assertThat(line).startsWith("standard input: line 4 has no member \"id\""),
                        line -> assertThat(line).startsWith("3 documents imported into Note, 2 skipped ("));
        assertThat(count()).isEqualTo(3);
    }

    @Test
    void keepGoing_withoutBadLines_isDone() {
        assertThat(shell.input(THREE).run("import", "Note", "-", "--keep-going").status())
                .isZero();
    }

    @Test
    void sameIdTwice_lastCountsAndIsMentioned() {
        shell.input("{\"id\":\"b\"}").run("put", "Note", "-");

        Run run = shell.input(THREE + "{\"id\":\"a\",\"last\":true}").run("import", "Note", "-");

        assertThat(run.err()).startsWith("4 documents imported into Note, 2 of them replacing earlier ones (");
        assertThat(shell.run("get", "Note", "a").out()).contains("last");
        assertThat(count()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "[]"})
    void emptyInput_importsNothing(String text) {
        assertThat(shell.input(text).run("import", "Note", "-").err()).startsWith("0 documents imported");
    }

    @Test
    void absentFile_isBadInputAndCreatesNoStore() {
        Run run = shell.run("import", "Note", directory.resolve("nope.ndjson").toString());

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("there is no file").hasLineCount(1);
        assertThat(shell.store()).doesNotExist();
    }

    @Test
    void directoryAsFile_isBadInput() {
        assertThat(shell.run("import", "Note", directory.toString()).err()).contains("is a directory");
    }

    @Test
    void impossibleClassName_isBadInputAndCreatesNoStore() {
        assertThat(shell.input(THREE).run("import", "..", "-").status()).isEqualTo(2);
        assertThat(shell.store()).doesNotExist();
    }

    @Test
    void progress_isShownOnATerminalOnly() throws IOException {
        String file = file("notes.ndjson", THREE);

        assertThat(shell.run("import", "Note", file).err()).doesNotContain("\r\u001B");
        shell.withErrorsOnTerminal().environment("COLUMNS", "80");
        assertThat(shell.run("import", "Note", file).err()).contains("import", "\r\u001B[K3 documents imported");
        assertThat(shell.run("import", "Note", file, "--quiet").err()).isEmpty();
    }
}
