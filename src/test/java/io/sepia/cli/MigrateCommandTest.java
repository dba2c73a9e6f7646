package io.sepia.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.cli.Shell.Run;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MigrateCommandTest extends CommandFixture {
    private static final String STEPS = "{\"schema\": 2, \"steps\": [{\"rename\": \"title\", \"to\": \"heading\"},"
            + " {\"move\": \"zip\", \"to\": \"home.zip\"}, {\"default\": \"lang\", \"value\": \"en\"},"
            + " {\"remove\": \"junk\"}]}";

    @BeforeEach
    void fill() {
        shell.input("{\"id\":\"a\",\"title\":\"A\",\"zip\":\"12\",\"junk\":1}").run("put", "Note");
        shell.input("{\"id\":\"b\",\"title\":\"B\"}").run("put", "Note");
    }

    private String steps(String json) throws IOException {
        return Files.writeString(directory.resolve("steps.json"), json).toString();
    }

    @Test
    void migrate_stepsOfAFile_changesAllDocumentsOnce() throws IOException {
        Run run = shell.run("migrate", "Note", "--steps", steps(STEPS), "--format", "json");
        assertThat(run.status()).isZero();
        assertThat(run.out()).isEqualTo("{\"class\":\"Note\",\"schema\":2,\"migrated\":2,\"unchanged\":0}\n");
        assertThat(run.err()).contains("2 documents migrated to schema 2");
        assertThat(shell.run("get", "Note", "a").out())
                .contains("\"heading\"", "\"home\"", "\"en\"", "$schema")
                .doesNotContain("junk", "title");

        assertThat(shell.run("migrate", "Note", "--steps", steps(STEPS), "--format", "json")
                        .out())
                .contains("\"migrated\":0,\"unchanged\":2");
    }

    @Test
    void migrate_severalSchemas_runsThemInOrder() throws IOException {
        String file =
                steps("[" + STEPS + ", {\"schema\": 3, \"steps\": [{\"rename\": \"heading\", \"to\": \"name\"}]}]");
        assertThat(shell.run("migrate", "Note", "--steps", file).status()).isZero();
        assertThat(shell.run("get", "Note", "b").out()).contains("\"name\"", "3");
    }

    @Test
    void migrate_dryRun_changesNothing() throws IOException {
        Run run = shell.run("migrate", "Note", "--steps", steps(STEPS), "--dry-run");
        assertThat(run.status()).isZero();
        assertThat(run.err()).contains("2 documents would be migrated to schema 2");
        assertThat(shell.run("get", "Note", "a").out()).contains("junk").doesNotContain("$schema");
    }

    @Test
    void migrate_failingStep_namesTheObject() throws IOException {
        shell.input("{\"id\":\"c\",\"title\":\"C\",\"heading\":\"D\"}").run("put", "Note");
        Run run = shell.run("migrate", "Note", "--steps", steps(STEPS));
        assertThat(run.status()).isNotZero();
        assertThat(run.err()).contains("Note 'c'", "rename title to heading");
        assertThat(shell.run("get", "Note", "a").out()).contains("junk");
    }

    @Test
    void migrate_wrongFile_isBadInput() throws IOException {
        for (String each : new String[] {
            "{",
            "[]",
            "{\"schema\": 1, \"steps\": []}",
            "{\"schema\": 99999999999, \"steps\": []}",
            "{\"schema\": 2.5, \"steps\": []}",
            "{\"schema\": 2, \"steps\": {}}",
            "{\"schema\": 2, \"steps\": [{\"rename\": \"a\"}]}",
            "{\"schema\": 2, \"steps\": [{\"rename\": \"a\", \"to\": 1}]}",
            "{\"schema\": 2, \"steps\": [{\"drop\": \"a\"}]}",
            "{\"schema\": 2, \"steps\": [{\"remove\": \"a[0]\"}]}",
            "{\"schema\": 2, \"steps\": [], \"more\": 1}"
        }) {
            Run run = shell.run("migrate", "Note", "--steps", steps(each));
            assertThat(run.status()).as(each).isEqualTo(2);
            assertThat(run.err()).as(each).contains("steps.json");
        }
        assertThat(shell.run("migrate", "Note", "--steps", "nowhere.json").status())
                .isEqualTo(2);
        assertThat(shell.run("migrate", "Other", "--steps", steps(STEPS)).status())
                .isEqualTo(1);
    }
}
