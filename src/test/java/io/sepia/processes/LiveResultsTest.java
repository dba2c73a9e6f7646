package io.sepia.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.contract.LiveWrites;
import io.sepia.contract.WatchedResult;
import java.io.BufferedReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Four threads and another process write to one file, while listeners are told of the results of queries. After each
 * round, what they were told is what the queries return. To run it longer: {@code ./mvnw test -Dtest=LiveResultsTest
 * -Dsepia.rounds=1000}; {@code -Dsepia.seed=2} writes something else.
 */
class LiveResultsTest {
    private static final int ROUNDS = Integer.getInteger("sepia.rounds", 50);
    private static final long SEED = Long.getLong("sepia.seed", 1);
    private static final int THREADS = 4;

    @TempDir
    Path directory;

    @Test
    void results_afterEachRound_areTheAnswers() throws Exception {
        Path file = directory.resolve("store.db");
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        try (Storage storage = StorageBuilder.of(file).option("changes", "on").open()) {
            Process other = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            LiveWriting.class.getName(),
                            file.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            List<WatchedResult<?>> watched = LiveWrites.watch(storage);
            try (BufferedReader lines = other.inputReader(StandardCharsets.UTF_8);
                    Writer commands = other.outputWriter(StandardCharsets.UTF_8)) {
                for (int round = 0; round < ROUNDS; round++) {
                    long seed = SEED * 1_000_000 + round * (THREADS + 1L);
                    commands.write(seed + "\n");
                    commands.flush();
                    List<Future<?>> writing = new ArrayList<>();
                    for (int i = 1; i <= THREADS; i++) {
                        LiveWrites writes = new LiveWrites(seed + i);
                        writing.add(executor.submit(() -> {
                            for (int each = 0; each < LiveWriting.WRITES; each++) {
                                writes.write(storage);
                            }
                        }));
                    }
                    for (Future<?> each : writing) {
                        each.get(60, TimeUnit.SECONDS);
                    }
                    assertThat(lines.readLine()).isEqualTo("done");
                    for (WatchedResult<?> each : watched) {
                        each.awaitAnswer("seed " + SEED + ", round " + round);
                    }
                }
            } finally {
                other.destroyForcibly();
                watched.forEach(WatchedResult::close);
            }
        } finally {
            executor.shutdown();
        }
    }
}
