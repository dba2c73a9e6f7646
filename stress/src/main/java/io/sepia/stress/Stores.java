package io.sepia.stress;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.model.Indexed;
import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import io.sepia.model.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** The store of a process, on the backend that {@code sepia.stress.backend} names, and the classes stored in it. */
final class Stores {
    static final boolean MUTANT = Boolean.getBoolean("sepia.stress.mutant");
    static final Storage STORE = open();
    private static final AtomicLong IDS = new AtomicLong();

    private Stores() {}

    private static Storage open() {
        if (System.getProperty("sepia.stress.backend", "sqlite").equals("memory")) {
            return StorageBuilder.of("memory").open();
        }
        try {
            Path directory = Files.createTempDirectory("sepia-stress");
            Storage storage = StorageBuilder.of(directory.resolve("stress.db"))
                    .option("synchronous", "NORMAL")
                    .open();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                storage.close();
                delete(directory);
            }));
            return storage;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String freshId() {
        return "id" + IDS.incrementAndGet();
    }

    @Stored
    static final class Counter {
        @ObjectId
        String id = "";

        int n;

        @Version
        long version;

        static Counter of(String id, int n) {
            Counter counter = new Counter();
            counter.id = id;
            counter.n = n;
            return counter;
        }
    }

    /** Has no version, so nothing prevents lost updates. */
    @Stored
    record Plain(@ObjectId String id, int n) {}

    @Stored
    static final class Named {
        @ObjectId
        String id;

        @Indexed(unique = true)
        String name = "";

        @Version
        long version;

        static Named of(String name) {
            Named named = new Named();
            named.name = name;
            return named;
        }
    }
}
