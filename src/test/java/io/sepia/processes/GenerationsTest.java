package io.sepia.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.ObjectHistory;
import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.document.Generation;
import io.sepia.document.HistoryRule;
import io.sepia.document.StoredDocument;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many threads in several processes save one object. Each save is a generation, numbered without gaps. The long run:
 * {@code ./mvnw test -Dtest=GenerationsTest -Dsepia.saves=50}.
 */
@Tag("alone")
class GenerationsTest {
    private static final int THREADS = 64;
    private static final int PROCESSES = 4;
    private static final int SAVES = Integer.getInteger("sepia.saves", 3);
    private static final Logger HIBERNATE = Logger.getLogger("org.hibernate");

    @TempDir
    Path directory;

    private static Storage open(String path) {
        return switch (path.substring(path.lastIndexOf('.') + 1)) {
            case "db" ->
                StorageBuilder.of(Path.of(path)).option("busy_timeout", 60_000).open();
            case "mem" -> Storage.open("memory", Map.of("busy_timeout", 60_000));
            default -> Storage.open("filesystem", Map.of("path", path, "busy_timeout", 60_000));
        };
    }

    /** Lets each of {@code threads} save the given number of times. */
    private static void save(Storage storage, String name, int threads, int saves) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                String who = name + "-" + thread;
                all.add(executor.submit(() -> {
                    for (int i = 0; i < saves; i++) {
                        storage.documents("shared").save("one", "\"" + who + "-" + i + "\"");
                    }
                }));
            }
            for (Future<?> each : all) {
                each.get(10, TimeUnit.MINUTES);
            }
        } finally {
            executor.shutdownNow();
        }
    }

    private static void check(Storage storage, int saves) {
        ObjectHistory<StoredDocument> history = storage.documents("shared").history("one");
        assertThat(history.list())
                .extracting(each -> each.number())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, saves).boxed().toList());
        Set<String> contents = new HashSet<>();
        for (long number = 1; number <= saves; number++) {
            contents.add(history.at(number)
                    .map(Generation::value)
                    .map(StoredDocument::content)
                    .orElseThrow());
        }
        assertThat(contents).hasSize(saves);
    }

    @ParameterizedTest
    @ValueSource(strings = {"threads.db", "threads.mem", "threads.files"})
    void save_sixtyFourThreads_eachIsOneGeneration(String name) throws Exception {
        try (Storage storage = open(directory.resolve(name).toString())) {
            storage.documents("shared").keepHistory(HistoryRule.ALL);
            save(storage, "t", THREADS, SAVES);
            check(storage, THREADS * SAVES);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"processes.db", "processes.files"})
    void save_fourProcesses_eachIsOneGeneration(String name) throws Exception {
        String path = directory.resolve(name).toString();
        List<Process> processes = new ArrayList<>();
        try (Storage storage = open(path)) {
            storage.documents("shared").keepHistory(HistoryRule.ALL);
            for (int i = 0; i < PROCESSES; i++) {
                processes.add(start(path, "p" + i));
            }
            for (Process each : processes) {
                try (BufferedReader output = each.inputReader(StandardCharsets.UTF_8)) {
                    assertThat(output.readLine()).isEqualTo("saved");
                }
                assertThat(each.waitFor(60, TimeUnit.SECONDS)).isTrue();
            }
            check(storage, PROCESSES * THREADS / PROCESSES * SAVES);
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
        try (Storage storage = open(path)) {
            check(storage, THREADS * SAVES);
        }
    }

    private static Process start(String path, String name) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-Dsepia.saves=" + SAVES,
                        "-cp",
                        System.getProperty("java.class.path"),
                        GenerationsTest.class.getName(),
                        path,
                        name)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** The process that the test starts several times. */
    public static void main(String[] args) throws Exception {
        HIBERNATE.setLevel(Level.WARNING);
        try (Storage storage = open(args[0])) {
            save(storage, args[1], THREADS / PROCESSES, SAVES);
        }
        System.out.println("saved");
    }
}
