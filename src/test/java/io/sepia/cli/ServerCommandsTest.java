package io.sepia.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.cli.Shell.Run;
import io.sepia.internal.backend.jpa.Mariadb;
import io.sepia.internal.backend.jpa.Postgresql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Commands on a store in a database server, addressed by its URL. */
class ServerCommandsTest {
    enum Server {
        MARIADB("MYSQL_PWD"),
        POSTGRESQL("PGPASSWORD");

        final String password;

        Server(String password) {
            this.password = password;
        }

        String url() {
            return this == MARIADB ? Mariadb.url() : Postgresql.url();
        }

        /** Makes a user with the password x. */
        String user(String url) {
            String name = "ada" + System.nanoTime();
            if (this == MARIADB) {
                Postgresql.execute(
                        url,
                        "CREATE USER " + name + "@'127.0.0.1' IDENTIFIED BY 'x'",
                        "GRANT ALL ON *.* TO " + name + "@'127.0.0.1'");
            } else {
                Postgresql.execute(url, "CREATE ROLE " + name + " LOGIN SUPERUSER PASSWORD 'x'");
            }
            return name;
        }
    }

    @TempDir
    Path directory;

    private Shell shell() {
        return new Shell(directory.resolve("store.db"));
    }

    @ParameterizedTest
    @EnumSource
    void copy_toAServerAndBack_leavesNoDifference(Server server) {
        String url = server.url();
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

    @ParameterizedTest
    @EnumSource
    void copySince_afterACopy_makesTheStoresEqual(Server server) throws Exception {
        String url = server.url();
        Shell shell = shell();
        shell.input("{\"id\":\"a\"}\n{\"id\":\"b\"}\n").run("import", "Note", "-");
        shell.run("changes", "--keep", "on");
        String said = shell.run("copy", "--to", url).err();
        shell.input("{\"id\":\"b\",\"n\":1}\n{\"id\":\"c\"}\n")
                .run("import", "Note", "-", "--on-conflict", "overwrite");
        shell.run("delete", "Note", "a");
        assertThat(shell.run("diff", "--with", url).status()).isEqualTo(1);

        String cursor = said.strip().replaceFirst("(?s).*--since ", "");
        Run run = shell.run("copy", "--to", url, "--since", cursor);
        assertThat(run.status()).isZero();
        assertThat(run.err()).contains("copied 3 changed objects", "--since ").doesNotContain(cursor);
        assertThat(shell.run("diff", "--with", url).status()).isZero();
        assertThat(shell.run("copy", "--to", url, "--since", cursor, "--on-conflict", "skip")
                        .status())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void read_ofADatabaseWithoutAStore_createsNothing(Server server) throws Exception {
        String url = server.url();
        Run run = shell().runExactly("--store", url, "classes");

        assertThat(run.status()).isNotZero();
        assertThat(run.err())
                .contains("There is no store: the table objects is missing")
                .doesNotContain("object_floors");
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT count(*) FROM information_schema.tables WHERE table_schema = "
                                + (server == Server.MARIADB ? "DATABASE()" : "current_schema"))) {
            rows.next();
            assertThat(rows.getLong(1)).isZero();
        }
    }

    @Test
    void password_inTheAddress_isRefused() {
        for (String url : new String[] {
            "jdbc:postgresql://localhost/app?user=ada&password=secret",
            "jdbc:postgresql://ada:secret@localhost/app",
            "jdbc:mariadb://localhost/app?user=ada&password=secret"
        }) {
            Run run = shell().runExactly("--store", url, "classes");
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.err()).contains("SEPIA_PASSWORD").doesNotContain("secret");
        }
    }

    @ParameterizedTest
    @EnumSource
    void password_ofAFileOrTheEnvironment_isUsed(Server server) throws Exception {
        String url = server.url();
        String role = server.user(url);
        String ofRole = url.replaceFirst("user=\\w+&?", "");
        Path file = Files.writeString(directory.resolve("password"), "x\n");

        assertThat(shell().environment("SEPIA_USER", role)
                        .environment("SEPIA_PASSWORD_FILE", file.toString())
                        .input("{}")
                        .runExactly("--store", ofRole, "put", "Note", "n")
                        .status())
                .isZero();
        assertThat(shell().environment(server == Server.MARIADB ? "SEPIA_USER" : "PGUSER", role)
                        .environment(server.password, "x")
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
