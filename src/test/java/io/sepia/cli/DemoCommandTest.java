package io.sepia.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.cli.Shell.Run;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {
    @TempDir
    static Path directory;

    private static Shell shell = new Shell(Path.of("unset"));
    private static Run first = new Run(-1, "", "");

    @BeforeAll
    static void run() {
        shell = new Shell(directory.resolve("my store.db"));
        first = shell.run("demo");
    }

    @Test
    void demo_storesEverythingAndShowsIt() {
        assertThat(first.status()).isZero();
        assertThat(first.err()).isEmpty();
        assertThat(first.out())
                .contains("Browser: 17 documents, 17 new")
                .contains("Feature: 20,968 documents, 20,968 new")
                .contains("1,000 documents loaded by id in ")
                .contains("Feature 'css.properties.grid', version 1")
                .containsPattern("(?m)^firefox +Firefox +\\d+  52$")
                .containsPattern("(?m)^Feature +20968$")
                .contains("sqlite3 '" + shell.store() + "' \"select class_name");
    }

    @Test
    void feature_refersToItsBrowsersAndKeepsTheRest() {
        String feature = shell.run("get", "Feature", "css.properties.grid").out();

        assertThat(feature)
                .startsWith("{\"id\":\"css.properties.grid\",")
                .contains("\"support\":{\"chrome\":")
                .contains("],\"browsers\":[{\"$ref\":{\"class\":\"Browser\",\"id\":\"chrome\"}},")
                .endsWith("}}]}\n");
    }

    @Test
    void again_changesNothing() {
        Run again = shell.run("demo");

        assertThat(again.status()).isZero();
        assertThat(again.out())
                .contains("Browser: 17 documents, 17 already stored")
                .contains("Feature: 20,968 documents, 20,968 already stored")
                .contains("version 1");
    }

    @Test
    void commandWithBlanksInItsPath_isQuoted() {
        System.setProperty("sepia.command", "/my programs/sepia");
        try {
            assertThat(shell.run("demo").out()).contains("\n  \"/my programs/sepia\" --store '");
        } finally {
            System.clearProperty("sepia.command");
        }
    }

    @Test
    void commandsThatItNames_work() {
        List<String> commands = first.lines().stream()
                .map(String::strip)
                .filter(line -> line.startsWith("./sepia"))
                .map(line ->
                        line.substring(line.indexOf("db'") + "db'".length()).strip())
                .toList();

        assertThat(commands).hasSizeGreaterThan(3).allSatisfy(command -> {
            String inDirectory = command.replace(" browsers", " " + directory + "/browsers");
            assertThat(shell.run(inDirectory.split(" ")).status()).isZero();
        });
    }
}
