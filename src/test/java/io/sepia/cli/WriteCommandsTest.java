package io.sepia.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.cli.Shell.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WriteCommandsTest extends CommandFixture {
    @Test
    void put_underAnId_keepsTheText() {
        Run run = shell.input(" {\"a\": 1.50}\n").run("put", "Note", "k");

        assertThat(run).isEqualTo(new Run(0, "", ""));
        assertThat(shell.run("get", "Note", "k").out()).isEqualTo("{\"a\": 1.50}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"put Note", "put Note -"})
    void put_withoutId_takesItFromTheDocument(String command) {
        Run run = shell.input("{\"id\":7}").run(command.split(" "));

        assertThat(run).isEqualTo(new Run(0, "{\"class\":\"Note\",\"id\":\"7\"}\n", ""));
        assertThat(shell.run("get", "Note", "7").out()).isEqualTo("{\"id\":7}\n");
    }

    @Test
    void put_withoutAnyId_assignsOneAndPrintsIt() {
        String printed = shell.input("{\"a\":1}")
                .run("put", "Note", "--format", "csv")
                .lines()
                .get(1);

        String id = printed.substring("Note,".length());
        assertThat(shell.run("get", "Note", id).out()).isEqualTo("{\"id\":\"" + id + "\",\"a\":1}\n");
    }

    @Test
    void put_ofAFile_takesItUnderTheId() throws Exception {
        Path file = Files.writeString(directory.resolve("note.json"), "\uFEFF{\n  \"a\": 1\n}\n");

        assertThat(shell.run("put", "Note", "k", file.toString()).status()).isZero();
        assertThat(shell.run("get", "Note", "k").out()).isEqualTo("{\"a\":1}\n");
    }

    @Test
    void put_singleArgumentThatIsAFile_isRefusedWithTheRemedies() throws Exception {
        String file = Files.writeString(directory.resolve("note.json"), "{}").toString();

        Run run = shell.input("{}").run("put", "Note", file);

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("put Note " + file + " -", "put Note - < " + file);
        assertThat(shell.store()).doesNotExist();
        assertThat(shell.input("{\"a\":1}").run("put", "Note", file, "-").status())
                .isZero();
        assertThat(shell.run("get", "Note", file).out()).isEqualTo("{\"a\":1}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"a\":secret}", "{\"a\":\"secret\",\"a\":2}", "{\"a\":\"secret\"} {}"})
    void put_ofBadJson_isRefusedWithoutQuotingIt(String content) {
        Run run = shell.input(content).run("put", "Note", "k");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("Note 'k'").doesNotContain("secret").hasLineCount(1);
        assertThat(shell.run("count").out()).isEqualTo("{\"count\":0}\n");
    }

    @Test
    void put_ofWhatIsNoUtf8_isRefused() {
        Run run = shell.input(new byte[] {'"', (byte) 0xFF, '"'}).run("put", "Note", "k");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("standard input is not encoded in UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", ""})
    void put_underAnImpossibleId_isRefused(String id) {
        assertThat(shell.input("{}").run("put", "Note", id, "-").status()).isEqualTo(2);
        assertThat(shell.store()).doesNotExist();
    }

    @Test
    void put_ifVersion_isAConflictWhenAnotherIsStored() {
        assertThat(shell.input("{\"n\":1}")
                        .run("put", "Note", "k", "-", "--if-version", "0")
                        .status())
                .isZero();
        assertThat(shell.run("put", "Note", "k", "-", "--if-version", "0").status())
                .isEqualTo(4);
        assertThat(shell.input("{\"n\":2}")
                        .run("put", "Note", "k", "-", "--if-version", "1")
                        .status())
                .isZero();

        Run run = shell.input("{\"n\":3}").run("put", "Note", "k", "-", "--if-version", "1");

        assertThat(run.status()).isEqualTo(4);
        assertThat(run.err()).contains("Note 'k'", "version 2").hasLineCount(1);
        assertThat(shell.run("get", "Note", "k").out()).isEqualTo("{\"n\":2}\n");
    }

    @Test
    void delete_removesAndCounts() {
        shell.input("{\"id\":\"a\"}\n{\"id\":\"b\"}\n{\"id\":\"c\"}").run("import", "Note", "-");

        assertThat(shell.run("delete", "Note", "a", "c"))
                .isEqualTo(new Run(0, "", "2 documents deleted from Note" + System.lineSeparator()));
        assertThat(shell.run("list", "Note").lines()).hasSize(1);
    }

    @Test
    void delete_ofAbsentIds_deletesTheRestAndReportsThem() {
        shell.input("{\"id\":\"a\"}\n{\"id\":\"b\"}").run("import", "Note", "-");

        Run run = shell.run("delete", "Note", "a", "nope", "a", "--quiet");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("there is no Note 'nope'").hasLineCount(1);
        assertThat(shell.run("list", "Note").lines()).hasSize(1);
    }

    @Test
    void idThatLooksLikeAnOption_standsBehindTwoDashes() {
        assertThat(shell.input("{}").run("put", "Note", "--", "-x").status()).isZero();
        assertThat(shell.run("get", "Note", "--", "-x").out()).isEqualTo("{}\n");
        assertThat(shell.run("delete", "Note", "--", "-x").status()).isZero();
    }

    @Test
    void delete_where_deletesWhatMeetsTheCondition() {
        shell.input("{\"id\":1,\"n\":1}\n{\"id\":2,\"n\":2}\n{\"id\":3,\"n\":3}\n")
                .run("import", "Note", "-");
        assertThat(shell.run("count", "Note", "--where", "n > 1").out())
                .isEqualTo("{\"class\":\"Note\",\"count\":2}\n");

        Run run = shell.run("delete", "Note", "--where", "n > 1");

        assertThat(run).isEqualTo(new Run(0, "", "2 documents deleted from Note\n"));
        assertThat(shell.run("export", "Note").out()).isEqualTo("{\"id\":1,\"n\":1}\n");
        assertThat(shell.run("delete", "Note", "--where", "n >").status()).isEqualTo(2);
        assertThat(shell.run("delete", "Note", "1", "--where", "n = 1").status())
                .isEqualTo(2);
        assertThat(shell.run("delete", "Note").status()).isEqualTo(2);
        assertThat(shell.run("count", "--where", "n = 1").status()).isEqualTo(2);
        assertThat(shell.run("count").out()).isEqualTo("{\"count\":1}\n");
    }
}
