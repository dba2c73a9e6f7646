package io.sepia.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SchemaCommandTest extends CommandFixture {
    private static final Path FILES = Path.of("src/main/resources/io/sepia/schema");

    @Test
    void schema_ofOneStep_isItsFile() throws Exception {
        Shell.Run run = shell.run("schema", "h2", "--step", "2");
        assertThat(run.out()).isEqualTo(Files.readString(FILES.resolve("h2/step-2.sql")));
        assertThat(run.status()).isZero();
    }

    @Test
    void schema_ofAllSteps_isOneFileAndTouchesNoStore() {
        Shell.Run run = shell.run("schema", "sqlite");
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .startsWith("--liquibase formatted sql")
                .containsOnlyOnce("liquibase formatted")
                .contains("CREATE TABLE objects (", "PRAGMA user_version = 1;", "PRAGMA user_version = 2;");
        assertThat(directory.resolve("store.db")).doesNotExist();
    }

    @Test
    void schema_unknownDatabaseOrStep_isBadUsage() {
        assertThat(shell.run("schema").status()).isEqualTo(2);
        assertThat(shell.run("schema", "oracle").status()).isEqualTo(2);
        assertThat(shell.run("schema", "h2", "--step", "0").status()).isEqualTo(2);
        assertThat(shell.run("schema", "h2", "--step", "999").err()).contains("no migration 999");
    }
}
