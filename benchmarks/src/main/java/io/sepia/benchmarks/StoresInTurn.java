package io.sepia.benchmarks;

import io.sepia.Storage;
import io.sepia.model.Stored;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Three stores that do the same work alternately, a few saves at a time and in rotating order, so that other load on
 * the machine affects all of them alike. The times of each turn are compared with those of the first store.
 */
final class StoresInTurn implements AutoCloseable {
    private static final int OBJECTS = 20_000;
    static final int BULK = 2_000;
    private static final int TURN = 25;
    private static final String TEXT = "words of a note that is about as long as notes are; ".repeat(7);

    /** The saved object. */
    @Stored("note")
    record Note(String id, String text, long number) {}

    /** An operation to measure. */
    interface Work {
        void run(Storage storage, int number);
    }

    /** Opens the stores, all in one directory. */
    interface Opener {
        List<Storage> open(Path directory, String durability);
    }

    /** A strong reference, because a logger that is garbage collected loses its level. */
    private static final Logger HIBERNATE = Logger.getLogger("org.hibernate");

    private final List<Storage> stores;
    private final int turns;
    private final String second;
    private final String third;

    /**
     * Takes ownership of open stores, and stores the objects in them.
     *
     * @param second what the second store is called in the report
     * @param third what the third one is called
     */
    private StoresInTurn(List<Storage> stores, int turns, String second, String third) {
        this.stores = stores;
        this.turns = turns;
        this.second = second;
        this.third = third;
        for (Storage each : stores) {
            each.useTransaction(tx -> {
                for (int i = 0; i < OBJECTS; i++) {
                    tx.save(new Note("n" + i, TEXT, 0));
                }
            });
        }
    }

    /**
     * Runs a program. Its arguments are {@code --turns N} (default 240), {@code --durability normal|full} (default
     * full) and {@code --directory PATH}.
     *
     * @param second what the second store is called in the report
     * @param third what the third one is called
     */
    static void run(String[] args, String second, String third, Opener opener, Consumer<StoresInTurn> measuring)
            throws IOException {
        Map<String, String> options = Arguments.read(
                args,
                Map.of("--turns", "240", "--durability", "full", "--directory", System.getProperty("java.io.tmpdir")));
        HIBERNATE.setLevel(Level.WARNING);
        Path directory = Files.createTempDirectory(Path.of(options.get("--directory")), "sepia-turns");
        String durability = options.get("--durability");
        System.out.printf("synchronous=%s, ratio to a store that never did%n", durability);
        try (StoresInTurn stores = new StoresInTurn(
                opener.open(directory, durability), Integer.parseInt(options.get("--turns")), second, third)) {
            measuring.accept(stores);
        } finally {
            Benchmark.delete(directory);
        }
    }

    /** Returns one of the stored objects, in no order, to be saved. */
    static Note stored(long which, int number) {
        return new Note("n" + which * 7_919L % OBJECTS, TEXT, number);
    }

    /** Returns a new object. */
    static Note fresh(String id, int number) {
        return new Note(id, TEXT, number);
    }

    /** Compares single saves, of stored objects and of new ones, and many in a transaction. */
    void compareSaves() {
        compare("save a stored object", TURN, turns, (storage, i) -> storage.save(stored(i, i)));
        compare("save a new object", TURN, turns, (storage, i) -> storage.save(fresh("new" + i, i)));
        compareBulk(
                "save stored objects, " + BULK + " in a transaction",
                (storage, i) -> storage.useTransaction(tx -> {
                    for (int j = 0; j < BULK; j++) {
                        tx.save(stored((long) i * BULK + j, i));
                    }
                }));
    }

    /** Compares operations each of which takes as long as many saves. */
    void compareBulk(String name, Work work) {
        compare(name, 1, turns / 10, work);
    }

    private void compare(String name, int works, int turns, Work work) {
        int[] number = new int[stores.size()];
        List<List<Double>> times = new ArrayList<>();
        stores.forEach(each -> times.add(new ArrayList<>()));
        int warmup = turns / 3;
        for (int turn = -warmup; turn < turns; turn++) {
            for (int i = 0; i < stores.size(); i++) {
                int store = Math.floorMod(i + turn, stores.size());
                long start = System.nanoTime();
                for (int j = 0; j < works; j++) {
                    work.run(stores.get(store), number[store]++);
                }
                if (turn >= 0) {
                    times.get(store).add((System.nanoTime() - start) / 1e3 / works);
                }
            }
        }
        System.out.printf(
                "%-45s never %.1f us; %s %.3f (%.1f us); %s %.3f (%.1f us)%n",
                name,
                median(times.get(0)),
                second,
                median(ratios(times, 1)),
                median(times.get(1)),
                third,
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

    @Override
    public void close() {
        stores.forEach(Storage::close);
    }
}
