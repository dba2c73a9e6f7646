package io.sepia.benchmarks;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Saves of stored objects, each in a transaction of its own, against {@link HandWrittenJdbc}. The objects are about 400
 * bytes of JSON without references; those of {@link Benchmark} have references, which the baseline does not track. In
 * each round both save the same objects, in alternating order.
 *
 * <p>Arguments: {@code --durability normal|full} (default full), {@code --threads N} (default 1), {@code --rounds N}
 * (default 21), {@code --saves N} per round (default 20,000), {@code --directory PATH} (on the disk to measure).
 */
final class SingleSaves {
    private static final int OBJECTS = 20_000;
    private static final int WARMUP = 6;
    private static final String BODY = "words of a note that is about as long as notes are; ".repeat(6);

    /** A strong reference, because a logger that is garbage collected loses its level. */
    private static final Logger HIBERNATE = Logger.getLogger("org.hibernate");

    /** The saved object. */
    @Stored
    record Note(@ObjectId String id, String title, String body, int edits, List<String> tags) {
        static Note of(int number, int edits) {
            return new Note("note-" + number, "Title " + number, BODY, edits, List.of("a", "b", "c"));
        }
    }

    private static final HandWrittenJdbc.Kind<Note> NOTE =
            HandWrittenJdbc.Kind.of(Note.class, "serializable", Note::id);

    /** Saves one note durably; called by several threads. */
    @FunctionalInterface
    private interface Saving {
        void save(Note note) throws SQLException;
    }

    private final int threads;
    private final int saves;

    private SingleSaves(int threads, int saves) {
        this.threads = threads;
        this.saves = saves;
    }

    public static void main(String[] args) throws Exception {
        Map<String, String> options = Arguments.read(
                args,
                Map.of(
                        "--durability", "full",
                        "--threads", "1",
                        "--rounds", "21",
                        "--saves", "20000",
                        "--directory", System.getProperty("java.io.tmpdir")));
        HIBERNATE.setLevel(Level.WARNING);
        Path directory = Files.createTempDirectory(Path.of(options.get("--directory")), "sepia-saves");
        String durability = options.get("--durability");
        SingleSaves program =
                new SingleSaves(Integer.parseInt(options.get("--threads")), Integer.parseInt(options.get("--saves")));
        try (Storage storage = StorageBuilder.of(directory.resolve("sepia.db"))
                        .option("synchronous", durability)
                        .open();
                HandWrittenJdbc jdbc = new HandWrittenJdbc(directory.resolve("jdbc.db"), durability)) {
            program.compare(
                    durability,
                    Integer.parseInt(options.get("--rounds")),
                    storage::save,
                    note -> jdbc.save(NOTE, note));
        } finally {
            Benchmark.delete(directory);
        }
    }

    private void compare(String durability, int rounds, Saving sepia, Saving baseline) throws Exception {
        List<Double> ratios = new ArrayList<>();
        List<Double> rates = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (int round = -WARMUP; round < rounds; round++) {
                boolean sepiaFirst = Math.floorMod(round, 2) == 0;
                double first = rate(pool, round, sepiaFirst ? sepia : baseline);
                double second = rate(pool, round, sepiaFirst ? baseline : sepia);
                if (round >= 0) {
                    rates.add(sepiaFirst ? first : second);
                    ratios.add(sepiaFirst ? first / second : second / first);
                }
            }
        } finally {
            pool.shutdown();
        }
        Collections.sort(ratios);
        Collections.sort(rates);
        System.out.printf(
                "synchronous=%s, %d thread(s): %,.0f saves a second, ratio %.2f (%.2f to %.2f)%n",
                durability,
                threads,
                rates.get(rounds / 2),
                ratios.get(rounds / 2),
                ratios.get(0),
                ratios.get(rounds - 1));
    }

    /** Returns saves per second. Successive objects are far apart, so they are not on the same page of the file. */
    private double rate(ExecutorService pool, int round, Saving saving) throws Exception {
        System.gc();
        int each = saves / threads;
        List<Future<?>> running = new ArrayList<>();
        long start = System.nanoTime();
        for (int t = 0; t < threads; t++) {
            int thread = t;
            running.add(pool.submit(() -> {
                for (int i = 0; i < each; i++) {
                    saving.save(Note.of((int) ((i * (long) threads + thread) * 7_919 % OBJECTS), round + i));
                }
                return null;
            }));
        }
        for (Future<?> done : running) {
            done.get();
        }
        return each * (long) threads * 1e9 / (System.nanoTime() - start);
    }
}
