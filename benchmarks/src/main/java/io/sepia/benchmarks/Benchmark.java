package io.sepia.benchmarks;

import io.sepia.benchmarks.Contender.Durability;
import io.sepia.benchmarks.Contender.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Runs all contenders interleaved in this JVM. Each round opens new stores and runs each workload on one contender
 * after the other, beginning with a different one than the round before. The first rounds warm up and do not count.
 *
 * <p>Arguments: {@code --rounds N} (default 9), {@code --warmup N} (default 3), {@code --durability normal|full}
 * (default both, one after the other), {@code --workloads NAMES} (default all; the import always runs),
 * {@code --directory PATH} (default: the system's temporary directory; use one on the disk to measure).
 */
final class Benchmark {
    /** The baseline first. */
    private static final List<Contender> CONTENDERS = List.of(new JdbcContender(), new SepiaStorage());

    /** A strong reference, because a logger that is garbage collected loses its level. */
    private static final Logger HIBERNATE = Logger.getLogger("org.hibernate");

    private final Dataset data;
    private final Path directory;
    private final int warmup;
    private final int rounds;
    private final List<Workload> workloads;

    private Benchmark(Dataset data, Path directory, int warmup, int rounds, List<Workload> workloads) {
        this.workloads = workloads;
        this.data = data;
        this.directory = directory;
        this.warmup = warmup;
        this.rounds = rounds;
    }

    public static void main(String[] args) throws Exception {
        Map<String, String> options = Arguments.read(
                args,
                Map.of(
                        "--rounds", "9",
                        "--warmup", "3",
                        "--durability", "",
                        "--workloads", "",
                        "--directory", System.getProperty("java.io.tmpdir")));
        HIBERNATE.setLevel(Level.WARNING);
        Path parent = Path.of(options.get("--directory"));
        Path directory = Files.createTempDirectory(parent, "sepia-benchmark");
        try {
            Benchmark benchmark = new Benchmark(
                    Dataset.read(),
                    directory,
                    Integer.parseInt(options.get("--warmup")),
                    Integer.parseInt(options.get("--rounds")),
                    workloads(options.get("--workloads")));
            System.out.printf(
                    "Java %s, %d processors, heap %d MB, %s in %s%n",
                    Runtime.version(),
                    Runtime.getRuntime().availableProcessors(),
                    Runtime.getRuntime().maxMemory() >> 20,
                    Files.getFileStore(directory).type(),
                    parent);
            for (Durability durability : Durability.values()) {
                String only = options.get("--durability");
                if (only.isEmpty() || durability.name().equalsIgnoreCase(only)) {
                    benchmark.measure(durability);
                }
            }
        } finally {
            delete(directory);
        }
    }

    private static List<Workload> workloads(String names) {
        List<String> wanted = List.of(names.toUpperCase(Locale.ROOT).split(","));
        return Stream.of(Workload.values())
                .filter(each -> names.isEmpty() || each == Workload.IMPORT || wanted.contains(each.name()))
                .toList();
    }

    private void measure(Durability durability) throws Exception {
        Map<Workload, Map<Contender, List<Double>>> rates = new LinkedHashMap<>();
        for (int round = -warmup; round < rounds; round++) {
            List<Contender> order = new ArrayList<>(CONTENDERS);
            Collections.rotate(order, round);
            Map<Contender, Store> stores = new LinkedHashMap<>();
            Path place = Files.createDirectory(directory.resolve(durability + "-" + round));
            try {
                for (Contender contender : order) {
                    Path own = Files.createDirectory(place.resolve("store-" + stores.size()));
                    stores.put(contender, contender.open(own, durability));
                }
                for (Workload workload : workloads) {
                    for (Contender contender : order) {
                        double rate = run(workload, stores.get(contender));
                        if (round >= 0) {
                            rates.computeIfAbsent(workload, w -> new LinkedHashMap<>())
                                    .computeIfAbsent(contender, c -> new ArrayList<>())
                                    .add(rate);
                        }
                    }
                }
            } finally {
                for (Store store : stores.values()) {
                    store.close();
                }
                delete(place);
            }
        }
        report(durability, rates);
    }

    /** Returns operations per second. */
    private double run(Workload workload, Store store) throws Exception {
        int operations = workload.prepare(store, data);
        System.gc();
        long start = System.nanoTime();
        workload.run(store, data);
        return operations * 1e9 / (System.nanoTime() - start);
    }

    private static void report(Durability durability, Map<Workload, Map<Contender, List<Double>>> rates) {
        System.out.printf("%nsynchronous=%s, operations a second%n", durability);
        rates.forEach((workload, byContender) -> {
            System.out.println(workload.description());
            List<Double> baseline = byContender.get(CONTENDERS.get(0));
            for (Contender contender : CONTENDERS) {
                List<Double> own = byContender.get(contender);
                List<Double> ratios = new ArrayList<>();
                for (int round = 0; round < own.size(); round++) {
                    ratios.add(own.get(round) / baseline.get(round));
                }
                System.out.printf(
                        "  %-18s median %,10.0f   (%,.0f to %,.0f)   ratio %.2f   (%.2f to %.2f)%n",
                        contender.name(),
                        median(own),
                        Collections.min(own),
                        Collections.max(own),
                        median(ratios),
                        Collections.min(ratios),
                        Collections.max(ratios));
            }
        });
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
