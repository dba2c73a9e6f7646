package io.sepia.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.processes.Counting.Counter;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Several processes read, change and write the same objects, without a lost update and without an error. The long run,
 * which also checks their waiting times: {@code ./mvnw test -Dtest=SharedFileTest -Dsepia.seconds=60
 * -Dsepia.threads=16}.
 */
@Tag("alone")
class SharedFileTest {
    private static final int PROCESSES = 4;
    private static final long SECONDS = Long.getLong("sepia.seconds", 2);
    private static final int THREADS = Integer.getInteger("sepia.threads", 4);

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"shared.db", "files"})
    void readModifyWrite_fourProcesses_losesNoUpdateAndMeetsNoError(String name) throws Exception {
        Path file = directory.resolve(name);
        try (Storage storage = Counting.open(file.toString())) {
            for (int i = 0; i < Counting.COUNTERS; i++) {
                storage.save(new Counter("c" + i));
            }
        }
        List<Process> processes = new ArrayList<>();
        List<Long> transactions = new ArrayList<>();
        long sum = 0;
        long longest = 0;
        try {
            for (int i = 0; i < PROCESSES; i++) {
                processes.add(start(file));
            }
            List<BufferedReader> outputs = new ArrayList<>();
            for (Process each : processes) {
                outputs.add(each.inputReader(StandardCharsets.UTF_8));
                assertThat(outputs.get(outputs.size() - 1).readLine()).isEqualTo("ready");
            }
            for (Process each : processes) {
                each.getOutputStream().write('\n');
                each.getOutputStream().flush();
            }
            for (BufferedReader output : outputs) {
                for (int thread = 0; thread < THREADS; thread++) {
                    String line = output.readLine();
                    assertThat(line).as("the result of a thread").matches("\\d+ \\d+ \\d+");
                    String[] result = line.split(" ");
                    transactions.add(Long.parseLong(result[0]));
                    sum += Long.parseLong(result[1]);
                    longest = Math.max(longest, Long.parseLong(result[2]));
                }
            }
            for (Process each : processes) {
                assertThat(each.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(each.exitValue()).isZero();
            }
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
        long all = transactions.stream().mapToLong(Long::longValue).sum();
        try (Storage storage = Counting.open(file.toString())) {
            long counted =
                    storage.stream(Counter.class).mapToLong(each -> each.value).sum();
            assertThat(counted).isEqualTo(all);
        }
        assertThat(transactions).allMatch(each -> each > 0);
        if (SECONDS >= 60) {
            double mean = (double) sum / all;
            System.out.printf(
                    "%d transactions, mean %.2f ms, longest %.2f ms, ratio %.1f; by thread %d to %d%n",
                    all,
                    mean / 1e6,
                    longest / 1e6,
                    longest / mean,
                    transactions.stream().mapToLong(Long::longValue).min().orElseThrow(),
                    transactions.stream().mapToLong(Long::longValue).max().orElseThrow());
            assertThat(longest / mean).isLessThan(20);
        }
    }

    private static Process start(Path file) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Counting.class.getName(),
                        file.toString(),
                        Integer.toString(THREADS),
                        Long.toString(SECONDS))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
