package io.sepia.benchmarks;

import io.sepia.Storage;
import io.sepia.document.HistoryRule;
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
 * What generations cost a save through {@code Storage}: three stores, one without any history, one in which only
 * another class has one, and one that keeps each save. They take turns every {@value #TURN} saves, each round beginning
 * with another one, so that whatever the machine does meets all of them.
 *
 * <p>Arguments: {@code --turns N} (default 240), {@code --durability normal|full} (default full), {@code --directory
 * PATH}.
 */
final class HistoryBenchmark {
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

    private HistoryBenchmark(int turns) {
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
        Path directory = Files.createTempDirectory(Path.of(options.get("--directory")), "sepia-history");
        try {
            new HistoryBenchmark(Integer.parseInt(options.get("--turns")))
                    .measure(directory, options.get("--durability"));
        } finally {
            Benchmark.delete(directory);
        }
    }

    private void measure(Path directory, String durability) {
        try {
            for (String kept : List.of("", "other", "note")) {
                Storage storage = Storage.builder(directory.resolve(stores.size() + ".db"))
                        .option("synchronous", durability)
                        .open();
                stores.add(storage);
                if (!kept.isEmpty()) {
                    storage.documents(kept).keepHistory(HistoryRule.ALL);
                }
            }
            for (Storage each : stores) {
                each.useTransaction(tx -> {
                    for (int i = 0; i < OBJECTS; i++) {
                        tx.save(new Note("n" + i, TEXT, 0));
                    }
                });
            }
            System.out.printf("synchronous=%s, ratio to a store without any history%n", durability);
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
            compare("save " + BULK + " stored objects at once", 1, turns / 10, (storage, i) -> {
                List<Note> notes = new ArrayList<>();
                for (int j = 0; j < BULK; j++) {
                    notes.add(new Note("n" + (i * BULK + j) * 7_919L % OBJECTS, TEXT, i));
                }
                storage.saveAll(notes);
            });
            compare("save " + BULK + " new objects at once", 1, turns / 10, (storage, i) -> {
                List<Note> notes = new ArrayList<>();
                for (int j = 0; j < BULK; j++) {
                    notes.add(new Note("bulk" + i + "-" + j, TEXT, i));
                }
                storage.saveAll(notes);
            });
        } finally {
            stores.forEach(Storage::close);
        }
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
                "%-45s none %.1f us; of another class %.3f (%.1f us); each save kept %.3f (%.1f us)%n",
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
