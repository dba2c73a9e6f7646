package io.sepia.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.cli.Shell.Run;
import io.sepia.cli.terminal.ExitStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QueryCommandTest extends CommandFixture {
    @BeforeEach
    void fill() {
        shell.input(
                        "{\"id\":\"a\",\"n\":1.50,\"t\":[\"x\"]}\n{\"id\":\"b\",\"n\":2,\"s\":\"q,\"}\n{\"id\":\"c\",\"n\":3}\n")
                .run("import", "Note", "-");
    }

    @Test
    void query_elsewhereThanOnATerminal_writesDocumentsAsLines() {
        assertThat(shell.run("query", "Note", "--where", "n > 1.5").out())
                .isEqualTo("{\"id\":\"b\",\"n\":2,\"s\":\"q,\"}\n{\"id\":\"c\",\"n\":3}\n");
        assertThat(shell.run("query", "Note", "--where", "n > 9")).isEqualTo(new Run(0, "", ""));
    }

    @Test
    void query_inAnyFormat_writesTheSame() {
        assertThat(shell.run("query", "Note", "--where", "@id = 'b'", "--format", "csv")
                        .out())
                .isEqualTo("id,content\r\nb,\"{\"\"id\"\":\"\"b\"\",\"\"n\"\":2,\"\"s\"\":\"\"q,\"\"}\"\r\n");
        assertThat(shell.run("query", "Note", "--where", "@id = 'c'", "--format", "table")
                        .lines())
                .containsExactly("id  content", "c   {\"id\":\"c\",\"n\":3}");
    }

    @Test
    void query_orderLimitAndOffset_chooseTheRows() {
        assertThat(shell.run("query", "Note", "--order-by", "n desc", "--limit", "1", "--fields", "id")
                        .out())
                .isEqualTo("{\"id\":\"c\"}\n");
        assertThat(shell.run("query", "Note", "--order-by", "n desc", "--offset", "1", "--fields", "id")
                        .out())
                .isEqualTo("{\"id\":\"b\"}\n{\"id\":\"a\"}\n");
    }

    @Test
    void query_fields_areColumns() {
        assertThat(shell.run("query", "Note", "--fields", "@id, n, s, t[0], size(t), @version")
                        .lines())
                .containsExactly(
                        "{\"@id\":\"a\",\"n\":1.50,\"s\":null,\"t[0]\":\"x\",\"size(t)\":1,\"@version\":1}",
                        "{\"@id\":\"b\",\"n\":2,\"s\":\"q,\",\"t[0]\":null,\"size(t)\":null,\"@version\":1}",
                        "{\"@id\":\"c\",\"n\":3,\"s\":null,\"t[0]\":null,\"size(t)\":null,\"@version\":1}");
        assertThat(shell.run("query", "Note", "--fields", "id,s,t", "--format", "csv")
                        .out())
                .isEqualTo("id,s,t\r\na,,\"[\"\"x\"\"]\"\r\nb,\"q,\",\r\nc,,\r\n");
    }

    @Test
    void query_fieldsOfDocumentsWithLongNumbersAndTexts_givesTheRows() {
        String digits = "7".repeat(5_000);
        String text = "x".repeat(21 << 20);
        shell.input("{\"id\":\"long\",\"n\":" + digits + ",\"e\":1e-" + "9".repeat(50)
                        + "}\n{\"id\":\"wide\",\"n\":1,\"t\":\"" + text + "\"}\n")
                .run("import", "Large", "-");
        assertThat(shell.run("query", "Large", "--fields", "@id,n").lines())
                .containsExactly("{\"@id\":\"long\",\"n\":" + digits + "}", "{\"@id\":\"wide\",\"n\":1}");
        assertThat(shell.run("query", "Large", "--fields", "@id,t", "--where", "@id = 'wide'")
                        .out())
                .isEqualTo("{\"@id\":\"wide\",\"t\":\"" + text + "\"}\n");
        assertThat(shell.run("query", "Large", "--where", "n = " + digits, "--fields", "@id")
                        .lines())
                .containsExactly("{\"@id\":\"long\"}");
    }

    @Test
    void query_count_countsAll() {
        assertThat(shell.run("query", "Note", "--where", "n >= 2", "--limit", "1", "--count")
                        .out())
                .isEqualTo("{\"class\":\"Note\",\"count\":2}\n");
    }

    @Test
    void query_explain_namesTheIndexOrSaysScan() {
        assertThat(shell.run("query", "Note", "--where", "n = 2", "--explain").out())
                .startsWith("{\"class\":\"Note\",\"way\":\"scan\",\"indexes\":\"\",\"plan\":\"");
        shell.run("index", "add", "Note", "n");
        assertThat(shell.run("query", "Note", "--where", "n = 2", "--explain").out())
                .startsWith("{\"class\":\"Note\",\"way\":\"index\",\"indexes\":\"n\",\"plan\":\"SEARCH");
        assertThat(shell.run("query", "Note", "--where", "@id = 'a'", "--explain")
                        .out())
                .contains("\"way\":\"id\"");
    }

    @Test
    void query_thatCannotBeHonoured_isBadInput() {
        Run bad = shell.run("query", "Note", "--where", "n = = 1");

        assertThat(bad.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(bad.err()).contains("character 5").contains("expected a value");
        assertThat(shell.run("query", "Note", "--limit", "0").status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(shell.run("query", "Note", "--offset", "-1").status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(shell.run("query", "Note", "--order-by", "n; drop table objects")
                        .status())
                .isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(shell.run("query", "Note", "--fields", "n desc").status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(shell.run("query", "Nothing").status()).isEqualTo(ExitStatus.NOT_THERE);
    }
}
