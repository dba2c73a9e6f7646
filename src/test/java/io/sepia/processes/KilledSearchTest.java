package io.sepia.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.contract.RandomNotes;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Repeatedly kills a process that writes to a class with an index of words: searches find what the tokenizer finds in
 * the documents. The long run: {@code ./mvnw test -Dtest=KilledSearchTest -Dsepia.cycles=100}.
 */
class KilledSearchTest {
    private static final int CYCLES = Integer.getInteger("sepia.cycles", 3);
    private static final int SEED = Integer.getInteger("sepia.seed", 1);
    private static final int SEARCHES = 20;

    @TempDir
    Path directory;

    @Test
    void search_afterAKill_findsWhatTheTokenizerFinds() throws Exception {
        Path file = directory.resolve("notes.db");
        RandomNotes drawn = new RandomNotes(SEED);
        try (Storage storage = Storage.open(file)) {
            storage.saveAll(drawn.notes(0, SearchedWriter.NOTES));
            RandomNotes.compare(
                    storage, Stream.generate(drawn::search).limit(SEARCHES).toList());
        }
        Random random = new Random(SEED);
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            long before = written(file);
            runAndKill(file, SEED * 1_000L + cycle, random.nextInt(200));
            assertThat(written(file)).isGreaterThan(before);
            try (Storage storage = Storage.open(file)) {
                RandomNotes.compare(
                        storage, Stream.generate(drawn::search).limit(SEARCHES).toList());
                assertThat(storage.contents().verify().findings()).isEmpty();
            }
        }
    }

    private static long written(Path file) {
        try (Storage storage = Storage.open(file)) {
            return storage.documents("random_note").query().list().stream()
                    .mapToLong(each -> each.updatedAt().toEpochMilli())
                    .max()
                    .orElse(0);
        }
    }

    private static void runAndKill(Path file, long seed, int millis) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SearchedWriter.class.getName(),
                        file.toString(),
                        Long.toString(seed))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(output.readLine()).isEqualTo("written");
            TimeUnit.MILLISECONDS.sleep(millis);
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }
}
