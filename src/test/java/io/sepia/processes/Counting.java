package io.sepia.processes;

import io.sepia.Storage;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The process that the test starts several times. Its threads increment counters in shared objects, each in a
 * transaction that reads and writes. It begins at the first line of its input, and prints for each thread the number of
 * transactions, their total time and the longest one, in nanoseconds.
 */
final class Counting {
    static final int COUNTERS = 4;

    private static final Logger HIBERNATE = Logger.getLogger("org.hibernate");

    /** A shared object. */
    static final class Counter {
        String id;
        long value;

        Counter() {}

        Counter(String id) {
            this.id = id;
        }
    }

    private Counting() {}

    public static void main(String[] args) throws Exception {
        HIBERNATE.setLevel(Level.WARNING);
        int threads = Integer.parseInt(args[1]);
        long seconds = Long.parseLong(args[2]);
        try (Storage storage = open(args[0])) {
            warmUp(storage);
            var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            System.out.println("ready");
            input.readLine();
            ExecutorService executor = Executors.newFixedThreadPool(threads);
            List<Future<String>> results = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int first = thread;
                results.add(executor.submit(() -> count(storage, first, seconds)));
            }
            for (Future<String> each : results) {
                System.out.println(each.get());
            }
            executor.shutdown();
        }
    }

    /** Loads classes, which takes longer than many transactions, without changing a counter. */
    private static void warmUp(Storage storage) {
        String id = "w" + ProcessHandle.current().pid();
        storage.save(new Counter(id));
        for (int i = 0; i < 200; i++) {
            storage.useTransaction(tx -> tx.save(tx.load(Counter.class, id)));
        }
    }

    /** Opens a SQLite file, or a file store if the name has no extension. */
    static Storage open(String path) {
        return path.endsWith(".db")
                ? Storage.open(Path.of(path))
                : Storage.open("filesystem", Map.of("path", path, "busy_timeout", 60_000));
    }

    private static String count(Storage storage, int first, long seconds) {
        long transactions = 0;
        long sum = 0;
        long longest = 0;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        for (long now = System.nanoTime(); now < end; ) {
            String id = "c" + (first + transactions) % COUNTERS;
            storage.useTransaction(tx -> {
                Counter counter = tx.load(Counter.class, id);
                counter.value++;
                tx.save(counter);
            });
            long after = System.nanoTime();
            transactions++;
            sum += after - now;
            longest = Math.max(longest, after - now);
            now = after;
        }
        return transactions + " " + sum + " " + longest;
    }
}
