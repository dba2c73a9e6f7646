package io.sepia.benchmarks;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.document.ObjectKey;
import io.sepia.model.Ref;
import io.sepia.model.Stored;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * The cost and the benefit of the reference index: a graph like WordNet's, 100,000 objects with four references each,
 * three in ten of them to one of 1,000 hubs. The contender without references stores the same text, in which the store
 * recognises no references. Each round opens new stores and measures both, one after the other.
 *
 * <p>Arguments: {@code --rounds N} (default 5), {@code --warmup N} (default 1), {@code --durability normal|full}
 * (default normal), {@code --directory PATH}.
 */
final class ReferenceBenchmark {
    private static final int OBJECTS = 100_000;
    private static final int REFERENCES = 4;
    private static final int HUBS = 1_000;
    private static final int SINGLE = 2_000;
    private static final int LOOKUPS = 20_000;
    private static final String GLOSS = "the quality of being that which words say of it; ".repeat(4);

    /** A strong reference, because a logger that is garbage collected loses its level. */
    private static final Logger HIBERNATE = Logger.getLogger("org.hibernate");

    /** A set of synonyms, with references. */
    @Stored("synset")
    static final class Synset {
        String id = "";
        String gloss = GLOSS;
        List<Ref<Synset>> related = new ArrayList<>();
    }

    /** Has the form of a reference, except for its name. */
    record Pointer(Target ptr) {}

    /** The target of a pointer. */
    record Target(String clazz, String id) {}

    /** The same, with text that looks like references but is not. */
    @Stored("plains")
    static final class Plain {
        String id = "";
        String gloss = GLOSS;
        List<Pointer> related = new ArrayList<>();
    }

    private final int[][] targets = targets();
    private final Map<String, List<Double>> ratios = new LinkedHashMap<>();
    private final Map<String, List<Double>> times = new LinkedHashMap<>();

    private ReferenceBenchmark() {}

    private static int[][] targets() {
        Random random = new Random(7);
        int[][] targets = new int[OBJECTS][];
        for (int i = 0; i < OBJECTS; i++) {
            Set<Integer> chosen = new TreeSet<>();
            while (chosen.size() < REFERENCES) {
                chosen.add(random.nextInt(10) < 3 ? random.nextInt(HUBS) : random.nextInt(OBJECTS));
            }
            targets[i] = chosen.stream().mapToInt(Integer::intValue).toArray();
        }
        return targets;
    }

    private static String id(int index) {
        return String.format(Locale.ROOT, "%08d-n", index * 7_919L % 100_000_000);
    }

    private Synset synset(int index) {
        Synset made = new Synset();
        made.id = id(index);
        for (int target : targets[index]) {
            made.related.add(Ref.to(Synset.class, id(target)));
        }
        return made;
    }

    private Plain plain(int index) {
        Plain made = new Plain();
        made.id = id(index);
        for (int target : targets[index]) {
            made.related.add(new Pointer(new Target("synset", id(target))));
        }
        return made;
    }

    public static void main(String[] args) throws Exception {
        Map<String, String> options = Arguments.read(
                args,
                Map.of(
                        "--rounds",
                        "5",
                        "--warmup",
                        "1",
                        "--durability",
                        "normal",
                        "--directory",
                        System.getProperty("java.io.tmpdir")));
        HIBERNATE.setLevel(Level.WARNING);
        ReferenceBenchmark benchmark = new ReferenceBenchmark();
        int warmup = Integer.parseInt(options.get("--warmup"));
        int rounds = Integer.parseInt(options.get("--rounds"));
        for (int round = -warmup; round < rounds; round++) {
            Path directory = Files.createTempDirectory(Path.of(options.get("--directory")), "sepia-references");
            try {
                benchmark.round(round, directory, options.get("--durability"));
            } finally {
                Benchmark.delete(directory);
            }
        }
        benchmark.report();
    }

