package io.sepia.processes;

import io.sepia.Storage;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The two processes of {@link StalenessTest}, which share several files. The writer saves the next value of each file's
 * object, and reports it when the save has returned. The reader reads each object constantly, so that it is in the
 * cache, and checks the value {@value #WAIT_MILLIS} ms after the report.
 */
final class Pairs {
    static final int WAIT_MILLIS = 60;

    private static final String ID = "x";
    private static final Logger HIBERNATE = Logger.getLogger("org.hibernate");

    /** The object that is written and read. */
    static final class Mark {
        String id = ID;
        long value;

        Mark() {}

        Mark(long value) {
            this.value = value;
        }
    }

    private Pairs() {}

    public static void main(String[] args) throws Exception {
        HIBERNATE.setLevel(Level.WARNING);
        Path directory = Path.of(args[1]);
        int pairs = Integer.parseInt(args[2]);
        List<Storage> stores = new ArrayList<>();
        try {
            for (int i = 0; i < pairs; i++) {
                stores.add(Storage.open(directory.resolve(i + ".db")));
            }
            System.out.println("ready");
            var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            if (args[0].equals("write")) {
                input.readLine();
                write(stores, Integer.parseInt(args[3]));
            } else {
                read(stores, input);
            }
        } finally {
            stores.forEach(Storage::close);
        }
    }

    private static void write(List<Storage> stores, int rounds) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(stores.size());
        List<Future<?>> writers = new ArrayList<>();
        for (int i = 0; i < stores.size(); i++) {
            int pair = i;
            writers.add(executor.submit(() -> {
                for (int round = 1; round <= rounds; round++) {
                    // Long enough for the reader to cache the object again, in any phase of its polling.
                    Thread.sleep(WAIT_MILLIS + ThreadLocalRandom.current().nextInt(60));
                    stores.get(pair).save(new Mark(round));
                    // On Linux, this clock is the same for all processes.
                    System.out.println(pair + " " + round + " " + System.nanoTime());
                }
                return null;
            }));
        }
        for (Future<?> each : writers) {
            each.get();
        }
        executor.shutdown();
    }

    private static void read(List<Storage> stores, BufferedReader input) throws Exception {
        AtomicLong reads = new AtomicLong();
        AtomicLong stale = new AtomicLong();
        AtomicLong latest = new AtomicLong();
        ScheduledExecutorService executor = Executors.newScheduledThreadPool(8);
        for (Storage each : stores) {
            executor.scheduleWithFixedDelay(() -> each.find(Mark.class, ID), 0, 2, TimeUnit.MILLISECONDS);
        }
        List<Future<?>> looks = new ArrayList<>();
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            String[] told = line.split(" ");
            Storage storage = stores.get(Integer.parseInt(told[0]));
            long value = Long.parseLong(told[1]);
            long due = Long.parseLong(told[2]) + TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS);
            looks.add(executor.schedule(
                    () -> {
                        long late = System.nanoTime() - due;
                        long found = storage.load(Mark.class, ID).value;
                        reads.incrementAndGet();
                        latest.accumulateAndGet(late, Math::max);
                        if (found < value) {
                            stale.incrementAndGet();
                        }
                    },
                    due - System.nanoTime(),
                    TimeUnit.NANOSECONDS));
        }
        for (Future<?> each : looks) {
            each.get();
        }
        executor.shutdownNow();
        executor.awaitTermination(30, TimeUnit.SECONDS);
        long hits =
                stores.stream().mapToLong(each -> each.stats().cache().hits()).sum();
        System.out.println(reads + " " + stale + " " + hits + " " + latest.get() / 1_000);
    }
}
