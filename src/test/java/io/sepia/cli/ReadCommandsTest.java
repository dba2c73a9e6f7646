package io.sepia.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.cli.Shell.Run;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadCommandsTest extends CommandFixture {
    @BeforeEach
    void fill() {
        shell.input("{\"id\":\"b\",\"n\":1.50}\n{\"id\":\"a\",\"t\":\"x,y\"}\n{\"id\":\"c\"}\n")
                .run("import", "Note", "-");
        shell.input("{\"id\":\"a\"}").run("put", "Author", "-");
    }

    @Test
    void classes_namesEachWithItsCount() {
        assertThat(shell.run("classes").out())
                .isEqualTo("{\"class\":\"Author\",\"count\":1}\n{\"class\":\"Note\",\"count\":3}\n");
    }

    @Test
    void count_ofTheStoreAndOfAClass() {
        assertThat(shell.run("count").out()).isEqualTo("{\"count\":4}\n");
        assertThat(shell.run("count", "Note").out()).isEqualTo("{\"class\":\"Note\",\"count\":3}\n");
    }

    @Test
    void format_isATableOnATerminalAndJsonElsewhere() {
        assertThat(shell.run("classes").out()).startsWith("{");
        assertThat(shell.run("classes", "--format", "csv").out()).isEqualTo("class,count\r\nAuthor,1\r\nNote,3\r\n");
        assertThat(shell.run("classes", "--format", "TABLE").out())
                .isEqualTo("class   count\nAuthor      1\nNote        3\n");
        shell.onTerminal().environment("COLUMNS", "80");
        assertThat(shell.run("classes").out()).contains("Author      1");
        assertThat(shell.run("--format=json", "classes").out()).startsWith("{");
    }

    @Test
    void colour_isUsedOnATerminalUnlessNoColor() {
        shell.onTerminal().environment("COLUMNS", "80");

        assertThat(shell.run("classes").out()).contains("\u001B[");
        assertThat(shell.runExactly("--help").out()).contains("\u001B[");

        shell.environment("NO_COLOR", "1");
        assertThat(shell.run("classes").out()).doesNotContain("\u001B[");
        assertThat(shell.runExactly("--help").out()).doesNotContain("\u001B[");
    }

    @Test
    void list_isInTheOrderOfIds() {
        assertThat(shell.run("list", "Note").lines())
                .satisfiesExactly(
                        line -> assertThat(line).matches("\\{\"id\":\"a\",\"version\":1,\"updated\":\"20.*Z\"}"),
                        line -> assertThat(line).startsWith("{\"id\":\"b\""),
                        line -> assertThat(line).startsWith("{\"id\":\"c\""));
    }

    @Test
    void list_limitAndAfter_giveAPage() {
        assertThat(shell.run("list", "Note", "--limit", "1", "--after", "a").lines())
                .singleElement()
                .asString()
                .startsWith("{\"id\":\"b\"");
        assertThat(shell.run("list", "Note", "--after", "bb").lines()).hasSize(1);
        assertThat(shell.run("list", "Note", "--after", "b'' or @id > '").lines())
                .hasSize(1);
        assertThat(shell.run("list", "Note", "--after", "c")).isEqualTo(new Run(0, "", ""));
    }

    @Test
    void get_elsewhereThanOnATerminal_isTheStoredLine() {
        assertThat(shell.run("get", "Note", "b")).isEqualTo(new Run(0, "{\"id\":\"b\",\"n\":1.50}\n", ""));
    }

    @Test
    void get_onATerminal_isLaidOut() {
        shell.onTerminal();

        assertThat(shell.run("get", "Note", "b").out()).isEqualTo("{\n  \"id\": \"b\",\n  \"n\": 1.50\n}\n");
    }

    @Test
    void get_withMetadata_tellsVersionAndTimes() {
        assertThat(shell.run("get", "Note", "b", "--with-metadata").out())
                .matches(
                        "\\{\"class\":\"Note\",\"id\":\"b\",\"version\":1,\"created\":\"[^\"]+Z\",\"updated\":\"[^\"]+Z\","
                                + "\"content\":\\{\"id\":\"b\",\"n\":1.50}}\n");
        assertThat(shell.run("get", "Note", "b", "--with-metadata", "--format", "table")
                        .out())
                .startsWith("class     Note\nid        b\nversion   1\ncreated   20")
                .endsWith("\n\n{\n  \"id\": \"b\",\n  \"n\": 1.50\n}\n");
    }

    @Test
    void get_asCsv_quotesTheDocument() {
        assertThat(shell.run("get", "Note", "a", "--format", "csv").out())
                .isEqualTo("content\r\n\"{\"\"id\"\":\"\"a\"\",\"\"t\"\":\"\"x,y\"\"}\"\r\n");
    }

    @Test
    void get_absentObject_isNotThere() {
        Run run = shell.run("get", "Note", "nope");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("there is no Note 'nope' in " + shell.store());
    }

    @Test
    void output_isUtf8() {
        shell.input("{\"id\":\"ü😀\"}").run("put", "Note", "-");

        assertThat(shell.run("get", "Note", "ü😀").out()).isEqualTo("{\"id\":\"ü😀\"}\n");
    }
}
