package io.sepia.benchmarks;

import io.sepia.benchmarks.Contender.Store;
import io.sepia.benchmarks.Contender.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A workload. The workloads of a round run in this order, each on the store as the previous ones left it. */
enum Workload {
    IMPORT("bulk import, references included, one transaction") {
        @Override
        int prepare(Store store, Dataset data) {
            store.prepare(data, "");
            return data.features().size() + data.browsers().size();
        }

        @Override
        void run(Store store, Dataset data) throws Exception {
            store.importAll();
        }
    },
    READ("read by key, 1 thread") {
        @Override
        int prepare(Store store, Dataset data) {
            return READS;
        }

        @Override
        void run(Store store, Dataset data) throws Exception {
            read(store, data, READS, 1);
        }
    },
    READ_8("read by key, 8 threads") {
        @Override
        int prepare(Store store, Dataset data) {
            return READS * 2;
        }

        @Override
        void run(Store store, Dataset data) throws Exception {
            inThreads(thread -> read(store, data, READS * 2 / THREADS, thread + 1));
        }
    },
    SAVE("save a new object, each its own transaction") {
        @Override
        int prepare(Store store, Dataset data) {
            store.prepare(data, ".copy");
            return SAVES;
        }

        @Override
        void run(Store store, Dataset data) throws Exception {
            save(store, data);
        }
    },
    UPDATE("save a stored object, each its own transaction") {
        @Override
        int prepare(Store store, Dataset data) {
            store.prepare(data, ".copy");
            return SAVES;
        }

        @Override
        void run(Store store, Dataset data) throws Exception {
            save(store, data);
        }
    },
    UPDATE_8("save a stored object, each its own transaction, 8 threads") {
        @Override
        int prepare(Store store, Dataset data) {
            store.prepare(data, "");
            return SAVES * 4;
        }

        @Override
        void run(Store store, Dataset data) throws Exception {
            int each = SAVES * 4 / THREADS;
            int step = data.features().size() / (SAVES * 4);
            inThreads(thread -> {
                for (int i = 0; i < each; i++) {
                    store.save((i * THREADS + thread) * step);
                }
            });
        }
    },
    DELETE("delete, each its own transaction") {
        @Override
        int prepare(Store store, Dataset data) throws Exception {
            store.prepare(data, ".copy");
            save(store, data);
            return SAVES;
        }

        @Override
        void run(Store store, Dataset data) throws Exception {
            int step = data.features().size() / SAVES;
            for (int i = 0; i < SAVES; i++) {
                if (!store.delete(i * step)) {
                    throw new IllegalStateException("Feature " + i * step + " was not stored");
                }
            }
        }
    };

    private static final int THREADS = 8;
    private static final int READS = 20_000;
    private static final int SAVES = 2_000;

    private final String description;

    Workload(String description) {
        this.description = description;
    }

    String description() {
        return description;
    }

    /** Prepares the workload, which is not measured, and returns the number of operations of {@link #run}. */
    abstract int prepare(Store store, Dataset data) throws Exception;

    /** Runs the workload. */
    abstract void run(Store store, Dataset data) throws Exception;

    /** Runs the part of one of several threads, which are numbered from 0. */
    @FunctionalInterface
    private interface ThreadWork {
        void run(int thread) throws Exception;
    }

    private static void inThreads(ThreadWork work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                tasks.add(() -> {
                    work.run(thread);
                    return null;
                });
            }
            for (Future<Void> done : threads.invokeAll(tasks)) {
                done.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    private static void read(Store store, Dataset data, int number, int seed) throws Exception {
        Random random = new Random(seed);
        for (int i = 0; i < number; i++) {
            var expected = data.features().get(random.nextInt(data.features().size()));
            String id = expected.get("id").textValue();
            Summary loaded = store.load(id);
            int support = expected.get("support").size();
            if (!loaded.equals(new Summary(id, support, support))) {
                throw new IllegalStateException("Instead of feature " + id + ", " + loaded + " was loaded");
            }
        }
    }

    /** Spreads saves over the features, so that successive saves do not touch the same page. */
    private static void save(Store store, Dataset data) throws Exception {
        int step = data.features().size() / SAVES;
        for (int i = 0; i < SAVES; i++) {
            store.save(i * step);
        }
    }
}
