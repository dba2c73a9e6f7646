package io.sepia.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.cli.Shell.Run;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SearchCommandTest extends CommandFixture {
    @BeforeEach
    void fill() {
        shell.input(
                        "{\"id\":\"a\",\"t\":\"An engine\\nand an engine\",\"n\":1}\n{\"id\":\"b\",\"t\":\"The engine\",\"n\":2}\n"
                                + "{\"id\":\"c\",\"t\":\"A loom\",\"n\":3}\n")
                .run("import", "Note", "-");
    }

    @Test
    void search_words_writesIdsAndExcerpts() {
        assertThat(shell.run("search", "Note", "ENGINE", "--format", "csv")
                        .out()
                        .lines())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("id,score,excerpt"),
                        line -> assertThat(line).startsWith("a,").endsWith(",An [engine] and an [engine]"),
                        line -> assertThat(line).startsWith("b,").endsWith(",The [engine]"));
        assertThat(shell.run("search", "Note", "an", "loom", "or", "engine", "--format", "csv")
                        .out()
                        .lines())
                .hasSize(2);
    }

    @Test
    void search_whereLimitAndOffset_chooseTheRows() {
        assertThat(shell.run("search", "Note", "engine", "--where", "n > 1", "--format", "csv")
                        .out())
                .contains("b,")
                .doesNotContain("a,");
        assertThat(shell.run("search", "Note", "engine", "--limit", "1", "--offset", "1", "--format", "csv")
                        .out())
                .contains("b,")
                .doesNotContain("a,");
    }

    @Test
    void search_excludedWord_isNoOption() {
        assertThat(shell.run("search", "Note", "engine -and", "--format", "csv").out())
                .contains("b,")
                .doesNotContain("a,");
        assertThat(shell.run("search", "--format", "csv", "Note", "--", "engine", "-and")
                        .out())
                .contains("b,")
                .doesNotContain("a,");
        assertThat(shell.run("search", "--help").out()).contains("'engine -loom'");
    }

    @Test
    void search_nothingFound_writesNothing() {
        assertThat(shell.run("search", "Note", "piston")).isEqualTo(new Run(0, "", ""));
        assertThat(shell.run("search", "Note", "NEAR(\"").status()).isZero();
        assertThat(shell.run("search", "Nothing", "engine").status()).isEqualTo(1);
        assertThat(shell.run("search", "Note", "engine", "--limit", "0").status())
                .isEqualTo(2);
    }

    @Test
    void search_onATerminal_writesWordsInBoldType() {
        shell.onTerminal();

        assertThat(shell.run("search", "Note", "loom").out()).contains("A \u001B[1mloom\u001B[0m");

        shell.environment("NO_COLOR", "1");
        assertThat(shell.run("search", "Note", "loom").out())
                .contains("A [loom]")
                .doesNotContain("\u001B");
        assertThat(shell.run("search", "Note", "loom", "--format", "csv").out()).contains("A [loom]");
    }
}
