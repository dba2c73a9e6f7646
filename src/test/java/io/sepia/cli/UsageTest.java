package io.sepia.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.cli.Shell.Run;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest extends CommandFixture {
    @Test
    void noCommand_printsUsageToStandardError() {
        Run run = shell.runExactly();

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("Usage: sepia").contains("import", "export", "demo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "help"})
    void help_isWhatWasAskedFor(String argument) {
        Run run = shell.runExactly(argument);

        assertThat(run.status()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).startsWith("Usage: sepia").contains("130 interrupted");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "import", "export", "classes", "list", "query", "search", "nearest", "count", "get", "put", "delete",
                "index", "stats", "demo", "help"
            })
    void everyCommand_hasHelpInBothForms(String command) {
        Run run = shell.runExactly("help", command);

        assertThat(run.status()).isZero();
        assertThat(run.out()).startsWith("Usage: sepia " + command).contains("--store", "--format", "--quiet");
        assertThat(shell.runExactly(command, "--help")).isEqualTo(run);
    }

    @Test
    void version_isOneLine() {
        Run run = shell.runExactly("--version");

        assertThat(run.status()).isZero();
        assertThat(run.lines()).singleElement().asString().startsWith("sepia ");
    }

    @ParameterizedTest
    @CsvSource({
        "imprt X f, unknown command 'imprt'. Did you mean 'import'?",
        "help imprt, unknown command 'imprt'. Did you mean 'import'?",
        "list X --limt 3, unknown option '--limt'. Did you mean '--limit'?",
        "classes X, one argument too many: 'X'",
        "list, missing required parameter: 'CLASS'",
        "list X --limit many, invalid value for option '--limit'",
        "list X --limit 0, '--limit must be 1 or more, not 0'",
        "list X --format yaml, invalid value for option '--format'",
        "put X k - --if-version -1, '--if-version needs an ID'",
        "put X --if-version 1, '--if-version needs an ID'"
    })
    void misuse_isOneLineWithARemedy(String arguments, String problem) {
        Run run = shell.runExactly(arguments.split(" "));

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines().findFirst().orElseThrow())
                .startsWith("sepia: ")
                .contains(problem);
    }

    @Test
    void store_isTakenBeforeAndAfterTheCommandAndWithItsScheme() {
        String path = shell.store().toString();
        shell.input("{\"id\":\"a\"}").run("put", "Note", "-");

        assertThat(shell.runExactly("--store", path, "count").status()).isZero();
        assertThat(shell.runExactly("count", "--store", path).status()).isZero();
        assertThat(shell.runExactly("count", "--store=sqlite:" + path).status()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"classes", "count", "count Note", "list Note", "get Note a", "export Note", "delete Note a"})
    void absentStore_isNotThereAndNotCreated(String command) {
        Run run = shell.run(command.split(" "));

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isEqualTo("sepia: there is no store at " + shell.store() + System.lineSeparator());
        assertThat(directory).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"count Other", "list Other", "get Other a", "export Other", "delete Other a"})
    void absentClass_isNotThereAndThoseThatAreAreNamed(String command) {
        shell.input("{\"id\":\"a\"}").run("put", "Note", "-");

        Run run = shell.run(command.split(" "));

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("there is no class Other in " + shell.store() + ", which has Note");
    }

    @ParameterizedTest
    @ValueSource(strings = {"count", "classes", "put Note a", "demo", "import Note -"})
    void fileOfAnotherKind_isRefusedAndUntouched(String command) throws Exception {
        byte[] text =
                "This is a shopping list, and no database at all.\n".repeat(30).getBytes();
        Files.write(shell.store(), text);

        Run run = shell.input("{\"id\":\"a\"}").run(command.split(" "));

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains(shell.store().toString()).hasLineCount(1);
        assertThat(shell.store()).hasBinaryContent(text);
        assertThat(directory).isDirectoryContaining(path -> path.equals(shell.store()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"count", "put Note a", "demo", "import Note -"})
    void databaseOfAnotherApplication_isRefusedAndUntouched(String command) throws Exception {
        execute("create table objects (id integer primary key, name text)");
        byte[] database = Files.readAllBytes(shell.store());

        Run run = shell.input("{\"id\":\"a\"}").run(command.split(" "));

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err()).contains(shell.store().toString()).hasLineCount(1);
        assertThat(shell.store()).hasBinaryContent(database);
    }

    @Test
    void damagedDocument_isDamageAndNotShown() throws Exception {
        shell.input("{\"id\":\"a\"}").run("put", "Note", "-");
        execute("update objects set content = '{\"id\":\"secret\"}', checksum = 1");

        for (String command : List.of("get Note a", "export Note", "list Note")) {
            Run run = shell.run(command.split(" "));

            assertThat(run.status()).isEqualTo(5);
            assertThat(run.err()).contains("Note 'a'").doesNotContain("secret").hasLineCount(1);
        }
    }

    /** Runs a statement as another program would. */
    private void execute(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + shell.store());
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    @Test
    void directoryAsStore_isRefused() {
        Run run = shell.runExactly("--store", directory.toString(), "count");

        assertThat(run.status()).isIn(2, 3);
        assertThat(run.err()).startsWith("sepia: ").hasLineCount(1);
    }

    @Test
    void error_showsItsOriginOnlyWhenAsked() {
        assertThat(shell.run("count").err()).doesNotContain("\tat ");
        assertThat(shell.run("count", "--stacktrace").err()).contains("\tat io.sepia.cli.");
    }

    @Test
    void completion_namesEachCommand() {
        Run run = shell.runExactly("completion");

        assertThat(run.status()).isZero();
        assertThat(run.out()).startsWith("#!/usr/bin/env bash").contains("complete -F", "fields", "--assign-ids");
    }
}
