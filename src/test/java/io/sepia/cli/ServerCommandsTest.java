package io.sepia.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.cli.Shell.Run;
import io.sepia.internal.backend.jpa.Postgresql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on a store in a database server, addressed by its URL. */
class ServerCommandsTest {
    @TempDir
    Path directory;

    private Shell shell() {
        return new Shell(directory.resolve("store.db"));
    }

    @Test
    void copy_toAServerAndBack_leavesNoDifference() {
        String url = Postgresql.url();
        Shell shell = shell();
        shell.input("{\"id\":\"a\",\"n\":1}\n{\"id\":\"b\",\"n\":2.50}\n").run("import", "Note", "-");

        assertThat(shell.run("copy", "--to", url).status()).isZero();
        assertThat(shell.run("diff", "--with", url).status()).isZero();
        assertThat(shell.runExactly("--store", url, "get", "Note", "b").out()).contains("2.50");
        String back = directory.resolve("back.db").toString();
        assertThat(shell.runExactly("--store", url, "copy", "--to", back).status())
                .isZero();
        assertThat(shell.run("diff", "--with", back).status()).isZero();

        shell.runExactly("--store", url, "delete", "Note", "a");
        assertThat(shell.run("diff", "--with", url).status()).isEqualTo(1);
    }

    @Test
    void read_ofADatabaseWithoutAStore_createsNothing() throws Exception {
        String url = Postgresql.url();
        Run run = shell().runExactly("--store", url, "classes");

        assertThat(run.status()).isNotZero();
        assertThat(run.err()).contains("table objects is missing");
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema")) {
            rows.next();
            assertThat(rows.getLong(1)).isZero();
        }
    }

    @Test
    void password_inTheAddress_isRefused() {
        for (String url : new String[] {
            "jdbc:postgresql://localhost/app?user=ada&password=secret", "jdbc:postgresql://ada:secret@localhost/app"
        }) {
            Run run = shell().runExactly("--store", url, "classes");
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.err()).contains("SEPIA_PASSWORD").doesNotContain("secret");
        }
    }

    @Test
    void password_ofAFileOrTheEnvironment_isUsed() throws Exception {
        String url = Postgresql.url();
        String role = "ada" + System.nanoTime();
        Postgresql.execute(url, "CREATE ROLE " + role + " LOGIN SUPERUSER PASSWORD 'x'");
        String ofRole = url.replace("user=postgres&", "");
        Path file = Files.writeString(directory.resolve("password"), "x\n");

        assertThat(shell().environment("SEPIA_USER", role)
                        .environment("SEPIA_PASSWORD_FILE", file.toString())
                        .input("{}")
                        .runExactly("--store", ofRole, "put", "Note", "n")
                        .status())
                .isZero();
        assertThat(shell().environment("PGUSER", role)
                        .environment("PGPASSWORD", "x")
                        .runExactly("--store", ofRole, "get", "Note", "n")
                        .status())
                .isZero();
        assertThat(shell().environment(
                                "SEPIA_PASSWORD_FILE", directory.resolve("none").toString())
                        .runExactly("--store", ofRole, "get", "Note", "n")
                        .status())
                .isEqualTo(2);
    }
}