    private void round(int round, Path directory, String durability) {
        try (Storage with = open(directory.resolve("with.db"), durability);
                Storage without = open(directory.resolve("without.db"), durability)) {
            boolean first = Math.floorMod(round, 2) == 0;
            measure(round, first, "bulk load, ms", 1, 1e6, part -> load(with, true), part -> load(without, false));
            measure(
                    round,
                    first,
                    "save a new object, us",
                    SINGLE,
                    1e3,
                    i -> with.save(renamed(synset(i), i)),
                    i -> without.save(renamed(plain(i), i)));
            measure(
                    round,
                    first,
                    "save a stored object, same references, us",
                    SINGLE,
                    1e3,
                    i -> with.save(synset(i)),
                    i -> without.save(plain(i)));
            measure(
                    round,
                    first,
                    "save a stored object, other references, us",
                    SINGLE,
                    1e3,
                    i -> with.save(moved(synset(i + 1), i)),
                    i -> without.save(moved(plain(i + 1), i)));
            measure(
                    round,
                    first,
                    "save an object without references, us",
                    SINGLE,
                    1e3,
                    i -> with.save(empty(i)),
                    i -> without.save(empty(i)));
            if (round >= 0) {
                lookUp(with);
            }
        }
    }

    private static Storage open(Path file, String durability) {
        return StorageBuilder.of(file).option("synchronous", durability).open();
    }

    private void load(Storage storage, boolean references) {
        storage.useTransaction(tx -> {
            for (int from = 0; from < OBJECTS; from += 10_000) {
                List<Object> part = new ArrayList<>();
                for (int i = from; i < from + 10_000; i++) {
                    part.add(references ? synset(i) : plain(i));
                }
                tx.saveAll(part);
            }
        });
    }

    private static Synset renamed(Synset synset, int index) {
        synset.id = "new" + index;
        return synset;
    }

    private static Plain renamed(Plain plain, int index) {
        plain.id = "new" + index;
        return plain;
    }

    private static Synset moved(Synset synset, int index) {
        synset.id = id(index);
        return synset;
    }

    private static Plain moved(Plain plain, int index) {
        plain.id = id(index);
        return plain;
    }

    private static Plain empty(int index) {
        Plain plain = new Plain();
        plain.id = "empty" + index;
        return plain;
    }

    private void measure(
            int round, boolean withFirst, String name, int times, double unit, IntConsumer with, IntConsumer without) {
        double[] taken = new double[2];
        for (boolean isWith : withFirst ? new boolean[] {true, false} : new boolean[] {false, true}) {
            System.gc();
            long start = System.nanoTime();
            for (int i = 0; i < times; i++) {
                (isWith ? with : without).accept(i);
            }
            taken[isWith ? 0 : 1] = (System.nanoTime() - start) / unit / times;
        }
        if (round >= 0) {
            this.times
                    .computeIfAbsent(name + ", with", key -> new ArrayList<>())
                    .add(taken[0]);
            this.times
                    .computeIfAbsent(name + ", without", key -> new ArrayList<>())
                    .add(taken[1]);
            ratios.computeIfAbsent(name.substring(0, name.lastIndexOf(',')), key -> new ArrayList<>())
                    .add(taken[0] / taken[1]);
        }
    }

    private void lookUp(Storage storage) {
        long first = System.nanoTime();
        storage.documents("synset").referrers("nobody").close();
        times.computeIfAbsent("the first question, ms", key -> new ArrayList<>())
                .add((System.nanoTime() - first) / 1e6);
        int found = 0;
        long start = System.nanoTime();
        for (int i = 0; i < LOOKUPS; i++) {
            try (Stream<ObjectKey> referrers = storage.documents("synset").referrers(id(HUBS + i * 3))) {
                found += referrers.count();
            }
        }
        double micros = (System.nanoTime() - start) / 1e3 / LOOKUPS;
        times.computeIfAbsent("whoReferences, us", key -> new ArrayList<>()).add(micros);
        times.computeIfAbsent("whoReferences, found each", key -> new ArrayList<>())
                .add(found / (double) LOOKUPS);
    }

    private void report() {
        System.out.printf("%,d objects, %,d references%n", OBJECTS, OBJECTS * REFERENCES);
        times.forEach((name, values) -> print(name, values));
        ratios.forEach((name, values) -> print("ratio: " + name, values));
    }

    private static void print(String name, List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        System.out.printf(
                "%-60s median %.2f (%.2f to %.2f)%n",
                name,
                sorted[sorted.length / 2],
                Collections.min(values),
                Arrays.stream(sorted).max().orElseThrow());
    }
}
