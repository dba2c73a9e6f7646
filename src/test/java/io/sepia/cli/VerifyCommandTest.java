package io.sepia.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.cli.Shell.Run;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {
    @TempDir
    private Path directory;

    @Test
    void verify_listsFindingsAndAdoptsEdits() throws SQLException {
        Shell shell = new Shell(directory.resolve("store.db"));
        shell.input("{\"id\":\"a\"}\n{\"id\":\"b\"}\n").run("import", "Note", "-");
        Run sound = shell.run("verify");
        assertThat(sound.status()).isZero();
        assertThat(sound.out()).isEmpty();
        assertThat(sound.err()).startsWith("2 documents, 0 generations and 0 events read, 0 findings (");

        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + shell.store());
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE objects SET content = '{\"id\":\"a\",\"n\":1}' WHERE object_id = 'a'");
            statement.execute("UPDATE objects SET content = '{\"secret\":1}', checksum = 7 WHERE object_id = 'b'");
        }
        Run damaged = shell.run("verify");
        assertThat(damaged.status()).isEqualTo(5);
        assertThat(damaged.out()).doesNotContain("secret");
        assertThat(damaged.lines())
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line).contains("\"document\"", "\"Note\"", "\"b\"", "checksum"),
                        line -> assertThat(line).contains("\"edited\"", "\"Note\"", "\"a\"", "verify --adopt"));
        Run adopted = shell.run("verify", "--adopt");
        assertThat(adopted.status()).isEqualTo(5);
        assertThat(adopted.err()).contains("1 document sealed");
        assertThat(adopted.lines()).hasSize(1);
    }
}
