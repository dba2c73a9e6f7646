package io.sepia.joining;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.internal.backend.jpa.Mariadb;
import io.sepia.internal.backend.jpa.Postgresql;
import jakarta.persistence.EntityManagerFactory;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Entities and documents of one transaction are stored together or not at all, even if it ends by an exception, a
 * unique violation, a version conflict or SIGKILL. CONTRIBUTING.md says how to run the long version.
 */
@DisabledOnOs(OS.WINDOWS)
class TogetherTest {
    private static final long SEED = 20_261_124;
    private static final int TRANSACTIONS = Integer.getInteger("sepia.trial.transactions", 40);
    private static final int KILL_PERCENT = Integer.getInteger("sepia.trial.kills", 6);
    private static final int KILLED = 137;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "embedded", "h2"})
    void transactions_failingInEveryWay_neverLeaveOneWithoutTheOther(String database) throws Exception {
        check(database, killed(database, 0, TRANSACTIONS));
    }

    /** Half of the transactions run in each of two processes at a time. */
    @ParameterizedTest
    @ValueSource(strings = {"postgresql", "mariadb"})
    void transactions_ofTwoProcesses_neverLeaveOneWithoutTheOther(String server) throws Exception {
        String url = server.equals("mariadb") ? Mariadb.database(directory) : Postgresql.database(directory);
        int half = TRANSACTIONS / 2;
        CompletableFuture<Integer> first = CompletableFuture.supplyAsync(() -> killed(url, 0, half));
        while (!first.isDone() && lastBegun(0, half) < 0) {
            Thread.sleep(20);
        }
        int killed = killed(url, half, TRANSACTIONS);
        check(url, killed + first.get(10, TimeUnit.MINUTES));
    }

    /** Runs the transactions from a number to before another, and returns how often the process was killed. */
    private int killed(String database, int from, int to) {
        int killed = 0;
        int next = from;
        try {
            while (next < to) {
                int status = run(database, next, to);
                next = lastBegun(from, to) + 1;
                if (status != 0) {
                    assertThat(status)
                            .as("seed %d, before %d: %s", SEED, next, output())
                            .isEqualTo(KILLED);
                    killed++;
                }
            }
            return killed;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String output() throws IOException {
        return Files.readString(directory.resolve("output"));
    }

    private void check(String database, int killed) throws IOException {
        Map<String, Set<Integer>> ledger = ledger();
        Counts counts = count(database, ledger);
        System.out.printf(
                "%s: %d transactions, %d committed, %d killed, %d of those committed before the kill%n",
                database.replaceFirst("^jdbc:(\\w+):.*", "$1"),
                TRANSACTIONS,
                counts.stored,
                killed,
                counts.unacknowledged);
        assertThat(killed).isPositive();
        assertThat(ledger.get("failed")).isNotEmpty();
    }

    private int run(String database, int from, int to) throws IOException, InterruptedException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Path natives = Files.createDirectories(directory.resolve("natives" + to));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        // A killed process leaves the driver's extracted native library.
                        "-Dorg.sqlite.tmpdir=" + natives,
                        "-cp",
                        classPath,
                        TrialProcess.class.getName(),
                        database,
                        directory.toString(),
                        Long.toString(SEED),
                        Integer.toString(from),
                        Integer.toString(to),
                        Integer.toString(KILL_PERCENT))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("output").toFile()))
                .start();
        try {
            assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
            for (File left : natives.toFile().listFiles()) {
                Files.deleteIfExists(left.toPath());
            }
        }
        return process.exitValue();
    }

    /** Returns the last transaction in a range that was begun, or -1. */
    private int lastBegun(int from, int to) throws IOException {
        return ledger().get("begun").stream()
                .mapToInt(each -> each)
                .filter(each -> each >= from && each < to)
                .max()
                .orElse(-1);
    }

    private Map<String, Set<Integer>> ledger() throws IOException {
        Map<String, Set<Integer>> ledger =
                new HashMap<>(Map.of("begun", new HashSet<>(), "done", new HashSet<>(), "failed", new HashSet<>()));
        Path file = directory.resolve("ledger");
        for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
            int space = line.indexOf(' ');
            ledger.get(line.substring(0, space)).add(Integer.parseInt(line.substring(space + 1)));
        }
        return ledger;
    }

    private record Counts(int stored, int unacknowledged) {}

    private Counts count(String database, Map<String, Set<Integer>> ledger) {
        int stored = 0;
        int unacknowledged = 0;
        try (EntityManagerFactory factory =
                        TrialProcess.unit(database, directory).createEntityManagerFactory();
                Storage storage = Storage.of(factory)) {
            for (int number = 0; number < TRANSACTIONS; number++) {
                List<Boolean> parts = parts(factory, storage, number);
                assertThat(new HashSet<>(parts))
                        .as("seed %d, transaction %d: %s", SEED, number, parts)
                        .hasSize(1);
                boolean there = parts.get(0);
                if (ledger.get("done").contains(number)) {
                    assertThat(there).as("acknowledged %d", number).isTrue();
                } else if (ledger.get("failed").contains(number)) {
                    assertThat(there).as("failed %d", number).isFalse();
                } else if (there) {
                    unacknowledged++;
                }
                stored += there ? 1 : 0;
            }
            assertThat(storage.load(Invoice.class, "shared").text).isEqualTo("old");
        }
        return new Counts(stored, unacknowledged);
    }

    private static List<Boolean> parts(EntityManagerFactory factory, Storage storage, int number) {
        List<Boolean> parts = new ArrayList<>(Units.committed(
                factory,
                em -> List.of(
                        em.find(Purchase.class, (long) number) != null,
                        em.find(Customer.class, (long) number) != null)));
        for (String id : List.of("a", "b", "c")) {
            parts.add(storage.exists(Item.class, id + number));
        }
        parts.add(storage.exists(Invoice.class, "i" + number)
                && storage.load(Invoice.class, "i" + number).items.size() == 2);
        return parts;
    }
}
