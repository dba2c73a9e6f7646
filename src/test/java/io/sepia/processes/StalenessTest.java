package io.sepia.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.processes.Pairs.Mark;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process sees the writes of another one {@value Pairs#WAIT_MILLIS} ms after the save has returned, whatever is in
 * its cache. The long run of 10,000 rounds: {@code ./mvnw test -Dtest=StalenessTest -Dsepia.pairs=20
 * -Dsepia.rounds=500}.
 */
@Tag("alone")
class StalenessTest {
    private static final int PAIRS = Integer.getInteger("sepia.pairs", 5);
    private static final int ROUNDS = Integer.getInteger("sepia.rounds", 10);

    @TempDir
    Path directory;

    @Test
    void load_ofWhatAnotherProcessWrote_isNeverOlderThanTheStaleness() throws Exception {
        for (int i = 0; i < PAIRS; i++) {
            try (Storage storage = Storage.open(directory.resolve(i + ".db"))) {
                storage.save(new Mark());
            }
        }
        List<Process> processes = new ArrayList<>();
        try {
            Process reader = start("read");
            processes.add(reader);
            Process writer = start("write");
            processes.add(writer);
            BufferedReader told = writer.inputReader(StandardCharsets.UTF_8);
            BufferedReader result = reader.inputReader(StandardCharsets.UTF_8);
            assertThat(told.readLine()).isEqualTo("ready");
            assertThat(result.readLine()).isEqualTo("ready");
            writer.getOutputStream().write('\n');
            writer.getOutputStream().flush();
            try (OutputStream toReader = reader.getOutputStream()) {
                for (String line = told.readLine(); line != null; line = told.readLine()) {
                    toReader.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                    toReader.flush();
                }
            }
            String line = result.readLine();
            assertThat(line).as("the result of the reader").matches("\\d+ \\d+ \\d+ -?\\d+");
            String[] counts = line.split(" ");
            System.out.printf(
                    "%s rounds, %s stale, %s reads from the cache, at most %s us after the %d ms%n",
                    counts[0], counts[1], counts[2], counts[3], Pairs.WAIT_MILLIS);
            assertThat(Long.parseLong(counts[0])).isEqualTo((long) PAIRS * ROUNDS);
            assertThat(Long.parseLong(counts[1])).as("stale reads").isZero();
            assertThat(Long.parseLong(counts[2])).as("reads from the cache").isGreaterThan(PAIRS * ROUNDS);
            for (Process each : processes) {
                assertThat(each.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(each.exitValue()).isZero();
            }
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
    }

    private Process start(String role) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Pairs.class.getName(),
                        role,
                        directory.toString(),
                        Integer.toString(PAIRS),
                        Integer.toString(ROUNDS))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
