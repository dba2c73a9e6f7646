package io.sepia.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.cli.Shell.Run;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Exports, imports and copies of stores with damaged objects, from bad files, and beside other writers. */
class TransferCommandsTest extends CommandFixture {
    private Shell other(String name) {
        return new Shell(directory.resolve(name));
    }

    private void damage(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + shell.store());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String lines(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"id\":\"n" + i + "\"}\n")
                .collect(Collectors.joining());
    }

    @Test
    void damagedDocument_isNamedAndTheRestDeliveredIfAsked() throws SQLException {
        shell.input(lines(20)).run("import", "Note", "-");
        damage("UPDATE objects SET content = '{\"id\":\"n7\",bad' WHERE object_id = 'n7'");
        String file = directory.resolve("all.jsonl").toString();

        for (Run run : List.of(
                shell.run("export", "--all", file),
                shell.run("export", "Note", file),
                shell.run("copy", "--to", directory.resolve("refused.db").toString()))) {
            assertThat(run.status()).isEqualTo(5);
            assertThat(run.err()).contains("Note 'n7'");
        }
        assertThat(Path.of(file)).doesNotExist();

        Run lines = shell.run("export", "Note", "--keep-going");
        assertThat(lines.status()).isEqualTo(5);
        assertThat(lines.lines()).hasSize(19);
        assertThat(lines.err()).contains("left out: Note 'n7'", "19 documents exported from Note, 1 left out");
        Run all = shell.run("export", "--all", file, "--keep-going");
        assertThat(all.status()).isEqualTo(5);
        assertThat(all.err()).contains("Note 'n7'", "1 left out");
        assertThat(other("imported.db").run("import", file).status()).isZero();
        Path copy = directory.resolve("copy.db");
        assertThat(shell.run("copy", "--keep-going", "--to", copy.toString()).status())
                .isEqualTo(5);
        for (String name : List.of("imported.db", "copy.db")) {
            assertThat(other(name).run("count", "Note").out()).contains("19");
        }
    }

    @Test
    void importOfAStore_namesTheUsersFileAndKeepsTheGoodLinesIfAsked() throws IOException {
        shell.input(lines(5)).run("import", "Note", "-");
        Path file = directory.resolve("all.jsonl");
        shell.run("export", "--all", file.toString());
        Files.writeString(file, Files.readString(file).replace("n3", "n9"));

        Run refused = other("b.db").run("import", file.toString());
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err())
                .startsWith("sepia: " + file + ": ")
                .contains("line 5")
                .hasLineCount(1);
        assertThat(other("b.db").run("count").out()).contains("0");

        Run kept = other("b.db").run("import", file.toString(), "--keep-going");
        assertThat(kept.status()).isEqualTo(2);
        assertThat(kept.err()).contains(file + ": ", "line 5", "It was left out.", "4 documents", "1 left out");
        assertThat(other("b.db").run("count", "Note").out()).contains("4");
    }

    @Test
    void importOfAnyOtherFile_namesIt() throws IOException {
        Path file = Files.writeString(directory.resolve("letter.txt"), "Dear reader");

        Run run = shell.run("import", file.toString());

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).startsWith("sepia: " + file + ": ").contains("not an export");
    }

    /** One line without end, whose first bytes are those of an export or of a document. */
    private Path bomb(String name, String start) throws IOException {
        Path file = directory.resolve(name);
        byte[] part = new byte[1 << 20];
        Arrays.fill(part, (byte) 'a');
        try (OutputStream out =
                new BufferedOutputStream(new GZIPOutputStream(Files.newOutputStream(file), 1 << 16), 1 << 16)) {
            out.write(start.getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 600; i++) {
                out.write(part);
            }
        }
        return file;
    }

    @Test
    void lineWithoutEnd_isRefusedAtTheLimit() throws IOException {
        String header = "{\"format\":\"sepia-export\",\"version\":1}\n";
        assertThat(shell.run("import", bomb("a.gz", header + "{\"class\":\"").toString())
                        .err())
                .contains("line 2 has more than");
        assertThat(shell.run("import", bomb("b.gz", "{\"Note\":[{\"id\":\"").toString())
                        .status())
                .isEqualTo(2);
        assertThat(shell.run("import", "Note", bomb("c.gz", "{\"id\":\"").toString())
                        .err())
                .contains("line 1 has");
    }

    @Test
    void import_waitsForAnotherWriterAndSaysSo() throws Exception {
        shell.input("{}").run("put", "Note", "first");
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch tried = new CountDownLatch(1);
        CompletableFuture<Void> holder = CompletableFuture.runAsync(() -> {
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + shell.store());
                    Statement statement = other.createStatement()) {
                statement.execute("begin immediate");
                writing.countDown();
                await(tried);
                sleep(3_000);
                statement.execute("rollback");
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(writing.await(30, TimeUnit.SECONDS)).isTrue();

        Run impatient = shell.input(lines(3)).run("import", "Note", "-", "--wait", "0");
        tried.countDown();
        Run run = shell.input(lines(3)).run("import", "Note", "-");

        holder.get();
        assertThat(impatient.status()).isEqualTo(4);
        assertThat(run.status()).isZero();
        assertThat(run.err()).contains("waiting for another process to end its transaction, for at most 600 s");
        assertThat(shell.run("list", "--wait", "9999").status()).isEqualTo(2);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void sixImportsIntoOneFile_allSucceed() {
        shell.input("{}").run("put", "Note", "first");
        List<CompletableFuture<Run>> runs = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            String className = "C" + i;
            runs.add(CompletableFuture.supplyAsync(
                    () -> other("store.db").input(lines(5_000)).run("import", className, "-")));
        }
        for (CompletableFuture<Run> each : runs) {
            assertThat(each.join().err()).contains("5,000 documents imported");
        }
        assertThat(shell.run("count", "C5").out()).contains("5000");
    }
}
