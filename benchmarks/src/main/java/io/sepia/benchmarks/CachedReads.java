package io.sepia.benchmarks;

import io.sepia.DocumentOperations;
import io.sepia.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Reads by key that the cache answers, on one thread, of random objects among 1,000 notes, as text and decoded. Each
 * round takes one second; the kinds of reads alternate.
 */
final class CachedReads {
    private static final int NOTES = 1_000;
    private static final int WARMUP = 3;
    private static final int ROUNDS = 7;

    /** A strong reference, because a logger that is garbage collected loses its level. */
    private static final Logger HIBERNATE = Logger.getLogger("org.hibernate");

    /** A small object. */
    static final class Note {
        String id = "";
        String title = "";
        int stars;

        Note() {}

        Note(String id, String title, int stars) {
            this.id = id;
            this.title = title;
            this.stars = stars;
        }
    }

    private CachedReads() {}

    public static void main(String[] args) throws Exception {
        HIBERNATE.setLevel(Level.WARNING);
        Path directory = Files.createTempDirectory("sepia-benchmark");
        try (Storage storage = Storage.open(directory.resolve("notes.db"))) {
            List<Note> notes = new ArrayList<>();
            for (int i = 0; i < NOTES; i++) {
                notes.add(new Note("note-" + i, "It weaves algebra " + i, i % 6));
            }
            storage.saveAll(notes);
            DocumentOperations documents = storage.documents("Note");
            Map<String, ToIntFunction<String>> kinds = new LinkedHashMap<>();
            kinds.put(
                    "document as text, nothing decoded",
                    id -> documents.load(id).content().length());
            kinds.put("object, decoded from its document", id -> storage.load(Note.class, id).stars);
            Map<String, List<Double>> rates = new LinkedHashMap<>();
            for (int round = -WARMUP; round < ROUNDS; round++) {
                for (Map.Entry<String, ToIntFunction<String>> kind : kinds.entrySet()) {
                    double rate = run(kind.getValue());
                    if (round >= 0) {
                        rates.computeIfAbsent(kind.getKey(), name -> new ArrayList<>())
                                .add(rate);
                    }
                }
            }
            rates.forEach((name, each) -> {
                Collections.sort(each);
                System.out.printf(
                        "%-36s median %,10.0f a second   (%,.0f to %,.0f)%n",
                        name, each.get(ROUNDS / 2), each.get(0), each.get(ROUNDS - 1));
            });
            var cache = storage.stats().cache();
            System.out.printf("%,d reads from the cache, %,d from the file%n", cache.hits(), cache.misses());
        } finally {
            delete(directory);
        }
    }

    private static double run(ToIntFunction<String> read) {
        String[] ids =
                new Random(1).ints(1 << 12, 0, NOTES).mapToObj(i -> "note-" + i).toArray(String[]::new);
        long begin = System.nanoTime();
        long end = begin + TimeUnit.SECONDS.toNanos(1);
        long reads = 0;
        long sum = 0;
        while (System.nanoTime() < end) {
            for (String id : ids) {
                sum += read.applyAsInt(id);
            }
            reads += ids.length;
        }
        if (sum == 0) {
            throw new IllegalStateException("Nothing was read");
        }
        return reads * 1e9 / (System.nanoTime() - begin);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
