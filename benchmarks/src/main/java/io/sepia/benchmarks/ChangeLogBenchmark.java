package io.sepia.benchmarks;

import io.sepia.Storage;
import io.sepia.model.Stored;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What the log of changes costs a save through {@code Storage}: three stores, one that never kept a log, one that keeps
 * it, and one that kept it and was switched off. They take turns every {@value #TURN} saves, each round beginning with
 * another one, so that whatever the machine does meets all of them.
 *
 * <p>Arguments: {@code --turns N} (default 240), {@code --durability normal|full} (default full), {@code --directory
 * PATH}.
 */
final class ChangeLogBenchmark {
    private static final int OBJECTS = 20_000;
    private static final int TURN = 25;
    private static final int BULK = 2_000;
    private static final String TEXT = "words of a note that is about as long as notes are; ".repeat(7);

    /** Held here, because the logging system would forget its level otherwise. */
    private static final Logger HIBERNATE = Logger.getLogger("org.hibernate");

    /** What is saved. */
    @Stored("note")
    record Note(String id, String text, long number) {}

    /** A thing to measure. */
    private interface Work {
        void run(Storage storage, int number);
    }

    private final List<Storage> stores = new ArrayList<>();
    private final int turns;

    private ChangeLogBenchmark(int turns) {
        this.turns = turns;
    }

    public static void main(String[] args) throws Exception {
        Map<String, String> options = new LinkedHashMap<>(
                Map.of("--turns", "240", "--durability", "full", "--directory", System.getProperty("java.io.tmpdir")));
        for (int i = 0; i + 1 < args.length; i += 2) {
            if (options.put(args[i], args[i + 1]) == null) {
                System.err.println("Allowed are, each with a value: " + String.join(" ", options.keySet()));
                System.exit(2);
            }
        }
        HIBERNATE.setLevel(Level.WARNING);
        Path directory = Files.createTempDirectory(Path.of(options.get("--directory")), "sepia-changes");
        try {
            new ChangeLogBenchmark(Integer.parseInt(options.get("--turns")))
                    .measure(directory, options.get("--durability"));
        } finally {
            Benchmark.delete(directory);
        }
    }

    private void measure(Path directory, String durability) {
        try {
            for (String changes : List.of("as_stored", "on", "on")) {
                stores.add(open(directory.resolve(stores.size() + ".db"), durability, changes));
            }
            stores.get(2).close();
            stores.set(2, open(directory.resolve("2.db"), durability, "off"));
            for (Storage each : stores) {
                each.useTransaction(tx -> {
                    for (int i = 0; i < OBJECTS; i++) {
                        tx.save(new Note("n" + i, TEXT, 0));
                    }
                });
            }
            System.out.printf("synchronous=%s, ratio to a store that never kept a log%n", durability);
            compare(
                    "save a stored object",
                    TURN,
                    turns,
                    (storage, i) -> storage.save(new Note("n" + i * 7_919L % OBJECTS, TEXT, i)));
            compare("save a new object", TURN, turns, (storage, i) -> storage.save(new Note("new" + i, TEXT, i)));
            compare(
                    "save stored objects, " + BULK + " in a transaction",
                    1,
                    turns / 10,
                    (storage, i) -> storage.useTransaction(tx -> {
                        for (int j = 0; j < BULK; j++) {
                            tx.save(new Note("n" + (i * BULK + j) * 7_919L % OBJECTS, TEXT, i));
                        }
                    }));
        } finally {
            stores.forEach(Storage::close);
        }
    }

    private static Storage open(Path file, String durability, String changes) {
        return Storage.builder(file)
                .option("synchronous", durability)
                .option("changes", changes)
                .open();
    }

    private void compare(String name, int saves, int turns, Work work) {
        int[] number = new int[stores.size()];
        List<List<Double>> times = new ArrayList<>();
        stores.forEach(each -> times.add(new ArrayList<>()));
        int warmup = turns / 3;
        for (int turn = -warmup; turn < turns; turn++) {
            for (int i = 0; i < stores.size(); i++) {
                int store = Math.floorMod(i + turn, stores.size());
                long start = System.nanoTime();
                for (int j = 0; j < saves; j++) {
                    work.run(stores.get(store), number[store]++);
                }
                if (turn >= 0) {
                    times.get(store).add((System.nanoTime() - start) / 1e3 / saves);
                }
            }
        }
        System.out.printf(
                "%-45s never %.1f us; on %.3f (%.1f us); off again %.3f (%.1f us)%n",
                name,
                median(times.get(0)),
                median(ratios(times, 1)),
                median(times.get(1)),
                median(ratios(times, 2)),
                median(times.get(2)));
    }

    private static List<Double> ratios(List<List<Double>> times, int store) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < times.get(0).size(); i++) {
            ratios.add(times.get(store).get(i) / times.get(0).get(i));
        }
        return ratios;
    }

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}
