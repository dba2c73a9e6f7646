package io.sepia.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only a separate process shows: signals, pipes, loaded classes, and output of libraries. */
class ProcessTest {
    @TempDir
    Path directory;

    private Path errors;

    @BeforeEach
    void open() {
        errors = directory.resolve("stderr.txt");
    }

    private ProcessBuilder sepia(List<String> javaOptions, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(javaOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Sepia.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectError(errors.toFile());
        builder.environment().put("LC_ALL", "C");
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        return builder;
    }

    private static int end(Process process) throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("The process did not end");
        }
        return process.exitValue();
    }

    private static String output(Process process) throws IOException {
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private String inStore(String... arguments) throws IOException, InterruptedException {
        Process process = sepia(List.of(), arguments).start();
        String output = output(process);
        assertThat(end(process)).isZero();
        return output;
    }

    @Test
    void help_loadsNoDatabaseCode() throws Exception {
        Process process = sepia(List.of("-Xlog:class+load"), "--help").start();

        String loaded = output(process);

        assertThat(end(process)).isZero();
        assertThat(loaded).contains("io.sepia.cli.ImportCommand", "Usage: sepia");
        assertThat(loaded.lines().filter(line -> line.matches(".*(org\\.hibernate|org\\.sqlite|jackson\\.databind).*")))
                .isEmpty();
    }

    @Test
    void streams_carryDataAndMessagesOnly_asUtf8() throws Exception {
        Process process = sepia(List.of(), "import", "Note", "-").start();
        try (OutputStream in = process.getOutputStream()) {
            in.write("{\"id\":\"ü😀\"}\n".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(output(process)).isEmpty();
        assertThat(end(process)).isZero();
        assertThat(Files.readString(errors)).matches("1 document imported into Note \\(.*\\)\\R");
        assertThat(directory.resolve("app_data.db")).exists();
        assertThat(inStore("export", "Note", "-q")).isEqualTo("{\"id\":\"ü😀\"}\n");
        assertThat(errors).isEmptyFile();
    }

    @Test
    void readerThatLeavesEarly_endsTheCommandQuietly() throws Exception {
        String line = "{\"id\":%d,\"t\":\"" + "x".repeat(500) + "\"}\n";
        Path file = directory.resolve("many.ndjson");
        try (Writer out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < 5_000; i++) {
                out.write(String.format(line, i));
            }
        }
        inStore("import", "Note", file.toString());

        Process process = sepia(List.of(), "export", "Note").start();
        try (var reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(reader.readLine()).startsWith("{\"id\":0,");
        }

        assertThat(end(process)).isIn(0, 141);
        assertThat(errors).isEmptyFile();
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC}) // Windows has no such signals.
    void interruptedWhileItWaitsForInput_keepsNothing() throws Exception {
        Process process = sepia(List.of(), "import", "Note", "-").start();
        Writer in = process.outputWriter(StandardCharsets.UTF_8);
        for (int i = 0; i < 20_000; i++) {
            in.write("{\"id\":" + i + "}\n");
        }
        in.flush();
        Thread.sleep(300);

        interrupt(process);

        assertThatItWasRolledBack(process);
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC}) // Windows has no such signals.
    void interruptedWhileItWorks_keepsNothing() throws Exception {
        Path pipe = directory.resolve("endless");
        assertThat(end(new ProcessBuilder("mkfifo", pipe.toString()).start())).isZero();
        Process process = sepia(List.of(), "import", "Note", pipe.toString()).start();
        try (OutputStream in = Files.newOutputStream(pipe)) {
            for (int i = 0; process.isAlive(); i++) {
                in.write(("{\"id\":" + i + "}\n").getBytes(StandardCharsets.US_ASCII));
                if (i == 50_000) {
                    interrupt(process);
                }
            }
        } catch (IOException e) {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue(); // The pipe broke, as it should.
        }

        assertThatItWasRolledBack(process);
    }

    @ParameterizedTest
    @ValueSource(strings = {"backup --rate 1 copy.db", "backup --rate 1 copy.tar", "export --all copy.gz"})
    @EnabledOnOs({OS.LINUX, OS.MAC}) // Windows has no such signals.
    void interruptedWhileItWritesAFile_leavesNone(String command) throws Exception {
        try (Storage storage = Storage.open(directory.resolve("app_data.db"))) {
            Random random = new Random(7);
            for (int i = 0; i < 16; i++) {
                byte[] bytes = new byte[500_000];
                random.nextBytes(bytes);
                storage.documents("Note").save("n" + i, "\"" + HexFormat.of().formatHex(bytes) + "\"");
            }
        }
        Process process = sepia(List.of(), command.split(" ")).start();
        while (process.isAlive() && files(".part").isEmpty()) {
            Thread.sleep(5);
        }

        interrupt(process);

        assertThat(end(process)).isEqualTo(isInterruptIgnored() ? 143 : 130);
        assertThat(Files.readString(errors))
                .isEqualTo("sepia: interrupted; rolled back, nothing was changed" + System.lineSeparator());
        assertThat(files("")).allMatch(name -> name.startsWith("app_data.db") || name.equals("stderr.txt"));
        assertThat(inStore("count", "-q")).isEqualTo("{\"count\":16}\n");
    }

    private List<String> files(String end) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(each -> each.getFileName().toString())
                    .filter(each -> each.endsWith(end))
                    .toList();
        }
    }

    private void assertThatItWasRolledBack(Process process) throws Exception {
        assertThat(end(process)).isEqualTo(isInterruptIgnored() ? 143 : 130);
        assertThat(Files.readString(errors))
                .isEqualTo("sepia: interrupted; rolled back, nothing was changed" + System.lineSeparator());
        assertThat(directory.resolve("app_data.db")).exists();
        assertThat(inStore("count", "-q")).isEqualTo("{\"count\":0}\n");
    }

    private static void interrupt(Process process) throws IOException, InterruptedException {
        String signal = isInterruptIgnored() ? "-TERM" : "-INT";
        assertThat(end(new ProcessBuilder("kill", signal, Long.toString(process.pid())).start()))
                .isZero();
    }

    /** Shells start background jobs with this signal ignored, and processes inherit that. */
    private static boolean isInterruptIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        return Files.readString(status)
                .lines()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(
                                        line.substring("SigIgn:".length()).strip(), 16)
                                & 2)
                        != 0);
    }
}
