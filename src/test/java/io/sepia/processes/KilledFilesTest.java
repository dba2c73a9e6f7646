package io.sepia.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.change.Event;
import io.sepia.change.EventFilter;
import io.sepia.internal.backend.file.FastDirectory;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Repeatedly kills a process that writes transactions of several objects to a file store: acknowledged transactions are
 * stored, and none is stored partly. The long run: {@code ./mvnw test -Dtest=KilledFilesTest -Dsepia.cycles=200}.
 */
class KilledFilesTest {
    private static final int CYCLES = Integer.getInteger("sepia.cycles", 4);
    private static final long SEED = 20_261_124;

    @TempDir(factory = FastDirectory.class)
    Path directory;

    @Test
    void transactions_ofAKilledProcess_areWholeOrNotThere() throws Exception {
        Random random = new Random(SEED);
        Path store = directory.resolve("store");
        long acknowledged = 0;
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            acknowledged = Math.max(acknowledged, runAndKill(store, random.nextInt(120)));
            acknowledged = check(store, acknowledged, cycle);
        }
        assertThat(acknowledged).isGreaterThan(CYCLES);
    }

    /** Returns the last transaction that was acknowledged. */
    private static long runAndKill(Path store, int millis) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledWriter.class.getName(),
                        store.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long last = 0;
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            // The first transaction shows that the process has begun.
            last = Long.parseLong(output.readLine());
            TimeUnit.MILLISECONDS.sleep(millis);
            // Process.destroyForcibly would close the stream, whose end contains the last acknowledgement.
            process.toHandle().destroyForcibly();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.endsWith(".")) {
                    last = Long.parseLong(line.substring(0, line.length() - 1));
                }
            }
        } finally {
            process.destroyForcibly();
            process.waitFor();
        }
        return last;
    }

    private static long check(Path store, long acknowledged, int cycle) {
        String when = "after cycle " + cycle + ", seed " + SEED;
        try (Storage storage = Storage.open("filesystem", Map.of("path", store))) {
            KilledWriter.Page first = storage.load(KilledWriter.Page.class, "p0");
            assertThat(first.number).as(when).isGreaterThanOrEqualTo(acknowledged);
            for (int i = 0; i < KilledWriter.PAGES; i++) {
                KilledWriter.Page page = storage.load(KilledWriter.Page.class, "p" + i);
                assertThat(page.number).as("page %s %s", i, when).isEqualTo(first.number);
                assertThat(page.text).as("page %s %s", i, when).isEqualTo(KilledWriter.text(first.number));
            }
            KilledWriter.Book book = storage.load(KilledWriter.Book.class, "book");
            assertThat(book.number).as(when).isEqualTo(first.number);
            assertThat(book.pages).as(when).hasSize((int) (first.number % KilledWriter.PAGES));
            assertThat(storage.exists(KilledWriter.Page.class, "extra"))
                    .as(when)
                    .isEqualTo(first.number % 2 == 0);
            try (Stream<Event> events = storage.changes().events(EventFilter.ofClass("Page"))) {
                assertThat(events.filter(each -> each.key().id().equals("p0")).count())
                        .as(when)
                        .isEqualTo(first.number);
            }
            return first.number;
        }
    }
}
